"""A blank workbook, or a file that is none, no longer counts as an organisation's where its sender only wrote the name of somebody there.

Earlier versions kept it of anybody whose address was on record, also where a mail server that is believed did not vouch for them. The
letter that answered the message says whether it was believed. What it no longer shows stays, and so does what came where nobody had said
which mail servers are to be believed. To read the messages again brings the rest back as it is kept today.
"""

from __future__ import annotations

from alembic import op

revision = "0068"
down_revision = "0067"

_ANSWER = """SELECT 1 FROM invitation i JOIN letter l ON l.organisation = i.organisation
WHERE i.id = case_event.invitation_id AND l.kind = 'question_back' AND l.asker = m.sender
AND l.cause LIKE 'question_back:' || i.id || ':%' AND l.believed IS"""


def upgrade() -> None:
    """Remove such events, which would make their organisations wait for a correction that nobody there owes."""
    op.execute(f"""
DELETE FROM case_event WHERE event IN ('blank', 'unreadable') AND EXISTS (
    SELECT 1 FROM message m
    WHERE m.id = CASE WHEN case_event.record LIKE 'message %' THEN CAST(substr(case_event.record, 9) AS INTEGER) END
    AND m.server IS NOT NULL AND EXISTS ({_ANSWER} FALSE) AND NOT EXISTS ({_ANSWER} TRUE)
)""")
