"""Stage: what the served version of a document changed against the one served before it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answers.answer import Answer, Source
from bot.answers.cite import document_label, record_source, source_line, task_sources
from bot.answers.excerpt import shorten
from bot.answers.turn import Turn
from knowledge.records import Citation, Passage, Responsibility, Target, Task
from knowledge.records.revision import RecordChange, Revision
from knowledge.store.difference import names

SHOWN = 20
TEXT, VALUE = 110, 160
"""Characters of a record's text and of a changed value."""
_FIELDS: dict[str, re.Pattern[str]] = {
    "deadline": re.compile(r"\b(?:thoi han|han chot|han|deadline|thoi gian|tien do)\b"),
    "lead": re.compile(r"\b(?:chu tri|co quan khac|don vi khac|giao viec)\b"),
    "coordinate": re.compile(r"\bphoi hop\b"),
    "output": re.compile(r"\b(?:san pham|ket qua)\b"),
    "content": re.compile(r"\b(?:noi dung|cau chu)\b(?! nao)"),
}
_REMOVED = re.compile(r"\b(?:bo|bi bo|bo bot|cat|huy|go|rut|xoa)\b")
_CREATED = re.compile(r"\b(?:them|bo sung|moi co|nhiem vu moi|viec moi|chi tieu moi)\b")
_KINDS = {
    "task": re.compile(r"\b(?:nhiem vu|viec|dau viec)\b"),
    "target": re.compile(r"\b(?:chi tieu|con so|ty le)\b"),
    "responsibility": re.compile(r"\btrach nhiem\b"),
}
_VERSION = re.compile(
    r"(?<!van )\bban (?:moi|cu|truoc|cap nhat|sua doi|dieu chinh)\b|\bphien ban\b|\bhai ban\b"
)
_CHANGE = re.compile(
    r"\b(?:khac|thay doi|doi|sua|bo|them|lui|so sanh|doi chieu|cap nhat|dieu chinh|co gi moi)\b"
)
_OF_A_DOCUMENT = re.compile(
    r"\b(?:ke hoach|van ban|quyet dinh|nghi quyet|chuong trinh|chi thi|nhiem vu|chi tieu)\b"
)
# Asked without a word of versions, but of tasks that changed; only answered where there is a revision.
_OF_TASKS = re.compile(
    r"\b(?:nhiem vu|viec|chi tieu) nao .{0,20}(?:doi|lui|dieu chinh|sua) (?:thoi han|han|co quan|chu tri)"
    r"|\b(?:nhiem vu|viec|chi tieu) nao .{0,12}(?:bi|duoc|da) (?:bo|huy|rut|them|bo sung)\b"
)


@dataclass(frozen=True)
class _Change:
    """One thing to tell: a field of a changed record, or a new or removed record."""

    what: str
    record: RecordChange
    field: str = ""
    before: str | None = None
    after: str | None = None


class Changes:
    """Ends the turn for 'bản mới khác gì bản cũ'."""

    def run(self, turn: Turn) -> None:
        """Tell the changes asked for, with their exact count."""
        asked = turn.query.folded
        of_versions = turn.query.intent == "ask_changes" or _asks_of_versions(turn, asked)
        ids = _documents(turn)
        by_document = {revision.document_id: revision for revision in turn.snapshot.revisions}
        revisions = [by_document[document_id] for document_id in ids if document_id in by_document]
        if not of_versions and not (revisions and _OF_TASKS.search(asked)):
            return
        if not ids:
            return
        if not revisions:
            self._refuse(turn, ids)
            return
        told = [(revision, list(_wanted(revision, asked))) for revision in revisions]
        lines: list[str] = []
        shown: list[_Change] = []
        for revision, changes in told:
            lines.append(_head(turn, revision, changes))
            room = max(0, SHOWN - len(shown))
            lines += [_line(turn, change) for change in changes[:room]]
            shown += changes[:room]
        total = sum(len(changes) for _, changes in told)
        if total > len(shown):
            lines.append(turn.say("changes.more", count=total - len(shown)))
        document = turn.snapshot.document_by_id[revisions[0].document_id]
        records = [record for change in shown if (record := _served(turn, change)) is not None]
        sources = [source for record in records[:SHOWN] for source in _sources(turn, record)]
        if sources:
            lines.append(source_line(turn, document, sources[0].section))
        turn.finish(
            Answer(
                "list" if total else "answer",
                "\n".join(lines),
                items=tuple(_item(change) for change in shown),
                total=total,
                sources=tuple(dict.fromkeys(sources)),
                context={"document_id": document.id, "task_id": None, "procedure_id": None},
            ),
            "changes",
        )

    @staticmethod
    def _refuse(turn: Turn, ids: Sequence[str]) -> None:
        if len(ids) > 1:
            turn.finish(Answer("refuse", turn.say("changes.none")), "no_earlier_version")
            return
        document = turn.snapshot.document_by_id[ids[0]]
        text = turn.say("changes.one_version", document=document_label(turn, document))
        turn.finish(Answer("refuse", text, context={"document_id": document.id}), "no_earlier_version")


