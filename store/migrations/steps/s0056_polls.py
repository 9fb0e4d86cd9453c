"""How the taking in of each mailbox goes is kept, and how far each of its folders was looked through."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0051"


def upgrade() -> None:
    """Make the tables; each folder is looked through once more, and what is known of it is passed over as ever."""
    large = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "poll",
        sa.Column("mailbox", sa.String(), primary_key=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_table(
        "folder_seen",
        sa.Column("mailbox", sa.String(), primary_key=True),
        sa.Column("folder", sa.String(), primary_key=True),
        sa.Column("uidvalidity", large, nullable=False),
        sa.Column("below", large, nullable=False),
        sa.Column("whole_at", sa.DateTime(timezone=True), nullable=False),
    )
