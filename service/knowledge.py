"""What the store knows of the evidence in a message: which invitations it names, who is on record there, what was filed before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from domain.contact import Contact
from domain.letter import Letter
from domain.message import By, Candidate, Clue, Knowledge, NamedDelivery
from domain.submission import Invitation
from intake.understanding.examine import Examined
from store import Transaction, contacts, invitations, outbox, submissions

_TOKENS = frozenset({By.WORKBOOK_TOKEN, By.PLUS_ADDRESS})


def knowledge(tx: Transaction, examined: Examined, ours: frozenset[str], message_id: int = 0) -> Knowledge:
    """Return what the store knows of a message's evidence, apart from what this same message brought when it was read before."""
    named = [clue.value for clue in examined.clues if clue.by is By.THREADING]
    belongs_to = cache(lambda address: contacts.organisations_of(tx, [address]))
    reported = [report.address.lower() for report in examined.classification.reports]
    deliveries = outbox.with_tags(tx, named) or outbox.to_addresses(tx, reported)
    letters = {letter.tag: letter for letter in deliveries}
    candidates = tuple(_candidates(tx, examined.clues, letters, belongs_to))
    filed = tuple(
        one for one in submissions.of_invitations(tx, {candidate.invitation.id for candidate in candidates}) if one.message_id != message_id
    )
    return Knowledge(
        candidates=candidates,
        deliveries=tuple(
            NamedDelivery(
                letter_id=one.id,
                tag=one.tag,
                address=one.address,
                state=one.state,
                organisation=one.organisation,
                study=one.study,
                kind=one.kind,
            )
            for one in deliveries
        ),
        filed=filed,
        organisations_of_sender=belongs_to(examined.mail.sender),
        own_addresses=ours,
        contacts=_usable_contacts(tx, {candidate.invitation.organisation for candidate in candidates}),
    )


def _usable_contacts(tx: Transaction, organisations: set[str]) -> tuple[Contact, ...]:
    everyone = contacts.of_organisations(tx, organisations)
    stopped = contacts.suppressed(tx, {one.address for one in everyone})
    return tuple(one for one in everyone if one.address.lower() not in stopped)


def _candidates(
    tx: Transaction, clues: Sequence[Clue], letters: Mapping[str, Letter], belongs_to: Callable[[str], frozenset[str]]
) -> Iterator[Candidate]:
    """Yield the invitations that the clues name, in the clues' order; those named by token or reference are found together."""
    tokens = {clue.value for clue in clues if clue.by in _TOKENS}
    references = {clue.value for clue in clues if clue.by is By.REFERENCE}
    by_token = {one.token: one for one in (invitations.with_tokens(tx, tokens) if tokens else ())}
    by_reference = {one.reference: one for one in (invitations.with_references(tx, references) if references else ())}
    for clue in clues:
        if clue.by is By.SENDER:
            yield from (Candidate(clue, one) for one in invitations.of_organisations(tx, belongs_to(clue.value)))
        elif clue.by is By.THREADING:
            yield from (Candidate(clue, one) for one in _invitations_of(tx, letters.get(clue.value)))
        elif one := (by_token if clue.by in _TOKENS else by_reference).get(clue.value):
            yield Candidate(clue, one)


def _invitations_of(tx: Transaction, letter: Letter | None) -> tuple[Invitation, ...]:
    """Return the invitations of the organisation that a letter of ours went to, in that letter's study."""
    if letter is None or letter.organisation is None:
        return ()
    return tuple(one for one in invitations.of_organisations(tx, [letter.organisation]) if one.study == letter.study)
