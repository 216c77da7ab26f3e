"""Column headings and keys, recognised by what they mean, in any order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

import yaml

from knowledge.text import collapse, fold

Role = Literal[
    "number",
    "group",
    "goal",
    "content",
    "output",
    "lead",
    "implement",
    "coordinate",
    "start",
    "deadline",
    "period",
    "note",
    "other",
]
"""``group`` is a column that names each row's group, most often merged over its rows; ``start`` is when a
task begins; ``period`` a column headed by a quarter or month, crossed where due."""
_DATA = Path(__file__).parent.parent / "data" / "columns.yaml"
_MARKUP = re.compile(r"</?[a-z][^<>]*>|[*_`#]+", re.IGNORECASE)


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[dict[Role, list[re.Pattern[str]]], int]:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    roles = {cast(Role, role): [_word(word) for word in words] for role, words in data["roles"].items()}
    return roles, int(data["longest"])


def _word(word: str) -> re.Pattern[str]:
    return re.compile(word if word.startswith("^") else rf"\b{re.escape(word)}\b")


@lru_cache(maxsize=4096)
def role_of(heading: str) -> Role | None:
    """Return what a column headed *heading* holds, None when the heading says nothing known."""
    roles, longest = _vocabulary()
    if len(heading) > 3 * longest:
        return None
    folded = fold(collapse(_MARKUP.sub(" ", heading))).strip(" .:;-")
    if not folded or len(folded) > longest:
        return None
    best: tuple[int, int] | None = None
    found: Role | None = None
    for role, patterns in roles.items():
        for pattern in patterns:
            match = pattern.search(folded)
            if match and (best is None or (match.start(), -len(match.group())) < best):
                best, found = (match.start(), -len(match.group())), role
    return found


def opens_other_table(cells: Sequence[str]) -> bool:
    """True for the header of any numbered table: its first filled cell heads a number column."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) >= 2 and role_of(filled[0]) == "number"


@lru_cache(maxsize=1)
def _closing() -> re.Pattern[str]:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return re.compile("|".join(data["closing"]))


def closes_table(cells: Sequence[str]) -> bool:
    """True for a row of signatures or recipients: the table has ended above it."""
    filled = [fold(collapse(cell)) for cell in cells if cell.strip()]
    return 0 < len(filled) <= 2 and any(_closing().search(cell) for cell in filled)


def settle(roles: Sequence[Role]) -> tuple[Role, ...]:
    """Decide what 'cơ quan thực hiện' means: the lead where no column says 'chủ trì', else a helper.

    A table that only says when a task begins says so in place of a deadline, and one that only names
    groups of tasks has these for its tasks.
    """
    stands_for: dict[Role, Role] = {"implement": "coordinate" if "lead" in roles else "lead"}
    if not {"content", "goal"} & set(roles):
        stands_for["group"] = "content"
    if not {"deadline", "period"} & set(roles):
        stands_for["start"] = "deadline"
    return tuple(stands_for.get(role, role) for role in roles)


def recognise(headings: Sequence[str]) -> tuple[Role, ...] | None:
    """Return the roles of a header row, None when *headings* are not one.

    A header row names the content and an agency or a deadline, and hardly anything unknown.
    """
    filled = [heading for heading in headings if heading.strip()]
    if len(filled) < 3:
        return None
    roles = [role_of(heading) for heading in headings]
    known = [role for role in roles if role]
    unknown = len(filled) - len(known)
    names_task = bool({"content", "goal", "group"} & set(known))
    names_who_or_when = bool({"lead", "implement", "coordinate", "start", "deadline"} & set(known))
    if not names_task or not names_who_or_when or unknown * 3 > len(filled):
        return None
    settled = list(settle([role or "other" for role in roles]))
    if "content" not in settled:
        settled[settled.index("goal")] = "content"
    return tuple(settled)
