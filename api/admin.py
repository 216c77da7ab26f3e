"""The admin API: documents in and out, over HTTP with a bearer token."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar, cast

import structlog
from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_jsonable_python
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.accounts import gate
from api.accounts.forms import multipart_of
from api.accounts.gate import Access, token_requires
from api.body import described, read_json
from api.library import Library
from api.lists import TEMPLATES, refusal, take
from api.ports import services_of
from api.problems import Problem
from api.publishing import PublishingError
from knowledge.ingest.naming import file_name
from knowledge.store import StoreError, VersionInfo

_log = structlog.get_logger("audit")
_MULTIPART = "multipart/form-data"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILE = {"type": "string", "format": "binary"}
T = TypeVar("T")
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]


def library_of(request: Request) -> Library:
    """Return the library of the application (a FastAPI dependency)."""
    return cast(Library, request.app.state.library)


Using = Annotated[Library, Depends(library_of)]


Reader = Annotated[str, Depends(token_requires("documents.view"))]
Sender = Annotated[str, Depends(token_requires("documents.upload"))]
Publishing = Annotated[str, Depends(token_requires("documents.publish"))]
Lists = Annotated[str, Depends(token_requires("catalogue.write"))]
router = APIRouter(prefix="/api/v1/admin", tags=["admin"])


def _takes(file: dict[str, Any]) -> dict[str, Any]:
    # Our own bounded parser reads the form, so FastAPI cannot derive this part of the description.
    schema = {"type": "object", "required": ["file"], "properties": {"file": file}}
    return {"requestBody": {"required": True, "content": {_MULTIPART: {"schema": schema}}}}


class Rollback(BaseModel):
    """The version to go back to; without it the one served before."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: Version | None = None


@router.post(
    "/documents",
    status_code=202,
    summary="Gửi văn bản mới hoặc bản mới của văn bản",
    openapi_extra=_takes({"type": "array", "minItems": 1, "items": _FILE}),
)
async def upload(request: Request, library: Using, who: Sender) -> JSONResponse:
    """Queue one job for each file; ``job`` is the first of ``jobs``."""
    form = await multipart_of(request, library.settings.max_upload_bytes, library.settings.max_upload_files)
    try:
        files = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
        if not files:
            raise Problem("no-file")
        jobs = []
        for file in files:
            name = file_name(file.filename or "")
            jobs.append(await run_in_threadpool(library.jobs.add, name, await file.read()))
            _log.info("upload", who=who, file=name, bytes=file.size, job=jobs[-1])
    finally:
        await form.close()
    library.worker.wake()
    return JSONResponse({"job": jobs[0], "jobs": jobs}, status_code=202)


@router.get("/jobs/{job_id}", summary="Việc xử lý một tệp đã gửi")
def job(job_id: str, library: Using, who: Reader) -> dict[str, Any]:  # noqa: ARG001
    """Return state, document, version and report of a job."""
    found = library.jobs.get(job_id)
    if found is None:
        raise Problem("unknown-job", job=job_id[:64])
    return {
        "job": found.id,
        "state": found.state,
        "file": found.filename,
        "document": found.document,
        "version": found.version,
        "report": found.report,
    }


@router.get("/documents", summary="Văn bản và các bản của chúng")
def documents(library: Using, who: Reader) -> dict[str, Any]:  # noqa: ARG001
    """Return every document, withdrawn ones too, with its versions."""
    items = [
        {
            "id": info.id,
            "number": info.document.number,
            "title": info.document.title,
            "published": info.published,
            "versions": [_version(version) for version in library.store.versions(info.id)],
        }
        for info in library.store.documents()
    ]
    return {"total": len(items), "items": items}


@router.get("/documents/{document_id}/difference", summary="Hai bản khác nhau ở đâu")
def difference(
    document_id: str,
    library: Using,
    who: Reader,  # noqa: ARG001
    old: Annotated[Version, Query()],
    new: Annotated[Version, Query()],
) -> dict[str, Any]:
    """Return the typed difference between two versions, and its sentences."""
    found = known(lambda: library.store.difference(document_id, old, new))
    return {"summary": found.summary(), "lines": found.lines(), **to_jsonable_python(found)}


@router.post("/documents/{document_id}/versions/{number}/publish", summary="Công bố một bản")
def publish(document_id: str, number: Version, library: Using, who: Publishing) -> dict[str, Any]:
    """Serve a version; answers once it serves."""
    info = known(lambda: library.store.publish(document_id, number))
    return served(library, info, who, "publish")


