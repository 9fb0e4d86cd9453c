"""Parts of a questionnaire, for which a workbook may answer alone, and files beside workbooks, which are kept as annexes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"


def upgrade() -> None:
    """Add what tells parts apart: whatever came before answers for the whole. Nobody has annexes yet."""
    for table, column in (("contact", "part"), ("submission", "part"), ("submission", "other_parts"), ("invitation", "lacks")):
        op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=sa.text("''")))
    op.create_index(
        "ix_invitation_lacks", "invitation", ["study"], sqlite_where=sa.text("lacks <> ''"), postgresql_where=sa.text("lacks <> ''")
    )
    op.create_table(
        "annex",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("study", sa.String(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), sa.ForeignKey("invitation.id"), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.UniqueConstraint("invitation_id", "sha256"),
    )
    for column in ("invitation_id", "message_id", "study"):
        op.create_index(f"ix_annex_{column}", "annex", [column])
