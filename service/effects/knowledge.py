"""What the store knows of the evidence in a message: which invitations it names, who is on record there, what was filed before."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache

from domain.bulk import beginning
from domain.contact import Contact, Stopped
from domain.errors import OriginalError
from domain.intent import IntentKind
from domain.journal import About, Subject, What
from domain.letter import Letter
from domain.mail.leaving import letter_of, proves
from domain.message import By, Candidate, Claim, Clue, Knowledge, NamedDelivery
from domain.submission import Invitation, Submission, SubmissionState
from intake.deciding.policy import TOKENS
from intake.parsing.entity import END_OF_HEAD
from intake.parsing.mail import Mail
from intake.parsing.parse import parse
from intake.understanding.evidence.evidence import own_tag
from intake.understanding.examine import Examined
from service.studies.at_work import AtWork
from store import (
    Transaction,
    annexes,
    contacts,
    counting,
    edits,
    holds,
    invitations,
    journal,
    messages,
    outbox,
    provenance,
    rosters,
    submissions,
    suppressions,
)
from store.archive.originals import Archive
from store.journal.more_time import given_until

_HEAD = 65_536  # Bytes of a message in which its identifier is looked for.
_IDENTIFIER = re.compile(rb"^Message-ID:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{1,500})>", re.IGNORECASE | re.MULTILINE)


def knowledge(
    tx: Transaction,
    examined: Examined,
    studies: AtWork,
    message_id: int = 0,
    *,
    archive: Archive | None = None,
    copies: frozenset[str] = frozenset(),
) -> Knowledge:
    """Return what the store knows of a message's evidence, apart from what this same message brought when it was read before.

    Without an `archive` it is not asked whether the message is a copy of a letter of ours. `copies` are the boxes that get a copy of each
    letter.
    """
    said = {one.intent for one in (*examined.intents, *examined.otherwise)}
    own = own_tag(examined.mail, studies.own) if examined.classification.otherwise else ""
    named = [clue.value for clue in examined.clues if clue.by is By.THREADING]
    belongs_to = cache(lambda address: contacts.organisations_of(tx, [address]) if address else frozenset[str]())
    letters = {letter.tag: letter for letter in outbox.with_tags(tx, [*named, *filter(None, [own])])}
    candidates = tuple(_candidates(tx, examined.clues, letters, belongs_to, studies.lists))
    invited = {candidate.invitation.id for candidate in candidates}
    organisations = {candidate.invitation.organisation for candidate in candidates}
    inviting = {candidate.invitation.study for candidate in candidates} & studies.lists.keys()
    everyone = contacts.of_organisations(tx, organisations | {one.organisation for one in letters.values() if one.organisation})
    deliveries = {tag: _delivery(letter, everyone) for tag, letter in letters.items()}
    filed = provenance.with_marks(tx, [one for one in submissions.of_invitations(tx, invited) if one.message_id != message_id])
    return Knowledge(
        candidates=candidates,
        deliveries=tuple(deliveries.values()),
        filed=filed,
        organisations_of_sender=belongs_to(examined.mail.author),
        own_addresses=studies.own,
        contacts=_usable(tx, [one for one in everyone if one.organisation in organisations]),
        staff=studies.staff,
        copied=deliveries[own] if archive and own in letters and _is_copy(tx, archive, examined, letters[own]) else None,
        claims=tuple(_claims(tx, {case for one in deliveries.values() for case in one.asks}, message_id)),
        stopped=_stopped(tx, examined.mail.author) if IntentKind.RESEND in said else None,
        not_out=_not_out(tx, studies.bringing) if IntentKind.RESEND in said else frozenset(),
        leaving=tuple(_leaving(tx, examined.clues)),
        copies=copies,
        edits=tuple(one for one in edits.of_invitations(tx, invited) if one.stands),
        layers=counting.layers(tx, {one.invitation_id for one in filed if one.state is SubmissionState.ACCEPTED}),
        annexes=_annexes(tx, invited, message_id) if examined.answers else {},
        delivered_before=_delivered_before(tx, archive, examined, filed) if archive else frozenset(),
        ever=frozenset(_ever(tx, organisations, examined.mail.author)) if examined.answers else frozenset(),
        rosters={study: rosters.on_list(tx, studies.lists[study], organisations) for study in inviting},
        names=_names(tx, organisations) if examined.answers and len(organisations) > 1 else {},
        given=given_until(tx, invited, apart=message_id) if IntentKind.EXTENSION in said else {},
    )


def _delivered_before(tx: Transaction, archive: Archive, examined: Examined, filed: Sequence[Submission]) -> frozenset[int]:
    """Return the messages that brought a file of this one and have its Message-ID, or as little as it any: it is a copy of theirs.

    Servers deliver some messages twice, with other lines above them. Only the beginning of the earlier one is looked at, and nothing of it
    is parsed.
    """
    files = {one.opened.sha256 for one in examined.answers}
    brought = messages.with_ids(tx, {one.message_id for one in filed if one.fingerprint in files})
    own = set(examined.mail.headers.message_ids("message-id"))
    return frozenset(one.id for one in brought if (its := _identifiers(archive, one.sha256)) == own or its & own)


def _identifiers(archive: Archive, sha256: str) -> set[str]:
    """Return the identifiers in the header of a message that was taken in; none where it is gone."""
    try:
        head = beginning(archive.content(sha256))[:_HEAD]
    except OriginalError:
        return set()
    found = _IDENTIFIER.findall(END_OF_HEAD.split(head, maxsplit=1)[0])
    return {one.decode(errors="replace") for one in found}


def _ever(tx: Transaction, codes: set[str], author: str) -> Iterator[str]:
    """Yield the organisations of which somebody is or was a contact."""
    yield from (code for code in codes if author and contacts.known(tx, code, author))


def _names(tx: Transaction, codes: Collection[str]) -> dict[str, str]:
    return {one.code: one.name for one in contacts.organisations(tx, codes)}


def _annexes(tx: Transaction, invited: Collection[int], message_id: int) -> dict[int, tuple[str, ...]]:
    """Return the names of the files that other messages brought for these invitations, by invitation."""
    found: dict[int, tuple[str, ...]] = {}
    for one in annexes.of_invitations(tx, invited):
        if one.message_id != message_id:
            found[one.invitation_id] = (*found.get(one.invitation_id, ()), *one.names)
    return found


def _leaving(tx: Transaction, clues: Sequence[Clue]) -> Iterator[NamedDelivery]:
    """Yield the letters whose code of List-Unsubscribe the message has."""
    codes = [clue.value for clue in clues if clue.by is By.LEAVING]
    letters = outbox.with_ids(tx, [letter_of(code) for code in codes]) if codes else ()
    yield from (_delivery(one, ()) for one in letters if any(proves(code, one.id, one.tag) for code in codes))


def _delivery(letter: Letter, everyone: Sequence[Contact]) -> NamedDelivery:
    on_record = {one.address.lower() for one in everyone if one.organisation == letter.organisation}
    return NamedDelivery(
        letter_id=letter.id,
        tag=letter.tag,
        address=letter.address,
        state=letter.state,
        organisation=letter.organisation,
        study=letter.study,
        kind=letter.kind,
        on_record=letter.address.lower() in on_record,
        asks=letter.asks,
        forged=letter.passes_on_forged,
        question=question if isinstance(question := letter.context.get("question"), int) else None,
    )


def _is_copy(tx: Transaction, archive: Archive, examined: Examined, letter: Letter) -> bool:
    """Say whether a message is a letter of ours, word for word, and brings no file but those that it left with.

    What only bears its Message-ID, or has another file, says something of its own.
    """
    recorded = outbox.recorded(tx, archive, letter.id)
    sent = parse(recorded.data) if recorded else None
    return sent is not None and _words(sent) == _words(examined.mail) and _files(examined.mail) <= _files(sent)


def _words(mail: Mail) -> tuple[str, list[str]]:
    return mail.subject, mail.text.split()


def _files(mail: Mail) -> frozenset[bytes]:
    return frozenset(one.data for one in mail.attachments)


def _claims(tx: Transaction, asked: Collection[int], message_id: int) -> Iterator[Claim]:
    """Yield those of the cases that letters of ours ask about that wait, or that this same message decided."""
    own = {one.about for one in journal.of_messages(tx, [message_id]) if one.what is What.DECIDE} if asked else ()
    for held in holds.with_ids(tx, asked):
        counted = About(Subject.CASE, str(held.id)) in own
        if held.invitation_id is not None and (counted or held.decision is None):
            yield Claim(held.id, held.invitation_id, held.at, counted)


def _stopped(tx: Transaction, address: str) -> Stopped | None:
    return next((one.why for one in suppressions.suppressed(tx, [address]).values()), None)


def _not_out(tx: Transaction, bringing: Mapping[str, Collection[str]]) -> frozenset[str]:
    return frozenset(study for study, names in bringing.items() if not outbox.planned_of(tx, study, names))


def _usable(tx: Transaction, everyone: Sequence[Contact]) -> tuple[Contact, ...]:
    """Return those who may be written to."""
    stopped = suppressions.suppressed(tx, {one.address for one in everyone})
    return tuple(one for one in everyone if one.address.lower() not in stopped)


def _candidates(
    tx: Transaction,
    clues: Sequence[Clue],
    letters: Mapping[str, Letter],
    belongs_to: Callable[[str], frozenset[str]],
    lists: Mapping[str, str],
) -> Iterator[Candidate]:
    """Yield the invitations that the clues name, in the clues' order; those named by token or reference are found together.

    `lists` are the contact lists of the studies, by study.
    """
    tokens = {clue.value for clue in clues if clue.by in TOKENS}
    references = {clue.value for clue in clues if clue.by is By.REFERENCE}
    by_token = {one.token: one for one in (invitations.with_tokens(tx, tokens) if tokens else ())}
    # What is found by its token is mostly what the reference beside it names.
    by_reference = {one.reference: one for one in by_token.values()}
    others = references - by_reference.keys()
    by_reference |= {one.reference: one for one in (invitations.with_references(tx, others) if others else ())}
    # The sender and the letters that are answered mostly name the same organisation.
    invited: Callable[[frozenset[str]], tuple[Invitation, ...]] = cache(lambda codes: invitations.of_organisations(tx, codes))
    for clue in clues:
        if clue.by is By.SENDER:
            codes = belongs_to(clue.value)
            yield from (Candidate(clue, one) for one in _of_own_lists(tx, lists, clue.value.lower(), invited(codes)))
        elif clue.by is By.THREADING:
            yield from (Candidate(clue, one) for one in _invitations_of(invited, letters.get(clue.value)))
        elif one := (by_token if clue.by in TOKENS else by_reference).get(clue.value):
            yield Candidate(clue, one)


def _of_own_lists(
    tx: Transaction, lists: Mapping[str, str], address: str, invited: Sequence[Invitation]
) -> Iterator[Invitation] | Sequence[Invitation]:
    """Return the invitations of the studies on whose lists somebody stands; where it is on none of these, all of their organisations.

    Who is a contact of one study writes to that one, and no other reads it, also where it asks the same organisation.
    """
    places = {
        (one.list, one.organisation) for one in rosters.places_of(tx, {one.organisation for one in invited}) if one.address == address
    }
    return [one for one in invited if (lists.get(one.study), one.organisation) in places] or invited


def _invitations_of(invited: Callable[[frozenset[str]], tuple[Invitation, ...]], letter: Letter | None) -> tuple[Invitation, ...]:
    """Return the invitations of the organisation that a letter of ours went to, in that letter's study."""
    if letter is None or letter.organisation is None:
        return ()
    return tuple(one for one in invited(frozenset({letter.organisation})) if one.study == letter.study)
