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
        edges = [(role, 0, 0), *labels]
        for index, (named, _, start) in enumerate(edges):
            end = edges[index + 1][1] if index + 1 < len(edges) else len(words)
            left = start + len(words[start:end]) - len(words[start:end].lstrip())
            right = start + len(words[start:end].rstrip())
            if right > left:
                parted.append((named, (Span(piece.start + left, piece.start + right),)))
            role = named
    return parted
