"""Lists taken in from a file: procedures, questions with answers, figures; the same for API and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from api.library import Library
from api.problems import Problem
from knowledge.clock import today
from knowledge.importers import import_procedures, write_template
from knowledge.importers.faq import import_faqs
from knowledge.importers.faq import write_template as faq_template
from knowledge.importers.report import Problem as Finding
from knowledge.importers.statistics import import_statistics
from knowledge.importers.statistics import write_template as statistics_template
from knowledge.ingest.refresh import add_procedures
from knowledge.store import Counts, Store

_log = structlog.get_logger("audit")
Read = tuple[Sequence[Any], Sequence[Finding]]


@dataclass(frozen=True)
class ListKind:
    """One kind of list.

    ``read`` returns the good records of a file and what is wrong with the others, and never raises for
    what a file holds; ``keep`` stores the records; ``template`` is the file's name and its bytes;
    ``accept`` the endings a file may have; ``refused`` the problem when no record is good.
    """

    read: Callable[[bytes, str], Read]
    keep: Callable[[Store, Sequence[Any]], Counts]
    template: tuple[str, Callable[[], bytes]]
    accept: tuple[str, ...]
    refused: str


@dataclass(frozen=True)
class Taken:
    """What came of a file: its good records, what storing them changed (None: nothing was), the findings."""

    total: int
    counts: Counts | None
    problems: tuple[Finding, ...]

    @property
    def rejected(self) -> int:
        """How many findings kept a record, or the whole file, out."""
        return sum(problem.level == "error" for problem in self.problems)


def _procedures(data: bytes, name: str) -> Read:
    report = import_procedures(data, name, today())
    return report.procedures, report.problems


def _faqs(data: bytes, name: str) -> Read:
    report = import_faqs(data, name)
    return report.records, report.problems


def _figures(data: bytes, name: str) -> Read:
    report = import_statistics(data, name)
    return report.records, report.problems


KINDS: Mapping[str, ListKind] = {
    "procedures": ListKind(
        _procedures,
        add_procedures,
        ("thu-tuc.xlsx", write_template),
        (".json", ".xlsx", ".docx", ".pdf", ".txt"),
        "no-procedure",
    ),
    "faq": ListKind(
        _faqs,
        lambda store, records: store.replace_catalogue("faq", "admin", records),
        ("hoi-dap.xlsx", faq_template),
        (".xlsx", ".csv"),
        "no-faq",
    ),
    "statistics": ListKind(
        _figures,
        lambda store, records: store.replace_catalogue("statistic", "admin", records),
        ("so-lieu.xlsx", statistics_template),
        (".xlsx", ".csv"),
        "no-statistic",
    ),
}
TEMPLATES: Mapping[str, Callable[[], bytes]] = dict(kind.template for kind in KINDS.values())


def take(library: Library, kind: str, data: bytes, name: str, who: str) -> Taken:
    """Store the good records of a file of *kind*; a file without any changes nothing. Does not serve them.

    New procedures join those imported before, and those of the same code are replaced; questions and
    figures take the place of all that were imported before.
    """
    chosen = KINDS[kind]
    records, problems = chosen.read(data, name)
    counts = chosen.keep(library.store, records) if records else None
    if counts is not None:
        _log.info(kind, who=who, file=name, **counts.as_dict())
    return Taken(len(records), counts, tuple(problems))


def refusal(kind: str, taken: Taken, name: str) -> Problem:
    """Return the problem of a file of *kind* that held no good record."""
    return Problem(KINDS[kind].refused, reason=taken.problems[0].message if taken.problems else name)
