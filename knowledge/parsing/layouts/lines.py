"""The lines of a text with their offsets."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.records import Span


@dataclass(frozen=True)
class Line:
    """One line without its line end."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Offset behind the last character."""
        return self.start + len(self.text)

    @property
    def span(self) -> Span:
        """The line's slice."""
        return Span(self.start, self.end)

    @property
    def blank(self) -> bool:
        """True when nothing is printed on the line."""
        return not self.text.strip()


def lines_of(text: str) -> list[Line]:
    """Return all lines of *text*, blank ones included."""
    lines: list[Line] = []
    start = 0
    for line in text.split("\n"):
        lines.append(Line(line, start))
        start += len(line) + 1
    return lines
