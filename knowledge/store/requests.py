"""Requests of citizens (appointments, feedback): kept with a receipt until another system takes them."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from knowledge.clock import utc_now
from knowledge.masking import mask, masked_contact
from knowledge.store.handoff_tables import HandoffRow
from knowledge.store.schema import RequestRow
from knowledge.store.store import Store

RequestKind = Literal["appointment", "feedback", "handoff"]
RequestState = Literal["waiting", "sent", "cancelled"]
PREFIX: Mapping[RequestKind, str] = {"appointment": "HG", "feedback": "GY", "handoff": "CB"}
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without letters and digits that are mistaken for each other when read aloud."""
RECEIPT = rf"(?:{'|'.join(PREFIX.values())})-[{_LETTERS}]{{8}}"
CONTACT = "contact"
ANSWER = "answer"
FIRST_PAUSE = dt.timedelta(seconds=30)
LONGEST_PAUSE = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Request:
    """One request. ``fields`` are what the citizen told; the contact among them only while it waits."""

    receipt: str
    kind: RequestKind
    state: RequestState
    fields: Mapping[str, str]
    reference: str
    attempts: int
    created_at: dt.datetime
    changed_at: dt.datetime


class Requests:
    """The requests kept in a store. Safe to share between threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def put(self, kind: RequestKind, fields: Mapping[str, str]) -> str:
        """Keep a request and return its receipt. Personal numbers are masked, but for the contact."""
        kept = {name: value if name == CONTACT else mask(value) for name, value in fields.items()}
        now = utc_now()
        for _ in range(5):
            receipt = f"{PREFIX[kind]}-{''.join(secrets.choice(_LETTERS) for _ in range(8))}"
            row = RequestRow(
                receipt=receipt,
                kind=kind,
                state="waiting",
                fields=json.dumps(kept, ensure_ascii=False),
                reference="",
                attempts=0,
                created_at=now,
                changed_at=now,
                due_at=now,
            )
            try:
                with self._store.writing.begin() as session:
                    session.add(row)
            except IntegrityError:
                continue
            return receipt
        raise RuntimeError("no free receipt was found")

    def get(self, receipt: str) -> Request | None:
        """Return the request of *receipt*, its contact masked; None when there is none."""
        with self._store.reading() as session:
            row = session.get(RequestRow, receipt.upper())
            return _request(row, shown=True) if row else None

    def counts(self) -> dict[str, int]:
        """Return the number of requests by state."""
        with self._store.reading() as session:
            query = select(RequestRow.state, func.count()).group_by(RequestRow.state)
            return {row.state: int(row[1]) for row in session.execute(query)}

    def cancel(self, receipt: str) -> bool:
        """Take a request back that still waits, out of the officers' queue too; tell whether it did.

        One that an officer is answering does not wait any more.
        """
        with self._store.writing.begin() as session:
            row = session.get(RequestRow, receipt.upper())
            if row is None or row.state != "waiting" or not _left_queue(session, row.receipt):
                return False
            _close(row, "cancelled")
            return True

    def take(self, kinds: tuple[RequestKind, ...], lease: dt.timedelta) -> Request | None:
        """Return a waiting request that is due, to be handed over within *lease*; None when none is."""
        now = utc_now()
        with self._store.writing.begin() as session:
            query = (
                select(RequestRow)
                .where(RequestRow.state == "waiting", RequestRow.due_at <= now, RequestRow.kind.in_(kinds))
                .order_by(RequestRow.due_at)
                .limit(1)
                .with_for_update(skip_locked=True)
            )
            row = session.scalar(query)
            if row is None:
                return None
            row.due_at = now + lease
            return _request(row, shown=False)

    def sent(self, receipt: str, reference: str) -> None:
        """Note that the request was taken; its contact is not needed any more and is masked."""
        with self._store.writing.begin() as session:
            row = session.get(RequestRow, receipt)
            if row is not None and row.state == "waiting":
                row.reference = reference[:200]
                _close(row, "sent")

    def answered(self, receipt: str, answer: str) -> None:
        """Keep an officer's answer with the request, for whoever holds the receipt."""
        with self._store.writing.begin() as session:
            row = session.get(RequestRow, receipt)
            if row is not None and row.state != "cancelled":
                row.fields = json.dumps({**json.loads(row.fields), ANSWER: answer}, ensure_ascii=False)
                _close(row, "sent")

    def failed(self, receipt: str) -> None:
        """Note that the request was not taken; the pause until the next try doubles up to an hour."""
        with self._store.writing.begin() as session:
            row = session.get(RequestRow, receipt)
            if row is not None:
                pause = min(FIRST_PAUSE * 2 ** min(row.attempts, 10), LONGEST_PAUSE)
                row.attempts += 1
                row.due_at = row.changed_at = utc_now()
                row.due_at += pause


def _left_queue(session: Session, receipt: str) -> bool:
    """End the conversation that waits under *receipt*; False when an officer has taken it over."""
    # First the change, so that an officer who claims it at this moment is seen below.
    session.execute(
        update(HandoffRow)
        .where(HandoffRow.receipt == receipt, HandoffRow.state == "waiting")
        .values(state="closed", closed_at=utc_now())
    )
    taken = select(HandoffRow.id).where(HandoffRow.receipt == receipt, HandoffRow.state == "running")
    return session.scalar(taken) is None


def _close(row: RequestRow, state: RequestState) -> None:
    fields = json.loads(row.fields)
    if fields.get(CONTACT):
        fields[CONTACT] = masked_contact(fields[CONTACT])
    row.fields = json.dumps(fields, ensure_ascii=False)
    row.state = state
    row.changed_at = utc_now()


def _request(row: RequestRow, *, shown: bool) -> Request:
    fields: dict[str, str] = json.loads(row.fields)
    if shown and fields.get(CONTACT):
        fields[CONTACT] = masked_contact(fields[CONTACT])
    return Request(
        receipt=row.receipt,
        kind=cast("RequestKind", row.kind),
        state=cast("RequestState", row.state),
        fields=fields,
        reference=row.reference,
        attempts=row.attempts,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )
