from __future__ import annotations

import re
from collections import Counter

import pytest

from api.reading import Line, Piece, Row, Table, read_document
from knowledge.documents import ManifestEntry, shipped
from knowledge.extract import extract
from knowledge.parsing import parse_tasks
from knowledge.readers import read
from knowledge.snapshot import Snapshot


def published(entry: ManifestEntry) -> Snapshot:
    raw = read(entry.path.read_bytes(), entry.path.name)
    parsed = parse_tasks(raw, entry.id, entry.jurisdiction)
    found = extract(raw, parsed, entry.id, entry)
    return Snapshot(
        version=entry.id,
        documents=(found.document,),
        tasks=parsed.tasks,
    )


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def row_text(row: Row) -> str:
    groups: list[tuple[Piece, ...]] = [*row.cells.values(), *row.lines]
    return " ".join([row.label if row.cells else "", *("".join(p.text for p in pieces) for pieces in groups)])


@pytest.mark.parametrize("entry", shipped(), ids=lambda entry: entry.id)
def test_the_page_of_a_shipped_document_loses_no_word_and_repeats_no_anchor(entry: ManifestEntry) -> None:
    snapshot = published(entry)
    document = snapshot.documents[0]
    shown: list[str] = []
    anchors: list[str] = []
    for block in read_document(document, snapshot):
        if isinstance(block, Line):
            shown.append("".join(piece.text for piece in block.pieces))
            anchors += block.anchors
        elif isinstance(block, Table):
            for row in block.rows:
                shown.append(row_text(row))
                anchors += [row.task.row, *row.anchors]
    missing = words(document.text) - words(" ".join(shown))
    assert missing == Counter()
    assert [name for name, count in Counter(anchors).items() if count > 1] == []
    lines = [number for number, line in enumerate(document.text.split("\n"), 1) if line.strip()]
    assert {f"L{number}" for number in lines} <= set(anchors)
