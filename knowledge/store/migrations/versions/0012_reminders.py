"""Reminders of civil servants: choices, links to messaging channels, and what was reminded of."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0008"


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "reminder_choices",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("web", sa.Boolean, nullable=False),
        sa.Column("messaging", sa.Boolean, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("user_id", sa.String(128), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True)),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("code_until", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_reminder_choices_user", "reminder_choices", ["channel", "user_id"])
    op.create_index("ix_reminder_choices_code", "reminder_choices", ["code"])
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("task_id", sa.String(300), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True)),
        sa.Column("outbox_id", sa.Integer),
        sa.UniqueConstraint("account_id", "way", "task_id", "day"),
        # A number used again would name another message of the outbox.
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("reminders")
    op.drop_table("reminder_choices")
