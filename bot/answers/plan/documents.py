"""Stage: facts of documents (number, date, signer, bases) and of the documents they cite."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.answer import Answer, Source
from bot.answers.cite import document_label, record_source, section_label, source_line, text_source
from bot.answers.cues import has_cue
from bot.answers.excerpt import shorten
from bot.answers.plan.cited import cited_by_kind
from bot.answers.plan.document_verdict import verdict
from bot.answers.plan.search import fits, record_text, search
from bot.answers.plan.tasks import format_date
from bot.answers.plan.validity import note_on
from bot.answers.turn import Turn
from knowledge.records import Citation, Document
from knowledge.text import fold
from nlu.query import COLUMNS
from retrieval.tokens import folded_syllables, telling_syllables

ASPECTS = ("number", "issued", "signer", "basis", "proposal", "title")
CITED_COVERAGE = 0.45
SLIGHT_TOPIC = 4
TASK_TOPIC, TASK_COVERAGE, TASK_SCORE = 6, 0.9, 0.4
"""Syllables, coverage and score at which a question that seems to ask about a document asks about a task."""
CITING_TOPIC = 3
"""Telling syllables, beside those of our documents' titles, that make a subject of their own."""
_CITED = re.compile(r"\d+(?:/\d{4})?[/-][A-ZĐ]{2,}")
_EFFECT = ("hieu luc", "co hieu luc")
_NUMBER = re.compile(r"\b\d{1,5}(?:[/-][A-ZĐa-zđ0-9]+)*(?:-[A-ZĐa-zđ]+)*\b")
_DATE = re.compile(
    r"\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|\d{1,2}[/-](?:19|20)\d{2}|(?:19|20)\d{2}[/-](?:19|20)\d{2}"
)
_NUMBERED = re.compile(r"\b(?:so|nghi dinh|nghi quyet|quyet dinh|chi thi|cong van|thong tu|nd|nq|qd)\s*$")
_OF_DOCUMENTS = frozenset(
    folded_syllables(
        "văn bản kế hoạch quyết định ban hành kèm theo số ngày năm tỉnh thành phố một người ông bà"
    )
)
"""Syllables that only say that a document is meant."""
_PRINTED_DATE = re.compile(r"(\d{1,2}/\d{1,2}/\d{4}|\d{1,2} tháng \d{1,2} năm \d{4})")


