"""Documents: the list, uploads and their progress, and what is decided about a version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.responses import JSONResponse, Response

from api.accounts.forms import multipart_of, same_origin
from api.accounts.gate import Signed, requires
from api.accounts.sessions import csrf_holds
from api.admin.decisions import LibraryDep, known, serve, served
from api.adminweb.render import back, show, uncached
from api.adminweb.texts import texts
from api.library import Library
from api.problems import Problem
from api.zips import unpacked
from knowledge.clock import VIETNAM, today
from knowledge.ingest.naming import file_name
from knowledge.store import DocumentInfo, StoreError
from knowledge.store.corrections import Corrections
from knowledge.store.jobs import Job
from knowledge.store.schedule import Schedule
from knowledge.validity import Standing, standings

router = APIRouter(include_in_schema=False)
Viewer = Annotated[Signed, Depends(requires("documents.view"))]
Sender = Annotated[Signed, Depends(requires("documents.upload"))]
Decider = Annotated[Signed, Depends(requires("documents.publish"))]
_LATEST = 30
_IDS = 50
PATH = "/admin/documents"


@router.get(PATH)
def documents(request: Request, library: LibraryDep, signed: Viewer) -> Response:
    """Every document, withdrawn ones too, with the newest uploads."""
    infos = library.store.documents()
    items = [(info, library.store.versions(info.id)) for info in infos]
    return show(
        request,
        signed,
        "documents.html",
        here="documents",
        items=items,
        standings=_standings(infos),
        jobs=library.jobs.latest(5),
        limit=library.settings.max_upload_bytes // 2**20,
    )


@router.post(PATH)
async def upload(request: Request, library: LibraryDep, signed: Sender) -> Response:
    """Queue one job for each file and each file of an archive; their versions wait for a decision."""
    same_origin(request)
    settings = library.settings
    form = await multipart_of(request, settings.max_upload_bytes, settings.max_upload_files)
    try:
        if not csrf_holds(signed.cookie, str(form.get("csrf", ""))):
            raise Problem("foreign-form")
        parts = [part for part in form.getlist("file") if isinstance(part, UploadFile) and part.filename]
        sent = [(file_name(part.filename or ""), await part.read()) for part in parts]
    finally:
        await form.close()
    if not sent:
        raise Problem("no-file")
    jobs = await run_in_threadpool(_queued, library, sent)
    library.worker.wake()
    return back("/admin/jobs", id=",".join(jobs))


def _queued(library: Library, sent: list[tuple[str, bytes]]) -> list[str]:
    settings = library.settings
    files = unpacked(sent, most_files=settings.max_upload_files, most_bytes=settings.max_upload_bytes)
    return [library.jobs.add(name, data, hold=True) for name, data in files]


@router.get("/admin/jobs")
def jobs(
    request: Request, library: LibraryDep, signed: Viewer, id: Annotated[str, Query(max_length=2000)] = ""
) -> Response:
    """How far uploads are: those named, else the newest."""
    found = _jobs(library, id)
    return show(request, signed, "jobs.html", here="documents", jobs=found, ids=id)


@router.get("/admin/jobs.json")
def jobs_state(
    library: LibraryDep,
    signed: Viewer,  # noqa: ARG001
    id: Annotated[str, Query(max_length=2000)] = "",
) -> Response:
    """The states of jobs, for the page to follow."""
    states = {job.id: job.state for job in _jobs(library, id)}
    return uncached(JSONResponse({"states": states}))


def _jobs(library: Library, ids: str) -> tuple[Job, ...]:
    if not ids:
        return library.jobs.latest(_LATEST)
    found = (library.jobs.get(job_id) for job_id in ids.split(",")[:_IDS])
    return tuple(job for job in found if job is not None)


@router.get(PATH + "/{document_id}")
def document(request: Request, document_id: str, library: LibraryDep, signed: Viewer) -> Response:
    """One document: its versions, what can be decided, what is planned, what was corrected."""
    return _document(request, document_id, library, signed)


@router.post(PATH + "/{document_id}")
async def decide(request: Request, document_id: str, library: LibraryDep, signed: Decider) -> Response:
    """Publish now or at a time, go back, withdraw, give a planned publication up."""
    fields = await signed.form(request)
    action = fields.one("action")
    if action not in {"publish", "plan", "rollback", "withdraw", "cancel"}:
        raise Problem("invalid")
    try:
        await run_in_threadpool(_decided, library, signed, document_id, action, fields)
    except StoreError as error:
        if not library.store.versions(document_id):
            raise Problem("unknown-version", reason=str(error)) from error
        return await run_in_threadpool(_document, request, document_id, library, signed, str(error), 422)
    return back(f"{PATH}/{document_id}", f"did_{action}")


def _decided(library: Library, signed: Signed, document_id: str, action: str, fields: Any) -> None:
    store, who = library.store, signed.account.name
    match action:
        case "publish":
            served(library, store.publish(document_id, fields.number("version")), who, action)
        case "rollback":
            served(library, store.rollback(document_id, fields.number("version")), who, action)
        case "withdraw":
            served(library, store.withdraw(document_id), who, action)
        case "plan":
            Schedule(store).plan(document_id, fields.number("version"), _time(fields.one("at")))
        case _:
            Schedule(store).cancel(document_id, fields.number("planned"))
            serve(library)


@router.post(PATH + "/{document_id}/versions/{number}/reread")
async def reread(
    request: Request,
    document_id: str,
    number: int,
    library: LibraryDep,
    signed: Annotated[Signed, Depends(requires("corrections.write"))],
) -> Response:
    """Read the bytes of a version again, with the corrections that hold now, into a draft."""
    await signed.form(request)

    def queue() -> str:
        version = known(lambda: library.store.version(document_id, number))
        return library.jobs.add(version.filename, library.store.raw(document_id, number), hold=True)

    job = await run_in_threadpool(queue)
    library.worker.wake()
    return back("/admin/jobs", id=job)


def _time(text: str) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
    except ValueError:
        raise StoreError(texts()["document"]["bad_time"]) from None


def _document(
    request: Request, document_id: str, library: Library, signed: Signed, problem: str = "", status: int = 200
) -> Response:
    versions = library.store.versions(document_id)
    if not versions:
        raise Problem("not-found")
    infos = library.store.documents()
    info = next(info for info in infos if info.id == document_id)
    return show(
        request,
        signed,
        "document.html",
        status,
        here="documents",
        info=info,
        standing=_standings(infos)[document_id],
        versions=tuple(reversed(versions)),
        planned=Schedule(library.store).of(document_id),
        corrections=tuple(reversed(Corrections(library.store).history(document_id))),
        may_publish=signed.may("documents.publish"),
        problem=problem,
    )


def _standings(infos: Sequence[DocumentInfo]) -> dict[str, Standing]:
    """How documents stand today; one that is not served ends no other."""
    served = standings([info.document for info in infos if info.published], today())
    alone = {info.id: standings([info.document], today())[info.id] for info in infos if not info.published}
    return {**served, **alone}
