"""How the columns of a contact list were read is kept, for the next file with the same headings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0063"
down_revision = "0062"


def upgrade() -> None:
    """Make the table; what was said before was kept nowhere."""
    op.create_table(
        "read_columns",
        sa.Column("list", sa.String(), primary_key=True),
        sa.Column("headings", sa.String(), primary_key=True),
        sa.Column("columns", sa.JSON(), nullable=False),
    )
