from datetime import date

import pytest

from knowledge.agencies import Registry
from knowledge.dates import find_windows
from knowledge.documents import shipped
from knowledge.extract import extract
from knowledge.parsing import parse_tasks
from knowledge.places import Places
from knowledge.readers import read
from knowledge.snapshot import Snapshot
from nlu import Resources

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="session")
def resources() -> Resources:
    documents, tasks = [], []
    for entry in shipped():
        raw = read(entry.read(), entry.path.name)
        parsed = parse_tasks(raw, entry.id, entry.jurisdiction)
        documents.append(extract(raw, parsed, entry.id, entry).document)
        tasks += parsed.tasks
    snapshot = Snapshot(version="test", documents=tuple(documents), tasks=tuple(tasks))
    return Resources.build(snapshot, Registry.default(), Places.default(), find_windows)
