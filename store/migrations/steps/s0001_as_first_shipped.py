"""The tables as they were first shipped."""

from __future__ import annotations

from alembic import op
from sqlalchemy import JSON, Boolean, Column, Date, DateTime, ForeignKey, Integer, LargeBinary, String, UniqueConstraint, text

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table."""
    _contacts()
    _studies()
    _letters()
    _messages()
    _submissions()
    _holds()


def _contacts() -> None:
    op.create_table(
        "organisation",
        Column("code", String(), primary_key=True),
        Column("name", String(), nullable=False),
        Column("country", String(), nullable=False),
        Column("region", String(), nullable=False),
    )
    op.create_table(
        "contact",
        Column("organisation", String(), ForeignKey("organisation.code"), primary_key=True),
        Column("address", String(), primary_key=True),
        Column("name", String(), nullable=False),
        Column("salutation", String(), nullable=False),
        Column("language", String(), nullable=False),
        Column("role", String(), nullable=False),
        Column("extra", JSON(), nullable=False),
    )
    op.create_index("ix_contact_address", "contact", ["address"])
    op.create_index("ix_contact_address_lower", "contact", [text("lower(address)")])
    op.create_table(
        "list_entry",
        Column("list", String(), primary_key=True),
        Column("organisation", String(), primary_key=True),
        Column("address", String(), primary_key=True),
    )
    op.create_table(
        "suppression",
        Column("address", String(), primary_key=True),
        Column("reason", String(), nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
    )


def _studies() -> None:
    op.create_table(
        "study",
        Column("id", String(), primary_key=True),
        Column("paused", Boolean(), nullable=False),
        Column("deadline", Date()),
    )
    op.create_table(
        "study_version",
        Column("study", String(), primary_key=True),
        Column("version", Integer(), primary_key=True),
        Column("applied_at", DateTime(timezone=True), nullable=False),
        Column("files", JSON(), nullable=False),
    )
    op.create_table(
        "layout",
        Column("version", String(), primary_key=True),
        Column("study", String(), primary_key=True),
        Column("data", String(), nullable=False),
    )
    op.create_table(
        "due",
        Column("study", String(), primary_key=True),
        Column("what", String(), primary_key=True),
        Column("due_at", DateTime(timezone=True), nullable=False),
        Column("done_at", DateTime(timezone=True), nullable=False),
        Column("outcome", String(), nullable=False),
    )


def _letters() -> None:
    op.create_table(
        "letter",
        Column("id", Integer(), primary_key=True),
        Column("cause", String(), nullable=False),
        Column("kind", String(), nullable=False),
        Column("study", String(), nullable=False),
        Column("template", String(), nullable=False),
        Column("sender", String(), nullable=False),
        Column("address", String(), nullable=False),
        Column("language", String(), nullable=False),
        Column("role", String(), nullable=False),
        Column("tag", String(), nullable=False),
        Column("organisation", String()),
        Column("mailing", String()),
        Column("context", JSON(), nullable=False),
        Column("state", String(), nullable=False),
        Column("attempts", Integer(), nullable=False),
        Column("planned_at", DateTime(timezone=True), nullable=False),
        Column("due_at", DateTime(timezone=True), nullable=False),
        Column("mail_from", String()),
        Column("own", LargeBinary()),
        UniqueConstraint("cause"),
        UniqueConstraint("tag"),
    )
    op.create_index("ix_letter_address", "letter", ["address"])
    op.create_index("ix_letter_organisation", "letter", ["organisation"])
    op.create_index("ix_letter_state", "letter", ["state"])
    op.create_index("ix_letter_study", "letter", ["study"])
    op.create_table(
        "attempt",
        Column("id", Integer(), primary_key=True),
        Column("letter_id", Integer(), ForeignKey("letter.id"), nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("outcome", String(), nullable=False),
        Column("stage", String(), nullable=False),
        Column("code", Integer()),
        Column("text", String(), nullable=False),
    )
    op.create_index("ix_attempt_letter_id", "attempt", ["letter_id"])


def _messages() -> None:
    op.create_table(
        "message",
        Column("id", Integer(), primary_key=True),
        Column("sha256", String(), nullable=False),
        Column("received_at", DateTime(timezone=True), nullable=False),
        Column("state", String(), nullable=False),
        Column("kind", String()),
        Column("rule", String()),
        Column("why", String()),
        Column("sender", String()),
        Column("subject", String()),
        Column("study", String()),
        Column("invitation_id", Integer()),
        Column("effects", JSON(), nullable=False),
        UniqueConstraint("sha256"),
    )
    op.create_index("ix_message_invitation_id", "message", ["invitation_id"])
    op.create_index("ix_message_state", "message", ["state"])
    op.create_index("ix_message_study", "message", ["study"])
    op.create_table(
        "location",
        Column("mailbox", String(), primary_key=True),
        Column("folder", String(), primary_key=True),
        Column("uidvalidity", Integer(), primary_key=True),
        Column("uid", String(), primary_key=True),
        Column("message_id", Integer()),
        Column("filed", Boolean(), nullable=False),
    )
    op.create_index("ix_location_filed", "location", ["filed"])
    op.create_table(
        "bounce",
        Column("id", Integer(), primary_key=True),
        Column("message_id", Integer(), nullable=False),
        Column("letter_id", Integer()),
        Column("address", String(), nullable=False),
        Column("permanent", Boolean()),
        Column("status", String()),
        Column("diagnostic", String(), nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_bounce_letter_id", "bounce", ["letter_id"])
    op.create_index("ix_bounce_message_id", "bounce", ["message_id"])


def _submissions() -> None:
    op.create_table(
        "invitation",
        Column("id", Integer(), primary_key=True),
        Column("study", String(), nullable=False),
        Column("organisation", String(), nullable=False),
        Column("serial", Integer(), nullable=False),
        Column("reference", String(), nullable=False),
        Column("token", String(), nullable=False),
        Column("declined", Boolean(), nullable=False),
        UniqueConstraint("study", "organisation"),
        UniqueConstraint("reference"),
        UniqueConstraint("token"),
    )
    op.create_index("ix_invitation_organisation", "invitation", ["organisation"])
    op.create_index("ix_invitation_study", "invitation", ["study"])
    op.create_table(
        "submission",
        Column("id", Integer(), primary_key=True),
        Column("invitation_id", Integer(), ForeignKey("invitation.id"), nullable=False),
        Column("message_id", Integer(), nullable=False),
        Column("file_name", String(), nullable=False),
        Column("fingerprint", String(), nullable=False),
        Column("sender", String(), nullable=False),
        Column("received_at", DateTime(timezone=True), nullable=False),
        Column("state", String(), nullable=False),
        Column("language", String(), nullable=False),
        Column("findings", JSON(), nullable=False),
        UniqueConstraint("invitation_id", "fingerprint"),
    )
    op.create_index("ix_submission_invitation_id", "submission", ["invitation_id"])
    op.create_index("ix_submission_message_id", "submission", ["message_id"])
    op.create_index("ix_submission_state", "submission", ["state"])
    op.create_table(
        "answer",
        Column("submission_id", Integer(), ForeignKey("submission.id"), primary_key=True),
        Column("question", String(), primary_key=True),
        Column("value", String(), nullable=False),
        sqlite_with_rowid=False,
    )


def _holds() -> None:
    op.create_table(
        "hold",
        Column("id", Integer(), primary_key=True),
        Column("cause", String(), nullable=False),
        Column("study", String()),
        Column("message_id", Integer()),
        Column("invitation_id", Integer()),
        Column("submission_id", Integer()),
        Column("file_name", String()),
        Column("fingerprint", String()),
        Column("reasons", JSON(), nullable=False),
        Column("options", JSON(), nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("decision", String()),
        Column("decided_at", DateTime(timezone=True)),
        UniqueConstraint("cause"),
    )
    op.create_index("ix_hold_decision", "hold", ["decision"])
    op.create_index("ix_hold_message_id", "hold", ["message_id"])
    op.create_index("ix_hold_study", "hold", ["study"])
