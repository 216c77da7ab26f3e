"""Names that stand only as papers one carries: 'chứng thực chữ ký có cần mang căn cước không'."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answers.procedure.asked import table
from bot.answers.procedure.words import Reading

_CARRYING = frozenset(
    [
        "mang", "dem", "kem", "nop", "trinh", "xuat", "cam", "gui", "photo",
        "thieu", "dua", "bang", "dung", "thay", "bring", "carry", "show", "submit",
    ]
)  # fmt: skip
_PAPER = frozenset(
    [
        "giay", "to", "ban", "sao", "chinh", "the", "goc", "so", "cai", "them",
        "theo", "ca", "luon", "phai", "tam", "chiec", "cuon", "a", "my", "the",
    ]
)  # fmt: skip
"""What may stand between the carrying word and the name of the paper."""
_NEEDING, _BEFORE_NEEDING = "can", frozenset(["co", "phai", "khong"])
_DOING = frozenset(["lam", "cap", "doi", "xin", "dang"])
"""Words of a name that say it is to be done: 'có cần làm hộ chiếu không'."""
_AND = frozenset(["va", "voi", "hay", "hoac", "cung", "and", "or"])
_SURELY_CARRYING = frozenset(["mang", "dem", "kem", "bring"])
_ASKING = frozenset(["khong", "gi", "nao", "dau", "may", "bao", "what", "how", "where"])
"""A question between ends the list of papers."""
_BACK = 4


def telling(places: Iterable[int], reading: Reading) -> frozenset[int]:
    """Return those of *places* whose word says what is meant; 'làm', 'giấy', 'cấp' say nothing alone."""
    common = table().common
    kept = frozenset(place for place in places if reading.words[place] not in common)
    return kept or frozenset(places)


def is_carried(places: frozenset[int], reading: Reading) -> bool:
    """Tell whether the name at *places* is that of a paper to carry, rather than of what is to be done."""
    place = _before(places, reading)
    beside = places & {place + 1, place + 2}
    done = any(reading.words[own] in _DOING for own in beside)
    for _ in range(_BACK):
        if place < 0:
            return False
        word = reading.words[place]
        if word in _CARRYING:
            return True
        if word == _NEEDING:
            return not done and place > 0 and reading.words[place - 1] in _BEFORE_NEEDING
        if word not in _PAPER:
            return False
        place -= 1
    return False


def carried_together(found: Iterable[frozenset[int]], reading: Reading) -> frozenset[frozenset[int]]:
    """Return those of *found* that are carried, alone or in a row: 'mang hộ chiếu và căn cước'."""
    carried: set[frozenset[int]] = set()
    for places in sorted(found, key=lambda places: _before(places, reading)):
        before = _before(places, reading)
        while before >= 0 and reading.words[before] in _PAPER:
            before -= 1
        in_a_row = before > 0 and reading.words[before] in _AND and any(before - 1 in p for p in carried)
        if in_a_row or is_carried(places, reading) or _behind_carrying(places, reading):
            carried.add(places)
    return frozenset(carried)


def _behind_carrying(places: frozenset[int], reading: Reading) -> bool:
    """Tell whether a list of papers goes on to the name: 'đem theo hợp đồng thuê nhà với căn cước'."""
    end = _before(places, reading) + 1
    carrying = [place for place in range(end) if reading.words[place] in _SURELY_CARRYING]
    if not carrying or any(reading.words[place] in _DOING for place in places if place >= end):
        return False
    between = reading.words[carrying[-1] : end]
    return not any(word in _DOING or word in _ASKING for word in between)


def _before(places: frozenset[int], reading: Reading) -> int:
    """Return the place before the name itself; a 'làm' of it may stand far ahead."""
    place = min(telling(places, reading))
    while place in places:
        place -= 1
    return place
