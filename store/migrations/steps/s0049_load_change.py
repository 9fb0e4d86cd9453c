"""What loading a file changed of a contact list is kept, so that it can be undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"


def upgrade() -> None:
    """Make the table; of what was loaded before, nobody knows what it changed, and it cannot be undone."""
    op.create_table(
        "load_change",
        sa.Column("entry", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("organisation", sa.String(), primary_key=True),
        sa.Column("address", sa.String(), primary_key=True),
        sa.Column("list", sa.String(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
    )
