"""Puts the cells of a row with too few or too many of them under the columns they fit best."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.parsing.columns import Role
from knowledge.text import collapse, fold

_BODY = re.compile(
    r"^(?:[-+•]\s*)?(?:cac\s+|cua\s+)?(?:so(?! hoa| luong| lieu)|ban(?! hanh)|nganh|ubnd|hdnd|uy ban|"
    r"van phong|phong(?! chong| ngua)|trung tam|cong an|cuc|chi cuc|thanh tra(?!,)|"
    r"don vi|co quan|buu dien|doan|hoi(?! nghi| thao)|vien|bo(?! tri| sung| chi so)|"
    r"kho bac|bao hiem|dai|bao(?! cao| dam| ve)|cong ty|doanh nghiep|quan(?! ly| triet)|"
    r"huyen|phuong|xa(?! hoi)|truong(?! hop)|to(?! chuc)|doi)\b"
)
_WHEN = re.compile(
    r"^(?:[-+•]\s*)?(?:trong |truoc |tu |den |cham nhat |hoan thanh |ca |thuc hien |dau |cuoi )?(?:ngay )?"
    r"(?:quy\b|thang\b|nam\b|\d{1,2}[/.-]\d{1,4}|thuong xuyen|hang nam|hang quy|hang thang|dinh ky|"
    r"theo tien do|theo huong dan|theo yeu cau|theo ke hoach|khi co|sau khi)"
)
_SKIPPED = 1.0
_SHARED = 1.5


def opens_body(text: str) -> bool:
    """True when *text* begins as the name of a body does."""
    return bool(_BODY.match(fold(collapse(text))))


def align(cells: Sequence[str], roles: Sequence[Role]) -> list[int]:
    """Return the column index of every cell: never decreasing, best sum of fits.

    A column left empty and a column that holds two cells both cost something.
    """
    best: dict[tuple[int, int], tuple[float, list[int]]] = {(0, -1): (0.0, [])}
    for row, cell in enumerate(cells):
        following: dict[tuple[int, int], tuple[float, list[int]]] = {}
        for (_, last), (score, columns) in best.items():
            for column in range(max(last, 0), len(roles)):
                cost = _SHARED if column == last else _SKIPPED * (column - last - 1)
                total = score - cost + _fit(cell, roles[column])
                key = (row + 1, column)
                if key not in following or total > following[key][0]:
                    following[key] = (total, [*columns, column])
        best = following
    ends = [
        (score - _SKIPPED * (len(roles) - 1 - last), columns) for (_, last), (score, columns) in best.items()
    ]
    return max(ends, key=lambda end: end[0])[1]


def _fit(cell: str, role: Role) -> float:
    folded = fold(collapse(cell))
    body, when = bool(_BODY.match(folded)), bool(_WHEN.match(folded)) and len(folded) < 120
    if role in {"lead", "coordinate"}:
        return 2.0 if body and not when else -1.0
    if role == "deadline":
        return 3.0 if when else -2.0
    return 0.5 if not when else -1.0
