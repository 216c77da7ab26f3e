"""Sign-in through an identity provider (OpenID Connect, e.g. Keycloak), by Authlib."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any

import structlog
from authlib.integrations.starlette_client import OAuth
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from api.accounts.gate import LOGIN, Access
from api.accounts.roles import roles
from api.accounts.wording import AccessError

_log = structlog.get_logger("audit")
_PREFIX = "trolyao-"
_TRIP_SECONDS = 600
PATH = "/admin/oidc"


def oidc_app(access: Access) -> Starlette:
    """Return the application to mount at ``PATH``; the settings name a provider.

    Between the two legs of a sign-in the browser holds state, nonce and PKCE verifier in a signed
    cookie of ten minutes.
    """
    settings = access.settings
    issuer = (settings.oidc_issuer or "").rstrip("/")
    secret = settings.oidc_client_secret.get_secret_value() if settings.oidc_client_secret else ""
    oauth = OAuth()
    provider = oauth.register(
        "provider",
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_id=settings.oidc_client_id,
        client_secret=secret,
        client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
    )

    async def start(request: Request) -> Response:
        try:
            answer: Response = await provider.authorize_redirect(request, _back(access, request))
        except Exception as error:  # whatever the provider does, the visitor is shown the way back
            return _failed(error)
        return answer

    async def callback(request: Request) -> Response:
        try:
            token = await provider.authorize_access_token(request)
            claims: Mapping[str, Any] = token["userinfo"]
            account = await run_in_threadpool(
                access.accounts.of_provider,
                f"{claims['iss']} {claims['sub']}",
                str(claims.get("preferred_username") or claims.get("email") or claims["sub"]),
                role_of(claims, settings.oidc_role_claim),
                _agency(claims, settings.oidc_agency_claim),
            )
        except AccessError as error:
            return RedirectResponse(f"{LOGIN}?problem={error.key}", status_code=303)
        except Exception as error:  # as above; nobody is signed in
            return _failed(error)
        response = RedirectResponse("/admin", status_code=303)
        cookie = await run_in_threadpool(access.sessions.begin, account)
        access.set_cookie(request, response, "session", cookie)
        return response

    key = hmac.new(secret.encode(), b"trolyao sign-in trip", hashlib.sha256).hexdigest()
    trip = Middleware(
        SessionMiddleware,
        secret_key=key,
        session_cookie="trolyao_oidc",
        max_age=_TRIP_SECONDS,
        path=PATH,
        same_site="lax",
        https_only=(settings.public_url or "").startswith("https://"),
    )
    return Starlette(routes=[Route("/start", start), Route("/callback", callback)], middleware=[trip])


def role_of(claims: Mapping[str, Any], path: str) -> str | None:
    """Return the most trusted of our roles named at a dotted *path* of the claims, None when none is.

    A role is named by its id, bare or as 'trolyao-<id>'.

    >>> role_of({"realm_access": {"roles": ["trolyao-editor", "offline_access"]}}, "realm_access.roles")
    'editor'
    """
    value: Any = claims
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    named = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    held = {str(item).removeprefix(_PREFIX) for item in named}
    return next((role for role in reversed(roles()) if role in held), None)


def _agency(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and value else None


def _back(access: Access, request: Request) -> str:
    base = access.settings.public_url or str(request.base_url).split(PATH, 1)[0]
    return base.rstrip("/") + f"{PATH}/callback"


def _failed(error: Exception) -> Response:
    _log.warning("oidc_failed", error=type(error).__name__)
    return RedirectResponse(f"{LOGIN}?problem=provider_failed", status_code=303)
