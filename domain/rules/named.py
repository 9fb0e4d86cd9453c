"""What an organisation gets of a mailing when a person names it: what it missed goes first, and nothing goes twice by mistake."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from domain.letter import DeliveryState
from domain.rules.recent import RECENT
from domain.study import Audience, Mailing

# A letter in one of these states may leave when it is planned again, if nothing of it ever left.
WANTED_AGAIN = frozenset({DeliveryState.DROPPED, DeliveryState.FAILED})

# A letter in one of these states ended with us; whether it was tried before, its attempts say.
UNSENT = WANTED_AGAIN | {DeliveryState.CANCELLED}

# A letter in one of these states did not reach anybody.
NOBODY_GOT = UNSENT | {DeliveryState.BOUNCED, DeliveryState.REJECTED}

# A letter in one of these states has not left, and may still: who waits for it is sent none beside it.
ON_ITS_WAY = frozenset({DeliveryState.QUEUED, DeliveryState.HELD, DeliveryState.SENDING, DeliveryState.DEFERRED})

# A letter in one of these states reached somebody, may have, or is on its way.
HAS_IT = ON_ITS_WAY | {DeliveryState.SENT, DeliveryState.UNCERTAIN}


def missed(mailings: Iterable[Mailing], wanted: Mailing, left: Collection[str], had: Collection[str]) -> tuple[Mailing, ...]:
    """Return the mailings to everybody that go before `wanted` in the timetable, have left, and that an organisation did not get, in order.

    `left` are the names of those that have left, `had` those of which the organisation has a letter. Nobody catches up on a reminder.
    """
    before = sorted((one for one in mailings if one.at <= wanted.at and one.name != wanted.name), key=lambda one: one.at)
    return tuple(one for one in before if one.audience is Audience.ALL and one.name in left and one.name not in had)


def waits_behind(wanted: Mailing, catches_up: Sequence[Mailing]) -> bool:
    """Say whether an organisation does not get `wanted` yet: nobody is reminded of what comes in the same minute."""
    return wanted.audience is Audience.OWING and bool(catches_up)


def is_repeat(asked_at: Iterable[datetime], newest: Iterable[DeliveryState], since: datetime, now: datetime) -> bool:
    """Say whether a mailing that is to go to an organisation again went to it again already, so that the command was given twice.

    `asked_at` says when that was asked for before, `newest` what became of the newest letter to each of its addresses: where all was lost,
    nothing reached them. What was asked for before `since` is done with; what is dated far after `now` was dated by a clock that ran ahead.
    """
    return any(since < at <= now + RECENT for at in asked_at) and any(state not in NOBODY_GOT for state in newest)
