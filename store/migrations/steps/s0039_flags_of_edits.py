"""A figure that was put right at the desk can have a flag."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    """Add the flag: no edit had one before."""
    op.add_column("edit", sa.Column("flag", sa.String(), nullable=False, server_default=sa.text("''")))
