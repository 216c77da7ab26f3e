"""Procedures, questions with answers and figures taken in from files, with a report record by record."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import Response

from api.accounts.forms import multipart_of, same_origin
from api.accounts.gate import Signed, requires
from api.accounts.sessions import csrf_holds
from api.admin.decisions import LibraryDep, serve
from api.admin.lists import template_file
from api.adminweb.render import show, uncached
from api.adminweb.texts import texts
from api.library import Library
from api.lists import KINDS, Taken, refusal, take
from api.problems import Problem
from knowledge.ingest.naming import file_name

router = APIRouter(include_in_schema=False)
Viewer = Annotated[Signed, Depends(requires("documents.view"))]
Writer = Annotated[Signed, Depends(requires("catalogue.write"))]
PATH = "/admin/lists"
_SHOWN = 500


@router.get(PATH)
def lists(request: Request, library: LibraryDep, signed: Viewer) -> Response:
    """The kinds of lists: their templates, and a form for a file."""
    return _page(request, library, signed)


@router.get(PATH + "/templates/{name}")
def template(name: str, signed: Viewer) -> Response:  # noqa: ARG001
    """A template with example rows."""
    return uncached(template_file(name))


@router.post(PATH + "/{kind}")
async def bring_in(request: Request, kind: str, library: LibraryDep, signed: Writer) -> Response:
    """Take the good records of a file in and tell of every other one; answers once they serve."""
    same_origin(request)
    if kind not in KINDS:
        raise Problem("not-found")
    settings = library.settings
    form = await multipart_of(request, settings.max_upload_bytes, settings.max_upload_files)
    try:
        if not csrf_holds(signed.cookie, str(form.get("csrf", ""))):
            raise Problem("foreign-form")
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Problem("no-file")
        name, data = file_name(file.filename), await file.read()
    finally:
        await form.close()
    return await run_in_threadpool(_brought_in, request, library, signed, kind, data, name)


def _brought_in(
    request: Request, library: Library, signed: Signed, kind: str, data: bytes, name: str
) -> Response:
    taken = take(library, kind, data, name, signed.account.name)
    told: dict[str, Any] = {"kind": kind, "file": name, "taken": taken}
    if taken.counts is None:
        return _page(request, library, signed, 422, problem=refusal(kind, taken, name).detail, **told)
    try:
        serve(library)
    except Problem as error:
        problem = texts()["lists"]["not_served"]
        return _page(request, library, signed, error.status, problem=problem, **told)
    return _page(request, library, signed, **told)


def _page(
    request: Request,
    library: Library,
    signed: Signed,
    status: int = 200,
    *,
    kind: str = "",
    file: str = "",
    taken: Taken | None = None,
    problem: str = "",
) -> Response:
    return show(
        request,
        signed,
        "lists.html",
        status,
        here="lists",
        kinds=KINDS,
        may_bring_in=signed.may("catalogue.write").allowed,
        limit=library.settings.max_upload_bytes // 2**20,
        kind=kind,
        file=file,
        taken=taken,
        counts=taken.counts.as_dict() if taken and taken.counts else {},
        # What kept a record out comes first.
        findings=sorted(taken.problems, key=lambda each: each.level)[:_SHOWN] if taken else [],
        problem=problem,
    )
