"""Tables of civil servants' reminders: who wants them by which way, and what was reminded of."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.store.schema import Base, UtcDateTime


class ReminderChoiceRow(Base):
    """What one account chose. Without a row nothing is sent.

    ``channel`` and ``user_id`` name the linked user of a messaging channel, '' when none is. ``code`` is
    the SHA-256 of the code that links one, '' when none is open.
    """

    __tablename__ = "reminder_choices"
    __table_args__ = (Index("ix_reminder_choices_user", "channel", "user_id"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    web: Mapped[bool]
    messaging: Mapped[bool]
    days: Mapped[int]
    channel: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[str] = mapped_column(String(128))
    linked_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    code: Mapped[str] = mapped_column(String(64), index=True)
    code_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class ReminderRow(Base):
    """One reminder: of a task's day, by one way, once. ``outbox_id`` is its message, None on the web."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("account_id", "way", "task_id", "day"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id"))
    way: Mapped[str] = mapped_column(String(20))
    task_id: Mapped[str] = mapped_column(String(300))
    day: Mapped[dt.date]
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    outbox_id: Mapped[int | None]
