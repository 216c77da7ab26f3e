"""The preview of a version: what was read beside its source, and corrections of it."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.accounts.forms import Fields
from api.accounts.gate import Signed, requires
from api.admin.decisions import LibraryDep, known
from api.adminweb.documents import PATH, Viewer
from api.adminweb.pairs import Pair, agencies_of, pairs
from api.adminweb.render import back, show
from api.library import Library
from api.problems import Problem
from knowledge.corrections import (
    FieldError,
    anchor_of,
    changed,
    coherent,
    correctable,
    field_label,
    kind_label,
    printed,
)
from knowledge.store import Difference, VersionInfo, VersionRecords, compare
from knowledge.store.codec import KINDS
from knowledge.store.corrections import Correction, Corrections
from knowledge.store.registry import registry_of

router = APIRouter(include_in_schema=False)
Corrector = Annotated[Signed, Depends(requires("corrections.write"))]
_PAGE = 25
_LINES = 200
_KINDS = ("document", *KINDS)
_VERSION = PATH + "/{document_id}/versions/{number}"
Kind = Annotated[str, Query(max_length=20)]
RecordId = Annotated[str, Query(max_length=300)]


@router.get(_VERSION)
def preview(
    request: Request,
    document_id: str,
    number: int,
    library: LibraryDep,
    signed: Viewer,
    kind: Kind = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:
    """A version: its summary, or its records of one *kind* beside their sources."""
    if kind and kind not in _KINDS:
        raise Problem("not-found")
    version, records = _version(library, document_id, number)
    used, pending = _corrections(library, version)
    anomalies = version.report.get("anomalies", ())
    shown = pairs(records, kind, used, anomalies) if kind else []
    [pair_of_document] = pairs(records, "document", used, anomalies)
    return show(
        request,
        signed,
        "preview.html",
        here="documents",
        version=version,
        document=records.document,
        report=version.report,
        counts={name: len(records.of_kind(name)) if name in KINDS else None for name in _KINDS},
        kind=kind,
        kinds={name: kind_label(name) for name in _KINDS},
        pair_of_document=pair_of_document,
        pairs=shown[(page - 1) * _PAGE : page * _PAGE],
        page_number=page,
        pages=-(-len(shown) // _PAGE),
        total=len(shown),
        difference=None if kind else _difference(library, records, version),
        difference_limit=_LINES,
        pending=pending,
        may_correct=signed.may("corrections.write").allowed,
        may_publish=signed.may("documents.publish"),
        record_path=_record_path,
    )


@router.get(_VERSION + "/record")
def record(
    request: Request,
    document_id: str,
    number: int,
    library: LibraryDep,
    signed: Viewer,
    kind: Kind,
    record: RecordId,
) -> Response:
    """One record beside its source, with the form that corrects it."""
    return _record(request, library, signed, (document_id, number, kind, record))


@router.post(_VERSION + "/record")
async def correct(
    request: Request,
    document_id: str,
    number: int,
    library: LibraryDep,
    signed: Corrector,
    kind: Kind,
    record: RecordId,
) -> Response:
    """Keep what the form says differently as corrections; optionally make a draft with them at once."""
    fields = await signed.form(request)
    place = (document_id, number, kind, record)
    try:
        await run_in_threadpool(_correct, library, signed, place, fields)
    except FieldError as error:
        return await run_in_threadpool(_record, request, library, signed, place, str(error), fields)
    if fields.one("action") != "apply":
        return back(f"{PATH}/{document_id}/versions/{number}", "correction_kept", kind=kind)

    def queue() -> str:
        version = library.store.version(document_id, number)
        return library.jobs.add(version.filename, library.store.raw(document_id, number), hold=True)

    job = await run_in_threadpool(queue)
    library.worker.wake()
    return back("/admin/jobs", id=job)


@router.post(PATH + "/{document_id}/corrections/revoke")
async def revoke(request: Request, document_id: str, library: LibraryDep, signed: Corrector) -> Response:
    """End a correction for the versions made from now on."""
    fields = await signed.form(request)
    wanted = fields.number("correction")

    def end() -> None:
        layer = Corrections(library.store)
        found = next((item for item in layer.live(document_id) if item.id == wanted), None)
        if found is None:
            raise Problem("not-found")
        signed.require("corrections.write", _agencies(library, found))
        layer.revoke(document_id, wanted)

    await run_in_threadpool(end)
    return back(f"{PATH}/{document_id}", "correction_revoked")


def _agencies(library: Library, correction: Correction) -> tuple[str | None, ...]:
    versions = library.store.versions(correction.document_id)
    records = library.store.records(correction.document_id, versions[-1].number)
    held = records.of_kind(correction.kind) if correction.kind in KINDS else ()
    return tuple(agency for item in held if item.id == correction.record_id for agency in agencies_of(item))


def _correct(library: Library, signed: Signed, place: tuple[str, int, str, str], fields: Fields) -> None:
    document_id, number, kind, record_id = place
    _, records = _version(library, document_id, number)
    found = _found(records, kind, record_id)
    signed.require("corrections.write", agencies_of(found))
    wanted = {
        name: fields.one(name)
        for name in correctable(kind)
        if name in fields.names and fields.one(name) != printed(found, name).strip()
    }
    made, registry = found, registry_of(library.store)
    for name, text in wanted.items():
        made = changed(made, kind, name, text, records.document.jurisdiction, registry)
    coherent(made)
    layer = Corrections(library.store)
    for name, text in wanted.items():
        layer.put(
            document_id,
            kind,
            record_id,
            name,
            before=printed(found, name),
            after=text,
            anchor=anchor_of(kind, found),
            reason=fields.one("reason")[:500],
        )


def _record(
    request: Request,
    library: Library,
    signed: Signed,
    place: tuple[str, int, str, str],
    problem: str = "",
    typed: Fields | None = None,
) -> Response:
    document_id, number, kind, record_id = place
    version, records = _version(library, document_id, number)
    found = _found(records, kind, record_id)
    used, _ = _corrections(library, version)
    [pair] = pairs(records, kind, used, version.report.get("anomalies", ()), record_id)
    decision = signed.may("corrections.write", agencies_of(found))
    return show(
        request,
        signed,
        "record.html",
        422 if problem else 200,
        here="documents",
        version=version,
        document=records.document,
        kind=kind,
        kind_name=kind_label(kind),
        pair=pair,
        forms=correctable(kind),
        decision=decision,
        values={field.name: typed.one(field.name) if typed else field.value for field in pair.fields},
        reason=typed.one("reason") if typed else "",
        problem=problem,
    )


def _found(records: VersionRecords, kind: str, record_id: str) -> Any:
    if kind not in _KINDS:
        raise Problem("not-found")
    held: tuple[Any, ...] = (records.document,) if kind == "document" else records.of_kind(kind)
    found = next((item for item in held if item.id == record_id), None)
    if found is None:
        raise Problem("not-found")
    return found


def _version(library: Library, document_id: str, number: int) -> tuple[VersionInfo, VersionRecords]:
    if not 1 <= number < 2**31:
        raise Problem("not-found")
    version = known(lambda: library.store.version(document_id, number))
    return version, library.store.records(document_id, number)


def _corrections(
    library: Library, version: VersionInfo
) -> tuple[list[tuple[Correction, str]], list[tuple[str, Correction]]]:
    """Return the corrections laid over a version, and what a reading now would do differently."""
    layer = Corrections(library.store)
    laid = {item["id"]: item["record"] for item in version.report.get("corrections", ())}
    history = layer.history(version.document_id)
    used = [(item, laid[item.id]) for item in history if item.id in laid]
    stale = {
        item["message"] for item in version.report.get("findings", ()) if item["code"] == "correction_stale"
    }
    pending = [
        ("added", item)
        for item in history
        if item.id not in laid and item.revoked_at is None and not _told(item, stale)
    ]
    pending += [("revoked", item) for item, _ in used if item.revoked_at is not None]
    return used, pending


def _told(correction: Correction, messages: set[str]) -> bool:
    """Whether this version's report says already that the correction does not fit it."""
    return any(correction.record_id in text and field_label(correction.field) in text for text in messages)


def _difference(library: Library, records: VersionRecords, version: VersionInfo) -> Difference | None:
    versions = library.store.versions(version.document_id)
    served = next((item for item in versions if item.state == "published"), None)
    if served is None or served.number == version.number:
        return None
    return compare(library.store.records(version.document_id, served.number), records)


def _record_path(version: VersionInfo, pair: Pair) -> str:
    where = f"{PATH}/{quote(version.document_id)}/versions/{version.number}/record"
    return f"{where}?kind={pair.kind}&record={quote(pair.id, safe='')}"
