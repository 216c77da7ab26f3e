"""Messages that people propose as training examples, and what reviewers made of them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.clock import utc_now
from knowledge.store.access import EditRow
from knowledge.store.audit import actor, note
from knowledge.store.codec import digest_of
from knowledge.text import collapse, fold

if TYPE_CHECKING:
    from knowledge.store.store import Store

State = Literal["proposed", "approved", "rejected"]
_KIND = "example"


@dataclass(frozen=True)
class TrainingExample:
    """One message with the intent it should be read as. ``author`` made the state it has now."""

    id: str
    text: str
    intent: str
    state: State
    author: str
    at: dt.datetime


class Examples:
    """The examples of a store: each change is a version, the newest counts. They are not served."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def propose(self, text: str, intent: str) -> TrainingExample:
        """Keep a message as a proposal; one that stands there already is proposed anew, with this intent."""
        text = collapse(text)
        return self._put(example_id(text), text, intent, "proposed")

    def decide(self, example_id: str, state: State) -> TrainingExample | None:
        """Approve or reject an example; None when there is none of that id."""
        found = next((one for one in self.listed() if one.id == example_id), None)
        return self._put(found.id, found.text, found.intent, state) if found else None

    def listed(self, state: State | None = None) -> tuple[TrainingExample, ...]:
        """Return the examples (of one *state*), the last changed first."""
        with self._store.reading() as session:
            found = tuple(map(_example, _newest(session)))
        return tuple(one for one in found if state in (None, one.state))

    def _put(self, example_id: str, text: str, intent: str, state: State) -> TrainingExample:
        payload = json.dumps({"text": text, "intent": intent, "state": state}, ensure_ascii=False)
        with self._store.writing.begin() as session:
            row = EditRow(
                kind=_KIND,
                record_id=example_id,
                action="set",
                payload=payload,
                digest=digest_of([_KIND, example_id, payload]),
                author=actor(),
                created_at=utc_now(),
            )
            session.add(row)
            note(session, f"example.{state}", example_id, text=text, intent=intent)
            return _example(row)


def example_id(text: str) -> str:
    """Return the id of a message: the same for the same words, with or without accents."""
    return digest_of([fold(collapse(text))])[:16]


def _newest(session: Session) -> list[EditRow]:
    ids = select(func.max(EditRow.id)).where(EditRow.kind == _KIND).group_by(EditRow.record_id)
    return list(session.scalars(select(EditRow).where(EditRow.id.in_(ids)).order_by(EditRow.id.desc())))


def _example(row: EditRow) -> TrainingExample:
    held = json.loads(row.payload)
    return TrainingExample(
        row.record_id, held["text"], held["intent"], held["state"], row.author, row.created_at
    )
