"""The subject of a message: its words without those that only ask, greet, or became fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import yaml

from nlu.cues import phrase_pattern

DATA = Path(__file__).parent / "data" / "topic.yaml"
_LAST = re.compile(r"([^\W\d_]+)\s*$")
_FIRST = re.compile(r"^\s*([^\W\d_]+)")
_EDGE = re.compile(r"^[\s,.;:?!()\"'+-]+|[\s,;:?!(\"'+-]+$")
_CLAUSE = re.compile(r"[?!;]|(?<!\d)[,.:](?!\d)")
_TAKEN = re.compile(r"\x00[\x00\s]*")
_SPACES = re.compile(r"\s*[?!\"]\s*|\s{2,}")


def _front(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"^(?:{phrase_pattern(phrases).pattern}[\s,.;:-]*)+")


class Topic:
    """Takes the subject out of a message."""

    def __init__(self, data: Mapping[str, list[str]], attached: Callable[[str, str], bool]) -> None:
        """*attached* tells whether the first syllable nearly always comes with the second."""
        self._attached = attached
        self._everywhere = phrase_pattern([*data["politeness"], *data["pronouns"]])
        trailing = phrase_pattern(data["trailing"])
        self._front_of_paper = _front(data["leading"])
        self._front = _front([*data["leading"], *data["papers"]])
        self._back = re.compile(rf"(?:[\s,.;:-]*{trailing.pattern})+$")
        containers = phrase_pattern(data["containers"]).pattern
        self._containers = re.compile(
            rf"^(?:(?:{containers}|(?:19|20)\d\d)(?:\s+|$))+|(?:(?:^|\s+)(?:{containers}|(?:19|20)\d\d))+$"
        )
        self._aside = re.compile(rf"\s*{phrase_pattern(data['asides']).pattern}")
        self._empty = phrase_pattern([*data["leading"], *data["trailing"], *data["empty"]])

    @classmethod
    def load(cls, attached: Callable[[str, str], bool]) -> Topic:
        """Return a topic finder over the shipped word lists."""
        return cls(yaml.safe_load(DATA.read_text(encoding="utf-8")), attached)

    def of(self, text: str, taken: Iterable[tuple[int, int]], *, paper: bool = False) -> str:
        """Return the subject of *text*; the slices *taken* are left out.

        *paper* tells that a plan or decision has to be made, so that its name belongs to the subject.

        Asking words are only cut at the edges of what remains between the slices, so that a subject
        that contains one of them ('hỗ trợ cán bộ bị dôi dư') keeps it.
        """
        return " ".join(self.clauses(text, taken, paper=paper))

    def clauses(self, text: str, taken: Iterable[tuple[int, int]], *, paper: bool = False) -> list[str]:
        """Return the subject of *text* clause by clause; see ``of``."""
        masked = list(text)
        for start, end in taken:
            masked[start:end] = "\x00" * (end - start)
        clauses: list[str] = []
        for clause in _CLAUSE.split("".join(masked)):
            pieces: list[str] = []
            for piece in _TAKEN.split(clause):
                if self._aside.match(piece.lower()):
                    return [*clauses, " ".join(pieces)] if pieces else clauses
                rest = self._trim(piece, self._front_of_paper if paper else self._front)
                if rest and self.content_words(rest):
                    pieces.append(rest)
            clauses += [" ".join(pieces)] if pieces else []
        return clauses

    def of_list(self, topic: str) -> str:
        """Return *topic* without the names of what holds the tasks to list ('trong danh mục')."""
        low = topic.lower()
        spans = [match.span() for match in self._containers.finditer(low)]
        for start, end in reversed(spans):
            topic = f"{topic[:start]} {topic[end:]}"
        return topic.strip()

    def _trim(self, piece: str, leading: re.Pattern[str]) -> str:
        for match in reversed(list(self._everywhere.finditer(piece.lower()))):
            piece = piece[: match.start()] + " " + piece[match.end() :]
        piece = _EDGE.sub("", _SPACES.sub(" ", piece)).strip()
        front = leading.match(piece.lower())
        if front:
            piece = piece[self._front_cut(piece.lower(), front.end()) :]
        back = self._back.search(piece.lower())
        if back:
            piece = piece[: self._back_cut(piece.lower(), back.start())]
        return _EDGE.sub("", piece).strip()

    def _front_cut(self, low: str, cut: int) -> int:
        """Move *cut* left when it would part a word ('theo | dõi')."""
        before, after = _LAST.search(low[:cut]), _FIRST.search(low[cut:])
        if before and after and self._attached(before.group(1), after.group(1)):
            return before.start(1)
        return cut

    def _back_cut(self, low: str, cut: int) -> int:
        before, after = _LAST.search(low[:cut]), _FIRST.search(low[cut:])
        if before and after and self._attached(before.group(1), after.group(1)):
            return cut + after.end(1)
        return cut

    def content_words(self, text: str) -> list[str]:
        """Return the words of *text* that are no asking or polite words."""
        return re.findall(r"[^\W_]+", self._empty.sub(" ", self._everywhere.sub(" ", text.lower())))
