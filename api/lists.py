"""Lists taken in from a file: procedures, questions with answers, figures; the same for API and pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from api.library import Library
from api.problems import Problem
from knowledge.clock import today
from knowledge.importers import write_template
from knowledge.importers.faq import write_template as faq_template
from knowledge.importers.report import Problem as Finding
from knowledge.importers.statistics import write_template as statistics_template
from knowledge.ingest.lists import read_list
from knowledge.ingest.refresh import add_procedures
from knowledge.store import Counts, Store

_log = structlog.get_logger("audit")


@dataclass(frozen=True)
class ListKind:
    """One kind of list.

    ``keep`` stores the records; ``template`` is the file's name and its bytes; ``accept`` the endings a
    file may have; ``refused`` the problem when no record is good.
    """

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


KINDS: Mapping[str, ListKind] = {
    "procedures": ListKind(
        add_procedures,
        ("thu-tuc.xlsx", write_template),
        (".json", ".xlsx", ".docx", ".doc", ".pdf", ".html", ".htm", ".txt"),
        "no-procedure",
    ),
    "faq": ListKind(
        lambda store, records: store.replace_catalogue("faq", "admin", records),
        ("hoi-dap.xlsx", faq_template),
        (".xlsx", ".csv"),
        "no-faq",
    ),
    "statistics": ListKind(
        lambda store, records: store.replace_catalogue("statistic", "admin", records),
        ("so-lieu.xlsx", statistics_template),
        (".xlsx", ".csv"),
        "no-statistic",
    ),
}
TEMPLATES: Mapping[str, Callable[[], bytes]] = dict(kind.template for kind in KINDS.values())


def take(library: Library, kind: str, data: bytes, name: str, who: str) -> Taken:
    """Store the good records of a file of *kind*; a file without any changes nothing. Does not serve them.

    The file is read in a process of its own, under the limits of the settings.

    New procedures join those imported before, and those of the same code are replaced; questions and
    figures take the place of all that were imported before.
    """
    chosen = KINDS[kind]
    read = read_list(kind, data, name, today(), library.settings.limits)
    counts = chosen.keep(library.store, read.records) if read.records else None
    if counts is not None:
        _log.info(kind, who=who, file=name, **counts.as_dict())
    return Taken(len(read.records), counts, read.problems)


def refusal(kind: str, taken: Taken, name: str) -> Problem:
    """Return the problem of a file of *kind* that held no good record."""
    return Problem(KINDS[kind].refused, reason=taken.problems[0].message if taken.problems else name)
