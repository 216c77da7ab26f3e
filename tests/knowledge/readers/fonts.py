"""Writes text as the legacy fonts held it."""

from __future__ import annotations

from knowledge.readers.legacy import _tables


def in_font(font: str, text: str) -> str:
    if font == "TCVN3":
        back = {after: before for before, after in _tables().tcvn3.items()}
        return text.translate(back)
    forms: dict[str, str] = {}
    for form, letter in _tables().vni.items():
        forms.setdefault(letter, form)
    return "".join(forms.get(char, char) for char in text)
