"""Giving up an address: by what its servers said, never the last of an organisation without a probe, and never without telling staff.

What each refusal weighs is `domain.rules.given_up`. An address that a server denies (5.1.x) gets no more mailings at once; whether that
is so of the last one, the probe shows: where it arrives, the address is released.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from domain.case import CaseKind, CaseReasons
from domain.contact import Contact, Role, Stopped
from domain.journal import Entry, Subject, What
from domain.letter import EVIDENCE, DeliveryState, Letter, LetterKind, Outcome, Verdict
from domain.rules.attempt import enhanced
from domain.rules.bounced import refuses_mailbox
from domain.rules.decided import suppression
from domain.rules.given_up import ENOUGH, PROBE_AFTER, NextStep, Undelivered, arrived, first_of_each, points, step, under_way, weight
from domain.rules.standing import LOST
from domain.sentences import ended, quoted, with_status
from languages.telling import phrased
from service.effects.probes import RULE, Lost, left_without, open_where_asked, probe, sent_at
from service.rulings.amending import amending
from store import Transaction, contacts, decisions, delivery_reports, journal, messages, outbox, standing_decisions, suppressions
from store.cases.decisions import Ruling

_REFUSAL = decisions.rule("refusal")

_SINCE = (Stopped.NO_SUCH_MAILBOX, Stopped.UNDELIVERABLE)

Decide = Callable[[Ruling], tuple[Entry, ...]]  # Writes a decision, and returns it where it is new.


def refused(tx: Transaction, lost: Sequence[tuple[Letter, Verdict]], now: datetime) -> list[str]:
    """Decide about the addresses of letters that a server refused for good, or whose time is over; return what staff must know."""
    told = []
    for letter, verdict in lost:
        if refuses_mailbox(verdict):
            told.append(_deny(tx, Lost(letter, now), verdict.text, lambda ruling: decisions.decide(tx, _REFUSAL, now, [ruling])))
        else:
            told.append(weigh(tx, Lost(letter, now), lambda ruling: decisions.decide(tx, RULE, now, [ruling])))
    return [one for one in told if one]


def bounced(tx: Transaction, lost: Lost, words: str, decide: Decide) -> str:
    """Decide about the address of a letter of which a mail server's log proves that it bounced; return what staff must know, or blank."""
    if lost.letter.organisation is None:
        return ""  # It is no contact's: what is sent to staff goes on.
    denies = weight(Undelivered(at=lost.now, status=None, text=words)).points >= ENOUGH
    if denies and not suppressions.suppressed(tx, [lost.letter.address]):
        return _deny(tx, lost, words, decide)
    return weigh(tx, lost, decide)


def _deny(tx: Transaction, lost: Lost, words: str, decide: Decide) -> str:
    """Suppress an address that a server denies, and do what follows."""
    about = decisions.address(tx, lost.letter.address)
    (entry,) = decide(
        Ruling(what=What.SUPPRESS, about=about, value=Stopped.NO_SUCH_MAILBOX.value, note=f"no such mailbox: {quoted(words)}")
    )
    return denied(tx, lost, entry)


def weigh(tx: Transaction, lost: Lost, decide: Decide) -> str:
    """Decide about an address by all that its servers refused, and say what was decided; blank where it is tried again as before."""
    address = lost.letter.address
    if lost.letter.organisation is None or suppressions.suppressed(tx, [address]):
        return _last_resort(tx, lost)
    refusals = refusals_of(tx, address)
    own = [one for number, one in refusals if number == lost.letter.id]
    refused_probe = lost.letter.kind is LetterKind.PROBE and any(weight(one).points for one in own)
    if any(weight(one).points >= ENOUGH for one in own) and not refused_probe:
        return ""  # A server denies the address: that is decided where the whole report is understood.
    score = points((one for _, one in refusals), lost.now, _alive(tx, address, lost.now))
    probing = lost.letter.kind is LetterKind.PROBE or _probing(tx, address, lost.now)
    found = step(score, last=bool(_last_for(tx, address)), refused_probe=refused_probe, probing=probing)
    if found is NextStep.PROBE:
        return probe(tx, lost, lost.now + PROBE_AFTER)
    if found is NextStep.NOTHING:
        return ""
    last = max(own, key=lambda one: one.at) if own else refusals[-1][1]
    said = quoted(with_status(last.status, last.text))
    reason = ended(f"Letters to it kept coming back ({score} of {ENOUGH} points), the last: {said or 'without a reason'}")
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
    if any(left_without(tx, [lost.letter.address]).values()) and lost.letter.kind is not LetterKind.PROBE:
        return f"{lost.letter.address} is the last address of its organisation: a probe letter is sent tomorrow."
    return _after(tx, lost, entry)


def _last_resort(tx: Transaction, lost: Lost) -> str:
    """Let a person know that an organisation has no contact left, where it was the probe to a suppressed address that was lost."""
    about = decisions.address(tx, lost.letter.address)
    entry = suppression(standing_decisions.in_force_about(tx, about)) if lost.letter.kind is LetterKind.PROBE else None
    given_up = entry is not None and entry.value in {Stopped.NO_SUCH_MAILBOX, Stopped.UNDELIVERABLE}
    return _after(tx, lost, entry) if entry and given_up else ""


