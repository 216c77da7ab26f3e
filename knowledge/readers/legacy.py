"""Text of legacy encodings: found by the words it would show, and turned into Unicode."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.text import nfc

_DATA = Path(__file__).parent.parent / "data" / "legacy_fonts.yaml"
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 60_000
_ENOUGH = 0.06
_SURELY = 0.2


@dataclass(frozen=True)
class _Tables:
    tcvn3: dict[int, int]
    vni: dict[str, str]
    vni_letters: re.Pattern[str]
    words: frozenset[str]


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    data: dict[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    tcvn3 = str.maketrans(data["tcvn3"]["from"], data["tcvn3"]["to"])
    vni = {
        base + mark: letter for base, marks in data["vni"]["marks"].items() for mark, letter in marks.items()
    }
    vni |= data["vni"]["single"]
    vni |= {form.upper(): letter.upper() for form, letter in vni.items()}
    capital = {form[0].upper() + form[1:]: letter.upper() for form, letter in vni.items() if len(form) == 2}
    vni = capital | vni
    longest_first = sorted(vni, key=len, reverse=True)
    accented = frozenset(word for word in data["words"].split() if not word.isascii())
    return _Tables(tcvn3, vni, re.compile("|".join(map(re.escape, longest_first))), accented)


def from_tcvn3(text: str) -> str:
    """Return text of the fonts '.Vn…' as Unicode; words printed by capital fonts become capitals."""
    return _WORD.sub(_capitals, text.translate(_tables().tcvn3))


def _capitals(match: re.Match[str]) -> str:
    word = match.group()
    plain = [char for char in word if char.isascii()]
    capital_inside = any(char.isascii() for char in word[1:]) and all(char.isupper() for char in plain)
    return word.upper() if capital_inside else word


def from_vni(text: str) -> str:
    """Return text of the fonts 'VNI-…', which write a letter and its mark apart, as Unicode."""
    tables = _tables()
    return tables.vni_letters.sub(lambda match: tables.vni[match.group()], text)


def familiarity(text: str) -> float:
    """Return the share of frequent accented Vietnamese words among the words of *text*."""
    words = _WORD.findall(nfc(text[:_SAMPLE]).lower())
    return sum(word in _tables().words for word in words) / len(words) if words else 0.0


FONTS: dict[str, Callable[[str], str]] = {"TCVN3": from_tcvn3, "VNI": from_vni}


def font_encoding(text: str) -> str | None:
    """Return 'TCVN3' or 'VNI' when *text* shows Vietnamese only under that reading, else None."""
    sample = text[:_SAMPLE]
    as_it_is = familiarity(sample)
    if as_it_is >= _SURELY:
        return None
    best, name = max((familiarity(convert(sample)), name) for name, convert in FONTS.items())
    return name if best >= _ENOUGH and as_it_is < best / 3 else None
