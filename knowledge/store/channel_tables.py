"""Tables of the messaging channels: what came in, what goes out, who wrote, and how a channel stands."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import JSON, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from knowledge.store.schema import Base, UtcDateTime


class InboxRow(Base):
    """One event of a platform. ``key`` is the same when the platform delivers it again.

    ``text`` holds no personal numbers, ``sealed`` the whole text encrypted; both are emptied once the
    event is settled. A waiting row may be taken when ``due_at`` has come; taking it moves ``due_at``
    to the end of the lease.
    """

    __tablename__ = "channel_inbox"
    __table_args__ = (
        UniqueConstraint("channel", "key"),
        Index("ix_channel_inbox_due", "channel", "state", "due_at"),
        Index("ix_channel_inbox_user", "channel", "user_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(64))
    user_id: Mapped[str] = mapped_column(String(128))
    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    sealed: Mapped[str] = mapped_column(Text, server_default="")
    account: Mapped[str] = mapped_column(String(128))
    sent_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    error: Mapped[str] = mapped_column(Text)


class OutboxRow(Base):
    """One message to a user. ``unsure`` counts the sends whose fate is not known."""

    __tablename__ = "channel_outbox"
    __table_args__ = (
        UniqueConstraint("inbox_id", "part"),
        Index("ix_channel_outbox_due", "channel", "state", "due_at"),
        Index("ix_channel_outbox_user", "channel", "user_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[str] = mapped_column(String(128))
    inbox_id: Mapped[int]
    part: Mapped[int]
    answer_id: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int]
    unsure: Mapped[int]
    state: Mapped[str] = mapped_column(String(20))
    error: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(128))
    sent_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)


class ChannelUserRow(Base):
    """A user of a channel. ``session`` is the random name under which the dialogue knows the user."""

    __tablename__ = "channel_users"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(128), primary_key=True)
    session: Mapped[str] = mapped_column(String(64), unique=True)
    last_in: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    sent_since: Mapped[int]
    silent_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    menus: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    told: Mapped[dict[str, str]] = mapped_column(JSON)


class ChannelRow(Base):
    """How a channel stands: its switch, its alarm, the account it speaks for, and its tokens."""

    __tablename__ = "channels"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    state: Mapped[str] = mapped_column(String(20))
    notice: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[str] = mapped_column(String(100))
    changed_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    account: Mapped[str] = mapped_column(String(128))
    alarm: Mapped[str] = mapped_column(Text)
    paused_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    access_token: Mapped[str] = mapped_column(Text)
    refresh_token: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    seed: Mapped[str] = mapped_column(String(64))
    refresher: Mapped[str] = mapped_column(String(32))
    refresh_until: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
