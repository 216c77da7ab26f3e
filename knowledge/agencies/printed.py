"""Reads a printed body: without its parenthesis and title, and as a list of departments."""

from __future__ import annotations

import re

from knowledge.agencies.agency import Kind
from knowledge.names import tokenize
from knowledge.text import fold, nfc

_PARENTHESIS = re.compile(r"\s*\([^()]*\)?")
_TITLE = re.compile(
    r"(?i)^\s*(?:(?:tất cả|toàn thể)\s+)?(?:(?:phó\s+)?(?:giám đốc|chánh(?=\s+(?:văn|thanh))|chủ tịch"
    r"|trưởng(?=\s+(?:phòng|ban|công)))|thủ trưởng|người đứng đầu|lãnh đạo|đề nghị)?\s*"
)
_LISTED = re.compile(r"(?:cac )?so\b(?:\s*:)?")


def core(text: str) -> str:
    """Return a printed body without a trailing parenthesis and without the title of its head."""
    return _TITLE.sub("", _PARENTHESIS.sub("", nfc(text)), count=1)


def lists(text: str, kind: Kind) -> bool:
    """Tell whether a text that lists departments ('Các Sở: Nội vụ, Tài chính') lists *kind*."""
    folded = fold(core(text))
    opening = _LISTED.match(folded)
    if opening is None or not ("so" in kind.groups or "ban" in kind.groups):
        return False
    items = [re.sub(r"[^a-z]+", " ", item).strip() for item in re.split("[,;:]", folded[opening.end() :])]
    name = " ".join(token.folded for token in tokenize(kind.name.removeprefix("Sở ")))
    return len(items) > 1 and name in [item.replace(" va ", " ").removeprefix("va ") for item in items]
