"""Telling an organisation that it has more time: a short letter with the day, to whoever asked and to whom its mailings go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from domain.contact import Contact
from domain.journal import What
from domain.letter import EXTENDED, UNDONE, DeliveryState, Letter, LetterKind
from domain.rules import parts
from domain.rules.reminded import TO_STAFF
from domain.study import Study
from domain.submission import Invitation
from intake.parsing.mail import Mail
from languages import in_spoken
from languages.telling import phrased, together
from service.cases import claims
from service.cases.claims import TIME, LetterClaim, said_until
from service.contacts.census import InvitedOrganisation, census
from service.letters import queueing
from service.letters.planned import planned, reply_sender
from service.studies.running import Running
from store import Transaction, invitations, outbox
from store.journal.more_time import granted

_NOBODY = "Nobody is told: "  # How these sentences begin in English; of a letter that is dropped, what follows says why.
# States of a letter that left, or may have left.
_LEFT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN, DeliveryState.BOUNCED)


def tell_extended(tx: Transaction, running: Running, whose: Invitation, until: date, now: datetime, asked: Mail | None = None) -> str:
    """Put the letters into the outbox that tell an organisation until when it has time, and return to whom they go, as a sentence.

    It was marked before. Nobody is told who is not on record: whoever `asked` is, where they are a contact. Nor is anybody told the same
    day twice, or a day that is no later than the deadline: that would take time from them. At an organisation to which no letter of the
    study left, only whoever asked is told.
    """
    case = census(tx, running, now, {whose.organisation}).get(whose.organisation)
    if why := _why_nobody(running.study, case, until):
        return why
    written = case is not None and had_a_letter(tx, whose)
    told = [one for one in _to_tell(case, asked) if written or _asked(asked, one)] if case else []
    if not told and not written:
        return phrased("done.nobody_had_a_letter", study=running.study.id)
    if not told:
        return phrased("done.nobody_parts_came" if case and case.to else "done.nobody_to_write_to")
    told_before = {one.cause for one in outbox.of_organisations(tx, [whose.organisation]) if one.state is not DeliveryState.DROPPED}
    back = {
        one.letter.address.lower(): one for one in claims.newest(claims.of_organisation(tx, whose, {TIME})) if one.letter.template == UNDONE
    }
    letters = [_letter(running.study, whose, one, until, now, asked if _asked(asked, one) else None) for one in told]
    letters = [_again(one, back.get(one.address.lower()), until) for one in letters]
    new = [one for one in letters if one.cause not in told_before]
    queueing.plan(tx, new)  # One that was dropped, since its day was taken back, is wanted again.
    if not new:
        return phrased("done.told_of_time_before", addresses=", ".join(one.address for one in letters))
    return phrased("done.told_of_time", addresses=", ".join(one.address for one in new))


def addressed(case: InvitedOrganisation) -> tuple[str, ...]:
    """Return who would be told that an organisation has more time, once it had a letter; nobody where an answer of it counts."""
    return () if case.answered_at else tuple(one.address for one in _to_tell(case, None))


def had_a_letter(tx: Transaction, whose: Invitation) -> bool:
    """Say whether a letter of its study left to an organisation. One that never heard of the study is not told of time to answer in it."""
    letters = outbox.of_organisations(tx, [whose.organisation])
    return any(one.study == whose.study and one.kind not in TO_STAFF and one.state in _LEFT for one in letters)


def why_not_told(study: Study, case: InvitedOrganisation | None, letter: Letter) -> str:
    """Return why a letter about more time is not wanted any more when its turn comes, as a sentence; "" where it is."""
    if why := _why_nobody(study, case, said_until(letter) or date.max):
        clause = why.removeprefix(_NOBODY)
        return f"{clause[0].upper()}{clause[1:]}"
    return "" if case and case.contact(letter.address) else "The address is no longer on the study's list."


def left_saying(tx: Transaction, running: Running, whose: Invitation) -> str:
    """Say what the newest letters that left promise an organisation of time that it does not have; blank where that day holds.

    A letter in doubt, or in the hands of the sender, may have told it as well; one that still waits is dropped when its turn comes.
    """
    has = has_until(running.study, granted(tx, [whose.id], running.study.deadline).get(whose.id))
    told = [(date.fromisoformat(one.says), one.letter) for one in claims.newest(claims.of_organisation(tx, whose, {TIME}))]
    promised = {day: [one for found, one in told if found == day] for day, _ in told if day > has}
    return together(
        *(
            phrased(
                "done.promised", until=day, letters=", ".join(str(one.id) for one in some), addresses=", ".join(one.address for one in some)
            )
            for day, some in promised.items()
        )
    )


def has_until(study: Study, given: date | None) -> date:
    """Return until when an organisation has time; `given` is the day until which a person gave it some."""
    return max(study.deadline, given or date.min)


def overtaken(tx: Transaction, study: str, before: date, deadline: date) -> tuple[tuple[str, date], ...]:
    """Return the organisations that had more time than everybody, and have none any more since the deadline was moved beyond their day.

    Each is named by its code, with the day that it had.
    """
    own = ((one.organisation, one.until) for one in invitations.marked(tx, study) if one.mark is What.WAITING and one.until)
    return tuple(sorted((code, until) for code, until in own if before < until < deadline))


def _why_nobody(study: Study, case: InvitedOrganisation | None, until: date) -> str:
    """Return why nobody at an organisation is told that it has time until a day, as a sentence; "" where that is so, and news."""
    if case is None:
        return phrased("done.nobody_not_listed")
    if until <= study.deadline:
        return phrased("done.nobody_by_deadline", day=study.deadline)
    if (case.invitation.mark, case.invitation.until) != (What.WAITING, until):
        return phrased("done.nobody_not_waiting", day=until)
    return phrased("done.nobody_counts") if case.answered_at else ""


def _again(letter: Letter, back: LetterClaim | None, until: date) -> Letter:
    """Return the letter under a cause of its own where one took the same day back: it is given anew."""
    return replace(letter, cause=f"{letter.cause}:{back.letter.id}") if back and back.says != until.isoformat() else letter


def _to_tell(case: InvitedOrganisation, asked: Mail | None) -> Iterator[Contact]:
    for contact, reach in zip(case.contacts, case.reach, strict=True):
        if reach.stopped is None and (_asked(asked, contact) or (contact in case.to and _is_missing(case, contact))):
            yield contact


def _is_missing(case: InvitedOrganisation, contact: Contact) -> bool:
    """Say whether the part of a contact is still missing."""
    return parts.concerns(contact.part, case.invitation.lacks)


def _asked(asked: Mail | None, contact: Contact) -> bool:
    return asked is not None and asked.author == contact.address.lower()


def _letter(study: Study, whose: Invitation, contact: Contact, until: date, now: datetime, asked: Mail | None) -> Letter:
    language, sender = in_spoken(study.language_for(contact.language)), reply_sender(study.mailings)
    thread = {"in_reply_to": f"<{asked.message_id}>"} if asked and asked.message_id else {}
    letter = planned(
        LetterKind.ANSWER,
        study.id,
        f"{EXTENDED}:{whose.reference}:{until}:{contact.address}",
        EXTENDED,
        sender,
        contact.address,
        language,
        now,
        role=contact.role,
        organisation=whose.organisation,
    )
    return replace(letter, context={EXTENDED: {"until": until.isoformat()}, **thread})
