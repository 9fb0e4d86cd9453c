"""Several processes share the work by leases, and letters and messages carry the number of the lease of whoever has them in hand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0051"
down_revision = "0049"


def upgrade() -> None:
    """Make the table and the columns; before there was one process, whose letters in `sending` are nobody's once it ended."""
    op.create_table(
        "lease",
        sa.Column("name", sa.String(), primary_key=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("fence"),
    )
    op.add_column("letter", sa.Column("lease", sa.Integer(), nullable=True))
    op.add_column("message", sa.Column("lease", sa.Integer(), nullable=True))
