"""On which organisations a message acted, and from which source; which replies were believed, or wait; whose word on authors was read.

The budgets and the brake count these by index. What came in before is not counted: budgets and brake look back a day at most.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_REPLIES = sa.text("believed IS NOT NULL")


def upgrade() -> None:
    """Make the table, the columns, and the indexes."""
    op.create_table(
        "impact",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("study", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hold_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("message_id", "invitation_id"),
    )
    op.create_index("ix_impact_source", "impact", ["source", "study", "proven", "at"])
    op.create_index("ix_impact_hold_id", "impact", ["hold_id"])
    op.add_column("letter", sa.Column("believed", sa.Boolean(), nullable=True))
    op.add_column("letter", sa.Column("hold_id", sa.Integer(), nullable=True))
    op.create_index("ix_letter_hold_id", "letter", ["hold_id"])
    op.create_index(
        "ix_letter_replies", "letter", ["study", "believed", "planned_at", "state"], sqlite_where=_REPLIES, postgresql_where=_REPLIES
    )
    op.create_index("ix_letter_replies_to", "letter", ["address", "planned_at"], sqlite_where=_REPLIES, postgresql_where=_REPLIES)
    op.add_column("message", sa.Column("server", sa.String(), nullable=True))
    op.create_index("ix_journal_message_id", "journal", ["message_id"])
