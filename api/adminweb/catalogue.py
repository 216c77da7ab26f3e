"""Questions with answers, the directory, names of bodies, replies and numbers: edited with history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.accounts.gate import Signed, requires
from api.admin.decisions import LibraryDep, serve
from api.adminweb.entries import EntryError, built, form_of, values_of, wording_name
from api.adminweb.render import back, show
from api.adminweb.shipped import limits, sentences
from api.library import Library
from api.problems import Problem
from bot.answers.pipeline import Assistant
from bot.answers.wording import names_in
from knowledge.agencies import Registry
from knowledge.records.catalogue import AddedBody, AgencyNames, Faq, Threshold, Wording
from knowledge.snapshot import Snapshot
from knowledge.store.edits import EDITABLE, Edit, Editable, Edits
from knowledge.store.registry import registry_of
from knowledge.text import fold

router = APIRouter(include_in_schema=False)
Writer = Annotated[Signed, Depends(requires("catalogue.write"))]
Kind = Annotated[str, Query(max_length=20)]
Id = Annotated[str, Query(max_length=200)]
Name = Annotated[str, Query(max_length=2000)]
PATH = "/admin/catalogue"
_SHOWN = 200
_FIXED = frozenset({"agency", "wording", "threshold"})
"""Kinds whose entries are given: they are changed, and put back, but none is added or taken out."""
_OTHER = {"wording": "wording.write", "threshold": "wording.write"}


@dataclass(frozen=True)
class Listed:
    """One line of a list: what it is called, what it says, and whether people edited it ('' if not)."""

    id: str
    name: str
    text: str
    edited: str


@dataclass(frozen=True)
class Preview:
    """What a change would do: the samples, and the answers to one question now and then."""

    samples: tuple[str, ...]
    question: str = ""
    now: str = ""
    then: str = ""


@router.get(PATH)
def entries(
    request: Request,
    library: LibraryDep,
    signed: Writer,
    kind: Kind = "faq",
    q: Annotated[str, Query(max_length=200)] = "",
    name: Name = "",
) -> Response:
    """The entries of a kind, narrowed by words of *q* (accents may be missing).

    *name* is a further name for the body that is chosen.
    """
    _allowed(signed, kind)
    words = fold(q).split()
    found = [
        item
        for item in _listed(library, kind)
        if all(word in fold(f"{item.name} {item.text}") for word in words)
    ]
    return show(
        request,
        signed,
        "catalogue.html",
        here="catalogue",
        kind=kind,
        kinds=tuple(name for name in EDITABLE if signed.may(_permission(name)).allowed),
        fixed=kind in _FIXED,
        items=found[:_SHOWN],
        total=len(found),
        q=q,
        called=name,
    )


@router.get(PATH + "/entry")
def entry(
    request: Request,
    library: LibraryDep,
    signed: Writer,
    kind: Kind,
    id: Id = "",
    question: Annotated[str, Query(max_length=2000)] = "",
    name: Name = "",
) -> Response:
    """One entry with its history, or a blank one; *question* and *name* fill it in where they are known."""
    _allowed(signed, kind)
    filled = _filled(library, kind, id, question, name)
    return _entry(request, library, signed, kind, id, typed=filled)


@router.post(PATH + "/entry")
async def edit(request: Request, library: LibraryDep, signed: Writer, kind: Kind, id: Id = "") -> Response:
    """Keep an entry, take it out, or let the shipped one count again; answers once it serves."""
    _allowed(signed, kind)
    fields = await signed.form(request)
    action = fields.one("action")
    typed = {name: fields.one(name) for name in form_of(kind)}

    def change() -> None:
        edits = Edits(library.store)
        if (action != "set" or id) and id not in {item.id for item in _listed(library, kind)}:
            raise Problem("not-found")
        match action:
            case "remove" if kind not in _FIXED:
                edits.remove(kind, id)
            case "restore":
                _restore(library, kind, id)
            case "set":
                edits.set(kind, built(kind, id, typed, registry_of(library.store)))
            case _:
                raise Problem("invalid")
        serve(library)

    try:
        if action == "preview" and kind in _OTHER:
            question = fields.one("try")[:2_000]
            shown = await run_in_threadpool(_tried, request, library, kind, id, typed, question)
            return await run_in_threadpool(
                _entry, request, library, signed, kind, id, typed=typed, preview=shown
            )
        await run_in_threadpool(change)
    except EntryError as error:
        return await run_in_threadpool(_entry, request, library, signed, kind, id, str(error), typed)
    return back(PATH, f"entry_{action}", kind=kind)


def _entry(
    request: Request,
    library: Library,
    signed: Signed,
    kind: str,
    record_id: str,
    problem: str = "",
    typed: dict[str, str] | None = None,
    preview: Preview | None = None,
) -> Response:
    listed = next((item for item in _listed(library, kind) if item.id == record_id), None)
    if listed is None and (record_id or kind in _FIXED):
        raise Problem("not-found")
    history = Edits(library.store).history(kind, record_id) if record_id else ()
    present = _records(library, kind).get(record_id) or _shipped(kind, record_id)
    return show(
        request,
        signed,
        "entry.html",
        422 if problem else 200,
        here="catalogue",
        kind=kind,
        listed=listed,
        record_id=record_id,
        form=form_of(kind),
        values=typed or values_of(kind, present),
        history=[(edit, values_of(kind, edit.record) if edit.record else {}) for edit in history],
        shipped=next((item for item in Registry.default().kinds if item.id == record_id), None),
        original=values_of(kind, _shipped(kind, record_id)) if kind in _OTHER else {},
        limit=limits().get(record_id) if kind == "threshold" else None,
        names=sorted(names_in(sentences()[record_id]["vi"])) if kind == "wording" else (),
        fixed=kind in _FIXED,
        previews=kind in _OTHER,
        preview=preview,
        problem=problem,
    )


def _restore(library: Library, kind: str, record_id: str) -> None:
    """Let the shipped entry count again; one that people added has none, so its last wording does."""
    edits = Edits(library.store)
    edits.restore(kind, record_id)
    if kind not in _FIXED and record_id not in _records(library, kind):
        held = next((edit.record for edit in edits.history(kind, record_id) if edit.record), None)
        if held is not None:
            edits.set(kind, held)


def _filled(library: Library, kind: str, record_id: str, question: str, name: str) -> dict[str, str] | None:
    """Return the form as it is first shown when something of it is known already."""
    values = values_of(kind, _records(library, kind).get(record_id))
    if question and not record_id and "question" in values:
        return {**values, "question": question}
    if name and record_id and "names" in values:
        return {**values, "names": "\n".join(filter(None, (values["names"], name)))}
    if name and not record_id and "name" in values:
        return {**values, "name": name}
    return None


def _permission(kind: str) -> str:
    return _OTHER.get(kind, "catalogue.write")


def _allowed(signed: Signed, kind: str) -> None:
    if kind not in EDITABLE:
        raise Problem("not-found")
    signed.require(_permission(kind))


def _shipped(kind: str, record_id: str) -> Editable | None:
    """The reply or number as it is shipped."""
    if kind == "wording" and record_id in sentences():
        told = sentences()[record_id]
        return Wording(record_id, told["vi"], told.get("en", ""))
    if kind == "threshold" and record_id in limits():
        return Threshold(record_id, limits()[record_id].value)
    return None


def _tried(
    request: Request, library: Library, kind: str, record_id: str, typed: dict[str, str], question: str
) -> Preview:
    """What a change would do: the reply with its open places marked, and one question asked both ways."""
    if record_id not in {item.id for item in _listed(library, kind)}:
        raise Problem("not-found")
    record = built(kind, record_id, typed, registry_of(library.store))
    samples: tuple[str, ...] = ()
    if isinstance(record, Wording):
        samples = tuple(
            text.format(**{name: f"‹{name}›" for name in names_in(text)}) for text in (record.vi, record.en)
        )

    def changed(snapshot: Snapshot) -> Snapshot:
        if isinstance(record, Wording):
            return replace(snapshot, wordings=(*snapshot.wordings, record))
        if isinstance(record, Threshold):
            return replace(snapshot, thresholds=(*snapshot.thresholds, record))
        return snapshot

    assistant = cast(Assistant | None, request.app.state.assistant)
    if assistant is None or not question:
        return Preview(samples, question)
    now, then = assistant.answer(question), assistant.answer(question, tried=changed)
    return Preview(samples, question, now.answer.text, then.answer.text)


def _records(library: Library, kind: str) -> dict[str, Editable]:
    snapshot = library.store.snapshot()
    tables: dict[str, tuple[Editable, ...]] = {
        "faq": snapshot.faqs,
        "service": snapshot.services,
        "agency": snapshot.agency_names,
        "body": snapshot.bodies,
        "wording": snapshot.wordings,
        "threshold": snapshot.thresholds,
    }
    return {record.id: record for record in tables[kind]}


def _listed(library: Library, kind: str) -> list[Listed]:
    edits = Edits(library.store).latest(kind)
    records = _records(library, kind)
    if kind == "agency":
        lines = []
        for body in Registry.default().kinds:
            more = records.get(body.id)
            names = (*body.aliases, *(more.names if isinstance(more, AgencyNames) else ()))
            lines.append(Listed(body.id, body.name, "; ".join(names), "set" if more else ""))
        return lines
    if kind == "wording":
        return [
            Listed(
                key,
                wording_name(key),
                str(getattr(records.get(key), "vi", told["vi"])),
                "set" if key in records else "",
            )
            for key, told in sentences().items()
        ]
    if kind == "threshold":
        return [
            Listed(
                key,
                limit.label,
                f"{values_of(kind, records.get(key) or _shipped(kind, key))['value']} – {limit.about}",
                "set" if key in records else "",
            )
            for key, limit in limits().items()
        ]
    if kind == "body":
        levels = form_of(kind)["level"]["choices"]
        return [
            Listed(body.id, body.name, "; ".join((levels[body.level], *body.names)), "")
            for body in records.values()
            if isinstance(body, AddedBody)
        ] + _gone(edits, records)
    lines = [
        Listed(
            record.id,
            record.question if isinstance(record, Faq) else getattr(record, "name", ""),
            record.answer if isinstance(record, Faq) else getattr(record, "about", ""),
            edits[record.id].action if record.id in edits and edits[record.id].action == "set" else "",
        )
        for record in records.values()
    ]
    return [*lines, *_gone(edits, records)]


def _gone(edits: Mapping[str, Edit], records: Mapping[str, Editable]) -> list[Listed]:
    """Return the entries that were taken out: they can be brought back."""
    return [
        Listed(key, key, "", "remove")
        for key, edit in edits.items()
        if edit.action == "remove" and key not in records
    ]
