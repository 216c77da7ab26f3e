"""Header rows: found, compared with their repetitions, and told from rules and column numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.parsing.columns import recognise, role_of
from knowledge.text import collapse, fold

_RULE_CELL = re.compile(r"[:\s]*[-=_]{2,}[:\s]*$")
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[A-Z])\)?$")


def same_header(cells: Sequence[str], headings: Sequence[str]) -> bool:
    """True when *cells* repeat *headings* (case, accents and spacing aside)."""
    mine = [re.sub(r"\W", "", fold(collapse(cell))) for cell in cells]
    theirs = [re.sub(r"\W", "", fold(collapse(cell))) for cell in headings]
    if mine == theirs:
        return any(mine)
    return recognise(cells) is not None and recognise(cells) == recognise(headings)


def is_rule(cells: Sequence[str]) -> bool:
    """True for a row of dashes, as markdown puts under a header."""
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and all(_RULE_CELL.match(cell.strip()) for cell in filled)


def is_column_numbers(cells: Sequence[str]) -> bool:
    """True for the row '(1) (2) (3) …' that some tables print under their header."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) < 3 or len(filled) < len(cells):
        return False
    matches = [_COLUMN_NUMBER.match(cell) for cell in filled]
    numbers = [int(match.group(1)) for match in matches if match and match.group(1).isdigit()]
    return (
        all(matches) and len(numbers) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )


def two_storeys(upper: Sequence[str], lower: Sequence[str]) -> list[str] | None:
    """Return the headings of a header of two rows, None when *lower* is a row of its own.

    The lower row names at least two roles, under a heading that spans its columns, and nothing else.
    """
    if len(upper) != len(lower):
        return None
    pairs = list(zip(upper, lower, strict=True))
    fresh = [(above, below) for above, below in pairs if below.strip() and below != above]
    spanned = any(not above.strip() or upper.count(above) > 1 for above, _ in fresh)
    if len(fresh) < 2 or not spanned or not all(role_of(below) for _, below in fresh):
        return None
    return [below if below.strip() else above for above, below in pairs]


class Header:
    """The printed rows of one header, to know them again at the top of the next page."""

    def __init__(self, headings: Sequence[str], *rows: Sequence[str]) -> None:
        self.headings = list(headings)
        self._rows = [self.headings, *map(list, rows)]

    def repeats(self, cells: Sequence[str]) -> bool:
        """True when *cells* are one of the header's rows again."""
        return any(same_header(cells, row) for row in self._rows)
