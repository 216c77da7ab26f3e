"""Read a file of a list (procedures, questions with answers, figures) in a limited process of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from knowledge.importers.faq import import_faqs
from knowledge.importers.importing import import_procedures
from knowledge.importers.report import Problem
from knowledge.importers.statistics import import_statistics
from knowledge.ingest.guard import ask_child
from knowledge.ingest.intake import IngestError
from knowledge.ingest.limits import Limits
from knowledge.records.catalogue import Faq, Statistic
from knowledge.records.procedure import Procedure


@dataclass(frozen=True)
class ListReading:
    """The good records of a file, and what was found on the way, record by record."""

    records: Sequence[Any] = ()
    problems: tuple[Problem, ...] = ()


def read_list(kind: str, data: bytes, filename: str, today: date, limits: Limits) -> ListReading:
    """Return what the list *kind* gets from *data*, read in a child process.

    Never raises for what a file holds or does: a file that outgrows the *limits*, or brings its reader
    down, is one problem and no record.
    """
    try:
        answer = ask_child("knowledge.ingest.list_child", data, filename, limits, kind, today.isoformat())
    except IngestError as error:
        return ListReading((), (Problem("error", filename, None, str(error)),))
    records, problems = adapter(kind).validate_json(answer)
    return ListReading(records, problems)


def read_list_here(kind: str, data: bytes, filename: str, today: date) -> ListReading:
    """Read *data* in this process."""
    return _READERS[kind](data, filename, today)


@cache
def adapter(kind: str) -> TypeAdapter[tuple[tuple[Any, ...], tuple[Problem, ...]]]:
    """Return the JSON form of the records of *kind* with the problems."""
    return TypeAdapter(tuple[tuple[_RECORDS[kind], ...], tuple[Problem, ...]])  # type: ignore[valid-type]


def _procedures(data: bytes, filename: str, today: date) -> ListReading:
    report = import_procedures(data, filename, today)
    return ListReading(report.procedures, report.problems)


def _faqs(data: bytes, filename: str, today: date) -> ListReading:  # noqa: ARG001 - one shape for all lists
    report = import_faqs(data, filename)
    return ListReading(report.records, report.problems)


def _figures(data: bytes, filename: str, today: date) -> ListReading:  # noqa: ARG001
    report = import_statistics(data, filename)
    return ListReading(report.records, report.problems)


_RECORDS: Mapping[str, type] = {"procedures": Procedure, "faq": Faq, "statistics": Statistic}
_READERS: Mapping[str, Callable[[bytes, str, date], ListReading]] = {
    "procedures": _procedures,
    "faq": _faqs,
    "statistics": _figures,
}
