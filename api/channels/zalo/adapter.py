"""The Official Account as a channel."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx

from api.channels.adapter import Refused
from api.channels.message import Message, Sent
from api.channels.reading import parsed
from api.channels.sealing import Seal
from api.channels.zalo.client import ZaloClient
from api.channels.zalo.events import NAME, event_of
from api.channels.zalo.renewal import Renewal, RenewalRefusedError
from api.channels.zalo.settings import ZaloSettings
from api.channels.zalo.signature import HEADER, is_signed
from knowledge.clock import Clock, utc_now
from knowledge.store import Store
from knowledge.store.channels import Channels
from knowledge.store.inbox import Event
from knowledge.store.token_pairs import TokenPairs

_TIMEOUT = httpx.Timeout(10.0, connect=5.0)


class ZaloAdapter:
    """Reads and answers for one Official Account."""

    name = NAME
    buttons = True

    def __init__(
        self,
        settings: ZaloSettings,
        store: Store,
        clock: Clock = utc_now,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._channels = Channels(store, NAME)
        self._http = httpx.AsyncClient(timeout=_TIMEOUT, transport=transport)
        self._renewal = Renewal(settings, TokenPairs(store, NAME), self._http, clock)
        self._client = ZaloClient(settings.api_url, self._renewal, self._http)
        self._seeded = False
        self.seal = Seal(settings.oa_secret.get_secret_value())
        self.configured = settings.configured
        self.missing = "ZALO_APP_ID" if self.configured == "off" else "ZALO_OA_SECRET"

    def read(self, raw: bytes, headers: Mapping[str, str], account: str) -> Event | None:
        """Return the event of a request with the right signature, app and recipient."""
        body = parsed(raw)
        stamp = body.get("timestamp")
        secret = self._settings.oa_secret.get_secret_value()
        app_id, header = self._settings.app_id, headers.get(HEADER, "")
        if not isinstance(stamp, str) or not is_signed(header, app_id, raw, stamp, secret):
            raise Refused("bad-signature")
        event = event_of(body, self.seal)
        foreign = event is not None and account and event.account and event.account != account
        if body.get("app_id") != app_id or foreign:
            raise Refused("wrong-recipient")
        return event

    async def send(self, user_id: str, message: Message) -> Sent:
        """Send one message."""
        return await self._client.send(user_id, message)

    async def upkeep(self) -> None:
        """Take new tokens from the environment, renew old ones in time, learn which account this is."""
        if not self._seeded:
            await self._renewal.seed()
            self._seeded = True
        try:
            await self._renewal.renew_early()
        except RenewalRefusedError as error:
            await asyncio.to_thread(self._channels.pause, None, str(error), self._clock())
        except httpx.HTTPError:
            return
        switch = await asyncio.to_thread(self._channels.switch)
        if not switch.account and (account := await self._client.account()):
            await asyncio.to_thread(self._channels.speak_for, account, self._clock())

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()
