"""The states of submissions: what the decisions in force come to, and what is asked by state, for which no answer is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, select, update

from domain.journal import Entry
from domain.rules.counting import states
from domain.submission import SubmissionState
from store.answers.submissions import SubmissionRow
from store.database.mapping import chunked

_submission = SubmissionRow.__table__  # type: ignore[attr-defined]
_STATES = select(_submission.c.id, _submission.c.state).where(_submission.c.invitation_id == bindparam("invitation"))


def settle(tx: Connection, invitation_id: int, decisions: Sequence[Entry]) -> None:
    """Give the submissions of one organisation the states that the decisions in force come to."""
    now = {row.id: row.state for row in tx.execute(_STATES, {"invitation": invitation_id})}
    for submission_id, state in states(now, decisions).items():
        if state.value != now[submission_id]:
            tx.execute(update(_submission).where(_submission.c.id == submission_id).values(state=state.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """One submission, as far as an organisation's standing needs it; `answers` says that it has any."""

    state: SubmissionState
    received_at: datetime
    sender: str
    part: str = ""
    answers: bool = True

    @property
    def is_no_answer(self) -> bool:
        """Say whether a person rejected what answers nothing, such as another spreadsheet that was sent by mistake."""
        return self.state is SubmissionState.REJECTED and not self.answers


def states_of(tx: Connection, study: str, invitation_ids: Iterable[int] | None = None) -> dict[int, tuple[Came, ...]]:
    """Return the submissions of a study by invitation, oldest first; `invitation_ids` names those that are wanted."""
    names = ("invitation_id", "state", "received_at", "sender", "part", "answered")
    columns = select(*(_submission.c[name] for name in names))
    wanted = (
        [columns.where(_submission.c.study == study)]
        if invitation_ids is None
        else [columns.where(_submission.c.invitation_id.in_(some)) for some in chunked(invitation_ids)]
    )
    found: dict[int, list[Came]] = {}
    for chosen in wanted:
        for row in tx.execute(chosen.order_by(_submission.c.id)):
            state, answers = SubmissionState(row.state), row.answered > 0
            one = Came(state=state, received_at=row.received_at, sender=row.sender, part=row.part, answers=answers)
            found.setdefault(row.invitation_id, []).append(one)
    return {invitation: tuple(came) for invitation, came in found.items()}


def with_state(tx: Connection, invitation_ids: Iterable[int], state: SubmissionState) -> frozenset[int]:
    """Return those of these invitations that have a submission in this state."""
    asked = (
        select(_submission.c.invitation_id).where(_submission.c.state == state.value, _submission.c.invitation_id.in_(some))
        for some in chunked(invitation_ids)
    )
    return frozenset(number for chosen in asked for number in tx.scalars(chosen))


def assigned_elsewhere() -> ColumnElement[bool]:
    """Return the condition that a submission does not count, since the same file of the same message is another organisation's."""
    other = _submission.alias()
    same = (other.c.message_id == _submission.c.message_id, other.c.fingerprint == _submission.c.fingerprint)
    elsewhere = (other.c.invitation_id != _submission.c.invitation_id, other.c.state != SubmissionState.REJECTED.value)
    return and_(_submission.c.state == SubmissionState.REJECTED.value, exists().where(*same, *elsewhere))


def counts(tx: Connection, study: str) -> dict[str, int]:
    """Return how many submissions of the study are in each state; a file that was assigned to another organisation counts there alone."""
    of_study = (_submission.c.study == study, ~assigned_elsewhere())
    chosen = select(_submission.c.state, func.count().label("submissions")).where(*of_study).group_by(_submission.c.state)
    return dict(sorted((row.state, row.submissions) for row in tx.execute(chosen)))


def states_by_id(tx: Connection, submission_ids: Iterable[int]) -> dict[int, SubmissionState]:
    """Return the states of these submissions."""
    asked = (select(_submission.c.id, _submission.c.state).where(_submission.c.id.in_(some)) for some in chunked(submission_ids))
    return {row.id: SubmissionState(row.state) for chosen in asked for row in tx.execute(chosen)}
