"""What each digest asks of the journal, what people undid and what a rule changed, is found by indexes of those entries alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"

_CHANGES, _UNDOINGS = sa.text("what = 'change'"), sa.text("what = 'undo'")


def upgrade() -> None:
    """Make the indexes; no row changes."""
    op.create_index("ix_journal_changes", "journal", ["by", "at"], sqlite_where=_CHANGES, postgresql_where=_CHANGES)
    op.create_index("ix_journal_undoings", "journal", ["study", "at"], sqlite_where=_UNDOINGS, postgresql_where=_UNDOINGS)
