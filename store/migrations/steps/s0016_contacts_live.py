"""Contacts have states: who is away until when, who was taken off a list, and what decisions changed about them."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

# Who was taken off a list by a decision about somebody who named a successor; whom a file put back since stands on the list again.
_NEWEST = """
SELECT n.name, j.what, j.at, coalesce(t.note, '') AS note FROM journal j
JOIN journal_name n ON n.kind = 'contact' AND CAST(n.id AS VARCHAR) = j.subject_id
LEFT JOIN journal_note t ON t.number = j.number
WHERE j.subject = 'contact' AND n.name IS NOT NULL ORDER BY j.number
"""


def upgrade() -> None:
    """Make the tables, and keep off their lists whom a person had taken off and nobody put back."""
    op.create_table(
        "absence",
        sa.Column("address", sa.String(), primary_key=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
    )
    retirement = op.create_table(
        "retirement",
        sa.Column("list", sa.String(), primary_key=True),
        sa.Column("organisation", sa.String(), primary_key=True),
        sa.Column("address", sa.String(), primary_key=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
    )
    gone = _gone(op.get_bind())
    if gone:
        op.bulk_insert(retirement, gone)


def _gone(tx: sa.Connection) -> list[dict[str, object]]:
    """Return those whom the newest decision about them took off a list on which they do not stand."""
    asked = sa.text(_NEWEST).columns(at=sa.DateTime(timezone=True))
    newest = {row.name: row for row in tx.execute(asked)}
    listed = {"\t".join(row) for row in tx.execute(sa.text("SELECT list, organisation, address FROM list_entry"))}
    retired = [row for name, row in newest.items() if row.what == "retire" and name not in listed]
    return [
        dict(zip(("list", "organisation", "address"), row.name.split("\t"), strict=True)) | {"reason": row.note, "at": _aware(row.at)}
        for row in retired
    ]


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)
