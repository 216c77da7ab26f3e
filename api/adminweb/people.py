"""Accounts, tokens and the audit log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.accounts.commands import exported, state_of
from api.accounts.forms import Fields
from api.accounts.gate import Access, Signed, access_of, requires
from api.accounts.roles import permissions, roles
from api.accounts.wording import AccessError, told
from api.adminweb.render import back, show, uncached
from knowledge.clock import utc_now

router = APIRouter(include_in_schema=False)
Using = Annotated[Access, Depends(access_of)]
Manager = Annotated[Signed, Depends(requires("accounts.manage"))]
Auditor = Annotated[Signed, Depends(requires("audit.view"))]
_PAGE = 100


@router.get("/admin/accounts")
def accounts(request: Request, access: Using, signed: Manager) -> Response:
    """All accounts and tokens."""
    return _accounts(request, access, signed)


@router.post("/admin/accounts")
async def add_account(request: Request, access: Using, signed: Manager) -> Response:
    """Add a local account."""
    fields = await signed.form(request)

    def add() -> None:
        agency = fields.one("agency") or None
        access.accounts.add(fields.one("name"), fields.one("role"), fields.raw("password"), agency)

    return await _tried(request, access, signed, add, "account_added", fields)


@router.post("/admin/accounts/change")
async def change_account(request: Request, access: Using, signed: Manager) -> Response:
    """Change role, agency or state of an account, unlock it, or set a new password."""
    fields = await signed.form(request)
    name = fields.one("name")

    def change() -> None:
        match fields.one("action"):
            case "unlock":
                access.accounts.unlock(name)
            case "password":
                access.accounts.set_password(name, fields.raw("password"))
            case "no-second-step":
                access.accounts.set_totp(name, None)
            case _:
                access.accounts.change(
                    name,
                    fields.one("role"),
                    fields.one("agency") or None,
                    disabled=fields.one("disabled") == "yes",
                )

    return await _tried(request, access, signed, change, "account_changed")


@router.post("/admin/tokens")
async def add_token(request: Request, access: Using, signed: Manager) -> Response:
    """Add a token and show its value once."""
    fields = await signed.form(request)
    scopes = [scope for scope in fields.all("scope") if scope in permissions()]
    days = fields.one("days")
    name = fields.one("name")[:100]
    expires = (
        utc_now() + dt.timedelta(days=min(int(days), 3650)) if days.isascii() and days.isdigit() else None
    )
    made: list[str] = []

    def add() -> None:
        if not name or not scopes:
            raise AccessError("unknown_scope", scope="", scopes=", ".join(permissions()))
        try:
            made.append(access.tokens.add(name, scopes, expires))
        except KeyError:
            raise AccessError("token_taken", name=name) from None

    try:
        await run_in_threadpool(add)
    except AccessError as error:
        return await run_in_threadpool(_accounts, request, access, signed, str(error), 422)
    shown = told("token_added", name=name, token=made[0])
    return await run_in_threadpool(_accounts, request, access, signed, "", 200, shown)


@router.post("/admin/tokens/revoke")
async def revoke_token(request: Request, access: Using, signed: Manager) -> Response:
    """Revoke a token."""
    fields = await signed.form(request)
    await run_in_threadpool(access.tokens.revoke, fields.one("name"))
    return back("/admin/accounts", "token_revoked")


@router.get("/admin/audit")
def audit(
    request: Request,
    access: Using,
    signed: Auditor,
    before: Annotated[int | None, Query(ge=1, le=2**31)] = None,
) -> Response:
    """The audit log, newest first, and whether its seals hold."""
    entries = access.audit.latest(_PAGE, before)
    older = entries[-1].number if len(entries) == _PAGE else None
    return show(
        request,
        signed,
        "audit.html",
        here="audit",
        entries=entries,
        older=older,
        verdict=access.audit.verify(),
    )


@router.get("/admin/audit/export")
def export(access: Using, signed: Auditor) -> Response:  # noqa: ARG001
    """The whole log as JSON lines."""
    response = StreamingResponse(exported(access.audit), media_type="application/x-ndjson")
    response.headers["Content-Disposition"] = 'attachment; filename="nhat-ky.jsonl"'
    return uncached(response)


async def _tried(
    request: Request,
    access: Access,
    signed: Signed,
    change: Callable[[], None],
    done: str,
    fields: Fields | None = None,
) -> Response:
    try:
        await run_in_threadpool(change)
    except AccessError as error:
        typed = {name: fields.one(name) for name in ("name", "role", "agency")} if fields else {}
        return await run_in_threadpool(_accounts, request, access, signed, str(error), 422, "", typed)
    return back("/admin/accounts", done)


def _accounts(
    request: Request,
    access: Access,
    signed: Signed,
    problem: str = "",
    status: int = 200,
    token: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    return show(
        request,
        signed,
        "accounts.html",
        status,
        here="accounts",
        accounts=[(account, state_of(account)) for account in access.accounts.all()],
        tokens=access.tokens.all(),
        roles=roles(),
        permissions=permissions(),
        problem=problem,
        token=token,
        typed=typed or {},
    )
