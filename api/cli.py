"""The command line ``trolyao``: documents in, out, and back to an earlier version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from api import backup_commands
from api.accounts.commands import account_app, audit_app, token_app
from api.library import told
from api.opening import opened_store, refusal
from api.settings import Settings
from api.training.commands import training_app
from api.words import word
from knowledge.clock import moment, today
from knowledge.importers import write_template as procedure_template
from knowledge.importers.faq import write_template
from knowledge.ingest import Outcome, ingest_many
from knowledge.ingest.lists import ListReading, read_list
from knowledge.ingest.refresh import add_procedures

app = typer.Typer(
    help="Trợ lý ảo: nạp văn bản, công bố, quay lại bản trước.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
)

DocumentId = Annotated[str, typer.Argument(help="Mã văn bản, xem lệnh documents.", metavar="VĂN_BẢN")]


faq_app = typer.Typer(help="Hỏi đáp (FAQ).", no_args_is_help=True, rich_markup_mode=None)
procedure_app = typer.Typer(help="Thủ tục hành chính.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(faq_app, name="faq")
app.add_typer(procedure_app, name="procedure")
app.add_typer(account_app, name="account")
app.add_typer(token_app, name="token")
app.add_typer(audit_app, name="audit")
app.add_typer(training_app, name="training")
backup_commands.install(app)


@faq_app.command("import", help="Thay toàn bộ hỏi đáp bằng bảng .csv hoặc .xlsx theo mẫu.")
def faq_import_command(
    path: Annotated[Path, typer.Argument(help="Tệp bảng.", metavar="TỆP", exists=True, dir_okay=False)],
) -> None:
    """Make the questions of a table the stored ones; bad lines are told and left out."""
    with opened_store() as (store, settings):
        report = _read_list("faq", path, settings)
        if not report.records:
            raise refusal(word("faq_empty", file=path.name))
        counts = store.replace_catalogue("faq", "admin", report.records).as_dict()
    typer.echo(word("faq_done", total=len(report.records), **counts))
    if report.problems:
        raise typer.Exit(2)


@faq_app.command("template", help="Ghi mẫu bảng hỏi đáp .xlsx.")
def faq_template_command(path: Annotated[Path, typer.Argument(metavar="TỆP")]) -> None:
    """Write the template with one example row."""
    path.write_bytes(write_template())


@procedure_app.command("import", help="Thêm, cập nhật thủ tục từ JSON của cổng, bản xuất, quyết định, bảng.")
def procedure_import_command(
    path: Annotated[Path, typer.Argument(help="Tệp.", metavar="TỆP", exists=True, dir_okay=False)],
) -> None:
    """Take in the procedures of a file; bad records are told and left out."""
    with opened_store() as (store, settings):
        report = _read_list("procedures", path, settings)
        if not report.records:
            raise refusal(word("procedure_empty", file=path.name))
        counts = add_procedures(store, report.records).as_dict()
    typer.echo(word("procedure_done", total=len(report.records), **counts))
    if any(problem.level == "error" for problem in report.problems):
        raise typer.Exit(2)


def _read_list(kind: str, path: Path, settings: Settings) -> ListReading:
    """Return what *path* holds for the list *kind*, and tell what is left out."""
    report = read_list(kind, path.read_bytes(), path.name, today(), settings.limits)
    for problem in report.problems:
        typer.echo(f"  {problem.place}: {problem.message}", err=True)
    return report


@procedure_app.command("template", help="Ghi mẫu bảng thủ tục .xlsx, có dòng ví dụ.")
def procedure_template_command(path: Annotated[Path, typer.Argument(metavar="TỆP")]) -> None:
    """Write the template with example rows."""
    path.write_bytes(procedure_template())


@app.command("ingest", help="Nạp tệp hoặc mọi tệp trong thư mục; tệp hỏng được báo và bỏ qua.")
def ingest_command(
    paths: Annotated[list[Path], typer.Argument(help="Tệp hoặc thư mục.", metavar="ĐƯỜNG_DẪN...")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Chỉ đọc và báo cáo, không lưu gì.")] = False,
    report: Annotated[
        Path | None, typer.Option("--report", help="Ghi báo cáo JSON vào tệp này.", metavar="TỆP")
    ] = None,
) -> None:
    """Take files in, one after another."""
    files = _files(paths)
    outcomes: list[Outcome] = []
    with opened_store() as (store, settings):
        for outcome in ingest_many(store, files, dry_run=dry_run, limits=settings.limits):
            outcomes.append(outcome)
            typer.echo(word("progress", number=len(outcomes), total=len(files), line=told(outcome)))
            for finding in outcome.report.get("findings", ()):
                level = word(f"level_{finding['level']}")
                typer.echo(word("finding", level=level, message=finding["message"]))
    if report is not None:
        _write(report, outcomes)
    if any(outcome.state == "failed" for outcome in outcomes):
        raise typer.Exit(2)


@app.command("documents", help="Liệt kê văn bản và các bản của chúng.")
def documents_command() -> None:
    """List the documents with their versions."""
    with opened_store() as (store, _):
        for info in store.documents():
            document = info.document
            typer.echo(
                word(
                    "document_row",
                    id=info.id,
                    number=document.number or "—",
                    published=info.published or word("none"),
                    latest=info.latest,
                    title=document.title,
                )
            )
            for version in store.versions(info.id):
                created = moment(version.created_at)
                state = word(f"state_{version.state}")
                typer.echo(
                    word(
                        "version_row",
                        number=version.number,
                        state=state,
                        created=created,
                        file=version.filename,
                    )
                )


@app.command("publish", help="Công bố một bản (bản nháp đã duyệt hoặc bản cũ).")
def publish_command(
    document: DocumentId, version: Annotated[int, typer.Argument(help="Số của bản.", metavar="BẢN")]
) -> None:
    """Serve a version."""
    with opened_store() as (store, _):
        store.publish(document, version)
        typer.echo(word("done_publish", document=document, version=version))


@app.command("rollback", help="Quay lại bản đã công bố trước đó, hoặc bản được chỉ định.")
def rollback_command(
    document: DocumentId,
    version: Annotated[int | None, typer.Argument(help="Số của bản.", metavar="BẢN")] = None,
) -> None:
    """Serve an earlier version again."""
    with opened_store() as (store, _):
        served = store.rollback(document, version)
        typer.echo(word("done_rollback", document=document, version=served.number))


@app.command("withdraw", help="Rút văn bản khỏi phần công bố.")
def withdraw_command(document: DocumentId) -> None:
    """Stop serving a document."""
    with opened_store() as (store, _):
        store.withdraw(document)
        typer.echo(word("done_withdraw", document=document))


@app.command("diff", help="Nói hai bản của một văn bản khác nhau ở đâu.")
def diff_command(
    document: DocumentId,
    old: Annotated[int | None, typer.Argument(help="Bản cũ.", metavar="BẢN_CŨ")] = None,
    new: Annotated[int | None, typer.Argument(help="Bản mới.", metavar="BẢN_MỚI")] = None,
) -> None:
    """Tell the difference between two versions; without numbers between the last two."""
    with opened_store() as (store, _):
        versions = store.versions(document)
        if not versions:
            raise refusal(word("unknown_document", document=document))
        if old is None and len(versions) == 1:
            raise refusal(word("no_earlier", document=document))
        newest = versions[-1].number if new is None else new
        difference = store.difference(document, versions[-2].number if old is None else old, newest)
        typer.echo(difference.summary())
        for line in difference.lines():
            typer.echo(f"  {line}")


def _files(paths: list[Path]) -> list[Path]:
    for path in paths:
        if not path.exists():
            raise refusal(word("not_a_path", path=path))
    files = [
        file
        for path in paths
        for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
        if file.is_file() and not (path.is_dir() and file.name.startswith("."))
    ]
    if not files:
        raise refusal(word("no_files"))
    return files


def _write(report: Path, outcomes: list[Outcome]) -> None:
    content = [
        {
            "file": outcome.filename,
            "state": outcome.state,
            "change": outcome.change,
            "document": outcome.document_id,
            "version": outcome.version,
            "error": outcome.error,
            "report": outcome.report,
        }
        for outcome in outcomes
    ]
    try:
        report.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise refusal(word("report_not_written", path=report, error=error.strerror)) from error


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
