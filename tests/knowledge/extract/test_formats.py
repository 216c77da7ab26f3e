"""The plans rendered to other formats give the same goals, duties, citations and metadata."""

from collections import Counter
from collections.abc import Callable

import pytest

from knowledge.documents import shipped
from knowledge.extract import Extraction, extract
from knowledge.parsing import parse_tasks
from knowledge.readers import read
from tests.knowledge.extract.plans import IDS, extraction
from tests.knowledge.parsing import rendering

FIELDS = ("number", "title", "type", "issuer", "jurisdiction", "issued", "years", "signer", "recipients")
RENDER: dict[str, Callable[..., bytes]] = {
    "docx": rendering.to_docx,
    "html": rendering.to_html,
    "xlsx": rendering.to_xlsx,
    "pdf": rendering.to_pdf,
}


def _rendered(document_id: str, kind: str) -> Extraction:
    entry = next(entry for entry in shipped() if entry.id == document_id)
    source = read(entry.read(), entry.path.name)
    raw = read(RENDER[kind](rendering.parts_of(source)), f"plan.{kind}")
    return extract(raw, parse_tasks(raw, entry.id, entry.jurisdiction), entry.id)


def _joined(text: str) -> str:
    return "".join(text.replace("✓", "").split())


# Every plan once, every format at least once, PDF for a table and for prose.
PAIRS = [
    *zip(IDS, ("docx", "html", "xlsx", "docx", "docx"), strict=True),
    *((one, "pdf") for one in (IDS[0], IDS[-1])),
]


@pytest.mark.parametrize(("document_id", "kind"), PAIRS)
def test_records_do_not_depend_on_the_format(document_id: str, kind: str) -> None:
    wanted, found = extraction(document_id), _rendered(document_id, kind)
    assert found.coverage.unaccounted == ()
    for field in FIELDS:
        assert getattr(found.document, field) == getattr(wanted.document, field)
    for name, key in (
        ("targets", lambda t: (t.section, t.value, t.unit, t.comparator, t.scope, t.year)),
        ("responsibilities", lambda r: (r.section, r.addressee, _joined(r.text))),
        ("citations", lambda c: (c.section, c.number, c.printed_date, c.role)),
    ):
        assert Counter(map(key, getattr(found, name))) == Counter(map(key, getattr(wanted, name)))
