"""What came back without answers is a fact of its own, and not what a letter speaks of; so is what an erased contact leaves behind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0030"


def upgrade() -> None:
    """Make the table from the letters that told of such files, as far as they still speak of them; and the column for a size."""
    events = op.create_table(
        "case_event",
        sa.Column("invitation_id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("event", sa.String(), primary_key=True),
        sa.Column("record", sa.String(), primary_key=True),
        sa.Column("study", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_case_event_record", "case_event", ["record"])
    op.create_index("ix_case_event_study", "case_event", ["study"])
    op.add_column("invitation", sa.Column("weight", sa.Float(), nullable=True))
    rows = _told()
    if rows:
        op.bulk_insert(events, rows)


def _told() -> list[dict[str, object]]:
    found: dict[tuple[object, str, str], dict[str, object]] = {}
    invitation = sa.table("invitation", sa.column("id"), sa.column("study"), sa.column("organisation"))
    letter = sa.table(
        "letter",
        *(sa.column(name) for name in ("id", "study", "organisation", "kind", "state")),
        sa.column("planned_at", sa.DateTime(timezone=True)),
        sa.column("context", sa.JSON()),
    )
    same = (invitation.c.study == letter.c.study) & (invitation.c.organisation == letter.c.organisation)
    chosen = sa.select(letter.c.id, letter.c.study, letter.c.planned_at, letter.c.context, invitation.c.id.label("invitation"))
    told = chosen.join(invitation, same).where(letter.c.kind == "question_back", letter.c.state != "dropped").order_by(letter.c.id)
    for row in op.get_bind().execute(told):
        context = row.context or {}
        event = "unreadable" if context.get("refusals") else "blank" if context.get("submission", 0) is None else ""
        if event:
            record = f"message {context['message_id']}" if "message_id" in context else f"letter {row.id}"
            own = {"invitation_id": row.invitation, "event": event, "record": record}
            found[(row.invitation, event, record)] = own | {"study": row.study, "at": row.planned_at}
    return list(found.values())
