"""The five shipped plans, read, parsed and extracted once."""

from functools import cache

from knowledge.documents import shipped
from knowledge.extract import Extraction, extract
from knowledge.parsing import parse_tasks
from knowledge.readers import read


@cache
def extraction(document_id: str) -> Extraction:
    entry = next(entry for entry in shipped() if entry.id == document_id)
    raw = read(entry.read(), entry.path.name)
    return extract(raw, parse_tasks(raw, entry.id, entry.jurisdiction), entry.id)


IDS = tuple(entry.id for entry in shipped())