class DocumentFacts:
    """Ends the turn for questions about a document itself, or about one it cites."""

    def run(self, turn: Turn) -> None:
        """Answer from Document or Citation records."""
        query = turn.query
        cited = self._cited_by_number(turn)
        column_asked = bool(COLUMNS & set(query.aspects))
        conflicting = not column_asked and len({fold(citation.number) for citation in cited}) > 1
        about = bool(set(query.aspects) & {"number", "issued", "title"})
        if cited and (conflicting or about or query.intent == "ask_document" or query.operation == "compare"):
            self._answer_citations(turn, cited)
            return
        if query.operation in ("list", "count"):
            return
        aspects = self._aspects(turn)
        if not aspects:
            if query.intent == "ask_document" and not query.topic.strip():
                aspects = ["number", "issued", "signer", "title"]
            else:
                return
        documents = self._documents(turn)
        if of_kind := cited_by_kind(turn, documents, self._own_words(documents)):
            self._answer_citations(turn, of_kind)
            return
        itself = bool(documents) and telling_syllables(query.topic) <= self._own_words(documents)
        if not itself and ("number" in aspects or "issued" in aspects) and "basis" not in aspects:
            found = self._cited_by_title(turn)
            if found:
                self._answer_citations(turn, found)
                return
        elsewhere = self._about_a_task(turn) or self._cites(turn, aspects)
        if (elsewhere and not itself) or (column_asked and aspects == ["basis"]):
            return
        for document in documents:
            self._answer_document(turn, document, aspects, among=documents)

    @staticmethod
    def _aspects(turn: Turn) -> list[str]:
        """The facts of the document itself that are asked for."""
        query = turn.query
        aspects = [str(aspect) for aspect in query.aspects if aspect in ASPECTS]
        slight = len(telling_syllables(query.topic)) <= SLIGHT_TOPIC
        opens = fold(query.topic).startswith(_EFFECT)
        if has_cue("replacing", query.text) and (slight or query.document_ids) and not query.agencies:
            return ["replaces"]
        if has_cue("effective", query.text) and (slight or (opens and query.document_ids)):
            return ["effective"]
        if "number" in aspects and has_cue("proposal", query.text):
            return ["proposal"]
        if aspects and query.intent == "ask_document" and "deadline" in query.aspects:
            aspects.append("issued")
        return list(dict.fromkeys(aspects))

    @staticmethod
    def _own_words(documents: Sequence[Document]) -> set[str]:
        """The syllables that only name *documents*: a question of nothing else asks about them."""
        titles = " ".join(f"{d.title} {d.type or ''}" for d in documents)
        return {*folded_syllables(titles), *_OF_DOCUMENTS, *(str(y) for d in documents for y in d.years)}

    @staticmethod
    def _about_a_task(turn: Turn) -> bool:
        """'Ai ký ban hành bộ thủ tục?' asks about a task, not about the document that sets it."""
        if len(folded_syllables(turn.query.topic)) < TASK_TOPIC:
            return False
        best = search(turn, ["task"], limit=1)
        return bool(best) and best[0].hit.coverage >= TASK_COVERAGE and best[0].hit.score >= TASK_SCORE

    @staticmethod
    def _cites(turn: Turn, aspects: Sequence[str]) -> bool:
        """'Sửa nghị quyết số mấy về nhân lực chất lượng cao?': a record of that subject cites the number."""
        own = {s for d in turn.snapshot.documents for s in telling_syllables(f"{d.title} {d.jurisdiction}")}
        asks_a_number = bool(set(aspects) & {"number", "basis"})
        if not asks_a_number or len(telling_syllables(turn.query.topic) - own) < CITING_TOPIC:
            return False
        found = search(turn, ["task", "passage", "responsibility", "target"], limit=1)
        return bool(found) and fits(turn, found[0].hit) and bool(_CITED.search(record_text(found[0])))

    def _documents(self, turn: Turn) -> list[Document]:
        """The document asked about; all that are named, or the newest of each place that is."""
        if len(turn.query.document_ids) > 1:
            return [turn.snapshot.document_by_id[id_] for id_ in turn.scope.document_ids]
        if turn.scope.stated and len(turn.query.places) > 1:
            newest: dict[str | None, Document] = {}
            for document_id in turn.scope.document_ids:
                document = turn.snapshot.document_by_id[document_id]
                newest.setdefault(document.jurisdiction, document)
            return list(newest.values())
        document_or_none = self._document(turn)
        return [document_or_none] if document_or_none else []

    @staticmethod
    def _document(turn: Turn) -> Document | None:
        context_id = turn.evidence.get("context_document") or (
            None if turn.scope.stated else turn.context.document_id
        )
        ids = turn.scope.document_ids if turn.scope.stated else (context_id, *turn.scope.default_ids)
        return next((turn.snapshot.document_by_id[i] for i in ids if i in turn.snapshot.document_by_id), None)

    def _cited_by_number(self, turn: Turn) -> list[Citation]:
        """Citations whose number the question names, in full or by its leading part ('117', '107/2021')."""
        own = {fold(document.number or "") for document in turn.snapshot.documents}
        wanted = [
            fold(match.group())
            for match in _NUMBER.finditer(turn.query.raw)
            if self._is_document_number(turn, match)
            and not any(
                name == fold(match.group()) or name.startswith(f"{fold(match.group())}/") for name in own
            )
        ]
        if not wanted:
            return []
        return [
            citation
            for document_id in turn.scope.document_ids
            for citation in self._citations(turn, document_id)
            if any(
                fold(citation.number) == number
                or fold(citation.number).startswith((number + "/", number + "-"))
                for number in wanted
            )
        ]

    @staticmethod
    def _is_document_number(turn: Turn, match: re.Match[str]) -> bool:
        """'107/2021' and '34-CT/TU' are; a bare '117' is behind 'Nghị quyết số', and a date never is."""
        text = match.group()
        if _DATE.fullmatch(text):
            return False
        before = fold(turn.query.raw[max(0, match.start() - 24) : match.start()])
        return not text.isdigit() or bool(_NUMBERED.search(before))

    @staticmethod
    def _citations(turn: Turn, document_id: str) -> list[Citation]:
        return [c for c in turn.snapshot.citations if c.document_id == document_id]

    def _cited_by_title(self, turn: Turn) -> list[Citation]:
        """Citations whose title or sentence the question describes ('quyết định phê duyệt đề án …')."""
        if not turn.query.topic.strip():
            return []
        hits = [h for h in search(turn, ["citation"], limit=5) if h.hit.coverage >= CITED_COVERAGE]
        own = [h for h in search(turn, ["document"], limit=2) if h.hit.coverage >= 0.8]
        if not hits or (own and own[0].hit.coverage >= hits[0].hit.coverage):
            return []
        best = hits[0].record
        return [best] if isinstance(best, Citation) else []

    def _answer_citations(self, turn: Turn, citations: Sequence[Citation]) -> None:
        by_document: dict[str, list[Citation]] = {}
        for citation in citations:
            by_document.setdefault(citation.document_id, []).append(citation)
        ids = list(by_document)
        if not turn.scope.stated and ids:
            ids = [i for i in turn.scope.default_ids if i in by_document][:1] or ids[:1]
        lines: list[str] = []
        shown: list[Citation] = []
        for document_id in ids:
            document = turn.snapshot.document_by_id[document_id]
            distinct = self._distinct(turn, by_document[document_id])
            shown += distinct
            if len(distinct) == 1:
                only = distinct[0]
                titled = f" – {shorten(only.title, 160)}" if only.title else ""
                lines.append(
                    turn.say(
                        "citation.one", number=self._name(only), dated=self._dated(turn, only), titled=titled
                    )
                )
            else:
                values = "; ".join(
                    turn.say(
                        "citation.place",
                        number=self._name(citation),
                        dated=self._dated(turn, citation),
                        section=section_label(turn, citation.section),
                    )
                    for citation in distinct
                )
                lines.append(
                    turn.say("citation.conflict", document=document_label(turn, document), values=values)
                )
            lines.append(source_line(turn, document, distinct[0].section))
        if len(ids) > 1:
            dates = {self._printed(turn, c) for c in shown}
            lines.append(turn.say("same" if len(dates) == 1 else "different"))
        turn.finish(
            Answer(
                "answer",
                "\n".join(lines),
                sources=tuple(record_source(turn, citation) for citation in shown),
                context={"document_id": ids[0], "task_id": None, "procedure_id": None},
            ),
            "citation",
        )

    def _distinct(self, turn: Turn, citations: Sequence[Citation]) -> list[Citation]:
        """One citation per number and printed date; an undated mention adds nothing to a dated one."""
        seen: dict[tuple[str, str], Citation] = {}
        for citation in citations:
            seen.setdefault((fold(citation.number), self._printed(turn, citation)), citation)
        dated = {number for number, printed in seen if printed}
        return [c for (number, printed), c in seen.items() if printed or number not in dated]

    @staticmethod
    def _name(citation: Citation) -> str:
        return f"{citation.type} số {citation.number}" if citation.type else citation.number

    @staticmethod
    def _printed(turn: Turn, citation: Citation) -> str:
        """The date beside the number as printed; the formatted date when the span has none."""
        if citation.printed_date is None:
            return ""
        text = turn.snapshot.document_by_id[citation.document_id].text
        match = _PRINTED_DATE.search(text, citation.span.start, citation.span.end)
        return match.group(1) if match else format_date(citation.printed_date)

    def _dated(self, turn: Turn, citation: Citation) -> str:
        printed = self._printed(turn, citation)
        return turn.say("citation.dated", date=printed) if printed else turn.say("citation.undated")

    def _answer_document(
        self, turn: Turn, document: Document, aspects: Sequence[str], among: Sequence[Document]
    ) -> None:
        """Tell the facts of *document*, one of those *among* which it is asked."""
        lines: list[str] = []
        sources: list[Source] = []
        missing: list[str] = []
        aspects = _with_companions(document, aspects)
        bases = [c for c in self._citations(turn, document.id) if c.role == "basis"]
        values = {
            "number": document.number,
            "issued": format_date(document.issued) if document.issued else None,
            "signer": ", ".join(p for p in (document.signer, document.signer_title) if p)
            if document.signer
            else None,
            "title": document.title,
            "proposal": document.attributes.get("proposal"),
            "effective": _in_force(document),
            "expires": format_date(document.expires) if document.expires else None,
            "replaces": "; ".join(ref.text for ref in document.replaces) or None,
            "abolishes": "; ".join(ref.text for ref in document.abolishes) or None,
            "basis": "; ".join(f"{self._name(c)}{self._dated(turn, c)}" for c in bases) or None,
        }
        for aspect in aspects:
            value = values[aspect]
            if value is None:
                missing.append(aspect)
                continue
            lines.append(turn.say(f"document.{aspect}", value=shorten(value, 700)))
            printed = {"signer": document.signer, "effective": document.attributes.get("effective")}
            quoted = printed.get(aspect, value)
            sources += text_source(document, quoted, "") if quoted else ()
        if aspects == ["basis"]:
            sources += [record_source(turn, citation) for citation in bases]
        timed = bool({"effective", "replaces"} & set(aspects))
        note = note_on(turn, document) if timed else None
        if note:
            lines.insert(0, note)
            missing = []
        for aspect in missing:
            what = turn.say(f"document.what.{aspect}")
            lines.append(turn.say("document.missing", document=document_label(turn, document), what=what))
        if lines and len(missing) < len(aspects):
            lines.append(
                turn.say(
                    "source.one",
                    section=shorten(document.title, 120),
                    document=document_label(turn, document),
                )
            )
        if timed and not note:
            label = document_label(turn, document)
            lines.append(turn.say("document.standing", document=label, date=format_date(turn.today)))
        opening = verdict(turn, among, aspects) if document is among[0] else None
        alone = len(among) == 1
        if alone and "signer" in aspects and turn.query.operation == "yes_no" and document.signer:
            right = fold(document.signer) in turn.query.folded
            lines[0] = turn.say("premise.right" if right else "premise.wrong", fact=lines[0])
        if opening:
            lines.insert(0, opening)
        before = turn.answer
        if before is not None:
            lines.insert(0, before.text)
        everything_missing = len(missing) == len(aspects) and before is None
        turn.finish(
            Answer(
                "refuse" if everything_missing else "answer",
                "\n".join(lines),
                items=(*(before.items if before else ()), _document_item(document)),
                sources=(*(before.sources if before else ()), *sources),
                context={
                    "document_id": document.id,
                    "place_id": document.jurisdiction,
                    "aspects": tuple(aspects),
                    "task_id": None,
                    "procedure_id": None,
                },
            ),
            "document",
        )


def _with_companions(document: Document, aspects: Sequence[str]) -> list[str]:
    """With the day of effect goes the last day, with what is replaced what is abolished."""
    found = list(aspects)
    if "effective" in aspects and document.expires:
        found.append("expires")
    if "replaces" in aspects and document.abolishes:
        found = [aspect for aspect in found if aspect != "replaces" or document.replaces]
        found.append("abolishes")
    return found


def _in_force(document: Document) -> str | None:
    """The day of effect as printed, with the date where only the signing is named."""
    printed = document.attributes.get("effective")
    day = format_date(document.effective) if document.effective else None
    if not printed or not day or any(character.isdigit() for character in printed):
        return printed if printed and not document.effective else day
    return f"{printed} ({day})"


def _document_item(document: Document) -> dict[str, object]:
    return {"type": "document", "id": document.id, "number": document.number, "title": document.title}
