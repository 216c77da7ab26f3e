"""Stage: what an abbreviation stands for in a document: 'Chỉ số năng lực cạnh tranh cấp tỉnh (PCI)'."""

from __future__ import annotations

import re

from bot.answers.answer import Answer
from bot.answers.cite import source_line, text_source
from bot.answers.turn import Turn
from knowledge.records import Document

_ABBREVIATION = re.compile(r"\b[A-ZĐ][A-ZĐa-z]*[A-ZĐ][A-ZĐa-z]*\b")
_BEFORE = re.compile(r"([^\n\t;,.()“”]{4,110})\($")
_SENTENCE = re.compile(r"([^\n\t;.()“”]{4,200})\($")
"""The same across commas: 'Chỉ số hài lòng của người dân, tổ chức … (SIPAS)'."""
_CAPITAL = re.compile(r"(?<!\w)[^\W\d_a-zà-ỹđ]")


class Definitions:
    """Ends the turn when the question asks an abbreviation that a document spells out."""

    def run(self, turn: Turn) -> None:
        """Look the abbreviations of the question up in the documents in scope."""
        if turn.query.intent != "ask_definition":
            return
        asked = list(dict.fromkeys(_ABBREVIATION.findall(turn.query.raw)))
        for document_id in turn.scope.document_ids:
            document = turn.snapshot.document_by_id[document_id]
            found = [pair for name in asked if (pair := self._spelled_out(document, name))]
            if found:
                lines = [f"{name}: {phrase}." for name, phrase in found]
                sources = tuple(s for _, phrase in found for s in text_source(document, phrase, ""))
                lines.append(source_line(turn, document, document.title))
                turn.finish(
                    Answer("answer", "\n".join(lines), sources=sources, context={"document_id": document_id}),
                    "definition",
                )
                return

    @staticmethod
    def _spelled_out(document: Document, name: str) -> tuple[str, str] | None:
        for match in re.finditer(re.escape(f"({name})"), document.text, re.IGNORECASE):
            text = document.text[: match.start() + 1]
            before = _BEFORE.search(text)
            if before and before.group(1).strip()[:1].islower() and (whole := _SENTENCE.search(text)):
                starts = [capital.start() for capital in _CAPITAL.finditer(whole.group(1))]
                return name, whole.group(1)[starts[-1] if starts else 0 :].strip()
            if before:
                return name, before.group(1).strip()
        return None
