"""Signed-in browsers: a random cookie, its hash in the store, the account asked anew for each request."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets

from sqlalchemy import delete, or_

from api.accounts.directory import Account, account_of
from knowledge.clock import Clock, utc_now
from knowledge.store import Store
from knowledge.store.access import AccountRow, SessionRow
from knowledge.store.audit import acting_as, note

IDLE = dt.timedelta(hours=1)
LONGEST = dt.timedelta(hours=12)
_SEEN_EVERY = dt.timedelta(minutes=1)


class Sessions:
    """The sessions of a store. One ends an hour after its last request, and twelve after its first."""

    def __init__(self, store: Store, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock

    def begin(self, account: Account) -> str:
        """Sign *account* in; return the new cookie value."""
        cookie, now = secrets.token_urlsafe(32), self._clock()
        with self._store.writing.begin() as session:
            session.execute(
                delete(SessionRow).where(
                    or_(SessionRow.seen_at < now - IDLE, SessionRow.created_at < now - LONGEST)
                )
            )
            session.add(
                SessionRow(sha256=_digest(cookie), account_id=account.id, created_at=now, seen_at=now)
            )
            with acting_as(account.name):
                note(session, "session.begin", account.name)
        return cookie

    def account(self, cookie: str) -> Account | None:
        """Return who is signed in with this cookie; None when nobody is, or no longer."""
        now = self._clock()
        with self._store.reading() as session:
            row = session.get(SessionRow, _digest(cookie))
            if row is None or row.seen_at < now - IDLE or row.created_at < now - LONGEST:
                return None
            owner = session.get(AccountRow, row.account_id)
            stale = row.seen_at < now - _SEEN_EVERY
        if owner is None or owner.disabled:
            return None
        if stale:
            with self._store.writing.begin() as session:
                present = session.get(SessionRow, _digest(cookie))
                if present is not None:
                    present.seen_at = now
        return account_of(owner)

    def end(self, cookie: str) -> None:
        """Sign out; the cookie is worth nothing afterwards."""
        with self._store.writing.begin() as session:
            row = session.get(SessionRow, _digest(cookie))
            if row is None:
                return
            owner = session.get_one(AccountRow, row.account_id)
            session.delete(row)
            with acting_as(owner.name):
                note(session, "session.end", owner.name)


def csrf_of(cookie: str) -> str:
    """Return the token that forms of the holder of *cookie* carry; without it nobody can guess the token."""
    return hmac.new(cookie.encode("utf-8", "surrogatepass"), b"csrf", hashlib.sha256).hexdigest()


def csrf_holds(cookie: str, sent: str) -> bool:
    """Tell whether *sent* is the form token of *cookie*."""
    return bool(cookie) and hmac.compare_digest(
        csrf_of(cookie).encode(), sent.encode("utf-8", "surrogatepass")
    )


def _digest(cookie: str) -> str:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).hexdigest()
