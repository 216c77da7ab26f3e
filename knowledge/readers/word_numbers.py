"""Automatic numbers of Word ('1.', 'a)', 'II') as they are printed; they stand in no text run."""

from __future__ import annotations

import re
from typing import Any

from docx.oxml.ns import qn

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_ROMANS = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_PLACE = re.compile(r"%(\d)")


class Numbering:
    """Counts the numbered paragraphs of one document in printed order."""

    def __init__(self, document: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, list[int]] = {}
        self._styles = {style.style_id: style.element for style in document.styles}
        try:
            root = document.part.numbering_part.element
        except (NotImplementedError, KeyError):
            # How python-docx says that the file has no numbering part: nothing in it is numbered.
            return
        abstract = {item.get(qn("w:abstractNumId")): item for item in root.iter(qn("w:abstractNum"))}
        for number in root.iter(qn("w:num")):
            reference = number.find(qn("w:abstractNumId"))
            source = abstract.get(reference.get(qn("w:val"))) if reference is not None else None
            if source is not None:
                self._levels[number.get(qn("w:numId"))] = dict(map(_level, source.iter(qn("w:lvl"))))

    def next(self, paragraph: Any) -> str:
        """Return the number printed before *paragraph* ('' for none) and count it."""
        found = self._properties(paragraph)
        if found is None:
            return ""
        number_id, level = found
        levels = self._levels.get(number_id, {})
        if level not in levels:
            return ""
        counts = self._counts.setdefault(number_id, [])
        while len(counts) <= level:
            counts.append(levels.get(len(counts), ("", "", 1))[2] - 1)
        counts[level] += 1
        for deeper in range(level + 1, len(counts)):
            counts[deeper] = levels.get(deeper, ("", "", 1))[2] - 1
        form, text, _ = levels[level]
        if form == "bullet":
            return "-"
        return _PLACE.sub(lambda match: self._place(int(match.group(1)) - 1, counts, levels), text)

    def _place(self, level: int, counts: list[int], levels: dict[int, tuple[str, str, int]]) -> str:
        if level >= len(counts):
            return ""
        return _printed(max(counts[level], 1), levels.get(level, ("decimal", "", 1))[0])

    def _properties(self, paragraph: Any) -> tuple[str, int] | None:
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if own is None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            element = self._styles.get(style.get(qn("w:val"))) if style is not None else None
            own = element.find(f"{qn('w:pPr')}/{qn('w:numPr')}") if element is not None else None
        if own is None:
            return None
        number, level = own.find(qn("w:numId")), own.find(qn("w:ilvl"))
        if number is None or number.get(qn("w:val")) == "0":
            return None
        return number.get(qn("w:val")), int(level.get(qn("w:val"))) if level is not None else 0


def _level(element: Any) -> tuple[int, tuple[str, str, int]]:
    def value(name: str, default: str) -> str:
        child = element.find(qn(name))
        return child.get(qn("w:val"), default) if child is not None else default

    form, text, start = value("w:numFmt", "decimal"), value("w:lvlText", ""), value("w:start", "1")
    return int(element.get(qn("w:ilvl"))), (form, text, int(start))


def _printed(count: int, form: str) -> str:
    if form in {"lowerLetter", "upperLetter"}:
        letter = _ALPHABET[(count - 1) % len(_ALPHABET)]
        return letter.upper() if form == "upperLetter" else letter
    if form in {"lowerRoman", "upperRoman"}:
        roman = _roman(count)
        return roman.upper() if form == "upperRoman" else roman
    return f"{count:02d}" if form == "decimalZero" else str(count)


def _roman(count: int) -> str:
    printed = ""
    for value, sign in _ROMANS:
        while count >= value:
            printed += sign
            count -= value
    return printed
