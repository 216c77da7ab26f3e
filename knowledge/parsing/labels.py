"""Labels inside a text: 'Chủ trì: … Phối hợp: …' in one cell, keys in the middle of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.parsing.columns import Role, role_of
from knowledge.parsing.grid import Slices
from knowledge.records import Span

_LABEL = re.compile(
    r"(?:^|(?<=[.;,(\n]))[ \t]*(?:[-–+•][ \t]+)?(?P<key>[^\W\d_][\w /]{1,40}?)[ \t]*:[ \t]*", re.MULTILINE
)
_WORDS_IN_KEY = 7
# In a cell of bodies these words are labels even where nothing parts them from the name before.
_RUN_ON = re.compile(
    r"(?:(?<=\s)|^)(?:[-–+•][ \t]+)?"
    r"(?P<key>(?:(?:cơ quan|đơn vị)\s+)?(?:chủ trì|phối hợp)(?:\s+thực hiện)?)\s*:\s*",
    re.IGNORECASE,
)
# 'Sở A chủ trì; Sở B phối hợp', 'Sở A chủ trì, phối hợp với Sở B'
_BEHIND = re.compile(
    r"\s+(?P<lead>(?:làm\s+)?chủ trì|là đầu mối)\s*(?:thực hiện\s*)?"
    r"(?:[,;]?\s*(?:và\s+)?phối hợp\s+(?:cùng\s+)?(?:với\s+)?)?"
    r"|\s+(?:cùng\s+|tham gia\s+)?(?P<help>phối hợp)\s*(?:thực hiện\s*)?(?=[.;,\n]|$)",
    re.IGNORECASE,
)


def labels_in(text: str, roles: frozenset[Role]) -> list[tuple[Role, int, int]]:
    """Return (role, start, end) of every label in *text* that names one of *roles*."""
    found: list[tuple[Role, int, int]] = []
    for match in _LABEL.finditer(text):
        key = match.group("key")
        role = role_of(key) if len(key.split()) <= _WORDS_IN_KEY else None
        if role in roles and role is not None:
            found.append((role, match.start(), match.end()))
    return found


def by_label(text: str, slices: Iterable[Span]) -> list[tuple[Role, Slices]]:
    """Part a cell of leads at the labels printed in it; unlabelled slices stay with the role above."""
    parted: list[tuple[Role, Slices]] = []
    role: Role = "lead"
    for piece in slices:
        words = text[piece.start : piece.end]
        labels = labels_in(words, frozenset({"lead", "coordinate"}))
        labels = sorted({label[2]: label for label in [*_run_on(words), *labels]}.values(), key=_start)
        behind = [] if labels else _behind(words)
        if behind:
            parted.extend((named, (Span(piece.start + a, piece.start + b),)) for named, a, b in behind)
            continue
        edges = [(role, 0, 0), *labels]
        for index, (named, _, start) in enumerate(edges):
            end = edges[index + 1][1] if index + 1 < len(edges) else len(words)
            left = start + len(words[start:end]) - len(words[start:end].lstrip())
            right = start + len(words[start:end].rstrip())
            if right > left:
                parted.append((named, (Span(piece.start + left, piece.start + right),)))
            role = named
    return parted


def _start(label: tuple[Role, int, int]) -> int:
    return label[1]


def _run_on(text: str) -> list[tuple[Role, int, int]]:
    return [
        ("lead" if "chủ trì" in match.group("key").lower() else "coordinate", match.start(), match.end())
        for match in _RUN_ON.finditer(text)
    ]


def _behind(text: str) -> list[tuple[Role, int, int]]:
    """Return (role, start, end) of the names whose role is said behind them; [] when none is."""
    found: list[tuple[Role, int, int]] = []
    begin = 0
    role: Role = "lead"
    for match in _BEHIND.finditer(text):
        found.append(("coordinate" if match.group("help") else "lead", begin, match.start()))
        role = "coordinate"
        begin = match.end()
    if found:
        found.append((role, begin, len(text)))
    return [
        (named, start + len(text[start:end]) - len(text[start:end].lstrip(" ,;.\n")), end)
        for named, start, end in found
        if text[start:end].strip(" ,;.\n")
    ]
