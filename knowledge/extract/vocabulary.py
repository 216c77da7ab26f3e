"""The words of ``knowledge/data/extraction.yaml``, compiled once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_DATA = Path(__file__).resolve().parent.parent / "data" / "extraction.yaml"


@cache
def vocabulary() -> Mapping[str, Any]:
    """Return the vocabulary by key; see the comments in the data file."""
    loaded: Mapping[str, Any] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return loaded


def alternatives(words: Iterable[str]) -> str:
    """Return a regular expression matching any of *words*, longest first, with free white space."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in ordered)


@cache
def document_types() -> str:
    """Return the alternation of printed document types."""
    return alternatives(vocabulary()["document_types"])
