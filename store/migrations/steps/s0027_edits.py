"""Answers that were put right at the desk are kept beside what was sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0025"


def upgrade() -> None:
    """Make the table; nobody edited anything before."""
    op.create_table(
        "edit",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("study", sa.String(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), sa.ForeignKey("invitation.id"), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
    )
    op.create_index("ix_edit_invitation_id", "edit", ["invitation_id"])
    op.create_index("ix_edit_study", "edit", ["study", "stands"])
