"""People sign in to the console as who they are at a provider of single sign-on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0040"


def upgrade() -> None:
    """Make the table; everybody came in by a password before."""
    op.create_table(
        "desk_identity",
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("desk_user.id"), primary_key=True, autoincrement=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("called", sa.String(), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("issuer", "subject"),
    )
