"""${message}."""

from __future__ import annotations

from alembic import op

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


# There is no downgrade: what a step dropped no statement brings back, and nobody would have tried it. Who must go back restores the backup.
def upgrade() -> None:
    """${message}."""
