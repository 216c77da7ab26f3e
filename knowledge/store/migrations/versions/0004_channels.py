"""Messaging channels: inbox, outbox, users, and the state of each channel."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0009"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "channel_inbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("account", sa.String(128), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.UniqueConstraint("channel", "key"),
    )
    op.create_table(
        "channel_outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("user_id", sa.String(128), nullable=False),
        sa.Column("inbox_id", sa.Integer, nullable=False),
        sa.Column("part", sa.Integer, nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("unsure", sa.Integer, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("message_id", sa.String(128), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=True),
        sa.UniqueConstraint("inbox_id", "part"),
    )
    for table in ("channel_inbox", "channel_outbox"):
        op.create_index(f"ix_{table}_due", table, ["channel", "state", "due_at"])
        op.create_index(f"ix_{table}_user", table, ["channel", "user_id", "state"])
    op.create_table(
        "channel_users",
        sa.Column("channel", sa.String(20), primary_key=True),
        sa.Column("user_id", sa.String(128), primary_key=True),
        sa.Column("session", sa.String(64), nullable=False, unique=True),
        sa.Column("last_in", _MOMENT, nullable=False),
        sa.Column("sent_since", sa.Integer, nullable=False),
        sa.Column("silent_until", _MOMENT, nullable=True),
        sa.Column("menus", sa.JSON, nullable=False),
        sa.Column("told", sa.JSON, nullable=False),
    )
    op.create_table(
        "channels",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("notice", sa.Text, nullable=False),
        sa.Column("changed_by", sa.String(100), nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.Column("account", sa.String(128), nullable=False),
        sa.Column("alarm", sa.Text, nullable=False),
        sa.Column("paused_until", _MOMENT, nullable=True),
        sa.Column("access_token", sa.Text, nullable=False),
        sa.Column("refresh_token", sa.Text, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=True),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("refresher", sa.String(32), nullable=False),
        sa.Column("refresh_until", _MOMENT, nullable=True),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("channels", "channel_users", "channel_outbox", "channel_inbox"):
        op.drop_table(table)
