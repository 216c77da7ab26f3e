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
def subject_of(name: str) -> tuple[str, ...]:
    """Return the words of *name*, folded, that say what it is about, without its kind."""
    text = _typed(_IN_BRACKETS.sub(" ", name))
    phrases = [phrase for entry in variants()["kinds"].values() for phrase in entry["names"]]
    for phrase in sorted([*phrases, *variants()["filler"]], key=len, reverse=True):
        text = re.sub(rf"(?<!\S){phrase}(?!\S)", " ", text)
    return syllables(text)


def _typed(text: str) -> str:
    return " ".join(_WORD.findall(nfc(text).lower()))
