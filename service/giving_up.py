"""Giving up an address: by what its servers said, never the last of an organisation without a probe, and never without telling staff.

What each refusal weighs is `domain.rules.given_up`. An address that a server denies (5.1.x) gets no more mailings at once; whether that
is so of the last one, the probe shows: where it arrives, the address is released.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.case import CaseKind
from domain.contact import Contact, Role, Stopped
from domain.journal import Entry, Subject, What
from domain.letter import Letter, LetterKind, Outcome, Verdict
from domain.rules.attempt import enhanced
from domain.rules.bounced import refuses_mailbox
from domain.rules.decided import suppression
from domain.rules.given_up import ENOUGH, PROBE_AFTER, NextStep, Undelivered, arrived, first_of_each, points, step, under_way, weight
from domain.rules.standing import LOST
from domain.submission import Invitation, SubmissionState
from service import queueing
from service.cases import open_case, reached_again
from service.people import amending
from service.plan import planned
from service.wiring import Service
from store import Transaction, contacts, decisions, holds, invitations, journal, messages, outbox, submissions
from store.decisions import Ruling

PROBE = "probe"  # The letter that asks nothing: whether it comes back is what is asked.
_RULE, _REFUSAL = decisions.rule("giving-up"), decisions.rule("refusal")
_LOOKS_BACK = timedelta(days=30)  # Who was suppressed before that is left to people.
_NOT_ASKED = (What.DECLINED, What.INELIGIBLE)

Decide = Callable[[Ruling], tuple[Entry, ...]]  # Writes a decision, and returns it where it is new.


@dataclass(frozen=True, slots=True)
class Lost:
    """A letter that did not arrive for good, and when that was said."""

    letter: Letter
    now: datetime
    message_id: int | None = None


def refused(tx: Transaction, lost: Sequence[tuple[Letter, Verdict]], now: datetime) -> list[str]:
    """Decide about the addresses of letters that a server refused for good, or whose time is over; return what staff must know."""
    told = []
    for letter, verdict in lost:
        if refuses_mailbox(verdict):
            about = decisions.address(tx, letter.address)
            note = f"no such mailbox: {verdict.text}"
            ruling = Ruling(what=What.SUPPRESS, about=about, value=Stopped.NO_SUCH_MAILBOX.value, note=note)
            (entry,) = decisions.decide(tx, _REFUSAL, now, [ruling])
            told.append(denied(tx, Lost(letter, now), entry))
        else:
            told.append(weigh(tx, Lost(letter, now), lambda ruling: decisions.decide(tx, _RULE, now, [ruling])))
    return [one for one in told if one]


def weigh(tx: Transaction, lost: Lost, decide: Decide) -> str:
    """Decide about an address by all that its servers refused, and say what was decided; blank where it is tried again as before."""
    address = lost.letter.address
    if lost.letter.organisation is None or contacts.suppressed(tx, [address]):
        return _last_resort(tx, lost)
    refusals = _refusals(tx, address)
    own = [one for number, one in refusals if number == lost.letter.id]
    refused_probe = lost.letter.kind is LetterKind.PROBE and any(weight(one).points for one in own)
    if any(weight(one).points >= ENOUGH for one in own) and not refused_probe:
        return ""  # A server denies the address: that is decided where the whole report is understood.
    score = points((one for _, one in refusals), lost.now, _alive(tx, address, lost.now))
    probing = lost.letter.kind is LetterKind.PROBE or _probing(tx, address, lost.now)
    found = step(score, last=bool(_last_for(tx, address)), refused_probe=refused_probe, probing=probing)
    if found is NextStep.PROBE:
        return _probe(tx, lost, lost.now + PROBE_AFTER)
    if found is NextStep.NOTHING:
        return ""
    last = max(own, key=lambda one: one.at) if own else refusals[-1][1]
    said = " ".join(filter(None, [last.status, last.text]))
    reason = f"Letters to it kept coming back ({score} of {ENOUGH} points), the last: {said or 'without a reason'}."
    new = decide(_suppressing(tx, lost, reason))
    if not new:
        return ""
    return " ".join(filter(None, [f"{address} will not be written to again: {reason}", _after(tx, lost, new[0])]))


def _suppressing(tx: Transaction, lost: Lost, reason: str) -> Ruling:
    about = decisions.address(tx, lost.letter.address)
    return Ruling(what=What.SUPPRESS, about=about, value=Stopped.UNDELIVERABLE.value, message_id=lost.message_id, note=reason)


def denied(tx: Transaction, lost: Lost, entry: Entry) -> str:
    """Do what follows when an address was suppressed since a server denies it, and say so.

    That of the last address of an organisation is left to the probe, which is sent a day later.
    """
    if _left_without(tx, lost.letter.address) and lost.letter.kind is not LetterKind.PROBE:
        return f"{lost.letter.address} is the last address of its organisation: a probe letter is sent tomorrow."
    return _after(tx, lost, entry)


def _last_resort(tx: Transaction, lost: Lost) -> str:
    """Let a person know that an organisation has no contact left, where it was the probe to a suppressed address that was lost."""
    about = decisions.address(tx, lost.letter.address)
    entry = suppression(decisions.in_force_about(tx, about)) if lost.letter.kind is LetterKind.PROBE else None
    given_up = entry is not None and entry.value in {Stopped.NO_SUCH_MAILBOX, Stopped.UNDELIVERABLE}
    return _after(tx, lost, entry) if entry and given_up else ""


def _probe(tx: Transaction, lost: Lost, due: datetime) -> str:
    """Put a probe letter into the outbox because of a letter that was lost, once: a store that was put back knows that by its tag."""
    one = lost.letter
    letter = planned(
        LetterKind.PROBE, one.study, f"{PROBE}:{one.tag}", PROBE, one.sender, one.address, one.language, due, organisation=one.organisation
    )
    queueing.plan(tx, [letter])
    return f"It is the last address of {one.organisation}: a probe letter is sent on {due:%Y-%m-%d} before it is given up."


def _after(tx: Transaction, lost: Lost, entry: Entry) -> str:
    """Let the next contact be addressed, or a person know that there is none; both fall with the decision that is in `entry`."""
    told = []
    for code in sorted(contacts.organisations_of(tx, [lost.letter.address])):
        next_one = _next(tx, code)
        if code in _left_without(tx, lost.letter.address):
            told += _unreachable(tx, lost, code, entry)
        elif next_one:
            decisions.decide(tx, _RULE, lost.now, amending(tx, next_one, {"role": Role.TO.value}, follows=entry.number))
            told.append(f"{lost.letter.address} of {code} was given up: letters are addressed to {next_one.address} from now on.")
    return " ".join(told)


def _unreachable(tx: Transaction, lost: Lost, code: str, entry: Entry) -> list[str]:
    add = f"`counterfoil contacts add` puts another one on the list, `counterfoil contacts release {lost.letter.address}` tries it again."
    return _tell(tx, lost, code, entry, CaseKind.UNREACHABLE, f"no contact of {code} can be reached any more. {add}")


def _tell(tx: Transaction, lost: Lost, code: str, entry: Entry, kind: CaseKind, what: str) -> list[str]:
    """Open a case in each study that still asks this organisation."""
    reason = contacts.suppressed(tx, [lost.letter.address])[lost.letter.address.lower()].reason
    said = f"{lost.letter.address} of {code} was given up ({reason.rstrip('.')}): {what}"
    asked = _asking(tx, code)
    waiting = {one.invitation_id for one in holds.waiting_about(tx, [one.id for one in asked]) if one.kind is kind}
    opened = [
        open_case(
            tx,
            holds.Held(
                cause=f"{kind}:{one.id}:{entry.number}",
                kind=kind,
                study=one.study,
                invitation_id=one.id,
                message_id=lost.message_id,
                reasons=(said,),
                at=lost.now,
            ),
            _RULE,
            entry.number,
        )
        for one in asked
        if one.id not in waiting
    ]
    return [said] if any(opened) else []


def settle_probes(service: Service, now: datetime) -> None:
    """Probe the addresses that a server denied a day ago, where they are the last; write again to those whose probe was not returned."""
    with service.store.reading() as tx:
        fresh = contacts.suppressed_since(tx, Stopped.NO_SUCH_MAILBOX, now - _LOOKS_BACK, now - PROBE_AFTER)
    if fresh:  # Where there is nothing to settle, nobody waits for a writer.
        with service.store.transaction() as tx:
            journal.alone(tx)
            for address, at in fresh.items():
                _look_after(tx, address, at, now)


def _look_after(tx: Transaction, address: str, at: datetime, now: datetime) -> None:
    """Probe an address that was suppressed then, or release it where its probe arrived."""
    letters = [one for one in outbox.to_addresses(tx, [address]) if one.organisation is not None]
    probes = [one for one in letters if one.kind is LetterKind.PROBE and one.planned_at > at]
    lost = [one for one in letters if one.state in LOST and one.kind is not LetterKind.PROBE]
    if not probes and lost and any(_asking(tx, code) for code in _left_without(tx, address)):
        _probe(tx, Lost(lost[-1], now), now)
    sent_at = _sent_at(tx, probes[-1]) if probes else None
    if sent_at is None or not arrived(probes[-1].state, sent_at, now):
        return
    note = f"The probe letter of {sent_at:%Y-%m-%d} was not returned."
    ruling = Ruling(what=What.RELEASE, about=decisions.address(tx, address), note=note)
    (entry,) = decisions.decide(tx, _RULE, now, [ruling])
    for code in contacts.organisations_of(tx, [address]):
        reached_again(tx, code, _RULE, now, entry.number)


def _asking(tx: Transaction, code: str) -> list[Invitation]:
    """Return the invitations of an organisation that still ask it: no answer of it counts, and no mark says that it gives none."""
    asked = [one for one in invitations.of_organisations(tx, [code]) if one.mark not in _NOT_ASKED]
    answered = submissions.with_state(tx, [one.id for one in asked], SubmissionState.ACCEPTED)
    return [one for one in asked if one.id not in answered]


def _left_without(tx: Transaction, address: str) -> frozenset[str]:
    """Return the organisations with this address of which every address is suppressed."""
    codes = contacts.organisations_of(tx, [address])
    return frozenset(code for code in codes if not _open(tx, code, besides=""))


def _last_for(tx: Transaction, address: str) -> frozenset[str]:
    """Return the organisations that could be written to at no other address."""
    codes = contacts.organisations_of(tx, [address])
    return frozenset(code for code in codes if not _open(tx, code, besides=address))


def _open(tx: Transaction, code: str, *, besides: str) -> list[Contact]:
    """Return the contacts of an organisation that may be written to, without those at one address."""
    everyone = contacts.of_organisations(tx, [code])
    stopped = contacts.suppressed(tx, [one.address for one in everyone])
    return [one for one in everyone if one.address.lower() not in stopped and one.address.lower() != besides.lower()]


def _next(tx: Transaction, code: str) -> Contact | None:
    """Return the contact that gets copies and is to be addressed, where nobody else of an organisation is."""
    there = _open(tx, code, besides="")
    return there[0] if there and not any(one.role is Role.TO for one in there) else None


def _refusals(tx: Transaction, address: str) -> list[tuple[int, Undelivered]]:
    """Return what was said of the letters to an address that did not arrive, by the letter, oldest first.

    A letter that somebody settled otherwise since, or that is tried again, is not among them.
    """
    lost = {one.id for one in outbox.to_addresses(tx, [address]) if one.state in LOST}
    reports = [
        (one.letter_id or 0, Undelivered(at=one.at, status=one.status, text=one.diagnostic))
        for one in messages.bounces(tx, lost)
        if one.permanent and one.address.lower() == address.lower()
    ]
    newest = {one.letter_id: one for one in outbox.attempts(tx, lost)}
    reported = {number for number, _ in reports}
    tried = [
        (
            number,
            Undelivered(
                at=one.at,
                status=enhanced(one.code, one.text),
                text=one.text,
                at_content=one.stage == "data",
                unasked=one.code is None,
                code=one.code,
            ),
        )
        for number, one in newest.items()
        if number not in reported and one.outcome in {Outcome.REJECTED, Outcome.DEFERRED}
    ]
    return sorted([*first_of_each(reports), *tried], key=lambda one: one[1].at)


def reported_before(tx: Transaction, letter: Letter, message_id: int) -> bool:
    """Say whether a letter has come back by an earlier message than this one: whoever has its tag could report it for ever."""
    earlier = (one for one in messages.bounces(tx, [letter.id]) if one.permanent and one.message_id < message_id)
    return letter.state in LOST and any(earlier)


def _alive(tx: Transaction, address: str, now: datetime) -> datetime | None:
    """Return when an address was last known to be alive: its owner wrote, a probe arrived, or a person released it."""
    probes = [one for one in outbox.to_addresses(tx, [address]) if one.kind is LetterKind.PROBE]
    known = journal.known_number(tx, decisions.ADDRESS, address.lower())
    released = [one.at for one in journal.about(tx, Subject.ADDRESS, [known] if known else []) if one.by_person]
    signs: Iterable[datetime | None] = (
        messages.last_from(tx, address),
        *(at for one in probes if arrived(one.state, at := _sent_at(tx, one), now)),
        *released,
    )
    return max((one for one in signs if one is not None), default=None)


def _probing(tx: Transaction, address: str, now: datetime) -> bool:
    probes = [one for one in outbox.to_addresses(tx, [address]) if one.kind is LetterKind.PROBE]
    return any(under_way(one.state, _sent_at(tx, one), now) for one in probes)


def _sent_at(tx: Transaction, letter: Letter) -> datetime | None:
    return next((one.at for one in reversed(outbox.attempts(tx, [letter.id])) if one.outcome == Outcome.SENT), None)
