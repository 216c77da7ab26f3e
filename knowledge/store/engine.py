"""Database connections: SQLite by default, PostgreSQL through ``DATABASE_URL``."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text

_MIGRATIONS = Path(__file__).parent / "migrations"
# Any constant will do; it names the one writer at a time on PostgreSQL.
_WRITER_LOCK = 20_231_214
_OPENING_LOCK = 20_231_215
_SQLITE_WAIT = 30.0
# A database that is gone must fail a call within seconds: silent network loss included.
_WAITS = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 3, "keepalives_count": 3}


def connect(url: str) -> Engine:
    """Return an engine for *url*; a SQLite file's folder is made when missing."""
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        # The bare name would ask for a driver that is not installed.
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        return _postgresql(parsed)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": _SQLITE_WAIT, "check_same_thread": False})
    turn = threading.Lock()

    @event.listens_for(engine, "connect")
    def configure(connection: Any, record: Any) -> None:
        record.info["turn"] = turn
        # sqlite3 opens transactions late by itself; reading one consistent state needs an explicit BEGIN.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "checkin")
    def pass_on(_connection: object, record: Any) -> None:
        if record.info.pop("writes", False):
            turn.release()

    return engine


def _postgresql(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, connect_args=_WAITS)

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: object) -> None:
        from knowledge.store.nul import NulFreeText  # the driver is needed with PostgreSQL alone

        connection.adapters.register_dumper(str, NulFreeText)

    return engine


def reading(engine: Engine) -> Engine:
    """Return a view of *engine* whose transactions see one unchanging state."""
    if engine.dialect.name != "sqlite":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    view = engine.execution_options()
    event.listen(view, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return view


def writing(engine: Engine) -> Engine:
    """Return a view of *engine* whose transactions exclude each other."""
    view = engine.execution_options()
    if engine.dialect.name == "sqlite":
        event.listen(view, "begin", _begin_immediate)
    else:
        event.listen(view, "begin", _lock)
    return view


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Let one process at a time go through the block; the others wait. Writers elsewhere go on."""
    if engine.dialect.name != "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _OPENING_LOCK})
            try:
                yield
            finally:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _OPENING_LOCK})
        return
    database = file_of(engine)
    if database is None:
        yield
        return
    with Path(f"{database}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def file_of(engine: Engine) -> Path | None:
    """Return the file of a SQLite database, None for one without a file of ours."""
    database = engine.url.database if engine.dialect.name == "sqlite" else None
    return Path(database) if database and database != ":memory:" else None


def writable(engine: Engine) -> bool:
    """Tell whether the database takes changes: PostgreSQL in recovery or set to read-only does not."""
    if engine.dialect.name == "sqlite":
        path = file_of(engine)
        return path is None or os.access(path, os.W_OK)
    with engine.connect() as connection:
        return bool(connection.scalar(text("SELECT current_setting('transaction_read_only') = 'off'")))


def appending(engine: Engine) -> Engine:
    """Return a view of *engine* for single inserts that need not wait for a long change elsewhere.

    SQLite has one writer at a time in any case.
    """
    return writing(engine) if engine.dialect.name == "sqlite" else engine


def _begin_immediate(connection: Connection) -> None:
    """Begin as the writer. Threads queue up here until the connection before them goes back to its pool.

    SQLite alone would let them sleep and try again: longer and longer, and whoever comes last may go first.
    """
    # Whoever waits too long, or writes within its own transaction, is told so by SQLite as ever.
    if not connection.info.get("writes"):
        connection.info["writes"] = connection.info["turn"].acquire(timeout=_SQLITE_WAIT)
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _lock(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITER_LOCK})


def migrate(writer: Engine, revision: str = "head") -> None:
    """Bring the tables to *revision* in one transaction."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    with writer.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
