"""The admin API of the channels: how they stand, their switch, and their dead letters."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import structlog
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from api.accounts.gate import token_requires
from api.body import described, read_json
from api.problems import Problem
from api.services import ServicesDep

_log = structlog.get_logger("audit")
router = APIRouter(prefix="/api/v1/admin/channels", tags=["admin"])
Who = Annotated[str, Depends(token_requires("system.operate"))]


class SwitchRequest(BaseModel):
    """``on``; ``off``: users are told *notice*; ``setup``: webhooks are acknowledged and dropped."""

    model_config = ConfigDict(extra="forbid", strict=True)

    state: Literal["on", "off", "setup"]
    notice: Annotated[str, Field(max_length=500)] = ""


@router.get("", summary="Các kênh: vào, ra, độ trễ, thử lại, thư chết")
def channels(using: ServicesDep, who: Who) -> dict[str, Any]:  # noqa: ARG001
    """Return every channel, also those that are off."""
    return {"items": [channel.report() for channel in using.switchable.values()]}


@router.put(
    "/{name}",
    summary="Bật, tắt kênh (kèm thông báo) hoặc chuyển sang chế độ cài đặt",
    openapi_extra=described(SwitchRequest),
)
async def turn(request: Request, name: str, using: ServicesDep, who: Who) -> dict[str, Any]:
    """Set a channel; other processes follow within two seconds."""
    channel = using.switchable.get(name)
    if channel is None:
        raise Problem("not-found")
    wanted = await read_json(request, SwitchRequest, using.settings.max_body_bytes)
    if wanted.state == "setup" and name not in using.channels:
        raise Problem("invalid")
    await run_in_threadpool(channel.turn, wanted.state, wanted.notice.strip(), who)
    _log.info("channel", who=who, channel=name, state=wanted.state)
    return await run_in_threadpool(channel.report)


@router.post("/{name}/dead-letters/retry", summary="Thử lại mọi thư chết của một kênh")
def retry(name: str, using: ServicesDep, who: Who) -> dict[str, int]:
    """Let all dead letters try again from the start."""
    channel = using.channels.get(name)
    if channel is None:
        raise Problem("not-found")
    revived = channel.revive()
    _log.info("dead_letters_retried", who=who, channel=name, **revived)
    return revived
