"""What a user typed, encrypted until it is answered."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0006"


def upgrade() -> None:
    """Add the column."""
    op.add_column("channel_inbox", sa.Column("sealed", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Drop the column."""
    op.drop_column("channel_inbox", "sealed")
