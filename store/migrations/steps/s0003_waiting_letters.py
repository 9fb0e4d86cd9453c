"""An index of the letters that wait, in the order of their planning: a long mailing asks for the next of them again and again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_WAITS = sa.text("state IN ('queued', 'deferred')")


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_letter_waiting", "letter", ["id"], sqlite_where=_WAITS, postgresql_where=_WAITS)
