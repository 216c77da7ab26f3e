"""The subject of a message: its words without those that only ask, greet, or became fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import yaml

from nlu.cues import phrase_pattern

DATA = Path(__file__).parent / "data" / "topic.yaml"
_EDGE = re.compile(r"^[\s,.;:?!()\"'+-]+|[\s,;:?!(\"'+-]+$")
_SPACES = re.compile(r"\s*[?!\"]\s*|\s{2,}")


class Topic:
    """Takes the subject out of a message."""

    def __init__(self, politeness: Iterable[str], pronouns: Iterable[str], asking: Iterable[str]) -> None:
        self._everywhere = phrase_pattern([*politeness, *pronouns])
        self._asking = phrase_pattern(asking)
        self._edge_asking = re.compile(
            rf"^(?:{self._asking.pattern}[\s,.;:-]*)+|(?:[\s,.;:-]*{self._asking.pattern})+$"
        )

    @classmethod
    @lru_cache(maxsize=1)
    def default(cls) -> Topic:
        """Return the shipped word lists."""
        data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
        return cls(data["politeness"], data["pronouns"], data["asking"])

    def of(self, text: str, taken: Iterable[tuple[int, int]]) -> str:
        """Return the subject of *text*; the slices *taken* are left out.

        Asking words are only cut at the edges of what remains between the slices, so that a subject
        that contains one of them ('hỗ trợ cán bộ bị dôi dư') keeps it.
        """
        masked = list(text)
        for start, end in taken:
            masked[start:end] = "\x00" * (end - start)
        pieces: list[str] = []
        for piece in re.split(r"\x00+|[?!;]|(?<!\d)[,.:](?!\d)", "".join(masked)):
            rest = self._trim(piece)
            if rest:
                pieces.append(rest)
        return " ".join(pieces)

    def _trim(self, piece: str) -> str:
        low = piece.lower()
        matches = list(self._everywhere.finditer(low))
        for match in reversed(matches):
            piece = piece[: match.start()] + " " + piece[match.end() :]
        piece = _EDGE.sub("", _SPACES.sub(" ", piece)).strip()
        previous = None
        while piece and piece != previous:
            previous = piece
            low = piece.lower()
            found = self._edge_asking.search(low)
            while found is not None and found.end() > found.start():
                piece = (piece[: found.start()] + piece[found.end() :]).strip()
                found = self._edge_asking.search(piece.lower())
            piece = _EDGE.sub("", piece).strip()
        return piece

    def content_words(self, text: str) -> list[str]:
        """Return the words of *text* (lower case) that are no asking or polite words."""
        rest = self._everywhere.sub(" ", self._asking.sub(" ", text.lower()))
        return re.findall(r"[^\W_]+", rest)
