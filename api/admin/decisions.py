"""Decisions about what is published: taken, made to serve, and their refusals as problems."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar, cast

import structlog
from fastapi import Depends, Request

from api.building import PublishingError
from api.library import Library
from api.problems import Problem
from knowledge.store import StoreError, VersionInfo

_log = structlog.get_logger("audit")
T = TypeVar("T")


def library_of(request: Request) -> Library:
    """Return the library of the application (a FastAPI dependency)."""
    return cast(Library, request.app.state.library)


LibraryDep = Annotated[Library, Depends(library_of)]


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
