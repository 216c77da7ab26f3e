"""Which document a file is: an id from its name, and the same document under another name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from knowledge.records import Citation, Document, Passage, Responsibility, Target, Task
from knowledge.store import VersionRecords
from knowledge.text import collapse, fold

T = TypeVar("T", Task, Target, Responsibility, Passage, Citation)
_LONGEST = 80
_LONGEST_NAME = 200


def slug(text: str) -> str:
    """Return *text* as lower-case ASCII words joined by hyphens; '' when nothing is left.

    >>> slug("Kế hoạch CCHC (2025)")
    'ke-hoach-cchc-2025'
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:_LONGEST].rstrip("-")


def slug_of(filename: str) -> str:
    """Return the document id a file name suggests."""
    return slug(PurePosixPath(file_name(filename)).stem) or "van-ban"


def file_name(text: str) -> str:
    """Return the last part of a path as one printable line of at most 200 characters."""
    name = PurePosixPath(text.replace("\\", "/")).name
    plain = name.encode("utf-8", "replace").decode("utf-8")
    return "".join(char for char in plain if char.isprintable())[-_LONGEST_NAME:].strip() or "van-ban"


def identify(document: Document, wanted: str, known: Iterable[Document]) -> str:
    """Return the id under which *document* is kept.

    A document with the same number of the same place and year is the same document; else *wanted*
    is used, with the number added when another document has that id.
    """
    known = tuple(known)
    for other in known:
        if document.number and _same_number(document, other) and _compatible(document, other):
            return other.id
    namesake = next((other for other in known if other.id == wanted), None)
    if namesake is None or (_compatible(document, namesake) and _number_may_be_same(document, namesake)):
        return wanted
    candidate = f"{wanted}-{slug(document.number or 'khac')}"
    taken = {other.id for other in known}
    return next(name for name in _numbered(candidate) if name not in taken)


def rename(records: VersionRecords, document_id: str) -> VersionRecords:
    """Return the records under another document id."""
    old = records.document.id
    if old == document_id:
        return records

    def moved(record_id: str) -> str:
        return document_id + record_id[len(old) :] if record_id.startswith(f"{old}/") else record_id

    def plain(items: tuple[T, ...]) -> tuple[T, ...]:
        return tuple(replace(item, id=moved(item.id), document_id=document_id) for item in items)

    return VersionRecords(
        document=replace(records.document, id=document_id),
        tasks=tuple(
            replace(task, parent_id=moved(task.parent_id) if task.parent_id else None)
            for task in plain(records.tasks)
        ),
        targets=tuple(
            replace(target, task_id=moved(target.task_id) if target.task_id else None)
            for target in plain(records.targets)
        ),
        responsibilities=plain(records.responsibilities),
        passages=plain(records.passages),
        citations=plain(records.citations),
    )


def spelt_as(old: Document, new: Document) -> Document:
    """Return *new* with the names of *old* where they differ in letter case or diacritics alone.

    A new edition prints its title in capitals; the reviewed spelling of the former one is kept.
    """
    names = ("title", "issuer", "signer", "signer_title")
    kept = {name: getattr(old, name) for name in names if _same(getattr(old, name), getattr(new, name))}
    return replace(new, **kept)


def _same(left: str | None, right: str | None) -> bool:
    return bool(left and right) and fold(collapse(left or "")) == fold(collapse(right or ""))


def _numbered(name: str) -> Iterable[str]:
    yield name
    count = 2
    while True:
        yield f"{name}-{count}"
        count += 1


def _number(document: Document) -> str:
    return re.sub(r"\s+", "", fold(collapse(document.number or "")))


def _same_number(left: Document, right: Document) -> bool:
    return _number(left) == _number(right)


def _number_may_be_same(left: Document, right: Document) -> bool:
    return not left.number or not right.number or _same_number(left, right)


def _compatible(left: Document, right: Document) -> bool:
    """Whether place and year allow the two to be one document; numbers start anew every year."""
    places = {document.jurisdiction for document in (left, right)} - {None}
    years = {document.issued.year for document in (left, right) if document.issued}
    return len(places) <= 1 and len(years) <= 1
