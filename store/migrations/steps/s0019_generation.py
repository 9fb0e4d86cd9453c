"""The store counts the passes of its sender, has a secret for its tags, and keeps what is known from outside of letters that left."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Make the tables, with the one row. Letters that were planned before keep the tags that they have."""
    made = op.create_table(
        "generation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
    )
    op.bulk_insert(made, [{"id": 1, "secret": secrets.token_hex(32), "number": 0, "at": None}])
    op.create_table(
        "dispatched",
        sa.Column("tag", sa.String(), primary_key=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
    )
