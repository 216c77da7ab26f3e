"""Figures, questions with answers, and the directory of services."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "catalogue",
        sa.Column("kind", sa.String(20), primary_key=True),
        sa.Column("id", sa.String(200), primary_key=True),
        sa.Column("origin", sa.String(100), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
    )
    op.create_index("ix_catalogue_origin", "catalogue", ["origin"])


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("catalogue")
