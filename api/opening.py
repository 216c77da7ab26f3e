"""Opening the store for a command: any refusal becomes one line and exit code 2."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from api.settings import Settings
from api.words import word
from knowledge.store import Store, StoreError
from knowledge.store.audit import acting_as


def read_settings() -> Settings:
    """Return the settings; what is wrong with them is a refusal."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise refusal(word("bad_settings", error=wrong)) from error


@contextmanager
def opened_store() -> Iterator[tuple[Store, Settings]]:
    """Open the store of the settings and close it afterwards; changes are noted as this user's."""
    settings = read_settings()
    try:
        store = Store.open(settings.store_url)
    except (SQLAlchemyError, OSError) as error:
        raise refusal(word("bad_database", error=str(error).splitlines()[0])) from error
    try:
        with acting_as(f"lệnh:{getpass.getuser()}"):
            yield store, settings
    except StoreError as error:
        raise refusal(str(error)) from error
    except SQLAlchemyError as error:
        raise refusal(word("bad_database", error=str(error).splitlines()[0])) from error
    finally:
        store.close()


def refusal(message: str) -> typer.Exit:
    """Tell *message* on standard error and return the exit to raise."""
    typer.echo(message, err=True)
    return typer.Exit(2)
