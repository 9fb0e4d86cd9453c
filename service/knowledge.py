"""What the store knows of the evidence in a message: which invitations it names, who is on record there, what was filed before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from sqlalchemy import Connection

from domain.contact import Contact
from domain.letter import Letter
from domain.message import By, Candidate, Clue, Knowledge, NamedDelivery
from domain.submission import Invitation
from intake.examine import Examined
from store import contacts, invitations, outbox, submissions

_COLUMN = {By.WORKBOOK_TOKEN: "token", By.PLUS_ADDRESS: "token", By.REFERENCE: "reference"}


def knowledge(tx: Connection, examined: Examined, ours: frozenset[str], message_id: int = 0) -> Knowledge:
    """Return what the store knows of a message's evidence, apart from what this same message brought when it was read before."""
    named = [clue.value for clue in examined.clues if clue.by is By.THREADING]
    belongs_to = cache(lambda address: contacts.organisations_of(tx, [address]))
    reported = [report.address.lower() for report in examined.classification.reports]
    deliveries = outbox.find(tx, "tag", named) or outbox.to_addresses(tx, reported)
    letters = {letter.tag: letter for letter in deliveries}
    candidates = tuple(_candidates(tx, examined.clues, letters, belongs_to))
    filed = tuple(
        one
        for one in submissions.find(tx, "invitation_id", {candidate.invitation.id for candidate in candidates})
        if one.message_id != message_id
    )
    return Knowledge(
        candidates=candidates,
        deliveries=tuple(NamedDelivery(one.id, one.tag, one.address, one.state, one.organisation, one.study) for one in deliveries),
        filed=filed,
        organisations_of_sender=belongs_to(examined.mail.sender),
        own_addresses=ours,
        contacts=_usable_contacts(tx, {candidate.invitation.organisation for candidate in candidates}),
    )


def _usable_contacts(tx: Connection, organisations: set[str]) -> tuple[Contact, ...]:
    everyone = contacts.of_organisations(tx, organisations)
    stopped = contacts.suppressed(tx, {one.address for one in everyone})
    return tuple(one for one in everyone if one.address.lower() not in stopped)


def _candidates(
    tx: Connection, clues: Sequence[Clue], letters: Mapping[str, Letter], belongs_to: Callable[[str], frozenset[str]]
) -> Iterator[Candidate]:
    """Yield the invitations that the clues name, in the clues' order; those named by token or reference are found together."""
    named: dict[tuple[str, str], Invitation] = {}
    for column in ("token", "reference"):
        values = {clue.value for clue in clues if _COLUMN.get(clue.by) == column}
        named |= {(column, getattr(one, column)): one for one in (invitations.find(tx, column, values) if values else ())}
    for clue in clues:
        if clue.by is By.SENDER:
            yield from (Candidate(clue, one) for one in invitations.find(tx, "organisation", belongs_to(clue.value)))
        elif clue.by is By.THREADING:
            yield from (Candidate(clue, one) for one in _invitations_of(tx, letters.get(clue.value)))
        elif one := named.get((_COLUMN[clue.by], clue.value)):
            yield Candidate(clue, one)


def _invitations_of(tx: Connection, letter: Letter | None) -> tuple[Invitation, ...]:
    """Return the invitations of the organisation that a letter of ours went to, in that letter's study."""
    if letter is None or letter.organisation is None:
        return ()
    return tuple(one for one in invitations.find(tx, "organisation", [letter.organisation]) if one.study == letter.study)
