"""What an import brought in and what it left out, record by record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.records.procedure import Procedure


@dataclass(frozen=True)
class Problem:
    """One finding. An 'error' keeps its record out; a 'warning' is taken in with what is said here.

    ``place`` is where in the file ('bản ghi 3', 'dòng 12'), ``code`` the procedure's code if known,
    ``message`` one Vietnamese sentence for the administrator.
    """

    level: Literal["error", "warning"]
    place: str
    code: str | None
    message: str


@dataclass(frozen=True)
class ImportReport:
    """The good records and everything found on the way."""

    procedures: tuple[Procedure, ...]
    problems: tuple[Problem, ...]

    @property
    def rejected(self) -> int:
        """How many records were kept out."""
        return sum(problem.level == "error" for problem in self.problems)


class RecordError(ValueError):
    """A record cannot be taken in; the message is for the administrator."""
