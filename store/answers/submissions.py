"""Submissions and their answers: every workbook that was read, none deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, ForeignKey, Index, Select, UniqueConstraint, bindparam, func, insert, select, text, update
from sqlmodel import Field

from domain.answer import AnswerValue
from domain.finding import Severity
from domain.submission import Submission, SubmissionState
from store.answers.answer_rows import BETWEEN, BLANK, answer_row
from store.database.declarations import StoredRow
from store.database.mapping import Instant, chunked, decode_answers, one_of, to_row, to_value
from store.database.remembered import Recall


class SubmissionRow(StoredRow, table=True):
    """One workbook that was read for one invitation; a file is filed once for each message that brings it.

    `state` is what the decisions in force come to; `answered` is how many answers it has, or, where it counts, how many that count are
    its own: what others fill in beside it, and edits at the desk, are told apart in `store.answers.counting`.
    """

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("invitation_id", "fingerprint", "message_id"),
        Index("ix_submission_study_state", "study", "state", "invitation_id", "answered"),
        # The curve of returns asks when the first of each organisation came.
        Index("ix_submission_returns", "study", "invitation_id", "state", "received_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    study: str
    invitation_id: int = Field(foreign_key="invitation.id", index=True)
    message_id: int = Field(index=True)
    file_name: str
    fingerprint: str = Field(index=True)
    sender: str
    received_at: datetime = Field(sa_type=Instant)
    state: str
    language: str
    version: int = Field(sa_column_kwargs={"server_default": "1"})
    part: str = Field(sa_column_kwargs={"server_default": text("''")})
    other_parts: str = Field(sa_column_kwargs={"server_default": text("''")})
    mode: str = Field(sa_column_kwargs={"server_default": text("''")})
    letter_id: int | None
    letter_by: str = Field(sa_column_kwargs={"server_default": text("''")})
    answered: int
    findings: list[dict[str, object]] = Field(sa_column=Column(JSON, nullable=False))


class AnswerRow(StoredRow, table=True):
    """One answer with all that belongs to it: the typed value of one item in one submission, as JSON, and how it came about.

    A row is kept where there is something to say: not of an item that was asked and is blank. The columns that are empty for most answers
    may be null, which costs a database less than an empty text.
    """

    __tablename__ = "answer"
    # The key is the row's place in SQLite too, which halves what an answer costs to write.
    __table_args__ = ({"sqlite_with_rowid": False},)
    submission_id: int = Field(sa_column=Column(ForeignKey("submission.id"), primary_key=True))
    question: str = Field(primary_key=True)
    value: str
    status: str = Field(sa_column_kwargs={"server_default": "answered"})
    written: str | None
    flag: str | None
    note: str | None
    sheet: str | None
    cell: str | None
    rung: str | None
    how: str | None


_submission, _answer = SubmissionRow.__table__, AnswerRow.__table__  # type: ignore[attr-defined]
_BY_ID, _BY_INVITATION, _BY_MESSAGE, _BY_FINGERPRINT = (
    one_of(_submission, column, "id") for column in ("id", "invitation_id", "message_id", "fingerprint")
)
# Every workbook passes through these two, so they are put together once.
_BROUGHT = select(_submission.c.id).where(
    _submission.c.invitation_id == bindparam("invitation"),
    _submission.c.fingerprint == bindparam("file"),
    _submission.c.message_id == bindparam("message"),
)
# One row a submission, with all keys and all values in the same order: to fetch a row for each answer would cost some times as much.
_VALUES = (
    select(
        _answer.c.submission_id,
        func.aggregate_strings(_answer.c.question, BETWEEN).label("keys"),
        func.aggregate_strings(_answer.c.value, ",").label("values"),
    )
    .where(_answer.c.submission_id.in_(bindparam("values", expanding=True)), _answer.c.value != BLANK)
    .group_by(_answer.c.submission_id)
)
_ORGANISATIONS = 100  # Of so many all answers are in memory at once, and a form may have thousands of questions.
_NONE: Mapping[int, Submission] = {}


def keep(tx: Connection, submission: Submission, study: str) -> tuple[int, bool]:
    """Keep a submission and its answers; return its id, and whether it is new.

    A file that the same message brought before is kept once, as it is read today. Which submissions count is not decided here: see
    `store.answers.submission_states.settle`.
    """
    same = {"invitation": submission.invitation_id, "file": submission.fingerprint, "message": submission.message_id}
    before = tx.scalar(_BROUGHT, same)
    row = to_row(submission, without=frozenset({"id", "answers", "provenance", "added", "instead"}))
    given = {"answered": sum(value is not None for value in submission.answers.values())}
    if before:
        tx.execute(
            update(_submission)
            .where(_submission.c.id == before)
            .values(findings=row["findings"], version=row["version"], language=row["language"], **_parts(row), **_letter(row), **given)
        )
        tx.execute(_answer.delete().where(_answer.c.submission_id == before))
        _keep_answers(tx, before, submission)
        return int(before), False
    (submission_id,) = tx.execute(insert(_submission), row | given | {"study": study}).inserted_primary_key or (0,)
    _keep_answers(tx, submission_id, submission)
    return int(submission_id), True


def _parts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("part", "other_parts")}


def _letter(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the letter that it answers; what is known of that stays where it cannot be told again."""
    return {name: row[name] for name in ("letter_id", "letter_by")} if row["letter_id"] is not None else {}


