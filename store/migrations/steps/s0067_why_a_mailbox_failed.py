"""Why a mailbox could not be taken in is kept beside how often, so that whoever watches is told the cause."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0067"
down_revision = "0066"


def upgrade() -> None:
    """Add the column; of what failed before the cause was not kept."""
    op.add_column("poll", sa.Column("why", sa.String(), nullable=False, server_default=sa.text("''")))
