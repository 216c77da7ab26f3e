"""Training examples an installation adds to those that are shipped: one file in Rasa's own format."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import yaml

Pair = tuple[str, str]
"""Intent and message."""
_MARKUP = re.compile(r"[\[\]{}]")
_SPACE = re.compile(r"\s+")


def plain_example(text: str) -> str:
    r"""Return *text* as one line that Rasa reads as words only: no entity marks, no command.

    >>> plain_example("/goi [so](x)\n cho  ai")
    'goi so(x) cho ai'
    """
    return _SPACE.sub(" ", _MARKUP.sub("", text)).strip().lstrip("/-# ")


def rendered(pairs: Iterable[Pair]) -> str:
    """Return the examples as NLU data, grouped by intent."""
    lines = ['version: "3.1"', "nlu:"]
    for intent, group in groupby(sorted(set(pairs)), key=lambda pair: pair[0]):
        lines += [f"- intent: {intent}", "  examples: |"]
        lines += [f"    - {plain_example(text)}" for _, text in group]
    return "\n".join(lines) + "\n"


def write(path: Path, pairs: Iterable[Pair]) -> None:
    """Write the examples; the file is replaced whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_text(rendered(pairs), encoding="utf-8")
    partial.replace(path)


def read(path: Path) -> list[Pair]:
    """Return the examples of a file that ``write`` wrote."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [
        (entry["intent"], line.removeprefix("- ").strip())
        for entry in loaded["nlu"] or ()
        for line in entry["examples"].splitlines()
        if line.strip()
    ]
