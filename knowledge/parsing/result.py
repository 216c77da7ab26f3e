"""What parsing a document gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from knowledge.records import Span, Task

Layout = Literal[
    "cell per line", "cell per paragraph", "delimited rows", "real table", "card tables", "keyed prose"
]


@dataclass(frozen=True)
class Group:
    """A printed group of rows. ``span`` is its title row, ``line`` that row's line in the text."""

    no: str
    title: str
    span: Span
    line: int


@dataclass(frozen=True)
class Problem:
    """Something the parser was unsure of: ``code`` is a key of ``problems`` in reading.yaml.

    ``message`` is a Vietnamese sentence that names file and line; ``span`` the place, None for the
    whole document.
    """

    code: str
    message: str
    span: Span | None = None


@dataclass(frozen=True)
class TaskParse:
    """All task rows of a document.

    ``used`` are the slices that became records or group titles, ``furniture`` those that are only
    layout (table headers, rules). Both are sorted; what lies outside them is left to passages.
    """

    tasks: tuple[Task, ...] = ()
    groups: tuple[Group, ...] = ()
    layout: tuple[Layout, ...] = ()
    used: tuple[Span, ...] = ()
    furniture: tuple[Span, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
