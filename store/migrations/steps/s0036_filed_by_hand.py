"""Workbooks that a person files for an organisation, with the mode in which they reached the office."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Add the mode: whatever came before came by mail."""
    op.add_column("submission", sa.Column("mode", sa.String(), nullable=False, server_default=sa.text("''")))
