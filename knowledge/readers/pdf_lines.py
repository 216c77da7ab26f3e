"""Printed lines of a PDF page, joined into paragraphs where a line only wraps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

_OPENS = re.compile(
    r"\s*(?:[-–+•*]\s|\(?(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]\s|Điều \d|Căn cứ |"
    r"Nơi nhận|Theo đề nghị)"
)
_PAGE_NUMBER = re.compile(r"\s*\d{1,3}\s*$")
_SAME_LINE = 3.0
_WRAPS = 0.13


@dataclass(frozen=True)
class PrintedLine:
    """One printed line and its box on the page."""

    text: str
    left: float
    right: float
    top: float
    bottom: float


def printed_lines(page: Any, tables: Sequence[tuple[float, float, float, float]]) -> list[PrintedLine]:
    """Return the lines of *page* that stand outside *tables*, from top to bottom, page number left out."""
    words = [
        word
        for word in page.extract_words(x_tolerance=1.5, y_tolerance=3, keep_blank_chars=False)
        if not any(_inside(word, box) for box in tables)
    ]
    words.sort(key=lambda word: (round(word["bottom"] / _SAME_LINE), word["x0"]))
    lines: list[list[dict[str, Any]]] = []
    for word in words:
        if lines and abs(lines[-1][-1]["bottom"] - word["bottom"]) <= _SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    made = [_line(sorted(line, key=lambda word: float(word["x0"]))) for line in lines]
    return [line for line in made if not (_PAGE_NUMBER.match(line.text) and _at_edge(line, page))]


def _inside(word: dict[str, Any], box: tuple[float, float, float, float]) -> bool:
    x, y = (word["x0"] + word["x1"]) / 2, (word["top"] + word["bottom"]) / 2
    return bool(box[0] <= x <= box[2] and box[1] <= y <= box[3])


def _line(words: list[dict[str, Any]]) -> PrintedLine:
    return PrintedLine(
        " ".join(word["text"] for word in words),
        min(word["x0"] for word in words),
        max(word["x1"] for word in words),
        min(word["top"] for word in words),
        max(word["bottom"] for word in words),
    )


def _at_edge(line: PrintedLine, page: Any) -> bool:
    return bool(line.bottom < page.height * 0.1 or line.top > page.height * 0.9)


def paragraphs_of(lines: Sequence[PrintedLine]) -> Iterator[str]:
    """Yield paragraphs: a line that fills the measure goes on in the next, unless that opens an item."""
    if not lines:
        return
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    wide_enough = right - (right - left) * _WRAPS
    text = lines[0].text
    for line, following in pairwise(lines):
        gap = following.top - line.bottom
        goes_on = line.right >= wide_enough and gap < (line.bottom - line.top) * 1.2
        if goes_on and not _OPENS.match(following.text):
            text = f"{text} {following.text}"
        else:
            yield text
            text = following.text
    yield text
