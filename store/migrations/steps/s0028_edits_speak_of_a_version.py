"""An edit is in the words of the versions of the questionnaire that there were when it was made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"

_RAN = """
    UPDATE edit SET version = coalesce((
        SELECT max(v.version) FROM study_version v JOIN journal j ON j.number = edit.entry
        WHERE v.study = edit.study AND v.applied_at <= j.at
    ), 1)
"""


def upgrade() -> None:
    """Give each edit the version that ran when it was decided: its words were those of that version."""
    op.add_column("edit", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.execute(_RAN)
