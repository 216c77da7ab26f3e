"""Pairs of access and refresh tokens of a channel; a refresh token works once, so one process renews."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from knowledge.store.channel_tables import ChannelRow
from knowledge.store.channels import channel_row
from knowledge.store.store import Store


@dataclass(frozen=True)
class TokenPair:
    """A pair and the moment after which its access token is dead."""

    access: str
    refresh: str
    expires_at: dt.datetime | None


class TokenPairs:
    """The pair of one channel."""

    def __init__(self, store: Store, channel: str) -> None:
        self._store = store
        self._channel = channel

    def seed(self, pair: TokenPair, now: dt.datetime) -> None:
        """Start with a pair an operator gave, unless this very pair was the start already."""
        seed = hashlib.sha256(f"{pair.access}\n{pair.refresh}".encode()).hexdigest()
        with self._store.writing.begin() as session:
            row = channel_row(session, self._channel, now)
            if row.seed != seed:
                row.seed = seed
                _put(row, pair)

    def current(self) -> TokenPair | None:
        """Return the stored pair."""
        with self._store.reading() as session:
            row = session.get(ChannelRow, self._channel)
            if row is None or not row.access_token:
                return None
            return TokenPair(row.access_token, row.refresh_token, row.expires_at)

    def claim(self, holder: str, stale: str, now: dt.datetime, lease: dt.timedelta) -> TokenPair | None:
        """Return the pair to renew when *holder* alone may do it now, None otherwise.

        None also when the access token is no longer *stale*: another process has renewed it.
        """
        with self._store.writing.begin() as session:
            row = channel_row(session, self._channel, now)
            if row.access_token != stale or (row.refresh_until is not None and row.refresh_until > now):
                return None
            row.refresher, row.refresh_until = holder, now + lease
            return TokenPair(row.access_token, row.refresh_token, row.expires_at)

    def renew(self, holder: str, pair: TokenPair, now: dt.datetime) -> None:
        """Store the new pair in one transaction and end the claim.

        A pair that was got is stored even when the claim has run out: the former one is dead.
        """
        with self._store.writing.begin() as session:
            row = channel_row(session, self._channel, now)
            _put(row, pair)
            if row.refresher == holder:
                row.refresher, row.refresh_until = "", None

    def release(self, holder: str, now: dt.datetime) -> None:
        """End the claim without a new pair."""
        with self._store.writing.begin() as session:
            row = channel_row(session, self._channel, now)
            if row.refresher == holder:
                row.refresher, row.refresh_until = "", None


def _put(row: ChannelRow, pair: TokenPair) -> None:
    row.access_token, row.refresh_token, row.expires_at = pair.access, pair.refresh, pair.expires_at
