"""Text as typed → text in one spelling: NFC, nothing invisible, one tone-mark placement, spaced signs.

Nothing here guesses: every change keeps what the reader reads. Guessing (missing diacritics, typos,
shorthand) is the lattice's work (``nlu.lattice``).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from knowledge.text import fold, nfc

TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Combining grave, acute, tilde, hook above, dot below: the five written tones."""

_MARKED_LATER = "êơâăôư"
_VOWELS = "aăâeêioôơuưy"
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_PUNCT_NO_SPACE = re.compile(r"(?<=[^\W\d_])([,;:?!])(?=[^\W\d_])")
_DOT_NO_SPACE = re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})")
_REPEATED_PUNCT = re.compile(r"([?!.,;:])\1+")
_LETTER_RUN = re.compile(r"([^\W\d_])\1{2,}", re.IGNORECASE)
_GLUED_NUMBER = re.compile(
    r"(?<!\w)(kh|qđ|qd|nq|nđ|nd|quý|quí|quy|qui|tháng|thang|năm|nam|ngày|ngay|nhóm|nhom|mục|phần)(\d{1,4})(?![\w%])",
    re.IGNORECASE,
)
_SHORT_MONTH = re.compile(r"(?<!\w)[tT](\d{1,2})(?=/\d{4}|\s|[?.,!]|$)")
_SHORT_WEEKDAY = re.compile(
    r"(?<!\w)t([2-7])(?=,? (?:có|co|làm|lam|mở|mo|nghỉ|nghi|cn|chủ nhật|chu nhat|và cn|va cn)(?!\w))",
    re.IGNORECASE,
)
"""'t7 có làm không' is Saturday, where 't7/2024' is July."""
_SHORT_QUARTER = re.compile(r"(?<!\w)[qQ]([1-4])(?=/\d{4}|\s|[?.,!]|$)")
_SPELLING = {
    "kĩ": "kỹ", "kí": "ký", "kì": "kỳ", "kỉ": "kỷ", "kị": "kỵ", "lí": "lý", "mĩ": "mỹ",
    "tỉ": "tỷ", "quí": "quý",
}  # fmt: skip
"""One of two accepted spellings of whole syllables."""
_ROMAN = re.compile(r"[ivxIVX]+|www")
_WORD = re.compile(r"[^\W\d_]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "´": "'"})
_DOMAIN = re.compile(r"\S*(?:\.(?:vn|com|net|org|gov)\b|@|https?:)\S*", re.IGNORECASE)


def _visible(char: str) -> bool:
    return char in "\n\t " or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk")


@lru_cache(maxsize=16384)
def place_tone(word: str) -> str:
    """Return *word* (one written syllable) with its tone mark where the older spelling puts it.

    Of 'kĩ' and 'kỹ' and the like, both correct, it is the latter.

    >>> place_tone("hoà"), place_tone("thuỷ"), place_tone("hòan"), place_tone("qúy"), place_tone("tỉ")
    ('hòa', 'thủy', 'hoàn', 'quý', 'tỷ')
    """
    placed = _placed(word)
    other = _SPELLING.get(placed.lower())
    return placed if other is None else other if placed.islower() else placed[:-1] + other[-1]


def _placed(word: str) -> str:
    tone = ""
    letters: list[str] = []
    for char in nfc(word):
        parts = unicodedata.normalize("NFD", char)
        kept = parts
        for mark in TONES:
            if mark in kept:
                if tone:
                    return word
                tone = mark
                kept = kept.replace(mark, "")
        letters.append(unicodedata.normalize("NFC", kept))
    if not tone:
        return nfc(word)
    position = _tone_position([letter.lower() for letter in letters])
    if position is None:
        return nfc(word)
    letters[position] = unicodedata.normalize("NFC", letters[position] + tone)
    return "".join(letters)


def _tone_position(letters: list[str]) -> int | None:
    start = 0
    if letters[:2] == ["q", "u"] or (
        letters[:2] == ["g", "i"] and len(letters) > 2 and letters[2] in _VOWELS
    ):
        start = 2
    first = next((i for i in range(start, len(letters)) if letters[i] in _VOWELS), None)
    if first is None:
        return None
    last = first
    while last + 1 < len(letters) and letters[last + 1] in _VOWELS:
        last += 1
    if any(letters[i] in _VOWELS for i in range(last + 1, len(letters))):
        return None
    marked = [i for i in range(first, last + 1) if letters[i] in _MARKED_LATER]
    if marked:
        return marked[-1]
    count = last - first + 1
    if count == 1:
        return first
    if count == 2:
        return last if last + 1 < len(letters) else first
    return first + 1


_OFFICES = {"P": "Phòng ", "S": "Sở ", "B": "Ban "}
_OFFICE = re.compile(r"(?<!\w)([PSB])\. ?(?=[A-ZĐ]{2,}\b)")
"""'P. VHTT', 'S.TTTT': the initial of the office before the initials of its field."""


def clean(text: str) -> str:
    """Return *text* in NFC on one line: no control or invisible characters or emoji, tone marks in one
    place, one space after punctuation that was typed without one, no letter three times in a row.

    ALL CAPS sentences (more than two words, no small letter) become small letters.

    >>> clean("Phường,xã  phải nộppp gì??")
    'Phường, xã phải nộp gì?'
    """
    text = unicodedata.normalize("NFC", text).translate(_QUOTES)
    text = _DASHES.sub("-", text)
    text = "".join(char for char in text if _visible(char))
    text = _SPACES.sub(" ", text).strip()
    text = _REPEATED_PUNCT.sub(r"\1", text)
    text = " ".join(part if _DOMAIN.fullmatch(part) else _space_out(part) for part in text.split(" "))
    text = _OFFICE.sub(lambda match: _OFFICES[match.group(1)], text)
    text = _WORD.sub(lambda match: _single(match.group()), text)
    text = _WORD.sub(lambda match: place_tone(match.group()), text)
    text = _GLUED_NUMBER.sub(r"\1 \2", text)
    text = _SHORT_WEEKDAY.sub(r"thứ \1", text)
    text = _SHORT_MONTH.sub(r"tháng \1", _SHORT_QUARTER.sub(r"quý \1", text))
    if _shouting(text):
        text = text.lower()
    return text


def _single(word: str) -> str:
    # Only a syllable is drawn out in chat; a word without a vowel ('tttt', 'vhttdl') is an abbreviation.
    kept = word.isupper() or _ROMAN.fullmatch(word) or not set(_VOWELS) & set(fold(word))
    return word if kept else _LETTER_RUN.sub(r"\1", word)


def _space_out(part: str) -> str:
    return _DOT_NO_SPACE.sub(". ", _PUNCT_NO_SPACE.sub(r"\1 ", part))


def _shouting(text: str) -> bool:
    words = _WORD.findall(text)
    letters = "".join(words)
    return len(words) > 3 and sum(map(len, words)) / len(words) > 2 and letters == letters.upper()
