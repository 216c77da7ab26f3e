"""The agency of whoever asks in the chat, known from the sign-in."""

from __future__ import annotations

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.accounts.gate import Access

PERMISSION = "tasks.own"


async def own_agency(request: Request) -> str | None:
    """Return the agency id of the signed-in civil servant; None for everybody else."""
    access: Access | None = getattr(request.app.state, "access", None)
    if access is None:
        return None
    cookie = request.cookies.get(access.cookie_name(request, "session"), "")
    account = await run_in_threadpool(access.sessions.account, cookie) if cookie else None
    if account is None or not account.principal.may(PERMISSION).allowed:
        return None
    return account.principal.agency_id
