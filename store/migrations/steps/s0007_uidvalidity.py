"""The UIDVALIDITY of a mailbox is an unsigned number of 32 bits (RFC 9051 section 2.3.1.1), which PostgreSQL's INTEGER does not hold."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Widen the column; SQLite's INTEGER holds such numbers already."""
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("location", "uidvalidity", type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)
