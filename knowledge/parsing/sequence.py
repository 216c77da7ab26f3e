"""Whether a mark is the next one in a numbering: 'II' after 'I', 'đ' after 'd', '2.2' after '2.1'."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.parsing.markers import Marker

_ALPHABET = "abcdđeghiklmnopqrstuvxy"
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def ordinal(marker: Marker) -> int:
    """Return the rank of *marker* among its siblings, counted from 1; 0 when it has none."""
    if marker.kind == "number":
        return int(marker.value.rpartition(".")[2].rstrip(_ALPHABET))
    if marker.kind == "roman":
        total = 0
        for char, after in zip(marker.value, marker.value[1:] + " ", strict=True):
            value = _ROMAN[char]
            total += -value if _ROMAN.get(after, 0) > value else value
        return total
    letter = marker.value.lower()
    if letter in _ALPHABET:
        return _ALPHABET.index(letter) + 1
    return 0


def follows(marker: Marker, previous: Sequence[Marker]) -> bool:
    """True when *marker* opens a numbering or carries on the last one of its rank (gaps of one allowed)."""
    if ordinal(marker) == 1:
        return True
    for earlier in reversed(previous):
        if earlier.rank == marker.rank:
            same_branch = earlier.value.rpartition(".")[0] == marker.value.rpartition(".")[0]
            step = ordinal(marker) - ordinal(earlier)
            return (same_branch or marker.kind != "number") and 0 <= step <= 2
        if earlier.rank < marker.rank and earlier.kind != "number":
            return False
    return False
