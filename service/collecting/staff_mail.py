"""What staff write to the study's mailbox themselves: no wish of a member. They are told that nothing was done, and what does it.

Only of whom a mail server vouches for. What speaks for an organisation all the same is read as any message: whoever is on its record writes
for it, and so does whoever answers at its own address. Machines get no answer, and neither does what answers such an answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from digests import staff_wrote
from domain.case import Decision
from domain.intent import IntentKind
from domain.mail.reference import find_references
from domain.message import Kind, Knowledge
from domain.said_of_case import Beside
from domain.study import Person
from domain.submission import Invitation
from intake.deciding.answering import answered_passing_on
from intake.deciding.confirming import confirmations
from intake.deciding.heard import named_deliveries
from intake.deciding.policy import has_token
from intake.understanding.evidence.machine import untagged
from languages import in_spoken
from languages.decisions import is_named
from service.deciding import case_letters
from service.deciding.case_facts import shown
from service.deciding.case_reading import CaseAnswered, CaseReading
from service.effects.replying import said
from service.studies.running import Running
from store import Transaction, outbox, replies

_CAUSE = "staff_wrote:"
_LINE = 120  # Characters of a first line that are told back.
_SAYS_NOTHING = frozenset({IntentKind.THANKS, IntentKind.AUTO_REPLY})
_DECIDES = frozenset({*Decision, *Beside} - {Beside.YES, Decision.NOTED})


def people_of(reading: CaseReading, address: str) -> list[tuple[Running, Person]]:
    """Return the studies that whoever has this address looks after, with who they are there."""
    looks_after = ((run, one) for run in reading.studies.runs.values() for one in (*run.study.coordinators, run.study.contact))
    return [(run, one) for run, one in looks_after if one.address.lower() == address.lower()]


def speaks_for_member(reading: CaseReading, known: Knowledge) -> bool:
    """Say whether a message of staff is read for an organisation: they are on its record, or it came to its own address alone.

    What answers a letter that passed a question on goes to who asked, and what confirms something does that.
    """
    examined = reading.examined
    named = named_deliveries(examined, known)
    if known.organisations_of_sender or known.leaving or answered_passing_on(examined, named) or any(confirmations(examined, named)):
        return True
    addressed = any(has_token(known, one.invitation) for one in known.candidates)
    return Kind.RETURN in reading.kinds or (addressed and not _is_copy(reading))


def staff_wrote_to_us(
    tx: Transaction, reading: CaseReading, known: Knowledge, people: Sequence[tuple[Running, Person]], answered: CaseAnswered | None
) -> CaseAnswered | None:
    """Say to a member of staff that nothing was done; None where nobody vouches for them, and where they only say thanks.

    `answered` is what came of it as an answer to a digest: once that was told, what else they answer there is answered as any message.
    """
    told_before = bool(answered and replies.with_causes(tx, [one.cause for one in answered.letters]))
    if answered and not (told_before and reading.believed):
        return replace(answered, about_none=False)
    if not reading.believed or (_asks_nothing(reading) and reading.intents == {IntentKind.THANKS}):
        return None
    why = _why_untold(tx, reading)
    return CaseAnswered(told=(why,)) if why else _told(reading, known, people)


def _why_untold(tx: Transaction, reading: CaseReading) -> str:
    """Return why staff are told nothing, as it is recorded; "" where they are."""
    if reading.message.state != "pending":
        return "what staff write is answered once"
    if _asks_nothing(reading):
        return "nothing was done: staff ask for nothing"
    if _is_copy(reading):
        return "nothing was done: staff wrote that to somebody else"
    told = any(one.cause.startswith(_CAUSE) for one in outbox.with_tags(tx, reading.answered_tags))
    return "nothing was done: staff were told before what does it" if told else ""


def once(reading: CaseReading) -> str:
    """Return what stands for who says what: the same again is known by it."""
    return hashlib.sha256(said(reading.examined.mail).encode()).hexdigest()[:24]


def line_of(reading: CaseReading) -> str:
    """Return the first line of the author's own words as it is told back; the subject where they wrote nothing beneath it."""
    return shown(reading.answering.line or reading.examined.mail.subject)[:_LINE]


def _told(reading: CaseReading, known: Knowledge, people: Sequence[tuple[Running, Person]]) -> CaseAnswered:
    whose = _named(reading, known)
    (run, person), *_ = sorted(people, key=lambda one: (not (whose and one[0].study.id == whose.study), not _is_addressed(reading, one[0])))
    about = whose if whose and whose.study == run.study.id else None
    content = staff_wrote.answered(line_of(reading), about.reference if about else "", in_spoken(person.language))
    letter = case_letters.answer(run, person, content, "", reading.answering)
    # The same words are answered once a day, whatever sends them: a program may answer all that it gets, and bear no mark.
    cause = f"{_CAUSE}{reading.message.received_at:%Y-%m-%d}:{once(reading)}:{person.address.lower()}"
    told = f"nothing was done: {person.address} is told what does what they ask for"
    return CaseAnswered(told=(told,), letters=(replace(letter, cause=cause),), running=run, invitation_id=about.id if about else None)


def _named(reading: CaseReading, known: Knowledge) -> Invitation | None:
    """Return the one organisation whose reference stands in their own words or the subject; None where it is not one that is known."""
    wrote = f"{reading.examined.mail.subject}\n{reading.answering.words}"
    references = set(find_references(wrote))
    named = {one.invitation.id: one.invitation for one in known.candidates if one.invitation.reference in references}
    return next(iter(named.values())) if len(named) == 1 else None


def _is_addressed(reading: CaseReading, run: Running) -> bool:
    return run.study.returns_to.lower() in {untagged(one).lower() for one in reading.examined.mail.headers.addresses("to")}


def _is_copy(reading: CaseReading) -> bool:
    """Say whether somebody else is written to, and we got a copy: we are not among those it goes to, or it goes on what others wrote."""
    mail, own = reading.examined.mail, reading.studies.own
    to = [untagged(one).lower() for one in mail.headers.addresses("to")]
    others = [one for one in to if one not in own]
    return bool(others) and (len(others) == len(to) or bool(mail.in_reply_to or mail.references))


def _asks_nothing(reading: CaseReading) -> bool:
    """Say whether they wrote nothing of their own, not even a subject, or thanks alone."""
    mail, words = reading.examined.mail, reading.answering.words
    if not words.strip():
        return bool(mail.in_reply_to or mail.references) or not mail.subject
    return reading.intents <= _SAYS_NOTHING and not is_named(words, _DECIDES)
