"""Where a mailing stands, in one word: what a person who opens its page wants to know first, and what there is to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.study import Mailing
from service.approving.cancelling import HowFar, how_far
from service.letters.cancelled import cancelled_by
from service.mailings.late import count_late
from service.mailings.sending_asked import asked_sendings
from service.studies.find import find_mailing
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, studies


class MailingState(StrEnum):
    """What became of a mailing so far."""

    TO_COME = "to_come"
    OVERDUE = "overdue"  # It leaves with the next look at the clock, and the service has not looked since.
    ASKED = "asked"  # A person asked for it, and it has not begun.
    HELD = "held"  # It was due, and waits for a person.
    UNDER_WAY = "under_way"
    LEFT = "left"
    SKIPPED = "skipped"  # A person decided that it does not leave.
    CANCELLED = "cancelled"

    @property
    def is_open(self) -> bool:
        """Say whether all of it has still to leave, so that it is worth looking through."""
        return self in {MailingState.TO_COME, MailingState.OVERDUE, MailingState.ASKED, MailingState.HELD}


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingStand:
    """Where a mailing stands: `at` is when it left or was held, or else when it is due; `late` counts those who came after it had left.

    `rest` is when it goes to whoever is left of one that a person sent before its date.
    """

    state: MailingState
    at: datetime
    far: HowFar
    late: int = 0
    rest: datetime | None = None

    @property
    def goes_on(self) -> bool:
        """Say whether letters of it have still to leave, so that an approval which is missing holds somebody's letter back.

        Also while it is under way: what was added since an approval waits among what left by it.
        """
        return self.state.is_open or self.state is MailingState.UNDER_WAY or bool(self.late)


def mailing_stand(service: Service, running: Running, name: str, now: datetime) -> MailingStand:
    """Return where a mailing stands. ConfigurationError where the study has none of this name."""
    mailing, study = find_mailing(running, name), running.study.id
    asked = any(one.waits for one in asked_sendings(service, study, name))
    with service.store.reading() as tx:
        far, due = how_far(tx, study, name), studies.due(tx, study, f"mailing:{name}")
        state = _state(tx, study, mailing, far, due, asked=asked, now=now)
        late = count_late(tx, running, mailing, now) if state is MailingState.LEFT else 0
    rest = mailing.at if due and due.outcome == studies.EARLY and state is MailingState.LEFT else None
    return MailingStand(state=state, at=due.done_at if due else mailing.at, far=far, late=late, rest=rest)


def _state(
    tx: Transaction, study: str, mailing: Mailing, far: HowFar, due: studies.Due | None, *, asked: bool, now: datetime
) -> MailingState:
    """Return what holds of several that are true: what a person has to know first."""
    if cancelled_by(tx, study, mailing.name):
        return MailingState.CANCELLED
    if far.waiting or far.in_hand:
        return MailingState.UNDER_WAY
    if asked:
        return MailingState.ASKED
    if far.held:
        return MailingState.HELD
    if due is not None:
        return MailingState.LEFT if due.outcome in studies.WENT or far.left else MailingState.SKIPPED
    return MailingState.OVERDUE if mailing.at <= now else MailingState.TO_COME
