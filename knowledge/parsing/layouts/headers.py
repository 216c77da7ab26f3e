"""Header rows: found, compared with their repetitions, and told from rules and column numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.parsing.columns import recognise, role_of
from knowledge.text import collapse, fold

_RULE_CELL = re.compile(r"[:\s]*[-=_]{2,}[:\s]*$")
_YEAR = re.compile(r"\b20\d\d\b")
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

    Every cell of the lower row stands under a heading that spans columns, at least two of them, and
    all mean something there ('Thời gian' over 'Bắt đầu' and 'Kết thúc').
    """
    if len(upper) != len(lower):
        return None
    fresh = [index for index, below in enumerate(lower) if below.strip() and below != upper[index]]
    if len(fresh) < 2 or not all(_is_spanned(upper, lower, index) for index in fresh):
        return None
    headings = [below if below.strip() else above for above, below in zip(upper, lower, strict=True)]
    for index in fresh:
        above = next((cell for cell in reversed(upper[: index + 1]) if cell.strip()), "")
        role = role_of(lower[index])
        if role is None or (role == "period" and role_of(above) != "deadline"):
            headings[index] = f"{above} {lower[index]}"
    return headings if all(role_of(headings[index]) for index in fresh) else None


def _is_spanned(upper: Sequence[str], lower: Sequence[str], index: int) -> bool:
    above = upper[index]
    beside = index + 1 < len(upper) and not upper[index + 1].strip() and bool(lower[index + 1].strip())
    return not above.strip() or upper.count(above) > 1 or beside


def year_of(headings: Sequence[str]) -> int | None:
    """Return the one year that *headings* of deadlines name ('Thời gian (năm 2026)')."""
    timed = [heading for heading in headings if role_of(heading) in {"deadline", "start", "period"}]
    years = {int(year) for heading in timed for year in _YEAR.findall(heading)}
    return years.pop() if len(years) == 1 else None


class Header:
    """The printed rows of one header, to know them again at the top of the next page."""

    def __init__(self, headings: Sequence[str], *rows: Sequence[str]) -> None:
        self.headings = list(headings)
        self._rows = [self.headings, *map(list, rows)]

    def repeats(self, cells: Sequence[str]) -> bool:
        """True when *cells* are one of the header's rows again."""
        return any(same_header(cells, row) for row in self._rows)
