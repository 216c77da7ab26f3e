"""Finding the citations a question means: by kind ('kết luận số nào của Tỉnh ủy?'), number or title."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.cues import without_cues
from bot.answers.plan.search import search
from bot.answers.turn import Turn
from knowledge.records import Citation, Document
from knowledge.text import fold
from retrieval.tokens import telling_syllables

CITED_COVERAGE, LEAST_BESIDE = 0.45, 2
_KIND = re.compile(
    r"\b(?:(?P<means>can cu|dua)|(?<!kem )theo|thuc hien|trien khai|cu the hoa)(?: vao| tren)?"
    r" (?:cac |nhung )?(?P<kind>ket luan|nghi quyet|chi thi|quyet dinh|nghi dinh|thong tu|luat|ke hoach"
    r"|chuong trinh|cong van|to trinh)(?: so)? (?:nao|may|gi|bao nhieu)\b"
)
_NUMBER = re.compile(r"\b\d{1,5}(?:[/-][A-ZĐa-zđ0-9]+)*(?:-[A-ZĐa-zđ]+)*\b")
_DATE = re.compile(
    r"\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|\d{1,2}[/-](?:19|20)\d{2}|(?:19|20)\d{2}[/-](?:19|20)\d{2}"
)
_NUMBERED = re.compile(r"\b(?:so|nghi dinh|nghi quyet|quyet dinh|chi thi|cong van|thong tu|nd|nq|qd)\s*$")


def cited_by_kind(turn: Turn, documents: Sequence[Document], own: set[str]) -> list[Citation]:
    """Return what *documents* cite of the kind the question names, legal bases before mere references.

    *own* are syllables that only name the documents themselves; a question with words besides them, the
    kind and the issuer asks what is cited beside them: in the paragraphs that hold most of those words.
    """
    named = _KIND.search(turn.query.folded)
    if named is None:
        return []
    ids = {document.id for document in documents}
    found = [
        c for c in turn.snapshot.citations if c.document_id in ids and fold(c.type or "") == named["kind"]
    ]
    words = without_cues("part_of_document", turn.query.topic)
    left = telling_syllables(words) - own - telling_syllables(named.group())
    fitting = [c for c in found if left <= _words(turn, c)]
    fitting += [c for c in _beside(turn, found, left) if c not in fitting]
    bases = [c for c in fitting if c.role == "basis"]
    itself = named["means"] is not None and not left
    return bases if bases or itself else fitting


def _beside(turn: Turn, citations: Sequence[Citation], words: set[str]) -> list[Citation]:
    """Return the citations in whose paragraphs most of *words* stand, all of them or all but one."""
    held = [(len(words & telling_syllables(_paragraph(turn, c))), c) for c in citations]
    least = max(LEAST_BESIDE, len(words) - 1)
    return [citation for count, citation in held if count >= least]


def _paragraph(turn: Turn, citation: Citation) -> str:
    text = turn.snapshot.document_by_id[citation.document_id].text
    start = text.rfind("\n", 0, citation.span.start) + 1
    end = text.find("\n", citation.span.end)
    return text[start : end if end >= 0 else None]


def cited_by_number(turn: Turn) -> list[Citation]:
    """Return citations whose number is named, in full or by its leading part ('117', '107/2021')."""
    own = {fold(document.number or "") for document in turn.snapshot.documents}
    wanted = [
        fold(match.group())
        for match in _NUMBER.finditer(turn.query.raw)
        if _is_document_number(turn, match)
        and not any(name == fold(match.group()) or name.startswith(f"{fold(match.group())}/") for name in own)
    ]
    if not wanted:
        return []
    return [
        citation
        for document_id in turn.scope.document_ids
        for citation in citations_of(turn, document_id)
        if any(
            fold(citation.number) == number or fold(citation.number).startswith((number + "/", number + "-"))
            for number in wanted
        )
    ]


def cited_by_title(turn: Turn) -> list[Citation]:
    """Return the citation whose title or sentence the question describes ('quyết định phê duyệt đề án …')."""
    if not turn.query.topic.strip():
        return []
    hits = [h for h in search(turn, ["citation"], limit=5) if h.hit.coverage >= CITED_COVERAGE]
    own = [h for h in search(turn, ["document"], limit=2) if h.hit.coverage >= 0.8]
    if not hits or (own and own[0].hit.coverage >= hits[0].hit.coverage):
        return []
    best = hits[0].record
    return [best] if isinstance(best, Citation) else []


def citations_of(turn: Turn, document_id: str) -> list[Citation]:
    """Return what *document_id* cites."""
    return [c for c in turn.snapshot.citations if c.document_id == document_id]


def _is_document_number(turn: Turn, match: re.Match[str]) -> bool:
    """'107/2021' and '34-CT/TU' are; a bare '117' is behind 'Nghị quyết số', and a date never is."""
    text = match.group()
    if _DATE.fullmatch(text):
        return False
    before = fold(turn.query.raw[max(0, match.start() - 24) : match.start()])
    return not text.isdigit() or bool(_NUMBERED.search(before))


def _words(turn: Turn, citation: Citation) -> set[str]:
    """The syllables of a citation as printed, issuer and title included."""
    text = turn.snapshot.document_by_id[citation.document_id].text
    printed = text[citation.span.start : citation.span.end]
    return telling_syllables(" ".join(filter(None, (printed, citation.issuer, citation.title))))
