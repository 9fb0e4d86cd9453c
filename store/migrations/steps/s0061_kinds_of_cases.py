"""Cases are found by their kind and by their mailing, for which each tick asks, without a look at all that ever were."""

from __future__ import annotations

from alembic import op

revision = "0061"
down_revision = "0056"


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_hold_kind", "hold", ["kind"])
    op.create_index("ix_hold_mailing", "hold", ["mailing"])
