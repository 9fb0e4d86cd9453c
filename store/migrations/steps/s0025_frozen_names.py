"""The names of the columns of exports are kept, so that they stay the same in every later version of a study."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"


def upgrade() -> None:
    """Make the table, which is empty until a study is exported."""
    op.create_table(
        "frozen_name",
        sa.Column("study", sa.String(), primary_key=True),
        sa.Column("stands_for", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
    )
