"""Masking of personal numbers. Whatever a user typed passes through here before it is logged or kept."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# A run of digits with single separators inside, as people write phone, account and card numbers.
_NUMBER = re.compile(r"(?<![\w/])\+?\d(?:[ .\-]?\d){7,}(?![\w/])")
_DATE = re.compile(r"\d{1,2}[.\- ]\d{1,2}[.\- ]\d{4}|\d{4}-\d{1,2}-\d{1,2}|(?:19|20)\d\d ?- ?(?:19|20)\d\d")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_PHONE = re.compile(r"(?:84|0)(?:[35789]\d{8}|2\d{9})")


def _label(match: re.Match[str]) -> str:
    printed = match.group()
    if _DATE.fullmatch(printed) or _GROUPED.fullmatch(printed):
        return printed
    digits = re.sub(r"\D", "", printed)
    if _PHONE.fullmatch(digits):
        return "[số điện thoại]"
    if len(digits) in (9, 12):
        return "[số định danh]"
    if len(digits) == 10 and not digits.startswith("0"):
        return "[mã số]"
    return "[dãy số]"


def mask(text: str) -> str:
    """Return *text* with e-mail addresses and personal numbers replaced by what they are.

    Identity numbers (9 or 12 digits), phone, tax, account and card numbers are replaced; dates,
    amounts ('1.600.000') and document numbers stay readable.

    >>> mask("CCCD 048099001234, gọi 0905 123 456")
    'CCCD [số định danh], gọi [số điện thoại]'
    """
    return _NUMBER.sub(_label, _EMAIL.sub("[thư điện tử]", text))
