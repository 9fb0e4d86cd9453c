"""An attempt says by which way it went, and a letter which bytes were handed over; of those before nobody knows the way."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0009"


def upgrade() -> None:
    """Make the columns; the bytes of earlier letters are kept, so that their hash can be worked out at any time."""
    for name in ("account", "relay", "tls"):
        op.add_column("attempt", sa.Column(name, sa.String(), nullable=True))
    op.add_column("letter", sa.Column("sha256", sa.String(), nullable=True))
    op.add_column("letter", sa.Column("size", sa.Integer(), nullable=True))
