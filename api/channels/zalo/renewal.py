"""Renewing the token pair: by one process at a time, stored before it is used."""

from __future__ import annotations

import asyncio
import datetime as dt
import secrets

import httpx
import structlog

from api.channels.texts import text
from api.channels.zalo.settings import ZaloSettings
from knowledge.clock import Clock
from knowledge.store.token_pairs import TokenPair, TokenPairs

_log = structlog.get_logger("channel")
_LEASE = dt.timedelta(seconds=60)
_EARLY = dt.timedelta(hours=1)
_FIRST_LIFE = dt.timedelta(hours=24)


class RenewalRefusedError(Exception):
    """The platform gives no new pair; a person must grant access again. The message is the alarm."""


class Renewal:
    """The token pair of the Official Account."""

    def __init__(
        self, settings: ZaloSettings, pairs: TokenPairs, http: httpx.AsyncClient, clock: Clock
    ) -> None:
        self._settings = settings
        self._pairs = pairs
        self._http = http
        self._clock = clock

    async def current(self) -> TokenPair | None:
        """Return the stored pair, at first the one of the environment."""
        pair = await asyncio.to_thread(self._pairs.current)
        return pair or await self.seed()

    async def seed(self) -> TokenPair | None:
        """Take the pair of the environment when it is a new one; return the stored pair."""
        access = self._settings.access_token.get_secret_value()
        refresh = self._settings.refresh_token.get_secret_value()
        if access:
            pair = TokenPair(access, refresh, self._clock() + _FIRST_LIFE)
            await asyncio.to_thread(self._pairs.seed, pair, self._clock())
        return await asyncio.to_thread(self._pairs.current)

    async def renew_early(self) -> None:
        """Renew a pair that soon expires; raises as renew() does."""
        pair = await self.current()
        if pair and pair.refresh and pair.expires_at and pair.expires_at - self._clock() < _EARLY:
            await self.renew(pair.access)

    async def renew(self, stale: str) -> TokenPair | None:
        """Return a pair newer than the access token *stale*; None while another process renews.

        Raises RenewalRefusedError, and httpx.HTTPError when nobody knows.
        """
        return await asyncio.shield(self._renew(stale))

    async def _renew(self, stale: str) -> TokenPair | None:
        holder = secrets.token_hex(16)
        pair = await asyncio.to_thread(self._pairs.claim, holder, stale, self._clock(), _LEASE)
        if pair is None:
            current = await asyncio.to_thread(self._pairs.current)
            return current if current and current.access != stale else None
        try:
            new = await self._ask(pair.refresh)
        except BaseException:
            await asyncio.to_thread(self._pairs.release, holder, self._clock())
            raise
        await asyncio.to_thread(self._pairs.renew, holder, new, self._clock())
        _log.info("tokens_renewed", channel="zalo")
        return new

    async def _ask(self, refresh: str) -> TokenPair:
        response = await self._http.post(
            f"{self._settings.oauth_url.rstrip('/')}/v4/oa/access_token",
            headers={"secret_key": self._settings.app_secret.get_secret_value()},
            data={
                "refresh_token": refresh,
                "app_id": self._settings.app_id,
                "grant_type": "refresh_token",
            },
        )
        if response.status_code >= 500:
            response.raise_for_status()
        try:
            body = response.json()
            pair = TokenPair(
                str(body["access_token"]),
                str(body["refresh_token"]),
                self._clock() + dt.timedelta(seconds=int(body["expires_in"])),
            )
        except (ValueError, KeyError, TypeError):
            raise RenewalRefusedError(text("alarm_tokens", detail=_detail(response))) from None
        return pair


def _detail(response: httpx.Response) -> str:
    try:
        body = response.json()
        return f"{body.get('error')} {body.get('error_name') or body.get('message') or ''}".strip()[:200]
    except (ValueError, AttributeError):
        return f"HTTP {response.status_code}"
