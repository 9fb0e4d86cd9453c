"""Letters that left before an older copy of the store was put back, and that this copy settles only when their turn comes.

Until then nothing but the dispatch book, or the folder of sent mail, knows of them: so they are told from there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.letter import DeliveryState, Outcome
from domain.mail.dispatch import Dispatched
from service.letters.listed import Narrowed, organisation_of
from service.letters.mailing_tags import mailing_tags
from service.wiring import Service
from store import Transaction, dispatched, studies

_ALL = Narrowed()
_HEADING = (
    "Before an older copy of the store was put back, these left, or may have; they count as that when their turn comes (times in UTC):"
)
_REFUSED = frozenset({Outcome.DEFERRED, Outcome.REJECTED})  # What no server took is tried again as any other.


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlisted:
    """One of them: `state` is sent or uncertain, `at` when it left as far as that is known.

    `message_id` is its tag alone where nobody knows its domain; study, mailing and organisation are None of what is no mailing's letter.
    """

    message_id: str
    at: datetime | None
    state: str
    study: str | None = None
    mailing: str | None = None
    organisation: str | None = None


def unlisted(service: Service, tx: Transaction, narrowed: Narrowed) -> tuple[Unlisted, ...]:
    """Return those that are asked for, oldest first; by the domain of an address none is found, since no address is known."""
    known = [one for one in dispatched.everything(tx) if one.outcome not in _REFUSED]
    if not known:  # As good as always: the lists are not gone through for nothing.
        return ()
    wanted = [narrowed.study] if narrowed.study else studies.applied_ids(tx)
    whose = {tag: (study, mailing, code) for study in wanted for tag, mailing, code in mailing_tags(service, tx, study)}
    found = (_unlisted(one, *whose.get(one.tag, (None, None, None))) for one in known)
    asked = replace(narrowed, organisation=organisation_of(tx, narrowed))
    return tuple(one for one in found if _is_wanted(one, asked))


def told(service: Service, tx: Transaction, narrowed: Narrowed = _ALL) -> tuple[str, ...]:
    """Return a heading and a line for each of them; nothing where there is none."""
    lines = tuple(map(_line, unlisted(service, tx, narrowed)))
    return (_HEADING, *lines) if lines else ()


def _line(one: Unlisted) -> str:
    """Return when one of them left, its Message-ID, and whose it is, in English."""
    when = f"{one.at.astimezone(UTC):%Y-%m-%d %H:%M}" if one.at else "time not known"
    whose = f"{one.mailing} to {one.organisation} ({one.study})" if one.mailing else "of no mailing"
    return f"{when}  {one.state:<9}  {one.message_id}  {whose}"


def _unlisted(one: Dispatched, study: str | None, mailing: str | None, organisation: str | None) -> Unlisted:
    return Unlisted(
        message_id=f"<{one.tag}@{one.domain}>" if one.domain else one.tag,
        at=one.at,
        state=(DeliveryState.SENT if one.outcome is Outcome.SENT else DeliveryState.UNCERTAIN).value,
        study=study,
        mailing=mailing,
        organisation=organisation,
    )


def _is_wanted(one: Unlisted, narrowed: Narrowed) -> bool:
    asked = ((narrowed.study, one.study), (narrowed.mailing, one.mailing), (narrowed.organisation, one.organisation))
    on_day = narrowed.day is None or (one.at is not None and one.at.astimezone(UTC).date() == narrowed.day)
    its_own = all(wanted in {None, is_so} for wanted, is_so in asked) and narrowed.state in {None, one.state}
    return its_own and on_day and narrowed.domain is None
