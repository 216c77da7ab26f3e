"""Forms sent by pages: read within limits, and only when they carry the token of their sender."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from fastapi import Request
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser

from api.accounts.sessions import csrf_holds
from api.body import read_limited
from api.problems import Problem

CSRF_FIELD = "csrf"
_URLENCODED = "application/x-www-form-urlencoded"
_MULTIPART = "multipart/form-data"
_FIELDS = 200
FILE = {"type": "string", "format": "binary"}
"""What the OpenAPI description says of a file in a form."""


class Fields:
    """The text fields of a form; a field that was not sent reads as ''."""

    def __init__(self, values: dict[str, list[str]]) -> None:
        self._values = values

    @property
    def names(self) -> frozenset[str]:
        """The fields that were sent."""
        return frozenset(self._values)

    def one(self, name: str) -> str:
        """Return the first value of a field, stripped, with line ends as LF."""
        return self._values.get(name, [""])[0].replace("\r\n", "\n").strip()

    def raw(self, name: str) -> str:
        """Return the first value as sent (a password may begin or end with a space)."""
        return self._values.get(name, [""])[0]

    def all(self, name: str) -> list[str]:
        """Return every value of a field."""
        return self._values.get(name, [])

    def number(self, name: str) -> int:
        """Return a field that must be a whole number from 1; the problem 'invalid' otherwise."""
        text = self.one(name)
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:12]) < 2**31:
            raise Problem("invalid")
        return int(text)


async def fields_of(request: Request, cookie: str, limit: int) -> Fields:
    """Return the fields of a plain form; raise a Problem for one that is malformed, too large or foreign."""
    same_origin(request)
    if not request.headers.get("content-type", "").lower().startswith(_URLENCODED):
        raise Problem("wrong-content-type", expected=_URLENCODED)
    raw = await read_limited(request, limit)
    try:
        values = parse_qs(
            raw.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_FIELDS,
        )
    except UnicodeDecodeError:
        raise Problem("not-utf8") from None
    except ValueError:
        raise Problem("invalid") from None
    fields = Fields(values)
    if not csrf_holds(cookie, fields.raw(CSRF_FIELD)):
        raise Problem("foreign-form")
    return fields


def described_form(file: dict[str, Any]) -> dict[str, Any]:
    """Return what the OpenAPI description is to say of a route that reads *file* by ``multipart_of``."""
    schema = {"type": "object", "required": ["file"], "properties": {"file": file}}
    return {"requestBody": {"required": True, "content": {_MULTIPART: {"schema": schema}}}}


async def multipart_of(request: Request, limit: int, files: int) -> FormData:
    """Return a multipart form of at most *limit* bytes and *files* files; the caller closes it."""
    if not request.headers.get("content-type", "").lower().startswith(_MULTIPART):
        raise Problem("wrong-content-type", expected=_MULTIPART)
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise Problem("too-large", limit=limit)
    parser = MultiPartParser(request.headers, _limited(request, limit), max_files=files, max_fields=20)
    try:
        return await parser.parse()
    except MultiPartException as error:
        if "Too many files" in error.message:
            raise Problem("too-many-files", limit=files) from error
        raise Problem("malformed-form") from error
    except (KeyError, UnicodeDecodeError, ValueError) as error:
        raise Problem("malformed-form") from error


def same_origin(request: Request) -> None:
    """Raise the problem 'foreign-form' when a browser says that another site's page sent the request."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Problem("foreign-form")
    origin = request.headers.get("origin")
    if origin and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise Problem("foreign-form")


async def _limited(request: Request, limit: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise Problem("too-large", limit=limit)
        yield chunk
