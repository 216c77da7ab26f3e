"""The accounts of an installation: added, changed, and asked who signs in."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from api.accounts import passwords
from api.accounts.roles import Principal, roles
from api.accounts.wording import AccessError
from knowledge.clock import Clock, utc_now
from knowledge.store import Store
from knowledge.store.access import AccountRow, SessionRow
from knowledge.store.audit import acting_as, note
from knowledge.store.registry import registry_of

FAILURES = 5
_LOCK_MINUTES = 15
_LONGEST_LOCK = 24 * 60
_NAME = re.compile(r"[\w.@-]{2,100}")
_STEP = 30


@dataclass(frozen=True)
class Account:
    """One account, without its secrets. ``local`` ones have a password here."""

    id: int
    name: str
    role: str
    agency_id: str | None
    local: bool
    two_steps: bool
    disabled: bool
    locked_until: dt.datetime | None
    created_at: dt.datetime

    @property
    def principal(self) -> Principal:
        """The account as the one who acts."""
        return Principal(self.name, self.role, self.agency_id)


class Accounts:
    """The accounts of a store. Every change is noted in the audit log, in the same transaction."""

    def __init__(self, store: Store, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock

    def add(self, name: str, role: str, password: str, agency_id: str | None = None) -> Account:
        """Add a local account; raise AccessError when name, role, agency or password will not do."""
        name = _clean(name)
        _check_role(self._store, role, agency_id)
        digest = passwords.hashed(name, password)
        with self._store.writing.begin() as session:
            if _find(session, name) is not None:
                raise AccessError("name_taken", name=name)
            row = self._new(name, role, agency_id)
            row.password = digest
            session.add(row)
            note(session, "account.add", name, role=role, agency=agency_id)
            return _account(row)

    def of_provider(self, subject: str, name: str, role: str | None, agency_id: str | None) -> Account:
        """Return the account of *subject* at the identity provider, added at its first sign-in.

        *role* and *agency_id*, when the provider tells them, replace those kept. Raises AccessError.
        """
        name = _clean(name)
        with self._store.writing.begin() as session:
            row = session.scalars(select(AccountRow).where(AccountRow.subject == subject)).one_or_none()
            if row is None:
                if role is None:
                    raise AccessError("no_role")
                if _find(session, name) is not None:
                    raise AccessError("provider_taken", name=name)
                row = self._new(name, role, agency_id)
                row.subject = subject
                session.add(row)
                with acting_as(name):
                    note(session, "account.add", name, role=role, agency=agency_id, provider=True)
            if row.disabled:
                raise AccessError("disabled")
            if role is not None and (row.role, row.agency_id) != (role, agency_id):
                row.role, row.agency_id = role, agency_id
                with acting_as(row.name):
                    note(session, "account.change", row.name, role=role, agency=agency_id, provider=True)
            session.flush()
            return _account(row)

    def all(self) -> tuple[Account, ...]:
        """Return all accounts by name."""
        with self._store.reading() as session:
            return tuple(map(_account, session.scalars(select(AccountRow).order_by(AccountRow.name))))

    def get(self, name: str) -> Account:
        """Return one account; raise AccessError when there is none of that name."""
        with self._store.reading() as session:
            return _account(_known(session, name))

    def change(self, name: str, role: str, agency_id: str | None, *, disabled: bool) -> Account:
        """Give an account another role, or end or resume it; the last working admin stays one."""
        _check_role(self._store, role, agency_id)
        with self._store.writing.begin() as session:
            row = _known(session, name)
            loses = row.role == "admin" and not row.disabled and (role != "admin" or disabled)
            if loses and _admins(session) <= 1:
                raise AccessError("last_admin")
            row.role, row.agency_id, row.disabled = role, agency_id, disabled
            if disabled:
                _sign_out(session, row)
            note(session, "account.change", row.name, role=role, agency=agency_id, disabled=disabled)
            return _account(row)

    def set_password(self, name: str, password: str) -> None:
        """Give an account another password; it is signed out everywhere."""
        digest = passwords.hashed(name, password)
        with self._store.writing.begin() as session:
            row = _known(session, name)
            row.password, row.failures, row.locked_until = digest, 0, None
            _sign_out(session, row)
            note(session, "account.password", row.name)

    def unlock(self, name: str) -> None:
        """Let a locked account try again."""
        with self._store.writing.begin() as session:
            row = _known(session, name)
            row.failures, row.locked_until = 0, None
            note(session, "account.unlock", row.name)

    def set_totp(self, name: str, secret: str | None) -> None:
        """Ask for a code of *secret* (base 32) at sign-in from now on; None: no longer."""
        with self._store.writing.begin() as session:
            row = _known(session, name)
            row.totp_secret, row.totp_used = secret, None
            note(session, "account.two_steps", row.name, on=secret is not None)

    def signed_in(self, name: str, password: str, code: str = "") -> Account:
        """Return the account these prove to be; raise AccessError, which never tells which part was wrong.

        Five failures lock the account for 15 minutes, each further one twice as long.
        """
        with self._store.reading() as session:
            found = _find(session, name)
            stored = found.password if found else None
        right = passwords.matches(stored, password)
        with self._store.writing.begin() as session:
            row = _find(session, name)
            failed = self._judged(session, row, right and row is not None and row.password == stored, code)
            if failed is None and row is not None:
                row.failures, row.locked_until = 0, None
                if stored and passwords.outdated(stored):
                    row.password = passwords.hashed(row.name, password)
                return _account(row)
        raise failed or AccessError("wrong")

    def _judged(self, session: Session, row: AccountRow | None, right: bool, code: str) -> AccessError | None:
        if row is None:
            return AccessError("wrong")
        now = self._clock()
        if row.locked_until is not None and row.locked_until > now:
            minutes = -(-(row.locked_until - now) // dt.timedelta(minutes=1))
            return AccessError("locked", minutes=minutes)
        if right and row.totp_secret and not code.strip():
            return AccessError("code_needed")
        step = _step(row, code, now) if row.totp_secret else 0
        if right and step is not None:
            if row.disabled:
                return AccessError("disabled")
            if row.totp_secret:
                row.totp_used = step
            return None
        row.failures += 1
        if row.failures >= FAILURES:
            minutes = min(_LOCK_MINUTES * 2 ** (row.failures - FAILURES), _LONGEST_LOCK)
            row.locked_until = now + dt.timedelta(minutes=minutes)
            with acting_as(row.name):
                note(session, "account.locked", row.name, failures=row.failures, minutes=minutes)
        return AccessError("wrong")

    def _new(self, name: str, role: str, agency_id: str | None) -> AccountRow:
        return AccountRow(
            name=name,
            role=role,
            agency_id=agency_id,
            disabled=False,
            failures=0,
            created_at=self._clock(),
        )


def _step(row: AccountRow, code: str, now: dt.datetime) -> int | None:
    """Return the time step whose code *code* is, if it is near and not used yet."""
    digits = code.replace(" ", "")
    present = int(now.timestamp()) // _STEP
    totp = pyotp.TOTP(row.totp_secret or "")
    for step in (present - 1, present, present + 1):
        fresh = row.totp_used is None or step > row.totp_used
        if fresh and pyotp.utils.strings_equal(digits, totp.at(step * _STEP)):
            return step
    return None


def _clean(name: str) -> str:
    name = name.strip().lower()
    if not _NAME.fullmatch(name):
        raise AccessError("bad_name", name=name[:100])
    return name


def _check_role(store: Store, role: str, agency_id: str | None) -> None:
    known = roles().get(role)
    if known is None:
        raise AccessError("unknown_role", role=role[:40], roles=", ".join(roles()))
    if known.needs_agency and not agency_id:
        raise AccessError("agency_needed", role=known.name)
    if agency_id and registry_of(store).get(agency_id) is None:
        raise AccessError("unknown_agency", agency=agency_id[:200])


def _find(session: Session, name: str) -> AccountRow | None:
    query = select(AccountRow).where(AccountRow.name == name.strip().lower()[:100])
    return session.scalars(query).one_or_none()


def _known(session: Session, name: str) -> AccountRow:
    row = _find(session, name)
    if row is None:
        raise AccessError("unknown_account", name=name[:100])
    return row


def _admins(session: Session) -> int:
    query = select(func.count()).where(AccountRow.role == "admin", AccountRow.disabled.is_(False))
    return session.scalar(query) or 0


def _sign_out(session: Session, row: AccountRow) -> None:
    session.execute(delete(SessionRow).where(SessionRow.account_id == row.id))


def _account(row: AccountRow) -> Account:
    return Account(
        row.id,
        row.name,
        row.role,
        row.agency_id,
        row.password is not None,
        row.totp_secret is not None,
        row.disabled,
        row.locked_until,
        row.created_at,
    )


def account_of(row: AccountRow) -> Account:
    """Return the account of a row."""
    return _account(row)
