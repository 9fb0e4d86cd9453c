"""Which letters may have left before an older copy of the store was found, so that they are not sent without a further word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.journal import Entry, What
from domain.letter import DUE, EVIDENCE, Letter
from domain.rules.older import may_have_left
from service.studies.running import Running
from store import Transaction, invitations, journal, messages, outbox


def doubtful(tx: Transaction, letters: Sequence[Letter], running: Mapping[str, Running], since: datetime) -> Iterator[Letter]:
    """Yield those that may have left before `since`, and of which nobody has decided anything after it."""
    decided = {one.letter_id for one in outbox.attempts(tx, [one.id for one in letters]) if one.stage == EVIDENCE and one.at > since}
    came = messages.senders(tx, {number for one in letters if isinstance(number := one.context.get("message_id"), int)})
    received = {number: at for number, (_, at) in came.items()}
    studies = {study: _said(tx, study, since) for study in {one.study for one in letters}}
    for one in letters:
        said = studies[one.study]
        if one.id in decided or (one.mailing, one.organisation) in said.ordered:
            continue
        if may_have_left(one, since, _called_for(one, running.get(one.study), received), study_was_there=said.was_there):
            yield one


@dataclass(frozen=True, slots=True)
class _Said:
    """What the journal says of a study: whether the copy knew it, and which mailings a person sent to which organisations since."""

    was_there: bool
    ordered: frozenset[tuple[str | None, str | None]]


def _said(tx: Transaction, study: str, since: datetime) -> _Said:
    entries = journal.of_study(tx, study)
    orders = [one for one in entries if _names_one(one) and one.at > since]
    codes = {one.id: one.organisation for one in invitations.with_ids(tx, {one.invitation_id or 0 for one in orders})}
    ordered = ((one.about.id.removeprefix(f"{study}/"), codes.get(one.invitation_id or 0)) for one in orders)
    return _Said(any(one.at <= since for one in entries), frozenset(ordered))


def _names_one(entry: Entry) -> bool:
    """Say whether a person sent a mailing to one organisation by its name: that is the word that it goes."""
    return entry.what is What.SEND and entry.by_person and entry.invitation_id is not None


def _called_for(letter: Letter, running: Running | None, received: Mapping[int, datetime]) -> datetime | None:
    """Return when a letter was called for: its mailing or digest was due, or a message came. None where that is not known."""
    number, due = letter.context.get("message_id"), letter.context.get(DUE)
    if isinstance(number, int):
        return received.get(number)
    if isinstance(due, str):
        return datetime.fromisoformat(due)
    return next((one.at for one in running.study.mailings if one.name == letter.mailing), None) if running else None
