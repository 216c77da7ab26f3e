"""What a name says of its kind (cấp đổi, cấp lại, gia hạn …) and what remains as its subject."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from bot.answers.procedure.words import syllables
from knowledge.text import nfc

LOST = "lost"
DATA = Path(__file__).with_name("variants.yaml")
_IN_BRACKETS = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[^\W_]+")
_NAMES = 32_768
"""Names kept read; the national database has some 6,300."""


@lru_cache(maxsize=1)
def variants() -> dict[str, Any]:
    """Return variants.yaml, read once."""
    loaded: dict[str, Any] = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    return loaded


def stands_in(phrases: Iterable[str], text: str) -> bool:
    """Whether one of *phrases* stands in *text* with the accents it was typed with ('mất', not 'mặt')."""
    padded = f" {_typed(text)} "
    return any(f" {phrase} " in padded for phrase in phrases)


def kind_said(text: str, names: Iterable[str] = ()) -> str | None:
    """Return the kind that *text* says, None when it says none; *names* are those of the procedure meant.

    >>> kind_said("chồng em mất rồi"), kind_said("mất sổ tạm trú", ["Sổ tạm trú"])
    (None, 'lost')
    """
    kept = _typed(_no_kind().sub(" ", nfc(text).lower()))
    named = tuple(_typed(name) for name in names)
    for kind, entry in variants()["kinds"].items():
        before = (f"{word} {name}" for word in entry.get("before_name", ()) for name in named)
        if stands_in(entry["said"], kept) or stands_in(before, kept):
            return str(kind)
    return None


def speaks_of(kind: str, text: str) -> bool:
    """Whether *text*, of a record, is about *kind*."""
    return stands_in(variants()["kinds"][kind]["spoken"], text) or kind_said(text) == kind


def someone_died(text: str) -> bool:
    """Whether 'mất' in *text* is said of a person.

    >>> someone_died("ba tôi vừa mất, làm giấy khai tử"), someone_died("ba tôi mất giấy khai sinh")
    (True, False)
    """
    return bool(_died().search(nfc(text).lower()))


@lru_cache(maxsize=1)
def _died() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{variants()['died']})")


@lru_cache(maxsize=1)
def _no_kind() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:(?:{'|'.join(variants()['none'])})(?!\w)|{variants()['died']})")


@lru_cache(maxsize=_NAMES)
def kind_of(name: str) -> str | None:
    """Return the kind an official name tells, None for a name that tells none."""
    kinds: Mapping[str, Any] = variants()["kinds"]
    text = _IN_BRACKETS.sub(" ", name)
    for kind, entry in kinds.items():
        if kind != "first" and stands_in(entry["names"], text):
            return kind
    names = kinds["first"]["names"]
    return "first" if stands_in(names[:-1], text) or _typed(text).startswith(f"{names[-1]} ") else None


@lru_cache(maxsize=_NAMES)
def kinds_of(name: str) -> frozenset[str]:
    """Return every kind an official name tells ('Cấp đổi, cấp lại …'); 'first' for one without any."""
    kinds: Mapping[str, Any] = variants()["kinds"]
    text = _IN_BRACKETS.sub(" ", name)
    told = (kind for kind, entry in kinds.items() if kind != "first" and stands_in(entry["names"], text))
    return frozenset(told) or frozenset({"first"})


def subject_of(name: str) -> tuple[str, ...]:
    """Return the words of *name*, folded, that say what it is about, without its kind."""
    return syllables(subject_text(name))


@lru_cache(maxsize=_NAMES)
def subject_text(name: str) -> str:
    """Return the words of *name* that say what it is about, without its kind and what follows the subject."""
    text = _typed(_IN_BRACKETS.sub(" ", name))
    phrases = [phrase for entry in variants()["kinds"].values() for phrase in entry["names"]]
    for phrase in sorted([*phrases, *variants()["filler"]], key=len, reverse=True):
        text = re.sub(rf"(?<!\S){phrase}(?!\S)", " ", text)
    ends = re.search(rf"\S\s+\S.*?(?=\s(?:{'|'.join(variants()['ends'])})(?!\S))", text)
    return " ".join((text[: ends.end()] if ends else text).split())


def subject_shown(name: str) -> str:
    """Return the subject of *name* with the words that stand before it ('giấy phép lái xe').

    >>> subject_shown("Cấp lại giấy phép lái xe cho người nước ngoài")
    'giấy phép lái xe'
    """
    subject = subject_text(name)
    words = _typed(_IN_BRACKETS.sub(" ", name)).split()
    start = place = words.index(subject.split()[0])
    while place and words[place - 1] in variants()["filler"]:
        place -= 1
    return " ".join([*words[place:start], subject])


def _typed(text: str) -> str:
    return " ".join(_WORD.findall(nfc(text).lower()))
