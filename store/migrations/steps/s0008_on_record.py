"""Who is on record is asked of every message, whatever list they stand on; and a case keeps the address that its words name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the index and the column; the cases that wait by then name no address, so that whoever they speak of is loaded from a file."""
    op.create_index("ix_list_entry_contact", "list_entry", ["organisation", "address"])
    op.add_column("hold", sa.Column("address", sa.String(), nullable=True))
