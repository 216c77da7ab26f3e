"""A procedure as statements: each typed field or fact becomes one quotable sentence.

``canonical`` writes the whole record as one text; every statement knows its slice of it, so a quote
shown to a citizen re-reads exactly from the stored record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from knowledge.records.procedure import (
    Aspect,
    Confidence,
    LegalBasis,
    Paper,
    Procedure,
    ProcedureCase,
    Submission,
)

CHANNELS = {
    "counter": "Trực tiếp",
    "online": "Trực tuyến",
    "post": "Qua bưu chính",
    "phone": "Qua điện thoại",
}


@dataclass(frozen=True)
class Statement:
    """One thing the record says. ``start``/``end`` slice the record's canonical text.

    ``typed`` tells a statement derived from a typed field from one written as a fact.
    """

    aspect: Aspect
    text: str
    case: str = ""
    keywords: tuple[str, ...] = ()
    confidence: Confidence = "high"
    detail: bool = False
    english: str = ""
    typed: bool = False
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class CanonicalText:
    """The record as text, with its statements in the order of the text."""

    text: str
    statements: tuple[Statement, ...]

    def of(self, *aspects: str) -> tuple[Statement, ...]:
        """Return the statements of these aspects, in the order of the text."""
        return tuple(statement for statement in self.statements if statement.aspect in aspects)


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def basis_text(basis: LegalBasis) -> str:
    """Return a legal basis with its validity and its note, as shown."""
    parts = []
    if basis.effective_from:
        parts.append(f"hiệu lực từ {_day(basis.effective_from)}")
    if basis.effective_to:
        parts.append(f"hết hiệu lực {_day(basis.effective_to)}")
    if basis.note:
        parts.append(basis.note)
    return f"{basis.number} ({'; '.join(parts)})" if parts else basis.number


def _paper_line(paper: Paper) -> str:
    counts = []
    if paper.originals:
        counts.append(f"{paper.originals} bản chính")
    if paper.copies:
        counts.append(f"{paper.copies} bản sao")
    return f"- {paper.name}{' (' + ', '.join(counts) + ')' if counts else ''}"


def case_text(case: ProcedureCase) -> str:
    """Return the complete list of papers of one case: those handed in, those shown, what is said of them."""
    lines = [f"{case.name}:"] if case.name else []
    for mode, title in (("submit", "Giấy tờ phải nộp:"), ("show", "Giấy tờ xuất trình:")):
        papers = [paper for paper in case.papers if paper.mode == mode]
        if papers:
            lines += [title, *(_paper_line(paper) for paper in papers)]
    if case.remarks:
        lines += ["Lưu ý về giấy tờ:", *(f"- {remark}" for remark in case.remarks)]
    return "\n".join(lines)


def _submission_statements(submissions: Iterable[Submission]) -> Iterator[Statement]:
    for submission in submissions:
        channel = CHANNELS[submission.channel]
        if submission.time_limit:
            yield Statement("time", f"{channel}: {submission.time_limit}")
        for fee in submission.fees:
            yield Statement("fee", f"{channel}: {fee.text}")
    channels = [CHANNELS[submission.channel] for submission in submissions]
    if channels:
        yield Statement("online", f"Cách nộp: {'; '.join(dict.fromkeys(channels))}.")


def _typed(procedure: Procedure) -> Iterator[Statement]:
    written = {fact.aspect for fact in procedure.facts if not fact.detail}
    for case in procedure.cases:
        yield Statement("papers", case_text(case), case=case.name, keywords=case.keywords)
    yield from _submission_statements(procedure.submissions)
    fields: tuple[tuple[Aspect, str, tuple[str, ...]], ...] = (
        ("steps", "Trình tự: ", procedure.steps),
        ("applicants", "Đối tượng thực hiện: ", procedure.applicants),
        ("where", "Cơ quan thực hiện: ", procedure.executing),
        ("where", "Địa chỉ tiếp nhận: ", procedure.addresses),
        ("result", "Kết quả: ", procedure.results),
        ("condition", "Yêu cầu, điều kiện: ", procedure.conditions),
    )
    for aspect, label, values in fields:
        if values and not (aspect in written and aspect == "where"):
            yield Statement(aspect, f"{label}{'; '.join(values)}.")
    if procedure.code and "code" not in written:
        yield Statement("code", f"Mã thủ tục: {procedure.code}.")
    if procedure.legal_bases:
        bases = "; ".join(basis_text(basis) for basis in procedure.legal_bases)
        yield Statement("legal", f"Căn cứ pháp lý: {bases}.")


def _at_least_medium(procedure: Procedure) -> Confidence:
    # What stands in a typed field was entered as such; only a fact can be marked 'not asserted'.
    return "medium" if procedure.confidence == "low" else procedure.confidence


def _statements(procedure: Procedure) -> Iterator[Statement]:
    for statement in _typed(procedure):
        yield replace(statement, typed=True, confidence=_at_least_medium(procedure))
    for fact in procedure.facts:
        yield Statement(
            fact.aspect, fact.text, fact.case, fact.keywords, fact.confidence, fact.detail, fact.english
        )


def canonical(procedure: Procedure) -> CanonicalText:
    """Write *procedure* as text: its name, then each statement on its own line(s)."""
    parts = [procedure.name]
    position = len(procedure.name)
    placed = []
    for statement in _statements(procedure):
        start = position + 1
        position = start + len(statement.text)
        parts.append(statement.text)
        placed.append(replace(statement, start=start, end=position))
    return CanonicalText("\n".join(parts), tuple(placed))
