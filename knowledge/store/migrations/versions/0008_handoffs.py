"""Conversations with officers, and what citizens say of the service as a whole."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0011"

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "handoffs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("session", sa.String(64), nullable=False),
        sa.Column("address", sa.String(128), nullable=False),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("officer", sa.String(200), nullable=False),
        sa.Column("drafts", sa.Boolean, nullable=False),
        sa.Column("receipt", sa.String(20), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("claimed_at", _TIME),
        sa.Column("closed_at", _TIME),
    )
    op.create_index("ix_handoffs_state", "handoffs", ["state"])
    op.create_index(
        "one_open_handoff",
        "handoffs",
        ["session"],
        unique=True,
        sqlite_where=sa.text("state <> 'closed'"),
        postgresql_where=sa.text("state <> 'closed'"),
    )
    op.create_index("ix_handoffs_session", "handoffs", ["session"])
    op.create_table(
        "handoff_lines",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("handoff_id", sa.Integer, sa.ForeignKey("handoffs.id"), nullable=False),
        sa.Column("author", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("details", sa.JSON, nullable=False),
        sa.Column("at", _TIME, nullable=False),
    )
    op.create_index("ix_handoff_lines_handoff_id", "handoff_lines", ["handoff_id"])
    op.create_table(
        "satisfaction",
        sa.Column("session", sa.String(64), primary_key=True),
        sa.Column("question", sa.String(40), primary_key=True),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("given_at", _TIME, nullable=False),
    )
    op.create_index("ix_satisfaction_given_at", "satisfaction", ["given_at"])


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("satisfaction")
    op.drop_table("handoff_lines")
    op.drop_table("handoffs")