def _documents(turn: Turn) -> list[str]:
    """The documents asked about: those named, those of the places named, the one talked of, else all.

    None for a place of which no document is published: later stages say so.
    """
    query, snapshot = turn.query, turn.snapshot
    if query.document_ids:
        return [document_id for document_id in query.document_ids if document_id in snapshot.document_by_id]
    if query.places:
        places = {turn.places.jurisdiction(mention.place_id) for mention in query.places}
        named = [document for document in snapshot.documents if document.jurisdiction in places]
        of_year = [document for document in named if set(query.years) & set(document.years)]
        return [document.id for document in of_year or named]
    if turn.context.document_id in snapshot.document_by_id:
        return [str(turn.context.document_id)]
    return [document.id for document in snapshot.documents]


def _asks_of_versions(turn: Turn, asked: str) -> bool:
    about_ours = bool(turn.query.document_ids or _OF_A_DOCUMENT.search(asked) or turn.context.document_id)
    return about_ours and bool(_VERSION.search(asked) and _CHANGE.search(asked))


def _wanted(revision: Revision, asked: str) -> Iterator[_Change]:
    """Yield the changes a question asks for; all of tasks, targets and duties when it names none."""
    fields = {name for name, pattern in _FIELDS.items() if pattern.search(asked)}
    removed, created = bool(_REMOVED.search(asked)), bool(_CREATED.search(asked))
    kinds = {kind for kind, pattern in _KINDS.items() if pattern.search(asked)} or set(_KINDS)
    everything = not (fields or removed or created)
    for change in revision.changed:
        if change.kind in kinds and not ((removed or created) and not fields):
            for item in change.fields:
                if everything or item.field in fields:
                    yield _Change("changed", change, item.field, item.before, item.after)
    if created or everything:
        yield from (_Change("created", change) for change in revision.created if change.kind in kinds)
    if removed or everything:
        yield from (_Change("removed", change) for change in revision.removed if change.kind in kinds)
    if everything:
        for item in revision.document:
            whole = RecordChange("document", revision.document_id, revision.document_id, "")
            yield _Change("document", whole, item.field, item.before, item.after)


def _head(turn: Turn, revision: Revision, changes: Sequence[_Change]) -> str:
    document = turn.snapshot.document_by_id[revision.document_id]
    versions = {"new": revision.new_version, "old": revision.old_version}
    label = document_label(turn, document)
    if not changes:
        return turn.say("changes.none_asked", document=label, **versions)
    named = names()
    counts = Counter((change.what, change.record.kind, change.field) for change in changes)
    parts = []
    for (what, kind, field), count in counts.items():
        key = {"changed": "changes.count"}.get(what, f"changes.{what}")
        field_name = named.get(f"{kind}.{field}", "")
        parts.append(turn.say(key, count=count, name=named.get(kind, ""), field=field_name))
    return turn.say("changes.head", document=label, summary=", ".join(parts) + ".", **versions)


def _line(turn: Turn, change: _Change) -> str:
    named = names()
    record = change.record
    row = (record.new_id or record.old_id or "").partition("/")[2] if record.kind == "task" else ""
    blank = turn.say("changes.blank")
    name = named[record.kind]
    return turn.say(
        f"changes.line.{change.what}",
        name=name[:1].upper() + name[1:] if change.what == "changed" else name,
        row=f"{row} " if row else "",
        text=shorten(record.text, TEXT),
        field=named.get(f"{record.kind}.{change.field}", ""),
        before=shorten(change.before, VALUE) if change.before else blank,
        after=shorten(change.after, VALUE) if change.after else blank,
    )


def _item(change: _Change) -> dict[str, object]:
    record = change.record
    return {
        "type": record.kind,
        "id": record.new_id or record.old_id,
        "change": change.what,
        "field": change.field or None,
        "before": change.before,
        "after": change.after,
        "text": record.text,
    }


_Text = Target | Responsibility | Passage | Citation


def _served(turn: Turn, change: _Change) -> Task | _Text | None:
    new_id = change.record.new_id
    if new_id is None or change.what == "document":
        return None
    task = turn.snapshot.task_by_id.get(new_id)
    if task is not None:
        return task
    record = turn.snapshot.record_by_key.get((change.record.kind, new_id))
    return record if isinstance(record, Target | Responsibility | Passage | Citation) else None


def _sources(turn: Turn, record: Task | _Text) -> Sequence[Source]:
    if isinstance(record, Task):
        return task_sources(turn, record, ("deadline", "lead", "coordinate", "output"))
    return (record_source(turn, record),)
