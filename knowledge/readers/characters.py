"""The characters of a canonical text: composed, without control characters, LF between lines."""

from __future__ import annotations

import re

from knowledge.text import nfc

_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\u200b\u00ad]")


def canonical(text: str) -> str:
    """Return *text* in NFC with every line end as LF, and without characters that print nothing."""
    return nfc(_CONTROL.sub("", _LINE_END.sub("\n", text)))
