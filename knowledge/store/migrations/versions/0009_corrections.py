"""What finds a corrected record again, and whether a correction has been published."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("corrections", sa.Column("anchor", sa.Text, nullable=False, server_default=""))
    op.add_column("corrections", sa.Column("approved_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Drop the columns."""
    op.drop_column("corrections", "approved_at")
    op.drop_column("corrections", "anchor")
