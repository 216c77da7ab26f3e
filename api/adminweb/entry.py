"""Signing in and out, and the own account: password and second step."""

from __future__ import annotations

import secrets
from typing import Annotated, Any

import pyotp
from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from api.accounts.directory import Account
from api.accounts.forms import fields_of
from api.accounts.gate import LOGIN, Access, Signed, access_of, requires
from api.accounts.oidc import PATH as OIDC_PATH
from api.accounts.sessions import csrf_of
from api.accounts.wording import AccessError, told
from api.adminweb.render import back, show, uncached
from api.adminweb.texts import texts
from api.pages import page
from api.problems import Problem
from api.routes.chat import address_of

router = APIRouter(include_in_schema=False)
Using = Annotated[Access, Depends(access_of)]
Anyone = Annotated[Signed, Depends(requires())]
_SHOWN = {"no_role", "provider_failed", "disabled"}
_ISSUER = "Trợ lý ảo"


@router.get("/admin")
async def home(signed: Anyone) -> Response:
    """The first page of whoever is signed in: the first one of the menu that is allowed."""
    own = {"officer": "/admin/desk", "official": "/admin/agency"}
    if signed.account.role in own:
        return RedirectResponse(own[signed.account.role], status_code=303)
    for permission, path in (("documents.view", "/admin/documents"), ("audit.view", "/admin/audit")):
        if signed.may(permission).allowed:
            return RedirectResponse(path, status_code=303)
    return RedirectResponse("/admin/me", status_code=303)


@router.get(LOGIN)
async def login_page(
    request: Request,
    access: Using,
    next: str = "",
    problem: str = "",
    ended: str = "",
) -> Response:
    """The sign-in form."""
    shown = told(problem) if problem in _SHOWN else texts()["login"]["ended"] if ended else ""
    return _login(request, access, {"next": _safe(next)}, shown)


@router.post(LOGIN)
async def login(request: Request, access: Using) -> Response:
    """Sign in with name, password and, where asked for, code."""
    before = request.cookies.get(access.cookie_name(request, "before"), "")
    fields = await fields_of(request, before, access.settings.max_form_bytes)
    if wait := access.tries.take(address_of(request)):
        raise Problem("too-many", seconds=max(1, round(wait)), retry_after=max(1.0, wait))
    values = {"next": _safe(fields.one("next")), "name": fields.one("name")}
    try:
        account = await run_in_threadpool(
            access.accounts.signed_in, values["name"], fields.raw("password"), fields.one("code")
        )
    except AccessError as error:
        return _login(request, access, values, str(error), 401)
    return await enter(request, access, account, values["next"])


async def enter(request: Request, access: Access, account: Account, where: str) -> Response:
    """Begin a session for *account* and go on to *where*."""
    cookie = await run_in_threadpool(access.sessions.begin, account)
    response = RedirectResponse(where or "/admin", status_code=303)
    access.set_cookie(request, response, "session", cookie)
    access.clear_cookie(request, response, "before")
    return uncached(response)


@router.post("/admin/logout")
async def logout(request: Request, access: Using, signed: Anyone) -> Response:
    """Sign out."""
    await signed.form(request)
    await run_in_threadpool(access.sessions.end, signed.cookie)
    response = RedirectResponse(LOGIN, status_code=303)
    access.clear_cookie(request, response, "session")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@router.get("/admin/me")
async def me(request: Request, signed: Anyone) -> Response:
    """The own account."""
    return _me(request, signed)


@router.post("/admin/me/password")
async def change_password(request: Request, access: Using, signed: Anyone) -> Response:
    """Change the own password; all sessions end and a new one begins."""
    fields = await signed.form(request)
    name = signed.account.name

    def change() -> Account:
        account = access.accounts.signed_in(name, fields.raw("present"), fields.one("code"))
        access.accounts.set_password(name, fields.raw("password"))
        return account

    try:
        account = await run_in_threadpool(change)
    except AccessError as error:
        return _me(request, signed, str(error), 422)
    return await enter(request, access, account, "/admin/me?done=password_changed")


@router.post("/admin/me/second-step")
async def second_step(request: Request, access: Using, signed: Anyone) -> Response:
    """Turn the second step on (after one right code) or off (with the password)."""
    fields = await signed.form(request)
    name, secret = signed.account.name, fields.one("secret")
    if fields.one("action") == "off":
        try:
            await run_in_threadpool(
                access.accounts.signed_in, name, fields.raw("present"), fields.one("code")
            )
        except AccessError as error:
            return _me(request, signed, str(error), 422)
        await run_in_threadpool(access.accounts.set_totp, name, None)
        return back("/admin/me", "second_step_off")
    try:
        right = pyotp.TOTP(secret).verify(fields.one("code").replace(" ", ""), valid_window=1)
    except ValueError:
        right = False
    if not right or len(secret) < 32:
        return _me(request, signed, texts()["me"]["wrong_code"], 422, secret if len(secret) == 32 else "")
    await run_in_threadpool(access.accounts.set_totp, name, secret)
    return back("/admin/me", "second_step_on")


def _me(request: Request, signed: Signed, problem: str = "", status: int = 200, secret: str = "") -> Response:
    secret = secret or pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(name=signed.account.name, issuer_name=_ISSUER)
    return show(request, signed, "me.html", status, here="me", problem=problem, secret=secret, uri=uri)


def _login(
    request: Request, access: Access, values: dict[str, Any], problem: str, status: int = 200
) -> Response:
    name = access.cookie_name(request, "before")
    before = request.cookies.get(name, "")
    fresh = before or secrets.token_urlsafe(32)
    response = page(
        "admin/login.html",
        status,
        t=texts(),
        csrf=csrf_of(fresh),
        problem=problem,
        provider=f"{OIDC_PATH}/start" if access.settings.oidc_issuer else "",
        typed=values,
    )
    if not before:
        access.set_cookie(request, response, "before", fresh)
    return uncached(response)


def _safe(path: str) -> str:
    """Return a path of ours to go on to; anything else becomes ''."""
    ours = path == "/admin" or path.startswith(("/admin/", "/admin?"))
    return path if ours and "\\" not in path and path.isprintable() else ""