@router.post(
    "/documents/{document_id}/rollback",
    summary="Quay lại một bản đã công bố",
    openapi_extra=described(Rollback),
)
async def rollback(request: Request, document_id: str, library: Using, who: Publishing) -> dict[str, Any]:
    """Serve an earlier version again; answers once it serves."""
    wanted = await read_json(request, Rollback, library.settings.max_body_bytes)

    def go_back() -> dict[str, Any]:
        info = known(lambda: library.store.rollback(document_id, wanted.version))
        return served(library, info, who, "rollback")

    return await run_in_threadpool(go_back)


@router.delete("/documents/{document_id}", summary="Rút văn bản khỏi phần công bố")
def withdraw(document_id: str, library: Using, who: Publishing) -> dict[str, Any]:
    """Stop serving a document; its versions stay."""
    info = known(lambda: library.store.withdraw(document_id))
    return served(library, info, who, "withdraw")


@router.post(
    "/faq",
    summary="Thay toàn bộ hỏi đáp bằng một bảng .csv hoặc .xlsx",
    openapi_extra=_takes(_FILE),
)
async def faq(request: Request, library: Using, who: Lists) -> dict[str, Any]:
    """Make the questions of a table the stored ones; answers once they serve. Bad lines are told."""
    return await _list(request, library, "faq", who)


@router.post(
    "/statistics",
    summary="Thay toàn bộ số liệu đã nhập bằng một bảng .csv hoặc .xlsx",
    openapi_extra=_takes(_FILE),
)
async def statistics(request: Request, library: Using, who: Lists) -> dict[str, Any]:
    """Make the figures of a table the imported ones; answers once they serve. Bad lines are told."""
    return await _list(request, library, "statistics", who)


@router.post(
    "/procedures",
    summary="Thêm, cập nhật thủ tục từ một tệp (JSON của cổng, bản xuất, quyết định, bảng .xlsx)",
    openapi_extra=_takes(_FILE),
)
async def procedures(request: Request, library: Using, who: Lists) -> dict[str, Any]:
    """Take in the procedures of a file; those of the same code are replaced. Bad records are told."""
    return await _list(request, library, "procedures", who)


async def _list(request: Request, library: Library, kind: str, who: str) -> dict[str, Any]:
    form = await multipart_of(request, library.settings.max_upload_bytes, library.settings.max_upload_files)
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Problem("no-file")
        name, data = file_name(file.filename or ""), await file.read()
    finally:
        await form.close()

    def store() -> dict[str, Any]:
        taken = take(library, kind, data, name, who)
        if taken.counts is None:
            raise refusal(kind, taken, name)
        serve(library)
        problems = [to_jsonable_python(problem) for problem in taken.problems]
        return {"total": taken.total, **taken.counts.as_dict(), "problems": problems}

    return await run_in_threadpool(store)


@router.get("/templates/{name}", summary="Mẫu bảng nhập: thu-tuc.xlsx, hoi-dap.xlsx, so-lieu.xlsx")
def template(name: str, who: Reader) -> Response:  # noqa: ARG001
    """Return a template with example rows."""
    return template_file(name)


def template_file(name: str) -> Response:
    """Return a template as a download; raise the problem 'unknown-template' for another name."""
    if name not in TEMPLATES:
        raise Problem("unknown-template", name=name[:64])
    return Response(
        TEMPLATES[name](),
        media_type=_XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def install(app: FastAPI, library: Library) -> Access:
    """Give *app* the admin API over *library*; return who may do what there."""
    app.state.library = library
    access = Access.over(library.store, library.settings, services_of(app).limits.buckets)
    gate.install(app, access)
    app.include_router(router)
    return access


def known(call: Callable[[], T]) -> T:
    """Return what *call* gives; a refusal of the store becomes a problem with its sentence."""
    try:
        return call()
    except StoreError as error:
        raise Problem("unknown-version", reason=str(error)) from error


def serve(library: Library) -> None:
    """Serve what is published now; the problem 'not-served' when the new index fails its trial."""
    try:
        library.publisher.update()
    except PublishingError as error:
        _log.error("publishing_failed", error=str(error))
        raise Problem("not-served", retry_after=10) from error


def served(library: Library, info: VersionInfo, who: str, action: str) -> dict[str, Any]:
    """Serve a decision about a version, close the jobs that waited for it, and return what is now."""
    _log.info(action, who=who, document=info.document_id, version=info.number)
    library.jobs.reviewed(info.document_id, info.number)
    serve(library)
    return {"document": info.document_id, "version": info.number, "state": info.state}


def _version(version: VersionInfo) -> dict[str, Any]:
    return {
        "version": version.number,
        "state": version.state,
        "file": version.filename,
        "sha256": version.sha256,
        "created_at": version.created_at.isoformat(),
        "published_at": version.published_at.isoformat() if version.published_at else None,
    }
