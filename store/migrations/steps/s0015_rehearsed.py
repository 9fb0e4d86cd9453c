"""What was made for a look is remembered by hashes, so that looking again is quick."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"


def upgrade() -> None:
    """Make the table; the first look fills it."""
    op.create_table(
        "rehearsed",
        sa.Column("study", sa.String(), primary_key=True),
        sa.Column("sha256", sa.String(), primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("workbook", sa.Integer(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("spam", sa.Float(), nullable=True),
    )
