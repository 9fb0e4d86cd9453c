"""A letter's own bytes are kept compressed (see `store.outbox.recipe`), which an earlier program could not read.

Those of letters that were recorded before are read as they are: to write all of them anew would take long, and win little.
"""

from __future__ import annotations

revision = "0066"
down_revision = "0065"


def upgrade() -> None:
    """Change nothing that is there."""
