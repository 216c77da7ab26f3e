"""Reading a JSON body defensively: size, encoding, depth and type are checked before anything else."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError

from api.problems import Problem, field_errors

Model = TypeVar("Model", bound=BaseModel)


async def read_limited(request: Request, limit: int) -> bytes:
    """Return the body; raise the problem 'too-large' as soon as it passes *limit* bytes."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise Problem("too-large", limit=limit)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise Problem("too-large", limit=limit)
        chunks.append(chunk)
    return b"".join(chunks)


def _is_json(content_type: str) -> bool:
    media = content_type.partition(";")[0].strip().lower()
    return media == "application/json" or (media.startswith("application/") and media.endswith("+json"))


def described(model: type[BaseModel]) -> dict[str, Any]:
    """Return what the OpenAPI description is to say of a route that reads *model* by ``read_json``."""
    schema = {"application/json": {"schema": model.model_json_schema()}}
    return {"requestBody": {"required": True, "content": schema}}


async def read_json(request: Request, model: type[Model], limit: int) -> Model:
    """Return the body as *model*; raise a Problem for anything that is not one."""
    if not _is_json(request.headers.get("content-type", "")):
        raise Problem("wrong-content-type", expected="application/json")
    raw = await read_limited(request, limit)
    try:
        value = json.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Problem("not-utf8") from None
    except RecursionError:
        raise Problem("too-deep") from None
    except ValueError:
        raise Problem("malformed-json") from None
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Problem("invalid", errors=field_errors(error.errors(include_input=False))) from None