def _keep_answers(tx: Connection, submission_id: int, submission: Submission) -> None:
    given = {key: value for key, value in submission.answers.items() if value is not None or key in submission.provenance}
    if given:
        tx.execute(insert(_answer), [answer_row(submission_id, key, value, submission.provenance.get(key)) for key, value in given.items()])


def accepted(tx: Connection, study: str) -> Iterator[list[int]]:
    """Yield the invitations of a study of which a submission counts, in their order, a bounded number at a time."""
    found = select(_submission.c.invitation_id).where(_submission.c.study == study, _submission.c.state == SubmissionState.ACCEPTED.value)
    yield from chunked(tx.scalars(found.distinct().order_by(_submission.c.invitation_id)).all(), _ORGANISATIONS)


def count_answers(tx: Connection, submission_id: int, answered: int) -> None:
    """Record how many of the answers of its organisation that count come from a submission."""
    tx.execute(update(_submission).where(_submission.c.id == submission_id, _submission.c.answered != answered).values(answered=answered))


def of_accepted(tx: Connection, invitation_ids: Iterable[int], known: Mapping[int, Submission] = _NONE) -> tuple[Submission, ...]:
    """Return the submissions of these organisations that count, with answers, oldest first; those that are `known` are not read again."""
    return _find(tx, _BY_INVITATION.where(_submission.c.state == SubmissionState.ACCEPTED.value), invitation_ids, known)


def ids_of_study(tx: Connection, study: str) -> tuple[int, ...]:
    """Return the numbers of all submissions of a study, in the order of the invitations, and of each the oldest first."""
    ours = select(_submission.c.id).where(_submission.c.study == study)
    return tuple(tx.scalars(ours.order_by(_submission.c.invitation_id, _submission.c.id)))


def with_ids(tx: Connection, ids: Iterable[int]) -> tuple[Submission, ...]:
    """Return the submissions with these numbers, with answers, oldest first."""
    return _find(tx, _BY_ID, ids)


def of_invitations(tx: Connection, invitation_ids: Iterable[int]) -> tuple[Submission, ...]:
    """Return the submissions of these organisations in a study, with answers, oldest first."""
    return tuple(sorted(_OF_INVITATION(tx, invitation_ids), key=lambda one: one.id))


def of_messages(tx: Connection, message_ids: Iterable[int]) -> tuple[Submission, ...]:
    """Return the submissions that these messages brought, with answers, oldest first."""
    return _find(tx, _BY_MESSAGE, message_ids)


def with_fingerprints(tx: Connection, fingerprints: Iterable[str]) -> tuple[Submission, ...]:
    """Return the submissions of files with these fingerprints, with answers, oldest first."""
    return _find(tx, _BY_FINGERPRINT, fingerprints)


def _find(tx: Connection, asked: Select[Any], values: Iterable[object], known: Mapping[int, Submission] = _NONE) -> tuple[Submission, ...]:
    rows = [row for some in chunked(values) for row in tx.execute(asked, {"values": some}).mappings()]
    if not rows:
        return ()
    answers: dict[int, dict[str, AnswerValue]] = {}
    for some in chunked({row["id"] for row in rows} - known.keys()):
        for submission_id, keys, told in tx.execute(_VALUES, {"values": some}):
            names = keys.split(BETWEEN)
            answers[submission_id] = dict(zip(names, decode_answers(told, len(names)), strict=True))
    return tuple(known.get(row["id"]) or _value(row, answers.get(row["id"], {})) for row in rows)


# Answers are inserted only for a submission that was inserted or changed before them, so that nothing is remembered of its organisation.
_OF_INVITATION = Recall[int, Submission](
    lambda tx, ids: ((one.invitation_id, one) for one in _find(tx, _BY_INVITATION, ids)),
    {"submission": "invitation_id", "answer": "submission_id"},
)


def _value(row: Mapping[Any, Any], answers: dict[str, AnswerValue]) -> Submission:
    return replace(to_value(Submission, {**row, "answers": {}}), answers=answers)


def flawless(tx: Connection, submission_ids: Iterable[int]) -> frozenset[int]:
    """Return those of these submissions of which no finding is an error."""
    asked = (select(_submission.c.id, _submission.c.findings).where(_submission.c.id.in_(some)) for some in chunked(submission_ids))
    found = (row for chosen in asked for row in tx.execute(chosen))
    return frozenset(row.id for row in found if all(one["severity"] != Severity.ERROR for one in row.findings))
