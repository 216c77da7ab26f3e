"""Who asks in the chat, known from the sign-in."""

from __future__ import annotations

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.accounts.directory import Account
from api.accounts.gate import Access

PERMISSION = "tasks.own"


async def own_account(request: Request) -> Account | None:
    """Return the account of the signed-in civil servant; None for everybody else."""
    access: Access | None = getattr(request.app.state, "access", None)
    if access is None:
        return None
    cookie = request.cookies.get(access.cookie_name(request, "session"), "")
    account = await run_in_threadpool(access.sessions.account, cookie) if cookie else None
    return account if account is not None and account.principal.may(PERMISSION).allowed else None


async def own_agency(request: Request) -> str | None:
    """Return the agency id of the signed-in civil servant; None for everybody else."""
    account = await own_account(request)
    return account.agency_id if account else None
