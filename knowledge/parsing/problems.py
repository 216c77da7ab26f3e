"""Collects what a parser is unsure of, worded for the admin with file and line."""

from __future__ import annotations

from typing import Any

from knowledge.parsing.result import Problem
from knowledge.readers import RawDocument
from knowledge.readers.errors import wording
from knowledge.records import Span


class Problems:
    """The problems of one document, in the order they were met."""

    def __init__(self, raw: RawDocument) -> None:
        self._raw = raw
        self._found: list[Problem] = []

    @property
    def text(self) -> str:
        """The canonical text of the document."""
        return self._raw.text

    def add(self, code: str, span: Span | None = None, **values: Any) -> None:
        """Note problem *code*; *values* fill its sentence in reading.yaml."""
        if span is not None:
            line = self._raw.line_of(span.start)
            values["place"] = wording("places", "line", filename=self._raw.filename, line=line)
        self._found.append(Problem(code, wording("problems", code, **values), span))

    def all(self) -> tuple[Problem, ...]:
        """Return every problem noted so far, each once."""
        return tuple(dict.fromkeys(self._found))
