"""Of a letter that was settled by evidence it is kept when it left, and what says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0062"
down_revision = "0061"


def upgrade() -> None:
    """Make the table; of what was settled before, the words of the evidence stand among the attempts, as ever.

    What the dispatch book said of letters that have not come yet gets the time of its pass, where that is read again.
    """
    op.create_table(
        "departure",
        sa.Column("entry", sa.Integer(), primary_key=True),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reckoned", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("stamp", "queue", "relay", "source", "sha256")),
    )
    op.create_index("ix_departure_letter_id", "departure", ["letter_id"])
    op.create_index("ix_departure_at", "departure", ["at"])
    op.add_column("dispatched", sa.Column("domain", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("dispatched", sa.Column("witness", sa.String(), nullable=False, server_default=sa.text("'book'")))
    op.add_column("dispatched", sa.Column("at", sa.DateTime(timezone=True), nullable=True))
