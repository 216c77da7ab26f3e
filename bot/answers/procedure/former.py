"""Where 'cũ' says that a place is of former times ('xã Hòa Phong cũ'), and not that a paper is old."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.places import Places
from knowledge.text import fold, nfc

UNITS = frozenset({"xa", "phuong", "quan", "huyen", "tinh", "thon", "to", "ap", "khu", "tran", "noi", "don"})
"""Words of a name or keyword that is itself about places: it may use the 'cũ' of a place."""
_OLD = re.compile(r"(?<!\w)c[uũ](?!\w)")
_AFTER_UNIT = re.compile(
    r"(?<!\w)(?:xa|phuong|p|quan|q|huyen|thi xa|thi tran|thanh pho|tp|tinh|thon|ap|to dan pho)"
    r"[. ]+(?P<name>\w+(?: \w+){0,2}) $"
)
_THINGS = frozenset({"giay", "the", "bang", "so", "bia", "xe", "nha", "ho", "ban", "mau", "don", "luat"})


def former_marks(text: str) -> Iterator[int]:
    """Yield the offsets in composed *text* of the words 'cũ' that belong to the place before them.

    >>> list(former_marks("ở xã Hòa Phong cũ")), list(former_marks("giấy cũ"))
    ([15], [])
    """
    composed = nfc(text)
    low, folded = composed.lower(), fold(composed)
    ends = None
    for old in _OLD.finditer(low):
        before = folded[: old.start()]
        unit = _AFTER_UNIT.search(before)
        if unit and not _THINGS & set(unit["name"].split()):
            yield old.start()
            continue
        ends = {found.end for found in Places.default().find(composed)} if ends is None else ends
        if len(before.rstrip()) in ends:
            yield old.start()
