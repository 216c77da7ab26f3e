"""A small identity provider: it signs in whoever it is told to, and checks what a provider checks."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "trolyao", "a client secret"


@dataclass
class Issuer:
    """``claims`` is who signs in next; ``forged`` signs with a key nobody published."""

    claims: dict[str, Any] = field(default_factory=dict)
    forged: bool = False
    nonce: str | None = None
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))
    other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def discovery(request: Request) -> dict[str, Any]:
            base = str(request.base_url).rstrip("/")
            return {
                "issuer": base,
                "authorization_endpoint": f"{base}/auth",
                "token_endpoint": f"{base}/token",
                "jwks_uri": f"{base}/keys",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            }

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/auth")
        def auth(request: Request) -> RedirectResponse:
            query = dict(request.query_params)
            code = secrets.token_hex(8)
            self.asked[code] = query
            back = urlencode({"code": code, "state": query["state"]})
            return RedirectResponse(f"{query['redirect_uri']}?{back}")

        @app.post("/token")
        async def token(request: Request) -> JSONResponse:
            form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
            asked = self.asked.pop(form["code"], None)
            if asked is None:
                return JSONResponse({"error": "invalid_grant"}, 400)
            verifier = hashlib.sha256(form["code_verifier"].encode()).digest()
            assert asked["code_challenge_method"] == "S256"
            assert base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() == asked["code_challenge"]
            assert asked["redirect_uri"] == form["redirect_uri"]
            now = int(time.time())
            claims = {
                "iss": str(request.base_url).rstrip("/"),
                "aud": CLIENT,
                "iat": now,
                "exp": now + 60,
                "nonce": self.nonce or asked["nonce"],
                **self.claims,
            }
            signer = self.other if self.forged else self.key
            signed = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, signer)
            return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": signed})

        return app
