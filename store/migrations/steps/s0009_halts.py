"""The senders whose letters wait since the mail server refuses them; what was refused before then stays as it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the table and its index."""
    op.create_table(
        "halt",
        sa.Column("study", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=False),
        sa.Column("refused", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("study", "sender"),
    )
    op.create_index("ix_halt_hold_id", "halt", ["hold_id"])
