"""The census of a study: every organisation with its contacts, what came back, and whether it still owes an answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from domain.contact import Contact, Organisation, Role
from domain.letter import DeliveryState, Letter
from domain.submission import Invitation, Standing, SubmissionState
from service.running import Running
from store import contacts, holds, invitations, outbox, submissions

_LOST = (DeliveryState.REJECTED, DeliveryState.BOUNCED, DeliveryState.FAILED)


class Owes(StrEnum):
    """What an organisation still owes at this moment (rule 4)."""

    NOTHING = "nothing"  # Something came in that counts or waits for a person, or it declined.
    ANSWER = "answer"  # Nothing came in yet.
    CORRECTION = "correction"  # What came in was sent back.


@dataclass(frozen=True, slots=True)
class Case:
    """One organisation in one study. `usable` are the contacts that may be written to; `problem` says why there are none."""

    organisation: Organisation
    invitation: Invitation
    contacts: tuple[Contact, ...]
    usable: tuple[Contact, ...]
    standing: Standing
    owes: Owes
    answered_at: datetime | None
    problem: str

    @property
    def to(self) -> tuple[Contact, ...]:
        """Return the contacts to whom letters are addressed: the usable to-contacts, or else all usable ones."""
        return tuple(contact for contact in self.usable if contact.role is Role.TO) or self.usable

    @property
    def cc(self) -> tuple[Contact, ...]:
        """Return the other usable contacts."""
        return tuple(contact for contact in self.usable if contact not in self.to)

    def contact(self, address: str) -> Contact | None:
        """Return the contact with this address."""
        return next((contact for contact in self.contacts if contact.address.lower() == address.lower()), None)


def census(tx: Connection, running: Running, only: Collection[str] | None = None) -> dict[str, Case]:
    """Return the cases of a study by organisation code; `only` names the organisations that are wanted."""
    listed = contacts.load_list(tx, running.study.contact_list, only)
    invited = invitations.of_study(tx, running.study.id, only)
    chosen = [one for one in listed.organisations if one.code in invited]
    ids = [invited[one.code].id for one in chosen]
    history = submissions.states(tx, ids)
    held = {hold.invitation_id for hold in holds.waiting(tx, running.study.id)}
    stopped = contacts.suppressed(tx)
    lost = _lost_addresses(outbox.find(tx, "organisation", [one.code for one in chosen]), running.study.id)
    by_code: dict[str, list[Contact]] = {}
    for contact in listed.contacts:
        by_code.setdefault(contact.organisation, []).append(contact)
    return {one.code: _case(one, invited[one.code], tuple(by_code[one.code]), history, held, stopped, lost) for one in chosen}


def _case(
    organisation: Organisation,
    invitation: Invitation,
    everyone: tuple[Contact, ...],
    history: dict[int, tuple[tuple[str, datetime], ...]],
    held: set[int | None],
    stopped: dict[str, str],
    lost: dict[tuple[str, str], str],
) -> Case:
    states = history.get(invitation.id, ())
    usable = tuple(contact for contact in everyone if contact.address.lower() not in stopped)
    problems = {contact.address: lost.get((organisation.code, contact.address.lower())) for contact in usable}
    reached = any(problem is None for problem in problems.values())
    waits = invitation.id in held or any(state == SubmissionState.HELD for state, _ in states)
    standing = _standing(invitation, [state for state, _ in states], waits, reached)
    answered_at = next((at for state, at in reversed(states) if state == SubmissionState.ACCEPTED), None)
    reasons = [f"{contact.address}: {stopped[contact.address.lower()]}" for contact in everyone if contact not in usable]
    reasons += [f"{address}: {problem}" for address, problem in problems.items() if problem]
    problem = "; ".join(reasons) if standing is Standing.UNDELIVERABLE else ""
    return Case(organisation, invitation, everyone, usable, standing, _owes(standing, waits), answered_at, problem)


def _standing(invitation: Invitation, states: list[str], waits: bool, reached: bool) -> Standing:
    """Return where an organisation stands. What came back but does not count yet (sent back, or waits for a person) is `queried`."""
    if invitation.declined:
        return Standing.DECLINED
    if SubmissionState.ACCEPTED in states:
        return Standing.ANSWERED
    if SubmissionState.QUERIED in states or waits:
        return Standing.QUERIED
    return Standing.SILENT if reached else Standing.UNDELIVERABLE


def _owes(standing: Standing, waits: bool) -> Owes:
    if waits:
        return Owes.NOTHING
    if standing is Standing.QUERIED:
        return Owes.CORRECTION
    return Owes.ANSWER if standing in {Standing.SILENT, Standing.UNDELIVERABLE} else Owes.NOTHING


def _lost_addresses(letters: Iterable[Letter], study: str) -> dict[tuple[str, str], str]:
    """Return, by organisation and address, what became of the newest letter where it was lost."""
    newest = {(str(letter.organisation), letter.address.lower()): letter.state for letter in letters if letter.study == study}
    return {key: state.value for key, state in newest.items() if state in _LOST}
