"""Documents cited, asked for by their kind: 'căn cứ kết luận số nào của Tỉnh ủy?'."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answers.turn import Turn
from knowledge.records import Citation, Document
from knowledge.text import fold
from retrieval.tokens import telling_syllables

_KIND = re.compile(
    r"\b(?:(?P<means>can cu|dua)|(?<!kem )theo|thuc hien|trien khai|cu the hoa)(?: vao| tren)?"
    r" (?:cac |nhung )?(?P<kind>ket luan|nghi quyet|chi thi|quyet dinh|nghi dinh|thong tu|luat|ke hoach"
    r"|chuong trinh|cong van|to trinh)(?: so)? (?:nao|may|gi|bao nhieu)\b"
)


def cited_by_kind(turn: Turn, documents: Sequence[Document], own: set[str]) -> list[Citation]:
    """Return what *documents* cite of the kind the question names, legal bases before mere references.

    *own* are syllables that only name the documents themselves; a question with words besides them, the
    kind and the issuer asks about something else, and nothing is returned.
    """
    named = _KIND.search(turn.query.folded)
    if named is None:
        return []
    ids = {document.id for document in documents}
    found = [
        c for c in turn.snapshot.citations if c.document_id in ids and fold(c.type or "") == named["kind"]
    ]
    left = telling_syllables(turn.query.topic) - own - telling_syllables(named.group())
    fitting = [c for c in found if left <= _words(turn, c)]
    bases = [c for c in fitting if c.role == "basis"]
    return bases if bases or named["means"] else fitting


def _words(turn: Turn, citation: Citation) -> set[str]:
    """The syllables of a citation as printed, issuer and title included."""
    text = turn.snapshot.document_by_id[citation.document_id].text
    printed = text[citation.span.start : citation.span.end]
    return telling_syllables(" ".join(filter(None, (printed, citation.issuer, citation.title))))
