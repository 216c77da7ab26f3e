"""Abbreviations spelled out, the same in index and question; everyday words put as documents put them."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml

from nlu.shorthand import Shorthand

_ABBREVIATION = re.compile(r"\b[A-ZĐ][A-ZĐa-zđ&]{1,9}\b")


def _expansion(word: str) -> str | None:
    if sum(char.isupper() for char in word) * 2 <= len(word):
        return None
    readings = Shorthand.default().readings(word, capitals=True)
    return readings[0] if readings else None


def spelled_out(text: str) -> str:
    """Return *text* with each known abbreviation replaced by what it stands for.

    >>> spelled_out("xếp hạng CCHC")
    'xếp hạng cải cách hành chính'
    """
    return _ABBREVIATION.sub(lambda match: _expansion(match.group()) or match.group(), text)


def with_expansions(text: str) -> str:
    """Return *text* followed by what its abbreviations stand for; the abbreviations stay findable."""
    found = dict.fromkeys(e for word in _ABBREVIATION.findall(text) if (e := _expansion(word)))
    return "\n".join([text, *found])


@lru_cache(maxsize=1)
def _synonyms() -> tuple[re.Pattern[str], dict[str, str]]:
    text = files("retrieval").joinpath("data/synonyms.yaml").read_text(encoding="utf-8")
    table: dict[str, str] = {str(key).lower(): str(value) for key, value in yaml.safe_load(text).items()}
    longest_first = sorted(table, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE), table


def as_documents_say(text: str) -> str:
    """Return *text* with everyday words replaced by those of administrative documents.

    >>> as_documents_say("nộp hồ sơ online")
    'nộp hồ sơ trực tuyến'
    """
    pattern, table = _synonyms()
    return pattern.sub(lambda match: table[match.group().lower()], text)
