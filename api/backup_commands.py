"""The commands ``backup``, ``restore`` and ``session``: what an operator does with data as a whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import SQLAlchemyError

from api.backup import BackupError, NotEmptyError, restore, save
from api.insight.log import kept_of
from api.opening import opened_store, read_settings, refusal
from api.words import word
from bot.dialogue.kept import CONVERSATIONS, Conversations
from knowledge.store.messages import Messages


def backup_command(
    file: Annotated[Path, typer.Argument(help="Tệp sao lưu sẽ ghi.", metavar="TỆP", dir_okay=False)],
) -> None:
    """Write a backup; the service may run meanwhile."""
    settings = read_settings()
    try:
        sizes = save(file, settings.store_url, settings.data_dir)
    except (SQLAlchemyError, OSError) as error:
        raise refusal(word("backup_failed", file=file, error=str(error).splitlines()[0])) from error
    typer.echo(word("backup_done", file=file, mib=round(file.stat().st_size / 2**20, 1), parts=len(sizes)))


def restore_command(
    file: Annotated[Path, typer.Argument(help="Tệp sao lưu.", metavar="TỆP", exists=True, dir_okay=False)],
    into: Annotated[Path, typer.Option("--into", help="Thư mục dữ liệu mới, còn trống.", metavar="THƯ_MỤC")],
    database: Annotated[
        str | None,
        typer.Option("--database", help="Cơ sở dữ liệu trống (mặc định: SQLite).", metavar="URL"),
    ] = None,
) -> None:
    """Fill an empty folder and an empty database from a backup."""
    try:
        counts = restore(file, into, database)
    except NotEmptyError as error:
        raise refusal(word("restore_not_empty", folder=into)) from error
    except BackupError as error:
        raise refusal(word("restore_no_backup", file=file)) from error
    except (SQLAlchemyError, OSError) as error:
        raise refusal(word("restore_failed", file=file, error=str(error).splitlines()[0])) from error
    typer.echo(word("restore_done", file=file, folder=into, rows=sum(counts.values())))


def erase_command(session: Annotated[str, typer.Argument(help="Mã phiên.", metavar="PHIÊN")]) -> None:
    """Erase what is kept of a conversation."""
    with opened_store() as (store, settings):
        logged = Messages(store).forget(session)
        found = Conversations(settings.data_dir / CONVERSATIONS).erase(session) or logged > 0
    typer.echo(word("erased" if found else "nothing_to_erase", session=session))


def export_command(session: Annotated[str, typer.Argument(help="Mã phiên.", metavar="PHIÊN")]) -> None:
    """Print what is kept of a conversation as JSON."""
    with opened_store() as (store, settings):
        messages = kept_of(Messages(store), session)
        kept = Conversations(settings.data_dir / CONVERSATIONS).export(session)
    if kept is None and not messages:
        raise refusal(word("nothing_to_erase", session=session))
    typer.echo(json.dumps({**(kept or {}), "messages": messages}, ensure_ascii=False, indent=1))


def install(app: typer.Typer) -> None:
    """Give *app* these commands."""
    app.command("backup", help="Sao lưu toàn bộ kho vào một tệp; dịch vụ không phải dừng.")(backup_command)
    app.command("restore", help="Khôi phục bản sao lưu vào một thư mục trống.")(restore_command)
    session = typer.Typer(help="Dữ liệu của một phiên trò chuyện.", no_args_is_help=True)
    session.command("export", help="In dữ liệu được giữ của phiên (JSON).")(export_command)
    session.command("erase", help="Xóa dữ liệu của phiên.")(erase_command)
    app.add_typer(session, name="session")
