"""The pages people read: the chat, documents, procedures."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.filters import find_procedures
from api.pages import page
from api.problems import Problem
from api.reading import find_quote, read_document
from api.services import ServicesDep
from api.sheet import sections
from api.welcome import Language, welcome
from knowledge.clock import today
from knowledge.snapshot import Snapshot
from knowledge.validity import standings

router = APIRouter(include_in_schema=False)
Lang = Annotated[Language, Query()]


@router.get("/")
async def home(lang: Lang = "vi") -> Response:
    """The web chat."""
    return page("chat.html", lang=lang, welcome=welcome(lang))


@router.get("/documents")
def documents(using: ServicesDep) -> Response:
    """The list of published documents."""
    snapshot = using.snapshot
    rows = [(document, len(snapshot.tasks_of(document.id))) for document in snapshot.documents]
    return page("documents.html", rows=rows, standings=standings(snapshot.documents, today()))


@router.get("/documents/{document_id}")
def document(
    document_id: str,
    using: ServicesDep,
    q: Annotated[str, Query(max_length=4000)] = "",
    v: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
) -> Response:
    """One document, whole, in version ``v`` (the published one by default); the quotation ``q`` is marked."""
    served = using.snapshot.document_by_id.get(document_id)
    if served is None:
        raise Problem("not-found")
    if v is None or v == served.version:
        records: Snapshot | None = using.snapshot
    else:
        records = using.archive.version(document_id, v)
    if records is None:
        raise Problem("not-found")
    shown = records.document_by_id[document_id]
    marks = find_quote(shown.text, q)
    return page(
        "document.html",
        document=shown,
        blocks=read_document(shown, records, marks),
        tasks=len(records.tasks_of(document_id)),
        quote=q,
        found=len(marks),
        standing=standings(using.snapshot.documents, today())[document_id],
        latest=served.version,
        versions=using.archive.numbers(document_id),
    )


@router.get("/procedures")
def procedures(using: ServicesDep, q: Annotated[str, Query(max_length=300)] = "") -> Response:
    """The list of procedures, narrowed by ``q``."""
    return page("procedures.html", q=q, procedures=find_procedures(using.snapshot.procedures, q))


@router.get("/procedures/{procedure_id}")
def procedure(
    procedure_id: str, using: ServicesDep, q: Annotated[str, Query(max_length=4000)] = ""
) -> Response:
    """One procedure as a checklist that prints well."""
    found = using.snapshot.procedure_by_id.get(procedure_id)
    if found is None:
        raise Problem("not-found")
    return page("procedure.html", procedure=found, sections=sections(found, q))
