"""Questions with answers, the directory and names of bodies: edited over what is shipped, with history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.accounts.gate import Signed, requires
from api.admin import Using, serve
from api.adminweb.entries import EntryError, built, form_of, values_of
from api.adminweb.render import back, show
from api.library import Library
from api.problems import Problem
from knowledge.agencies import Registry
from knowledge.records.catalogue import AgencyNames, Faq
from knowledge.store.edits import EDITABLE, Editable, Edits
from knowledge.text import fold

router = APIRouter(include_in_schema=False)
Writer = Annotated[Signed, Depends(requires("catalogue.write"))]
Kind = Annotated[str, Query(max_length=20)]
Id = Annotated[str, Query(max_length=200)]
PATH = "/admin/catalogue"
_SHOWN = 200


@dataclass(frozen=True)
class Listed:
    """One line of a list: what it is called, what it says, and whether people edited it ('' if not)."""

    id: str
    name: str
    text: str
    edited: str


@router.get(PATH)
def entries(
    request: Request,
    library: Using,
    signed: Writer,
    kind: Kind = "faq",
    q: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """The entries of a kind, narrowed by words of *q* (accents may be missing)."""
    _known(kind)
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
        kinds=tuple(EDITABLE),
        items=found[:_SHOWN],
        total=len(found),
        q=q,
    )


@router.get(PATH + "/entry")
def entry(
    request: Request,
    library: Using,
    signed: Writer,
    kind: Kind,
    id: Id = "",
    question: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """One entry with its history, or a blank one (with its *question* when that is known)."""
    _known(kind)
    filled = {**values_of(kind, None), "question": question} if question and not id else None
    return _entry(request, library, signed, kind, id, typed=filled)


@router.post(PATH + "/entry")
async def edit(request: Request, library: Using, signed: Writer, kind: Kind, id: Id = "") -> Response:
    """Keep an entry, take it out, or let the shipped one count again; answers once it serves."""
    _known(kind)
    fields = await signed.form(request)
    action = fields.one("action")
    typed = {name: fields.one(name) for name in form_of(kind)}

    def change() -> None:
        edits = Edits(library.store)
        if (action != "set" or id) and id not in {item.id for item in _listed(library, kind)}:
            raise Problem("not-found")
        match action:
            case "remove" if kind != "agency":
                edits.remove(kind, id)
            case "restore":
                edits.restore(kind, id)
            case "set":
                edits.set(kind, built(kind, id, typed))
            case _:
                raise Problem("invalid")
        serve(library)

    try:
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
) -> Response:
    _known(kind)
    listed = next((item for item in _listed(library, kind) if item.id == record_id), None)
    if listed is None and (record_id or kind == "agency"):
        raise Problem("not-found")
    history = Edits(library.store).history(kind, record_id) if record_id else ()
    present = _records(library, kind).get(record_id)
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
        problem=problem,
    )


def _known(kind: str) -> None:
    if kind not in EDITABLE:
        raise Problem("not-found")


def _records(library: Library, kind: str) -> dict[str, Editable]:
    snapshot = library.store.snapshot()
    tables: dict[str, tuple[Editable, ...]] = {
        "faq": snapshot.faqs,
        "service": snapshot.services,
        "agency": snapshot.agency_names,
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
    lines = [
        Listed(
            record.id,
            record.question if isinstance(record, Faq) else getattr(record, "name", ""),
            record.answer if isinstance(record, Faq) else getattr(record, "about", ""),
            edits[record.id].action if record.id in edits and edits[record.id].action == "set" else "",
        )
        for record in records.values()
    ]
    gone = [
        Listed(key, key, "", "remove")
        for key, edit in edits.items()
        if edit.action == "remove" and key not in records
    ]
    return [*lines, *gone]
