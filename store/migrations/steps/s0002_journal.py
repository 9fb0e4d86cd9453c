"""The journal of decisions, with an entry for all that stood decided; kinds of cases; marks; indexes for what is asked often."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations import NAMES

revision = "0002"
down_revision = "0001"

_BEFORE = "rule:before"  # Who decided what was decided before there was a journal.
_WAITS, _MARKED = sa.text("decision IS NULL"), sa.text("mark IS NOT NULL")
_KINDS = """
CASE
    WHEN CAST(options AS TEXT) LIKE '%declined%' THEN 'decline'
    WHEN CAST(options AS TEXT) LIKE '%accept%' THEN 'workbook'
    WHEN CAST(options AS TEXT) LIKE '%assign%' THEN 'unmatched'
    WHEN fingerprint IS NOT NULL THEN 'file'
    ELSE 'message'
END"""

# The order in which submissions came to count: one that a person accepted did so after all that had come until then. Of an organisation's
# submissions the one that counts comes last, as it did.
_ACCEPTED_AT = """
(SELECT max(h.decided_at) FROM hold h WHERE h.submission_id = submission.id AND h.kind = 'workbook' AND h.decision = 'accept')"""
_IN_TURN = f"""
CASE WHEN state = 'superseded' THEN 0 ELSE 1 END,
COALESCE(
    (SELECT max(o.id) FROM submission o WHERE o.invitation_id = submission.invitation_id AND o.received_at <= {_ACCEPTED_AT}),
    submission.id
),
CASE WHEN {_ACCEPTED_AT} IS NULL THEN 0 ELSE 1 END,
{_ACCEPTED_AT},
submission.id"""


def upgrade() -> None:
    """Make the journal, change what it decides about, and write down what was decided before."""
    _journal()
    _suppressions()
    _cases()
    _invitations()
    _submissions()
    _indexes()
    _held_mailings(op.get_bind())
    _write_down(op.get_bind())


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("by", "what", "subject", "subject_id", "value", "was")),
        sa.Column("study", sa.String(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("invitation_id", "message_id", "undoes", "follows")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("previous", "hash")),
    )
    op.create_index("ix_journal_subject", "journal", ["subject", "subject_id"])
    op.create_index("ix_journal_invitation_id", "journal", ["invitation_id"])
    op.create_index("ix_journal_follows", "journal", ["follows"])
    op.create_table(
        "journal_note",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("note", sa.String(), nullable=False),
    )
    op.create_table(
        "journal_name",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.UniqueConstraint("kind", "name"),
    )


def _suppressions() -> None:
    op.add_column("suppression", sa.Column("why", sa.String(), nullable=False, server_default="by_hand"))
    for why, begins in (
        ("no_such_mailbox", "A mail server says:%"),
        ("no_such_mailbox", "no such mailbox:%"),
        ("complained", "The recipient complained%"),
        ("unsubscribed", "A person asks not to be written to%"),
    ):
        op.get_bind().execute(sa.text("UPDATE suppression SET why = :why WHERE reason LIKE :begins"), {"why": why, "begins": begins})
    with op.batch_alter_table("suppression", naming_convention=NAMES) as suppression:
        suppression.alter_column("why", server_default=None)


def _cases() -> None:
    for name in ("kind", "mailing", "words", "fault", "by"):
        op.add_column("hold", sa.Column(name, sa.String(), nullable=name != "kind", server_default="message" if name == "kind" else None))
    op.execute(f"UPDATE hold SET kind = {_KINDS}")
    op.execute("UPDATE hold SET study = (SELECT study FROM invitation i WHERE i.id = hold.invitation_id) WHERE study IS NULL")
    # A case is about the file of one message now; whoever else sends the same file makes another.
    op.execute(
        "UPDATE hold SET cause = cause || ':' || substr((SELECT sha256 FROM message m WHERE m.id = hold.message_id), 1, 16)"
        " WHERE cause LIKE 'hold:%' AND message_id IN (SELECT id FROM message)"
    )
    op.get_bind().execute(
        sa.text("UPDATE hold SET decision = CASE WHEN decision LIKE 'accept%' THEN 'accept' WHEN decision LIKE 'assign%' THEN 'assign'"
                " ELSE decision END, by = :by WHERE decision IS NOT NULL"), {"by": _BEFORE},
    )  # fmt: skip
    op.drop_index("ix_hold_decision", "hold")
    with op.batch_alter_table("hold", naming_convention=NAMES) as hold:
        hold.drop_column("options")
        hold.alter_column("kind", server_default=None)
    op.create_index("ix_hold_invitation_id", "hold", ["invitation_id"])
    op.create_index("ix_hold_waiting", "hold", ["study", "invitation_id"], sqlite_where=_WAITS, postgresql_where=_WAITS)


def _invitations() -> None:
    op.add_column("invitation", sa.Column("mark", sa.String(), nullable=True))
    op.add_column("invitation", sa.Column("until", sa.Date(), nullable=True))
    op.execute("UPDATE invitation SET mark = 'declined' WHERE declined")
    with op.batch_alter_table("invitation", naming_convention=NAMES) as invitation:
        invitation.drop_column("declined")
    op.create_index("ix_invitation_marked", "invitation", ["study", "mark"], sqlite_where=_MARKED, postgresql_where=_MARKED)


def _submissions() -> None:
    op.drop_index("ix_submission_state", "submission")
    with op.batch_alter_table("submission", naming_convention=NAMES) as submission:
        submission.add_column(sa.Column("study", sa.String(), nullable=False, server_default=""))
        submission.add_column(sa.Column("answered", sa.Integer(), nullable=False, server_default="0"))
        submission.drop_constraint("submission_invitation_id_fingerprint_key", type_="unique")
        submission.create_unique_constraint(
            "submission_invitation_id_fingerprint_message_id_key", ["invitation_id", "fingerprint", "message_id"]
        )
    op.execute("UPDATE submission SET study = (SELECT study FROM invitation i WHERE i.id = submission.invitation_id)")
    op.execute("UPDATE submission SET answered = (SELECT count(*) FROM answer a WHERE a.submission_id = submission.id)")
    with op.batch_alter_table("submission", naming_convention=NAMES) as submission:
        submission.alter_column("study", server_default=None)
        submission.alter_column("answered", server_default=None)
    op.create_index("ix_submission_fingerprint", "submission", ["fingerprint"])
    op.create_index("ix_submission_study_state", "submission", ["study", "state", "invitation_id", "answered"])


def _indexes() -> None:
    op.drop_index("ix_letter_study", "letter")
    op.drop_index("ix_letter_address", "letter")
    op.create_index("ix_letter_study_state", "letter", ["study", "state", "mailing"])
    op.create_index("ix_letter_address_lower", "letter", [sa.text("lower(address)"), "organisation", "study", "state"])
    op.drop_index("ix_message_study", "message")
    op.create_index("ix_message_study_kind", "message", ["study", "kind", "received_at"])


def _held_mailings(tx: sa.Connection) -> None:
    """Make a case of each mailing that was held: until now only its due date said so."""
    instant = sa.DateTime(timezone=True)
    held = sa.text("SELECT study, what, due_at, done_at, outcome FROM due WHERE what LIKE 'mailing:%' AND outcome LIKE 'held: %'")
    hold = sa.table(
        "hold",
        *(sa.column(name, sa.String()) for name in ("cause", "kind", "study", "mailing")),
        sa.column("reasons", sa.JSON()),
        sa.column("at", instant),
    )
    for row in tx.execute(held.columns(due_at=instant, done_at=instant)).mappings():
        name, why = row["what"].removeprefix("mailing:"), row["outcome"].removeprefix("held: ")
        reasons = [f"The mailing {name} did not leave: {why}"]
        case = {"cause": f"mailing:{row['study']}:{name}", "kind": "mailing", "study": row["study"], "mailing": name}
        tx.execute(hold.insert(), case | {"reasons": reasons, "at": row["done_at"]})


def _write_down(tx: sa.Connection) -> None:
    """Write an entry for each decision that stood before, and bring the submissions up to what the entries come to."""
    # Each submission asks for the cases about it: without an index, those of a hundred thousand organisations would take hours.
    op.create_index("ix_hold_of_submission", "hold", ["submission_id"])
    tx.execute(sa.text("INSERT INTO journal_name (kind, name) SELECT 'address', address FROM suppression ORDER BY address"))
    entries, number, previous = _entries(tx), 0, "0" * 64
    columns = (
        "number",
        "at",
        "by",
        "what",
        "subject",
        "subject_id",
        "value",
        "was",
        "study",
        "invitation_id",
        "message_id",
        "previous",
        "hash",
    )
    journal = sa.table("journal", *(sa.column(name, sa.DateTime(timezone=True) if name == "at" else None) for name in columns))
    while some := list(islice(entries, 2_000)):
        rows = []
        for row in some:
            number += 1
            sealed = _sealed(row, number, previous)
            previous = sealed["hash"]
            rows.append(sealed)
        tx.execute(journal.insert(), rows)
    tx.execute(
        sa.text(
            "INSERT INTO journal_note (number, note) SELECT j.number, s.reason FROM journal j"
            " JOIN journal_name n ON j.subject = 'address' AND j.subject_id = CAST(n.id AS TEXT) JOIN suppression s ON s.address = n.name"
        )
    )
    _restate(tx)
    op.drop_index("ix_hold_of_submission", "hold")


def _restate(tx: sa.Connection) -> None:
    """Let the last accepted answer count again that one which was merely sent back had taken the place of."""
    chosen = sa.text(
        "SELECT id, invitation_id, state, findings FROM submission WHERE invitation_id IN"
        f" (SELECT invitation_id FROM submission WHERE state = 'superseded') ORDER BY {_IN_TURN}"
    ).columns(findings=sa.JSON())
    newest: dict[tuple[int, str], int] = {}
    superseded: dict[int, int] = {}
    for row in tx.execute(chosen).mappings():
        newest[row["invitation_id"], _verdict(row)] = row["id"]
        if row["state"] == "superseded":
            superseded[row["id"]] = row["invitation_id"]
    for submission, invitation in superseded.items():
        if newest.get((invitation, "accept")) == submission:
            tx.execute(sa.text("UPDATE submission SET state = 'accepted' WHERE id = :id"), {"id": submission})
        elif newest.get((invitation, "query")) == submission and (invitation, "accept") not in newest:
            tx.execute(sa.text("UPDATE submission SET state = 'queried' WHERE id = :id"), {"id": submission})


def _entries(tx: sa.Connection) -> Iterator[dict[str, Any]]:
    """Yield what stood decided."""
    submissions = sa.text(
        f"SELECT id, study, invitation_id, message_id, received_at, state, findings FROM submission ORDER BY {_IN_TURN}"
    ).columns(received_at=sa.DateTime(timezone=True), findings=sa.JSON())
    for row in tx.execute(submissions).mappings():
        yield _entry(row, _verdict(row), "submission", row["id"], row["received_at"])
    holds = sa.text(
        "SELECT id, study, invitation_id, message_id, kind, at, decision, decided_at FROM hold ORDER BY id"
    ).columns(at=sa.DateTime(timezone=True), decided_at=sa.DateTime(timezone=True))  # fmt: skip
    for row in tx.execute(holds).mappings():
        yield _entry(row, "open", "case", row["id"], row["at"], row["kind"])
        if row["decision"] is not None:
            yield _entry(row, "decide", "case", row["id"], row["decided_at"] or row["at"], row["decision"])
    now = datetime.now(UTC)
    for row in tx.execute(sa.text("SELECT id, id AS invitation_id, study FROM invitation WHERE mark IS NOT NULL ORDER BY id")).mappings():
        yield _entry(row, "declined", "organisation", row["id"], now)
    suppressions = sa.text(
        "SELECT n.id, s.why, s.at FROM suppression s JOIN journal_name n ON n.kind = 'address' AND n.name = s.address ORDER BY n.id"
    ).columns(at=sa.DateTime(timezone=True))
    for row in tx.execute(suppressions).mappings():
        yield _entry({}, "suppress", "address", row["id"], row["at"], row["why"])
    studies = sa.text("SELECT id, id AS study, paused, deadline FROM study ORDER BY id").columns(deadline=sa.Date())
    for row in tx.execute(studies).mappings():
        if row["paused"]:
            yield _entry(row, "pause", "study", row["id"], now)
        if row["deadline"] is not None:
            yield _entry(row, "extend", "study", row["id"], now, row["deadline"].isoformat())


def _verdict(row: Mapping[Any, Any]) -> str:
    """Return the decision that a submission's state came from; what was superseded was accepted if it had no error."""
    if row["state"] == "superseded":
        return "query" if any(finding.get("severity") == "error" for finding in row["findings"]) else "accept"
    return {"accepted": "accept", "queried": "query", "held": "hold", "rejected": "reject"}[row["state"]]


def _entry(row: Mapping[Any, Any], what: str, subject: str, subject_id: object, at: datetime, value: str = "") -> dict[str, Any]:
    known = {name: row.get(name) for name in ("study", "invitation_id", "message_id")}
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return {"at": aware, "by": _BEFORE, "what": what, "subject": subject, "subject_id": str(subject_id), "value": value, "was": ""} | known


def _sealed(row: dict[str, Any], number: int, previous: str) -> dict[str, Any]:
    """Return an entry chained to the one before it, as `domain.journal.digest` reckons it."""
    facts = {
        "number": number,
        "at": row["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        "by": row["by"],
        "what": row["what"],
        "about": f"{row['subject']} {row['subject_id']}",
        "value": row["value"],
        "was": row["was"],
        "study": row["study"],
        "invitation_id": row["invitation_id"],
        "message_id": row["message_id"],
        "undoes": None,
        "follows": None,
        "previous": previous,
    }
    digest = hashlib.sha256(json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
    return row | {"number": number, "previous": previous, "hash": digest}
