"""A submission says which letter its message answers, so that it is known when the original has gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    """Add the letter, and by what it was told: of what was filed before, the original says it as long as it is kept."""
    op.add_column("submission", sa.Column("letter_id", sa.Integer(), nullable=True))
    op.add_column("submission", sa.Column("letter_by", sa.String(), nullable=False, server_default=sa.text("''")))
