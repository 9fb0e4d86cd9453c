"""Because of whose message an automatic reply was planned, and what it passes on: the budgets count the one, and find the other again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_REPLIES = sa.text("believed IS NOT NULL")


def upgrade() -> None:
    """Make the two columns, each with its index."""
    op.add_column("letter", sa.Column("asker", sa.String(), nullable=True))
    op.add_column("letter", sa.Column("said", sa.String(), nullable=True))
    op.create_index("ix_letter_replies_for", "letter", ["asker", "planned_at"], sqlite_where=_REPLIES, postgresql_where=_REPLIES)
    op.create_index("ix_letter_said", "letter", ["said"])
