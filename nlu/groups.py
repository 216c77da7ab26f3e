"""Task groups a message names: 'nhóm 7', 'mục III', 'phần tài chính công'."""

from __future__ import annotations

import re
from collections.abc import Iterable

from nlu.tokens import folded, tokenize

_NUMBERED = re.compile(
    r"(?:nhóm|mục|phần|nhóm nhiệm vụ)(?: nhiệm vụ)?(?: số| thứ)? (?P<no>\d{1,2}"
    r"|[ivx]{1,5})(?= |$|[?,!]|\.(?!\w))"
)
_MARKER = re.compile(
    r"(?:^|(?<=\W))(?<!chuyên )(?<!danh )(?<!hạng )(?:nhóm nhiệm vụ|nhóm|mục|phần|mảng|lĩnh vực|trụ cột|khối"
    r"|chương)(?: về| là| nhiệm vụ)? "
)
_LIGHT = frozenset(
    [
        "ve",
        "va",
        "cac",
        "cua",
        "cong",
        "tac",
        "xay",
        "dung",
        "phat",
        "trien",
        "nang",
        "cao",
        "hieu",
        "qua",
        "trong",
        "cong",
        "viec",
        "nhiem",
        "vu",
        "day",
        "manh",
        "tiep",
        "tuc",
        "thuc",
        "hien",
        "cai",
        "cach",
        "nhom",
        "phan",
        "muc",
    ]
)


DISTINCT = 3
"""Words side by side that name a long title by a part of it."""


class GroupNames:
    """Finds which group title a message means."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._titles = {title: _words(title) for title in dict.fromkeys(titles) if title.strip()}

    def find(self, text: str, topic: str, *, listing: bool) -> str | None:
        """Return the group's number or the words that name it; None when no group is meant.

        A title is only meant by a list or a count (*listing*); without a marker word ('phần', 'nhóm')
        the whole *topic* must name it.
        """
        numbered = _NUMBERED.search(text)
        if numbered:
            return numbered.group("no").upper()
        marked = _MARKER.search(text) if listing else None
        if marked:
            named = self._named(_words(text[marked.end() :])[:9], strict=False)
            if named:
                return named
        if listing and topic:
            return self._named(_words(topic), strict=True)
        return None

    def _named(self, words: list[str], *, strict: bool) -> str | None:
        best: tuple[float, int, str] | None = None
        for title, own in self._titles.items():
            core = [word for word in own if word not in _LIGHT] or own
            if strict:
                asked = [word for word in words if word not in _LIGHT]
                if not asked or len(words) < 2:
                    continue
                share = sum(word in own for word in words) / len(words)
                covered = sum(word in words for word in core) / len(core)
                if share < 0.8 or covered < 0.5:
                    continue
            else:
                share = _prefix_share(words, own)
                if share < 2 and not (share == 1 and len(core) == 1):
                    continue
                covered = sum(word in words for word in core) / len(core)
                if covered < 0.34 and not self._alone(words[:share]):
                    continue
            key = (covered, -len(own), title)
            if best is None or key > best:
                best = key
        return best[2] if best else None

    def _alone(self, words: list[str]) -> bool:
        """Tell whether *words*, three at least, stand side by side in one title and in no other."""
        named = f" {' '.join(words)} "
        return len(words) >= DISTINCT and sum(named in f" {' '.join(t)} " for t in self._titles.values()) == 1


def _prefix_share(words: list[str], title: list[str]) -> int:
    """Return how many of the first words after a marker belong to *title*, up to the first that does not."""
    count = 0
    for word in words:
        if word not in title:
            break
        count += 1
    return count


def _words(text: str) -> list[str]:
    return [folded(token.text) for token in tokenize(text) if token.is_word]
