"""``trolyao training``: proposals, review, comparison, and which examples the model in use has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from api.opening import opened_store, refusal
from api.training.bench import Bench, Report, TrainingError, intents
from api.words import word
from knowledge.store import Store
from knowledge.store.examples import Examples

training_app = typer.Typer(help="Câu mẫu huấn luyện ý định.", no_args_is_help=True, rich_markup_mode=None)


@contextmanager
def _bench() -> Iterator[tuple[Store, Bench]]:
    with opened_store() as (store, settings):
        try:
            yield store, Bench(store, settings.data_dir)
        except TrainingError as error:
            raise refusal(word(f"training_{error.reason}")) from error


@training_app.command("add", help="Đề nghị một câu làm câu mẫu cho một ý định.")
def add_command(
    text: Annotated[str, typer.Argument(metavar="CÂU")],
    intent: Annotated[str, typer.Argument(metavar="Ý_ĐỊNH")],
) -> None:
    """Propose an example."""
    if intent not in intents():
        raise refusal(word("training_no_intent", intents=", ".join(intents())))
    with _bench() as (store, _):
        made = Examples(store).propose(text, intent)
        typer.echo(word("training_row", id=made.id, state=made.state, intent=made.intent, text=made.text))


@training_app.command("list", help="Liệt kê câu mẫu đã đề nghị, đã duyệt, đã bỏ.")
def list_command() -> None:
    """List all examples."""
    with _bench() as (store, _):
        for one in Examples(store).listed():
            typer.echo(word("training_row", id=one.id, state=one.state, intent=one.intent, text=one.text))


@training_app.command("approve", help="Duyệt câu mẫu.")
def approve_command(ids: Annotated[list[str], typer.Argument(metavar="MÃ...")]) -> None:
    """Approve examples."""
    with _bench() as (store, _):
        for example_id in ids:
            if Examples(store).decide(example_id, "approved") is None:
                raise refusal(word("training_unknown", id=example_id))


@training_app.command("export", help="Ghi câu mẫu đã duyệt thành tệp NLU của Rasa.")
def export_command(path: Annotated[Path, typer.Argument(metavar="TỆP")]) -> None:
    """Write the approved examples."""
    with _bench() as (_, bench):
        typer.echo(word("training_exported", count=bench.export(path), file=path))


@training_app.command("compare", help="Huấn luyện với câu mẫu đã duyệt và so sánh bằng kiểm định chéo.")
def compare_command() -> None:
    """Train beside the model in use and print both figures."""
    with _bench() as (_, bench):
        bench.compare(wait=True)
        report = bench.report()
        typer.echo(_told(report))
        if report.state != "done":
            raise typer.Exit(2)


@training_app.command("activate", help="Dùng mô hình vừa so sánh.")
def activate_command() -> None:
    """Take the candidate into use."""
    with _bench() as (_, bench):
        bench.activate()
        typer.echo(word("training_activated"))


@training_app.command("deactivate", help="Quay về mô hình gốc, không có câu mẫu thêm.")
def deactivate_command() -> None:
    """Go back to the shipped examples."""
    with _bench() as (_, bench):
        bench.deactivate()
        typer.echo(word("training_deactivated"))


def _told(report: Report) -> str:
    facts = report.facts
    if report.state != "done":
        return word("training_failed", error=facts.get("error", "?"))
    return word(
        "training_done",
        added=facts["added"],
        shipped=facts["shipped"],
        advice=word(f"training_advice_{facts['advice']}"),
        **{
            f"{name}_{figure}": facts[name][figure]
            for name in ("old", "new")
            for figure in ("macro_f1", "macro_f1_unaccented", "added_right")
        },
    )
