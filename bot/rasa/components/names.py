"""Which names a text holds, with offsets into it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.agencies import Registry
from knowledge.places import Places
from knowledge.text import fold, nfc

_NUMBER = re.compile(r"\b\d+(?:/\d{4})?/[a-z]{2,}(?:-[a-z0-9]+)*\b")
_SHORT_NUMBER = re.compile(r"\b(?:kh|qd|nq|nd|ct)\s?-?\d{2,}\b")
_YEAR = re.compile(r"(?<![\d/.])(?:19|20)\d{2}\b")


@dataclass(frozen=True)
class Name:
    """One name: its ``kind`` (an entity of the domain), its ``value`` and the slice ``[start, end)``.

    The value is the registry id; of a body that several places have, its folded name; of a document,
    the number as typed in capitals.
    """

    kind: str
    value: str
    start: int
    end: int


def names_in(text: str) -> list[Name]:
    """Return the names of *text* in order; of names that overlap, the longest.

    >>> [(name.kind, name.value) for name in names_in("KH 183 giao So Noi vu Da Nang viec gi")]
    [('document', 'KH 183'), ('agency', 'da-nang/so-noi-vu'), ('place', 'da-nang')]
    """
    text = nfc(text)
    low = fold(text)
    found = []
    for m in Registry.default().find(text):
        value = m.agency_ids[0] if len(m.agency_ids) == 1 else low[m.start : m.end]
        found.append(Name("agency", value, m.start, m.end))
    found += [Name("place", m.place_id, m.start, m.end) for m in Places.default().find(text)]
    for pattern in (_NUMBER, _SHORT_NUMBER):
        spans = [match.span() for match in pattern.finditer(low)]
        found += [Name("document", text[start:end].upper(), start, end) for start, end in spans]
    found += [Name("year", m.group(), m.start(), m.end()) for m in _YEAR.finditer(low)]
    kept: list[Name] = []
    for name in sorted(found, key=lambda name: (name.start - name.end, name.start)):
        if all(name.end <= other.start or other.end <= name.start for other in kept):
            kept.append(name)
    return sorted(kept, key=lambda name: name.start)
