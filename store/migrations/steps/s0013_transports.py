"""An attempt says by which transport of the installation it was made; of those before it was the only one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the column."""
    op.add_column("attempt", sa.Column("transport", sa.String(), nullable=True))
