"""The gate of pages and admin API: who asks, and whether that is allowed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, cast
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from api.accounts.directory import Account, Accounts
from api.accounts.forms import Fields, fields_of
from api.accounts.roles import Decision, Principal
from api.accounts.sessions import LONGEST, Sessions, csrf_of
from api.buckets import Buckets
from api.limits import RateLimiter
from api.problems import Problem
from api.settings import Settings
from knowledge.store import Store
from knowledge.store.audit import Audit, acting_as
from knowledge.store.tokens import Tokens

_bearer = HTTPBearer(auto_error=False, description="Mã truy cập (TROLYAO_ADMIN_TOKEN hoặc mã đã cấp)")
_TRIES_PER_MINUTE = 20
LOGIN = "/admin/login"


class SignInNeeded(Exception):  # noqa: N818 -- no error: the visitor is shown the way
    """Nobody is signed in; ``ended`` when somebody was."""

    def __init__(self, *, ended: bool) -> None:
        super().__init__("sign in")
        self.ended = ended


@dataclass(frozen=True)
class Access:
    """Everything about who may do what, kept on the application's state."""

    settings: Settings
    accounts: Accounts
    sessions: Sessions
    tokens: Tokens
    audit: Audit
    tries: RateLimiter

    @classmethod
    def over(cls, store: Store, settings: Settings, buckets: Buckets | None = None) -> Access:
        """Return the access of a store; tries at signing in are counted in *buckets*."""
        return cls(
            settings,
            Accounts(store),
            Sessions(store),
            Tokens(store),
            Audit(store),
            RateLimiter(_TRIES_PER_MINUTE, name="sign-in", buckets=buckets),
        )

    def secure(self, request: Request) -> bool:
        """Tell whether the visitor comes by https (uvicorn has applied trusted proxy headers)."""
        return request.url.scheme == "https" or (self.settings.public_url or "").startswith("https://")

    def cookie_name(self, request: Request, kind: str) -> str:
        """Return the name of our cookie; by https its prefix lets browsers refuse a planted one."""
        return ("__Host-" if self.secure(request) else "") + f"trolyao_{kind}"

    def set_cookie(self, request: Request, response: Response, kind: str, value: str) -> None:
        """Give the browser a cookie that scripts and other sites cannot use."""
        response.set_cookie(
            self.cookie_name(request, kind),
            value,
            max_age=int(LONGEST.total_seconds()),
            httponly=True,
            samesite="lax",
            secure=self.secure(request),
            path="/",
        )

    def clear_cookie(self, request: Request, response: Response, kind: str) -> None:
        """Take a cookie back."""
        response.delete_cookie(
            self.cookie_name(request, kind), path="/", secure=self.secure(request), httponly=True
        )


@dataclass(frozen=True)
class Signed:
    """A signed-in person on one request."""

    account: Account
    cookie: str
    access: Access

    @property
    def csrf(self) -> str:
        """The token that this person's forms carry."""
        return csrf_of(self.cookie)

    def may(self, permission: str, agencies: Iterable[str | None] | None = None) -> Decision:
        """Decide on a permission, see ``Principal.may``."""
        return self.account.principal.may(permission, agencies)

    def require(self, permission: str, agencies: Iterable[str | None] | None = None) -> None:
        """Raise the problem 'forbidden' with its reason unless the permission is given."""
        _require(self.account.principal, permission, agencies)

    async def form(self, request: Request) -> Fields:
        """Return the fields of a plain form of this person; a foreign or malformed one is a Problem."""
        return await fields_of(request, self.cookie, self.access.settings.max_form_bytes)


def access_of(request: Request) -> Access:
    """Return the access of the application (a FastAPI dependency)."""
    return cast(Access, request.app.state.access)


def _require(who: Principal, permission: str, agencies: Iterable[str | None] | None = None) -> None:
    decision = who.may(permission, agencies)
    if not decision.allowed:
        raise Problem("forbidden", reason=decision.reason)


def requires(permission: str | None = None) -> Callable[..., AsyncIterator[Signed]]:
    """Return a dependency for pages: the signed-in person with *permission*; changes are noted as theirs."""

    async def gate(request: Request, access: Annotated[Access, Depends(access_of)]) -> AsyncIterator[Signed]:
        cookie = request.cookies.get(access.cookie_name(request, "session"), "")
        account = await run_in_threadpool(access.sessions.account, cookie) if cookie else None
        if account is None:
            raise SignInNeeded(ended=bool(cookie))
        signed = Signed(account, cookie, access)
        if permission is not None:
            signed.require(permission)
        with acting_as(account.name):
            yield signed

    return gate


def token_requires(permission: str) -> Callable[..., AsyncIterator[str]]:
    """Return a dependency for the API: the name of the token sent, if its scopes allow *permission*."""

    async def gate(
        access: Annotated[Access, Depends(access_of)],
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> AsyncIterator[str]:
        # Header bytes arrive read as Latin-1; a token may hold any characters.
        sent = credentials.credentials.encode("latin-1").decode("utf-8", "replace") if credentials else ""
        found = await run_in_threadpool(access.tokens.find, sent) if sent else None
        if found is None:
            raise Problem("unauthorised" if await run_in_threadpool(access.tokens.any) else "no-token")
        _require(Principal(found.name, scopes=found.scopes), permission)
        with acting_as(f"token:{found.name}"):
            yield found.name

    return gate


def install(app: FastAPI, access: Access) -> None:
    """Give *app* the gate: its state, and the way to the sign-in page."""
    app.state.access = access

    @app.exception_handler(SignInNeeded)
    async def on_stranger(request: Request, error: SignInNeeded) -> Response:
        wanted = request.url.path if request.method == "GET" else "/admin"
        if request.method == "GET" and request.url.query:
            wanted += f"?{request.url.query}"
        where = f"{LOGIN}?next={quote(wanted, safe='')}" + ("&ended=1" if error.ended else "")
        response = RedirectResponse(where, status_code=303)
        if error.ended:
            access.clear_cookie(request, response, "session")
        return response
