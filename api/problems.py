"""Errors as RFC 9457 problem documents; wording lives in data/problems.yaml."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import structlog
import yaml
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

_DATA = Path(__file__).with_name("data")
_log = structlog.get_logger(__name__)


@cache
def _table(name: str) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load((_DATA / name).read_text(encoding="utf-8"))
    return loaded


class Problem(Exception):  # noqa: N818 -- the word of RFC 9457
    """Ends a request with the problem document *code* of data/problems.yaml.

    ``fields`` fill the placeholders of its detail; ``errors`` list what is wrong field by field.
    """

    def __init__(
        self,
        code: str,
        *,
        errors: Sequence[Mapping[str, str]] = (),
        retry_after: float | None = None,
        **fields: object,
    ) -> None:
        super().__init__(code)
        entry = _table("problems.yaml")[code]
        self.code = code
        self.status: int = entry["status"]
        self.title: str = entry["title"]
        self.detail: str = entry["detail"].format(**fields)
        self.headers: Mapping[str, str] = entry.get("headers", {})
        self.errors = tuple(errors)
        self.retry_after = retry_after

    def document(self) -> dict[str, Any]:
        """Return the problem document."""
        content: dict[str, Any] = {
            "type": f"urn:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            content["errors"] = list(self.errors)
        return content

    def response(self) -> Response:
        """Return the problem document as an HTTP response."""
        headers = dict(self.headers)
        if self.retry_after is not None:
            headers["Retry-After"] = str(math.ceil(self.retry_after))
        return JSONResponse(
            self.document(),
            status_code=self.status,
            headers=headers,
            media_type="application/problem+json",
        )


def field_errors(errors: Iterable[Mapping[str, Any]], skip: int = 0) -> list[dict[str, str]]:
    """Turn pydantic errors into Vietnamese ones; the rejected input itself is never repeated."""
    texts = _table("fields.yaml")
    return [
        {
            "field": ".".join(str(part) for part in error["loc"][skip:]),
            "message": texts.get(error["type"], texts["other"]),
        }
        for error in errors
    ]


_BY_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "too-large"}


def install(app: FastAPI, render: Callable[[Request, Problem], Response]) -> None:
    """Make *app* answer every error as *render* shows a problem."""

    @app.exception_handler(Problem)
    async def on_problem(request: Request, problem: Problem) -> Response:
        return render(request, problem)

    @app.exception_handler(RequestValidationError)
    async def on_invalid(request: Request, error: RequestValidationError) -> Response:
        return render(request, Problem("invalid", errors=field_errors(error.errors(), skip=1)))

    @app.exception_handler(HTTPException)
    async def on_http(request: Request, error: HTTPException) -> Response:
        code = _BY_STATUS.get(error.status_code)
        if code is None:
            return JSONResponse(
                {"type": "about:blank", "title": str(error.detail), "status": error.status_code},
                status_code=error.status_code,
                media_type="application/problem+json",
            )
        response = render(request, Problem(code, limit=""))
        response.headers.update(dict(error.headers or {}))
        return response

    @app.exception_handler(OperationalError)
    async def on_database(request: Request, error: OperationalError) -> Response:
        _log.error("database_failed", path=request.url.path, error=type(error.orig).__name__)
        return render(request, Problem("database-away", retry_after=5))

    @app.exception_handler(Exception)
    async def on_crash(request: Request, error: Exception) -> Response:
        _log.error("request_failed", path=request.url.path, error=type(error).__name__)
        return render(request, Problem("internal"))
