"""Masking of personal numbers. Whatever a user typed passes through here before it is logged or kept."""

from __future__ import annotations

import re

_TELLING = re.compile(r"[\d@]")
"""Whatever is masked holds one of these; most texts hold none, and every text of a turn comes by."""
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# A run of digits with single separators inside, as people write phone, account and card numbers.
_NUMBER = re.compile(r"(?<![\w/])\+?\d(?:[ .\-]?\d){7,}(?![\w/])")
_DATE = re.compile(r"\d{1,2}[.\- ]\d{1,2}[.\- ]\d{4}|\d{4}-\d{1,2}-\d{1,2}|(?:19|20)\d\d ?- ?(?:19|20)\d\d")
_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+")
# A file at a one-stop desk: body, day it was received, number ('000.00.16.H17-260712-0003').
FILE_CODE = re.compile(r"(?<![\w.])[0-9A-Z]{1,5}(?:\.[0-9A-Z]{1,5})*-\d{6}-\d{3,6}(?!\w)", re.IGNORECASE)
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

    Codes of files at a one-stop desk, identity numbers (9 or 12 digits), phone, tax, account and card
    numbers are replaced; dates, amounts ('1.600.000') and document numbers stay readable.

    >>> mask("CCCD 048099001234, gọi 0905 123 456")
    'CCCD [số định danh], gọi [số điện thoại]'
    """
    if not _TELLING.search(text):
        return text
    text = FILE_CODE.sub("[mã hồ sơ]", text)
    return _NUMBER.sub(_label, _EMAIL.sub("[thư điện tử]", text))


def file_code_of(text: str) -> str | None:
    """Return the code of a file in *text*, in capitals and without spaces around its hyphens; None if none.

    >>> file_code_of("hồ sơ h17.12 - 260712 - 0003 tới đâu rồi")
    'H17.12-260712-0003'
    """
    found = FILE_CODE.search(re.sub(r"\s*[-–]\s*", "-", text))
    return found[0].upper() if found else None


def phone_of(text: str) -> str | None:
    """Return the Vietnamese telephone number in *text* as digits, None when there is none."""
    for found in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if _PHONE.fullmatch(digits):
            return digits
    return None


def masked_contact(contact: str) -> str:
    """Return a telephone number or address with all but its end hidden.

    >>> masked_contact("0905123456")
    '•••••••456'
    """
    return "•" * max(len(contact) - 3, 0) + contact[-3:] if contact else ""
