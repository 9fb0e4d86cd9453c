"""Submissions and their answers: every workbook that was read, none deleted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Connection, ForeignKey, UniqueConstraint, func, insert, select, update
from sqlmodel import Field, SQLModel

from domain.submission import AnswerValue, Submission, SubmissionState
from store.mapping import Instant, decode_answer, encode_answer, one_of, to_row, to_value


class SubmissionRow(SQLModel, table=True):
    """One workbook that was read for one invitation; the same file is filed once."""

    __tablename__ = "submission"
    __table_args__ = (UniqueConstraint("invitation_id", "fingerprint"),)
    id: int | None = Field(default=None, primary_key=True)
    invitation_id: int = Field(foreign_key="invitation.id", index=True)
    message_id: int = Field(index=True)
    file_name: str
    fingerprint: str
    sender: str
    received_at: datetime = Field(sa_type=Instant)
    state: str = Field(index=True)
    language: str
    findings: list[dict[str, object]] = Field(sa_column=Column(JSON, nullable=False))


class AnswerRow(SQLModel, table=True):
    """The typed value of one question in one submission, as JSON; a blank is not kept."""

    __tablename__ = "answer"
    # The key is the row's place in SQLite too, which halves what an answer costs to write.
    __table_args__ = {"sqlite_with_rowid": False}
    submission_id: int = Field(sa_column=Column(ForeignKey("submission.id"), primary_key=True))
    question: str = Field(primary_key=True)
    value: str


_submission, _answer = SubmissionRow.__table__, AnswerRow.__table__  # type: ignore[attr-defined]
_COUNTING = (SubmissionState.ACCEPTED.value, SubmissionState.QUERIED.value)


def file(tx: Connection, submission: Submission) -> int:
    """Keep a submission and its answers and return its id; a file that was filed before is kept once, as it is read today.

    A submission that counts (accepted or queried) supersedes the one that counted.
    """
    there = (_submission.c.invitation_id == submission.invitation_id, _submission.c.fingerprint == submission.fingerprint)
    before = tx.execute(select(_submission.c.id, _submission.c.state).where(*there)).first()
    if before:
        _reread(tx, before.id, before.state, submission)
        return int(before.id)
    if submission.state.value in _COUNTING:
        _supersede(tx, submission.invitation_id)
    row = to_row(submission, without=frozenset({"id", "answers"}))
    (submission_id,) = tx.execute(insert(_submission), row).inserted_primary_key or (0,)
    _keep_answers(tx, submission_id, submission.answers)
    return int(submission_id)


def _reread(tx: Connection, submission_id: int, state: str, submission: Submission) -> None:
    """Replace what was read of a file by what today's code reads; what a person or a newer file decided stays."""
    both_count = state in _COUNTING and submission.state.value in _COUNTING
    values = {"findings": to_row(submission)["findings"], "state": submission.state.value if both_count else state}
    tx.execute(update(_submission).where(_submission.c.id == submission_id).values(**values))
    tx.execute(_answer.delete().where(_answer.c.submission_id == submission_id))
    _keep_answers(tx, submission_id, submission.answers)


def _keep_answers(tx: Connection, submission_id: int, answers: dict[str, AnswerValue]) -> None:
    rows = [
        {"submission_id": submission_id, "question": question, "value": json.dumps(encode_answer(value), ensure_ascii=False)}
        for question, value in answers.items()
        if value is not None
    ]
    if rows:
        tx.execute(insert(_answer), rows)


def _supersede(tx: Connection, invitation_id: int | None) -> None:
    counting = (_submission.c.invitation_id == invitation_id, _submission.c.state.in_(_COUNTING))
    tx.execute(update(_submission).where(*counting).values(state=SubmissionState.SUPERSEDED.value))


def decide(tx: Connection, submission_id: int, state: SubmissionState) -> None:
    """Give a held submission the state that a person decided."""
    if state.value in _COUNTING:
        _supersede(tx, tx.scalar(select(_submission.c.invitation_id).where(_submission.c.id == submission_id)))
    tx.execute(update(_submission).where(_submission.c.id == submission_id).values(state=state.value))


def find(tx: Connection, column: str, values: Iterable[object]) -> tuple[Submission, ...]:
    """Return the submissions, with answers, whose `column` (id, invitation_id, fingerprint ...) is one of `values`, oldest first."""
    rows = tx.execute(one_of(_submission, column, "id"), {"values": list(values)}).mappings().all()
    if not rows:
        return ()
    answers: dict[int, dict[str, AnswerValue]] = {row["id"]: {} for row in rows}
    for row in tx.execute(select(_answer).where(_answer.c.submission_id.in_(answers))):
        answers[row.submission_id][row.question] = decode_answer(json.loads(row.value))
    return tuple(_value(row, answers[row["id"]]) for row in rows)


def _value(row: Mapping[Any, Any], answers: dict[str, AnswerValue]) -> Submission:
    return replace(to_value(Submission, {**row, "answers": {}}), answers=answers)


def states(tx: Connection, study_invitations: Iterable[int]) -> dict[int, tuple[tuple[str, datetime], ...]]:
    """Return for each invitation the states of its submissions and when they came, oldest first."""
    chosen = select(_submission.c.invitation_id, _submission.c.state, _submission.c.received_at).where(
        _submission.c.invitation_id.in_(list(study_invitations))
    )
    found: dict[int, list[tuple[str, datetime]]] = {}
    for row in tx.execute(chosen.order_by(_submission.c.id)):
        found.setdefault(row.invitation_id, []).append((row.state, row.received_at))
    return {invitation: tuple(line) for invitation, line in found.items()}


def answers_count(tx: Connection, study_invitations: Iterable[int]) -> int:
    """Return how many answers count: those of accepted submissions."""
    joined = _answer.join(_submission, _answer.c.submission_id == _submission.c.id)
    accepted = (_submission.c.invitation_id.in_(list(study_invitations)), _submission.c.state == SubmissionState.ACCEPTED)
    return tx.scalar(select(func.count()).select_from(joined).where(*accepted)) or 0
