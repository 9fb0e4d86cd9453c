"""An answer is kept with how it came about, and a submission with the version of the study by which it was read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

_TOLD = ("written", "flag", "note", "sheet", "cell", "rung", "how")


def upgrade() -> None:
    """Add the columns. Of earlier answers it is known that they were given, and the version that was in force when they came."""
    op.add_column("answer", sa.Column("status", sa.String(), nullable=False, server_default="answered"))
    for name in _TOLD:
        op.add_column("answer", sa.Column(name, sa.String(), nullable=True))
    op.add_column("submission", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    _say_versions()


def _say_versions() -> None:
    submission = sa.table("submission", sa.column("study"), sa.column("received_at"), sa.column("version"))
    applied = sa.table("study_version", sa.column("study"), sa.column("applied_at"), sa.column("version"))
    in_force = sa.select(sa.func.max(applied.c.version)).where(
        applied.c.study == submission.c.study, applied.c.applied_at <= submission.c.received_at
    )
    op.get_bind().execute(sa.update(submission).values(version=sa.func.coalesce(in_force.scalar_subquery(), 1)))
