"""Channels for operators: what goes in and out, what is late or given up, and the switch with its notice."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.accounts.gate import Signed, requires
from api.adminweb.render import back, show
from api.channels.channel import Channel
from api.problems import Problem
from api.services import Services, ServicesDep
from knowledge.store.channels import State

router = APIRouter(include_in_schema=False)
Operator = Annotated[Signed, Depends(requires("system.operate"))]
PATH = "/admin/channels"
_NOTICE = 500


@router.get(PATH)
def channels(request: Request, using: ServicesDep, signed: Operator) -> Response:
    """Every channel, also those that are off."""
    reports = [channel.report() for channel in using.switchable.values()]
    return show(request, signed, "channels.html", here="channels", reports=reports, longest=_NOTICE)


@router.post(PATH + "/{name}")
async def act(request: Request, name: str, using: ServicesDep, signed: Operator) -> Response:
    """Switch a channel on or off, or let its dead letters try again."""
    fields = await signed.form(request)
    action, notice = fields.one("action"), fields.one("notice").strip()
    return await run_in_threadpool(_act, using, signed, name, action, notice)


def _act(using: Services, signed: Signed, name: str, action: str, notice: str) -> Response:
    channel = using.switchable.get(name)
    if channel is None:
        raise Problem("not-found")
    if action == "retry" and isinstance(channel, Channel):
        channel.revive()
    elif action in ("on", "off") and len(notice) <= _NOTICE:
        channel.turn(cast("State", action), notice, signed.account.name)
    else:
        raise Problem("invalid")
    return back(PATH, f"channels_{action}")
