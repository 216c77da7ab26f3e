"""Questions with answers, figures and procedures taken in from a file, and the templates of such files."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic_core import to_jsonable_python
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.accounts.forms import FILE, described_form, multipart_of
from api.accounts.gate import token_requires
from api.admin.decisions import LibraryDep, serve
from api.library import Library
from api.lists import TEMPLATES, refusal, take
from api.problems import Problem
from knowledge.ingest.naming import file_name

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Reader = Annotated[str, Depends(token_requires("documents.view"))]
Writer = Annotated[str, Depends(token_requires("catalogue.write"))]
router = APIRouter(prefix="/api/v1/admin", tags=["admin"])
_taken_at = partial(router.post, openapi_extra=described_form(FILE))


@_taken_at("/faq", summary="Thay toàn bộ hỏi đáp bằng một bảng .csv hoặc .xlsx")
async def faq(request: Request, library: LibraryDep, who: Writer) -> dict[str, Any]:
    """Make the questions of a table the stored ones; answers once they serve. Bad lines are told."""
    return await _take_in(request, library, "faq", who)


@_taken_at("/statistics", summary="Thay toàn bộ số liệu đã nhập bằng một bảng .csv hoặc .xlsx")
async def statistics(request: Request, library: LibraryDep, who: Writer) -> dict[str, Any]:
    """Make the figures of a table the imported ones; answers once they serve. Bad lines are told."""
    return await _take_in(request, library, "statistics", who)


@_taken_at(
    "/procedures",
    summary="Thêm, cập nhật thủ tục từ một tệp (JSON của cổng, bản xuất, quyết định, bảng .xlsx)",
)
async def procedures(request: Request, library: LibraryDep, who: Writer) -> dict[str, Any]:
    """Take in the procedures of a file; those of the same code are replaced. Bad records are told."""
    return await _take_in(request, library, "procedures", who)


async def _take_in(request: Request, library: Library, kind: str, who: str) -> dict[str, Any]:
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