def _after(tx: Transaction, lost: Lost, entry: Entry) -> str:
    """Let the next contact be addressed, or a person know that there is none; both fall with the decision that is in `entry`."""
    told = []
    (without,) = left_without(tx, [lost.letter.address]).values()
    for code in sorted(contacts.organisations_of(tx, [lost.letter.address])):
        next_one = _next(tx, code)
        if code in without:
            told += _unreachable(tx, lost, code, entry)
        elif next_one:
            decisions.decide(tx, RULE, lost.now, amending(tx, next_one, {"role": Role.TO.value}, follows=entry.number))
            told.append(f"{lost.letter.address} of {code} was given up: letters are addressed to {next_one.address} from now on.")
    return " ".join(told)


def _unreachable(tx: Transaction, lost: Lost, code: str, entry: Entry) -> list[str]:
    add = phrased("reasons.desk.add_or_try", address=lost.letter.address)
    return _tell(tx, lost, code, entry, CaseKind.UNREACHABLE, phrased("reasons.nobody_left", organisation=code), add)


def _tell(tx: Transaction, lost: Lost, code: str, entry: Entry, kind: CaseKind, what: str, at_the_desk: str) -> list[str]:
    """Open a case in each study that still asks this organisation; what can be done `at_the_desk` is a sentence of its own."""
    stopped = suppressions.suppressed(tx, [lost.letter.address])[lost.letter.address.lower()]
    since = phrased(f"reasons.since.{stopped.why if stopped.why in _SINCE else 'other'}")
    said = phrased("reasons.given_up", address=lost.letter.address, organisation=code, since=since, what=what)
    why = CaseReasons(reasons=(said,), server_said=stopped.reason or None, at_desk=at_the_desk)
    return [" ".join(why.whole)] if open_where_asked(tx, code, kind, why, entry.number, lost.now, lost.message_id) else []


def _last_for(tx: Transaction, address: str) -> frozenset[str]:
    """Return the organisations that could be written to at no other address."""
    codes = contacts.organisations_of(tx, [address])
    return frozenset(code for code in codes if not _open(tx, code, besides=address))


def _open(tx: Transaction, code: str, *, besides: str) -> list[Contact]:
    """Return the contacts of an organisation that may be written to, without those at one address."""
    everyone = contacts.of_organisations(tx, [code])
    stopped = suppressions.suppressed(tx, [one.address for one in everyone])
    return [one for one in everyone if one.address.lower() not in stopped and one.address.lower() != besides.lower()]


def _next(tx: Transaction, code: str) -> Contact | None:
    """Return the contact that gets copies and is to be addressed, where nobody else of an organisation is."""
    there = _open(tx, code, besides="")
    return there[0] if there and not any(one.role is Role.TO for one in there) else None


def refusals_of(tx: Transaction, address: str) -> list[tuple[int, Undelivered]]:
    """Return what was said of the letters to an address that did not arrive, by the letter, oldest first.

    A letter that somebody settled otherwise since, or that is tried again, is not among them.
    """
    lost = {one.id for one in outbox.to_addresses(tx, [address]) if one.state in LOST}
    reports = [
        (one.letter_id or 0, Undelivered(at=one.at, status=one.status, text=one.diagnostic))
        for one in delivery_reports.bounces(tx, lost)
        if one.permanent and one.address.lower() == address.lower()
    ]
    newest = {one.letter_id: one for one in outbox.attempts(tx, lost)}
    reported = {number for number, _ in reports}
    told_of = {one.letter_id for one in delivery_reports.bounces(tx, lost)}
    tried = [
        (
            number,
            Undelivered(
                at=one.at,
                status=enhanced(one.code, one.text),
                text=one.text,
                at_content=one.stage == "data",
                unasked=one.code is None and one.stage != EVIDENCE,
                code=one.code,
            ),
        )
        for number, one in newest.items()
        if (number not in reported and one.outcome in {Outcome.REJECTED, Outcome.DEFERRED})
        or (number not in told_of and one.outcome == DeliveryState.BOUNCED)  # A log proved it.
    ]
    return sorted([*first_of_each(reports), *tried], key=lambda one: one[1].at)


def reported_before(tx: Transaction, letter: Letter, message_id: int) -> bool:
    """Say whether a letter has come back by an earlier message than this one: whoever has its tag could report it for ever."""
    earlier = (one for one in delivery_reports.bounces(tx, [letter.id]) if one.permanent and one.message_id < message_id)
    return letter.state in LOST and any(earlier)


def _alive(tx: Transaction, address: str, now: datetime) -> datetime | None:
    """Return when an address was last known to be alive: its owner wrote, a probe arrived, or a person released it."""
    probes = [one for one in outbox.to_addresses(tx, [address]) if one.kind is LetterKind.PROBE]
    sent = sent_at(tx, probes)
    known = journal.known_number(tx, decisions.ADDRESS, address.lower())
    released = [one.at for one in journal.about(tx, Subject.ADDRESS, [known] if known else []) if one.by_person]
    signs: Iterable[datetime | None] = (
        messages.last_from(tx, address),
        *(at for one in probes if arrived(one.state, at := sent.get(one.id), now)),
        *released,
    )
    return max((one for one in signs if one is not None), default=None)


def _probing(tx: Transaction, address: str, now: datetime) -> bool:
    probes = [one for one in outbox.to_addresses(tx, [address]) if one.kind is LetterKind.PROBE]
    sent = sent_at(tx, probes)
    return any(under_way(one.state, sent.get(one.id), now) for one in probes)
