"""The store counts the lines of the erasure log that it has followed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0020"


def upgrade() -> None:
    """Add the number; a store that was never asked to forget has followed nothing."""
    op.add_column("generation", sa.Column("erasures", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("generation") as table:
        table.alter_column("erasures", server_default=None)
