"""The pages people read: the chat, documents, procedures; and the chat without JavaScript."""

from __future__ import annotations

import uuid
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.accounts.own import own_agency
from api.body import read_limited
from api.filters import find_procedures
from api.hygiene import clean_message
from api.pages import page
from api.ports import Services, services
from api.problems import Problem
from api.reading import find_quote, read_document
from api.routes.chat import ChatRequest, address_of, converse
from api.sheet import sections
from api.welcome import Language, welcome
from knowledge.links import with_quote
from knowledge.snapshot import Snapshot

router = APIRouter(include_in_schema=False)
Using = Annotated[Services, Depends(services)]
Lang = Annotated[Language, Query()]
_FORM = "application/x-www-form-urlencoded"


@router.get("/")
async def home(lang: Lang = "vi") -> Response:
    """The web chat."""
    return page("chat.html", lang=lang, welcome=welcome(lang))


@router.get("/chat")
async def chat_form(lang: Lang = "vi") -> Response:
    """The chat without JavaScript, at the start of a conversation."""
    session_id = f"form-{uuid.uuid4().hex}"
    return page("chat_form.html", lang=lang, welcome=welcome(lang), session_id=session_id, turn=None)


@router.post("/chat")
async def chat_form_answer(request: Request, using: Using) -> Response:
    """Answer one message sent by the plain form."""
    if not request.headers.get("content-type", "").lower().startswith(_FORM):
        raise Problem("wrong-content-type", expected=_FORM)
    raw = await read_limited(request, using.settings.max_body_bytes)
    try:
        form = parse_qs(raw.decode("ascii"), encoding="utf-8", errors="strict", max_num_fields=20)
    except UnicodeDecodeError:
        raise Problem("not-utf8") from None
    except ValueError:
        raise Problem("invalid") from None
    typed = form.get("message", [""])[0]
    values: dict[str, Any] = {
        "session_id": form.get("session_id", [""])[0] or f"form-{uuid.uuid4().hex}",
        "message": typed,
        "audience": form.get("audience", [""])[0] or None,
    }
    turn: dict[str, Any] = {"message": typed, "answer": None, "problem": None, "audience": values["audience"]}
    lang: Language = "en" if form.get("lang") == ["en"] else "vi"
    status = 200
    try:
        try:
            body = ChatRequest.model_validate(values)
        except ValueError:
            raise Problem("invalid") from None
        turn["message"] = clean_message(body.message)
        using.limits.check(body.session_id, address_of(request))
        agency_id = await own_agency(request)
        answer = await converse(using, body.session_id, turn["message"], body.audience, "form", agency_id)
        for source in answer["sources"]:
            source["url"] = with_quote(source["url"], source["quote"])
        turn["answer"] = answer
    except Problem as problem:
        turn["problem"] = problem
        status = problem.status
    return page(
        "chat_form.html",
        status,
        lang=lang,
        welcome=welcome(lang),
        session_id=values["session_id"],
        turn=turn,
    )


@router.get("/documents")
def documents(using: Using) -> Response:
    """The list of published documents."""
    snapshot = using.snapshot
    rows = [(document, len(snapshot.tasks_of(document.id))) for document in snapshot.documents]
    return page("documents.html", rows=rows)


@router.get("/documents/{document_id}")
def document(
    document_id: str,
    using: Using,
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
        latest=served.version,
        versions=using.archive.numbers(document_id),
    )


@router.get("/procedures")
def procedures(using: Using, q: Annotated[str, Query(max_length=300)] = "") -> Response:
    """The list of procedures, narrowed by ``q``."""
    return page("procedures.html", q=q, procedures=find_procedures(using.snapshot.procedures, q))


@router.get("/procedures/{procedure_id}")
def procedure(procedure_id: str, using: Using, q: Annotated[str, Query(max_length=4000)] = "") -> Response:
    """One procedure as a checklist that prints well."""
    found = using.snapshot.procedure_by_id.get(procedure_id)
    if found is None:
        raise Problem("not-found")
    return page("procedure.html", procedure=found, sections=sections(found, q))
