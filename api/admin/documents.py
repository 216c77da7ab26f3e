"""Documents sent in, their jobs and versions, and the decisions about them."""

from __future__ import annotations

from typing import Annotated, Any

import structlog
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_jsonable_python
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.accounts.forms import FILE, described_form, multipart_of
from api.accounts.gate import token_requires
from api.admin.decisions import LibraryDep, known, served
from api.body import described, read_json
from api.problems import Problem
from api.zips import unpacked
from knowledge.ingest.naming import file_name
from knowledge.store import VersionInfo

_log = structlog.get_logger("audit")
Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Reader = Annotated[str, Depends(token_requires("documents.view"))]
Sender = Annotated[str, Depends(token_requires("documents.upload"))]
Publishing = Annotated[str, Depends(token_requires("documents.publish"))]
router = APIRouter(prefix="/api/v1/admin", tags=["admin"])


class Rollback(BaseModel):
    """The version to go back to; without it the one served before."""

    model_config = ConfigDict(extra="forbid", strict=True)

    version: Version | None = None


@router.post(
    "/documents",
    status_code=202,
    summary="Gửi văn bản mới hoặc bản mới của văn bản",
    openapi_extra=described_form({"type": "array", "minItems": 1, "items": FILE}),
)
async def upload(request: Request, library: LibraryDep, who: Sender) -> JSONResponse:
    """Queue one job for each file and each file of an archive; ``job`` is the first of ``jobs``."""
    settings = library.settings
    form = await multipart_of(request, settings.max_upload_bytes, settings.max_upload_files)
    try:
        parts = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
        sent = [(file_name(part.filename or ""), await part.read()) for part in parts]
    finally:
        await form.close()
    if not sent:
        raise Problem("no-file")

    def queue() -> list[str]:
        jobs = []
        for name, data in unpacked(
            sent, most_files=settings.max_upload_files, most_bytes=settings.max_upload_bytes
        ):
            jobs.append(library.jobs.add(name, data))
            _log.info("upload", who=who, file=name, bytes=len(data), job=jobs[-1])
        return jobs

    jobs = await run_in_threadpool(queue)
    library.worker.wake()
    return JSONResponse({"job": jobs[0], "jobs": jobs}, status_code=202)


@router.get("/jobs/{job_id}", summary="Việc xử lý một tệp đã gửi")
def job(job_id: str, library: LibraryDep, who: Reader) -> dict[str, Any]:  # noqa: ARG001
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
def documents(library: LibraryDep, who: Reader) -> dict[str, Any]:  # noqa: ARG001
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
    library: LibraryDep,
    who: Reader,  # noqa: ARG001
    old: Annotated[Version, Query()],
    new: Annotated[Version, Query()],
) -> dict[str, Any]:
    """Return the typed difference between two versions, and its sentences."""
    found = known(lambda: library.store.difference(document_id, old, new))
    return {"summary": found.summary(), "lines": found.lines(), **to_jsonable_python(found)}


@router.post("/documents/{document_id}/versions/{number}/publish", summary="Công bố một bản")
def publish(document_id: str, number: Version, library: LibraryDep, who: Publishing) -> dict[str, Any]:
    """Serve a version; answers once it serves."""
    info = known(lambda: library.store.publish(document_id, number))
    return served(library, info, who, "publish")


@router.post(
    "/documents/{document_id}/rollback",
    summary="Quay lại một bản đã công bố",
    openapi_extra=described(Rollback),
)
async def rollback(
    request: Request, document_id: str, library: LibraryDep, who: Publishing
) -> dict[str, Any]:
    """Serve an earlier version again; answers once it serves."""
    wanted = await read_json(request, Rollback, library.settings.max_body_bytes)

    def go_back() -> dict[str, Any]:
        info = known(lambda: library.store.rollback(document_id, wanted.version))
        return served(library, info, who, "rollback")

    return await run_in_threadpool(go_back)


@router.delete("/documents/{document_id}", summary="Rút văn bản khỏi phần công bố")
def withdraw(document_id: str, library: LibraryDep, who: Publishing) -> dict[str, Any]:
    """Stop serving a document; its versions stay."""
    info = known(lambda: library.store.withdraw(document_id))
    return served(library, info, who, "withdraw")


def _version(version: VersionInfo) -> dict[str, Any]:
    return {
        "version": version.number,
        "state": version.state,
        "file": version.filename,
        "sha256": version.sha256,
        "created_at": version.created_at.isoformat(),
        "published_at": version.published_at.isoformat() if version.published_at else None,
    }
