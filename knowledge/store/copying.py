"""The whole database as lines of JSON and back, independent of which database it is."""

from __future__ import annotations

import base64
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    insert,
    inspect,
    select,
    text,
)

from knowledge.store import engine as database

_REVISION = "alembic_version"
_BATCH = 200

Lines = Iterator[bytes]


class NotEmptyError(RuntimeError):
    """There is something in the database that a copy would have to go into."""


def dump(engine: Engine) -> Iterator[tuple[str, Lines]]:
    """Yield each table's name with its rows, one JSON object a line, all of one moment.

    The first table is the revision of the tables. The lines must be read before the next table.
    """
    with database.reading(engine).begin() as connection:
        for table in [_revision(connection), *_tables(connection)]:
            yield table.name, _rows(connection, table)


def restore(engine: Engine, revision: str, lines_of: Callable[[str], Iterable[bytes]]) -> dict[str, int]:
    """Fill an empty database with a copy and migrate it to the newest tables; return the rows by table.

    *lines_of* gives the lines of a table, none for one the copy lacks. Raises NotEmptyError. A failure
    leaves the database without rows.
    """
    if inspect(engine).get_table_names():
        raise NotEmptyError
    writer = database.writing(engine)
    database.migrate(writer, revision)
    counts = {}
    with writer.begin() as connection:
        tables = _tables(connection)
        for table in tables:
            counts[table.name] = _fill(connection, table, lines_of(table.name))
        if connection.dialect.name == "postgresql":
            for table in tables:
                _continue_numbering(connection, table)
    database.migrate(writer)
    return counts


def revision_of(line: bytes) -> str:
    """Return the revision that the one line of the first table holds."""
    return str(json.loads(line)["version_num"])


def _revision(connection: Connection) -> Table:
    return Table(_REVISION, MetaData(), autoload_with=connection)


def _tables(connection: Connection) -> Sequence[Table]:
    """Return the tables there are, referred ones first: whatever the revision, the database knows."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != _REVISION]


def _rows(connection: Connection, table: Table) -> Lines:
    query = select(table).order_by(*table.primary_key.columns)
    with connection.execution_options(yield_per=_BATCH).execute(query) as rows:
        for row in rows.mappings():
            plain = {column.name: _plain(column.type, row[column.name]) for column in table.columns}
            yield json.dumps(plain, ensure_ascii=False).encode() + b"\n"


def _plain(kind: object, value: Any) -> Any:
    """Return a value as JSON; bytes and times as text in a form of their own."""
    if isinstance(kind, JSON) or value is None:
        return value
    if isinstance(value, dt.datetime):
        # SQLite keeps no zone, and what we store there is UTC.
        return (value if value.tzinfo else value.replace(tzinfo=dt.timezone.utc)).isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode()
    return value


def _fill(connection: Connection, table: Table, lines: Iterable[bytes]) -> int:
    count = 0
    rows = (
        {name: _typed(table.columns[name].type, value) for name, value in json.loads(line).items()}
        for line in lines
    )
    while batch := list(islice(rows, _BATCH)):
        connection.execute(insert(table), batch)
        count += len(batch)
    return count


def _typed(kind: Any, value: Any) -> Any:
    if value is None or isinstance(kind, JSON):
        return value
    if isinstance(kind, LargeBinary):
        return base64.b64decode(value)
    if kind.python_type is dt.datetime:
        return dt.datetime.fromisoformat(value).astimezone(dt.timezone.utc)
    if kind.python_type is dt.date:
        return dt.date.fromisoformat(value)
    return value


def _continue_numbering(connection: Connection, table: Table) -> None:
    """Let the next row's number follow the copied ones."""
    for column in table.primary_key.columns:
        if isinstance(column.type, Integer):
            connection.execute(
                text(
                    "SELECT setval(pg_get_serial_sequence(:table, :column), highest)"
                    f' FROM (SELECT max("{column.name}") AS highest FROM "{table.name}") AS numbers'  # nosec B608
                    " WHERE highest IS NOT NULL AND pg_get_serial_sequence(:table, :column) IS NOT NULL"
                ),
                {"table": table.name, "column": column.name},
            )
