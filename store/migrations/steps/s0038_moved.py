"""A store that was moved into another database knows it, and works no more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    """Add when and where to: no store was moved before."""
    op.add_column("generation", sa.Column("moved", sa.String(), nullable=False, server_default=sa.text("''")))
