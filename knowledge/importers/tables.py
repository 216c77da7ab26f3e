"""Rows of a one-sheet table, from .csv or .xlsx, by the names in its header."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, Generic, Protocol, TypeVar

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from knowledge.importers import fields
from knowledge.importers.report import Problem, RecordError
from knowledge.text import fold

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 100_000
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_WORD = re.compile(r"[a-z0-9]+")
Row = Mapping[str, Any]


class Identified(Protocol):
    """A record with an id that no other record of its table may share."""

    @property
    def id(self) -> str:
        """Return the id."""


R = TypeVar("R", bound=Identified)


@dataclass(frozen=True)
class TableReport(Generic[R]):
    """The good records of a table and what was found on the way, line by line."""

    records: tuple[R, ...]
    problems: tuple[Problem, ...]


def template(title: str, columns: Sequence[str], examples: Sequence[Row]) -> bytes:
    """Return an .xlsx with the header of *columns* and example rows."""
    book = Workbook()
    book.remove(book.active)
    sheet = book.create_sheet(title)
    sheet.append(list(columns))
    for example in examples:
        sheet.append([example.get(column) for column in columns])
    sheet.freeze_panes = "A2"
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def rows(data: bytes, filename: str, required: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """Yield (line number, cells by column name) of every line that is not blank.

    Raises RecordError for a file that is no table or lacks one of the *required* columns.
    """
    if len(data) > MAX_BYTES:
        raise RecordError(f"tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB")
    if not data.strip():
        raise RecordError("tệp rỗng")
    lines = _workbook(data) if PurePath(filename).suffix.lower() == ".xlsx" else _csv(data)
    header = [fields.text_of(cell) for cell in next(lines, ())]
    missing = [column for column in required if column not in header]
    if missing:
        raise RecordError(f"bảng thiếu cột: {', '.join(missing)}")
    for number, cells in enumerate(lines, start=2):
        if number > MAX_ROWS:
            raise RecordError(f"bảng dài hơn {MAX_ROWS} dòng")
        if any(cell not in (None, "") for cell in cells):
            yield number, dict(zip(header, cells, strict=False))


def read_records(
    data: bytes,
    filename: str,
    required: Sequence[str],
    read: Callable[[Row], R],
    clash: Callable[[R], str],
) -> TableReport[R]:
    """Return the records *read* makes of the lines of one file.

    A line for which *read* raises RecordError becomes a Problem and the good ones come in. The same
    id with different contents is kept out; *clash* words that Problem. A file that is no table gives
    no record and one Problem.
    """
    problems: list[Problem] = []
    kept: dict[str, R] = {}
    clashing: set[str] = set()
    try:
        for number, row in rows(data, filename, required):
            place = f"dòng {number}"
            try:
                record = read(row)
            except RecordError as error:
                problems.append(Problem("error", place, None, str(error)))
                continue
            if kept.setdefault(record.id, record) != record:
                clashing.add(record.id)
                problems.append(Problem("error", place, record.id, clash(record)))
    except RecordError as error:
        problems.append(Problem("error", filename, None, str(error)))
    good = tuple(record for key, record in kept.items() if key not in clashing)
    return TableReport(good, tuple(problems))


def slug(text: str) -> str:
    """Return *text* as lower-case words without accents, joined by hyphens.

    >>> slug("Số đơn vị (xã)")
    'so-don-vi-xa'
    """
    return "-".join(_WORD.findall(fold(text)))


def needed(row: Row, column: str) -> str:
    """Return the text of a cell. Raises RecordError when it is blank."""
    text = fields.text_of(row.get(column))
    if not text:
        raise RecordError(f"thiếu {column}")
    return text


def day(value: object, column: str) -> date | None:
    """Return a date cell, None when blank. Raises RecordError for what is no date."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = fields.text_of(value)
    if not text:
        return None
    printed = _DAY.fullmatch(text)
    try:
        if printed:
            return date(int(printed[3]), int(printed[2]), int(printed[1]))
        return date.fromisoformat(text)
    except ValueError:
        raise RecordError(f"{column} không phải ngày (dd/mm/yyyy): “{text[:40]}”") from None


def _workbook(data: bytes) -> Iterator[Sequence[Any]]:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise RecordError("không mở được tệp bảng tính .xlsx") from error
    yield from book.worksheets[0].iter_rows(values_only=True)


def _csv(data: bytes) -> Iterator[Sequence[Any]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordError("tệp không phải chữ UTF-8") from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error as error:
        raise RecordError(f"CSV hỏng: {error}") from error
