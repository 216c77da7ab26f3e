"""Tables of conversations with officers, and of satisfaction with the service."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.store.schema import Base, UtcDateTime


class HandoffRow(Base):
    """A conversation that an officer is to take over, or has.

    ``session`` is the hash of the session id; ``address`` the id itself on messaging channels, where an
    answer must find its way back, '' on the web, where the citizen's page fetches it. ``receipt`` names
    the request that was kept because nobody was on duty. With ``drafts`` the bot proposes answers.
    """

    __tablename__ = "handoffs"
    __table_args__ = (
        Index(
            "one_open_handoff",
            "session",
            unique=True,
            sqlite_where=text("state <> 'closed'"),
            postgresql_where=text("state <> 'closed'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(128))
    channel: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    officer: Mapped[str] = mapped_column(String(200))
    drafts: Mapped[bool]
    receipt: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class HandoffLineRow(Base):
    """One line: of the citizen (masked), of an officer, a draft of the bot, or a note on what was done."""

    __tablename__ = "handoff_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    handoff_id: Mapped[int] = mapped_column(ForeignKey("handoffs.id"), index=True)
    author: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)


class SatisfactionRow(Base):
    """What a citizen thought of a conversation as a whole: one score for each question of the survey."""

    __tablename__ = "satisfaction"

    session: Mapped[str] = mapped_column(String(64), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    score: Mapped[int]
    comment: Mapped[str] = mapped_column(Text)
    given_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, index=True)
