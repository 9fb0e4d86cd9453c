"""Halts: what a sender sends waits where the mail server refuses the sender, until one letter that is tried is taken."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.case import CaseKind, Decision, Moot
from domain.letter import EVIDENCE, LOGIN, DeliveryState, Letter, Outcome, Verdict
from domain.process.events import Event, tell
from domain.rules.refusal import PATIENCE, WAITS, WITHIN, blames_sender, is_permanent, likeness, mends, next_try, of_many
from domain.sentences import counted
from languages.telling import phrased
from service.cases.desk import CaseOnDesk
from service.rulings.decided import Decided
from service.rulings.opening import close_cases, open_case
from service.rulings.settling import settling
from service.sending.servers_back import follow
from store import Transaction, decisions, halts, holds, outbox
from store.letters.halts import Halt

Scope = tuple[str, str]
"""A study and a sender of it: what a server has against one sender it need not have against another."""

_PASS = timedelta(minutes=1)  # An attempt is dated by its reply, somewhat after the pass began.
_SENDER = "sender"  # How the journal calls the rule that decides here.


def scope(letter: Letter) -> Scope:
    """Return of which sender a letter is."""
    return letter.study, letter.sender


@dataclass(kw_only=True)
class Gate:
    """What one pass of the sender knows of senders that are halted: what waits behind the gate, and who has its `probes` before it.

    `untried` has, for each sender whose next try has come, the letters by one of which it is tried, in order;
    `letters` are those under way, `begun` are the halts that began, `there` the transports whose server has taken a letter.
    """

    halts: dict[Scope, Halt]
    untried: dict[Scope, tuple[int, ...]]
    probes: set[int] = field(default_factory=set)
    letters: dict[int, Letter] = field(default_factory=dict)
    begun: list[Halt] = field(default_factory=list)
    there: set[str] = field(default_factory=set)

    def lets_pass(self, letter: Letter) -> bool:
        """Say whether nothing speaks against handing a letter over."""
        return scope(letter) not in self.halts

    def is_to_try(self, letter: Letter) -> bool:
        """Say whether a letter may be the one by which its sender is tried: none is yet."""
        return scope(letter) in self.untried

    def tries(self, letter: Letter) -> None:
        """Let this letter be the one by which its sender is tried, since it can be handed over."""
        del self.untried[scope(letter)]
        self.probes.add(letter.id)

    def learn(self, tx: Transaction) -> None:
        """Take over what halts other senders began since, and which are over."""
        there = {(one.study, one.sender): one for one in halts.in_force(tx)}
        self.halts = {of: self.halts.get(of, one) for of, one in there.items()}

    def judge(self, tx: Transaction, verdicts: Sequence[Verdict], now: datetime) -> list[Verdict]:
        """Return the verdicts, those deferred that are about the sender; begin the halts that they show, and lift those that are over."""
        follow(tx, self.there, verdicts, now)
        return [self._judged(tx, one, now) for one in verdicts]

    def _judged(self, tx: Transaction, verdict: Verdict, now: datetime) -> Verdict:
        letter = self.letters[verdict.letter_id]
        halt = self.halts.get(scope(letter))
        # What was under way when its sender was refused says nothing of it: only the letter that is tried since does.
        if halt and verdict.letter_id in self.probes:
            if mends(halt.refused, verdict):
                self._lift(tx, halt, now)
                halt = None
            else:
                self._tried_in_vain(tx, halt, now)
        if blames_sender(verdict):
            if halt is None:
                self._begin(tx, letter, verdict, now)
            return replace(verdict, outcome=Outcome.DEFERRED)
        if halt and verdict.outcome is Outcome.REJECTED and likeness(verdict.stage, verdict.code, verdict.text) == halt.refused:
            return replace(verdict, outcome=Outcome.DEFERRED)
        return verdict

    def look_back(self, tx: Transaction, verdicts: Sequence[Verdict], now: datetime) -> frozenset[int]:
        """Begin a halt where the same was refused of many lately; return the letters that had been rejected, and wait from now on."""
        waiting: set[int] = set()
        for verdict in verdicts:
            refusal = likeness(verdict.stage, verdict.code, verdict.text) if verdict.outcome is Outcome.REJECTED else None
            if refusal and verdict.letter_id not in waiting:
                waiting |= self._alike(tx, self.letters[verdict.letter_id], verdict, refusal, now)
        return frozenset(waiting)

    def _alike(self, tx: Transaction, letter: Letter, verdict: Verdict, refusal: str, now: datetime) -> frozenset[int]:
        seen = halts.tried_lately(tx, *scope(letter), now - WITHIN)
        if not of_many(seen, refusal) or _stands(tx, letter, refusal):
            return frozenset()
        if scope(letter) not in self.halts:
            self._begin(tx, letter, verdict, now)
        alike = frozenset(one.letter_id for one in seen if one.refused == refusal)
        note = "The server refused the same of many recipients, so it is about the sender."
        rulings = [settling(tx, one, DeliveryState.DEFERRED, note) for one in outbox.with_ids(tx, alike)]
        decisions.decide(tx, decisions.rule(_SENDER), now, rulings)
        return alike

    def out_of_reach(self, tx: Transaction, verdict: Verdict, since: datetime, now: datetime) -> None:
        """Begin a halt where the server could not be reached for so long that a person should know."""
        letter = self.letters[verdict.letter_id]
        if now - since >= PATIENCE - _PASS and self.lets_pass(letter):
            self._begin(tx, letter, verdict, now)

    def _begin(self, tx: Transaction, letter: Letter, verdict: Verdict, now: datetime) -> None:
        refused = likeness(verdict.stage, verdict.code, verdict.text) or f"{verdict.stage} {verdict.code}"
        held = holds.Held(
            cause=f"halted:{letter.study}:{letter.sender}:{letter.id}:{now.isoformat()}",
            kind=CaseKind.HALTED,
            study=letter.study,
            fingerprint=_fingerprint(letter.sender, refused),
            reasons=(_why(letter.sender, verdict), phrased("reasons.halted")),
            server_said=_said(verdict),
            at=now,
        )
        number = open_case(tx, held, decisions.rule(_SENDER))
        if number is None:
            return  # It went on and was refused again by the same letter within one instant: the next letter says more.
        halt = Halt(
            study=letter.study,
            sender=letter.sender,
            hold_id=number,
            refused=refused,
            said=verdict.text,
            since=now,
            tries=0,
            next_at=next_try(0, now),
        )
        self.halts[scope(letter)] = halt
        halts.put(tx, halt)
        self.begun.append(halt)
        tell(Event.HALTED, logging.ERROR, study=letter.study, stage=verdict.stage, code=verdict.code)

    def _tried_in_vain(self, tx: Transaction, halt: Halt, now: datetime) -> None:
        tried = replace(halt, tries=halt.tries + 1, next_at=next_try(halt.tries + 1, now))
        self.halts[halt.study, halt.sender] = tried
        halts.tried(tx, tried)

    def _lift(self, tx: Transaction, halt: Halt, now: datetime) -> None:
        del self.halts[halt.study, halt.sender]
        halts.lift(tx, halt.hold_id)
        waits = [one for one in holds.with_ids(tx, [halt.hold_id]) if one.decision is None]
        close_cases(tx, waits, Moot.SENT, decisions.rule(_SENDER), now)
        tell(Event.GOES_ON, study=halt.study)


def gate(tx: Transaction, now: datetime, *, first: bool = True) -> Gate:
    """Return who is halted now, and the letters of each whose next try has come; of several senders the `first` alone tries."""
    known = halts.in_force(tx)
    # No try is further off than the longest wait, but where the clock ran ahead.
    due = (one for one in known if first and (one.next_at <= now or one.next_at > now + WAITS[-1]))
    untried = {(one.study, one.sender): some for one in due if (some := halts.probes(tx, one, now))}
    return Gate(halts={(one.study, one.sender): one for one in known}, untried=untried)


def sentence(tx: Transaction, halt: Halt) -> str:
    """Say how many letters wait, why, until when, and how it goes on."""
    who = {"sender": halt.sender, "study": halt.study, "said": halt.said.rstrip("."), "id": str(halt.hold_id)}
    return phrased("doctor.fault.halted", since=halt.since, next=halt.next_at, letters=f"{halts.waiting(tx, halt):,}", **who)


def sentences(tx: Transaction, study: str | None = None) -> list[str]:
    """Say of each sender of a study, or of all, that is halted what waits."""
    return [sentence(tx, one) for one in halts.in_force(tx) if study in {None, one.study}]


def try_again(desk: CaseOnDesk) -> Decided:
    """Let all that waits go on with the next letters that are sent; where it is refused again, it waits again."""
    with desk.service.store.transaction() as tx:
        _, entry = desk.record(tx)
        halts.let_go(tx, desk.held.id, desk.now)
    return Decided(entry=entry.number, told="What waits is sent again, with the next letters that are sent.")


def let_stand(desk: CaseOnDesk) -> Decided:
    """Reject the letters that were refused, and let the others go on; the same refusal halts this sender no more."""
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        halts.lift(tx, desk.held.id)
        refused = _refused(tx, str(desk.held.study), str(desk.held.fingerprint))
        rulings = [settling(tx, one, DeliveryState.REJECTED, "A person let the refusal stand.", entry.number) for one in refused]
        decisions.decide(tx, by, desk.now, rulings)
    return Decided(entry=entry.number, told=f"{counted(len(refused), 'letter')} rejected; the others are sent.", letters=len(refused))


def _refused(tx: Transaction, study: str, fingerprint: str) -> list[Letter]:
    """Return the letters that wait, and of which the last attempt was refused as the case says."""
    letters = outbox.in_state(tx, DeliveryState.DEFERRED, study)
    last = {one.letter_id: one for one in outbox.attempts(tx, [one.id for one in letters]) if one.stage != EVIDENCE}
    return [one for one in letters if one.id in last and _is_refused(one, last[one.id], fingerprint)]


def _is_refused(letter: Letter, last: outbox.Attempt, fingerprint: str) -> bool:
    refusal = likeness(last.stage, last.code, last.text) or f"{last.stage} {last.code}"
    return is_permanent(last.code) and _fingerprint(letter.sender, refusal) == fingerprint


def _stands(tx: Transaction, letter: Letter, refusal: str) -> bool:
    """Say whether a person decided of such refusals that they are about the recipients."""
    wanted = _fingerprint(letter.sender, refusal)
    cases = holds.of_kind(tx, letter.study, CaseKind.HALTED)
    return any(one.decision == Decision.REJECT and one.fingerprint == wanted for one in cases)


def _fingerprint(sender: str, refused: str) -> str:
    return f"{sender}: {refused}"


def _why(sender: str, verdict: Verdict) -> str:
    if verdict.stage == LOGIN:
        return phrased("reasons.halt_login", sender=sender, said=verdict.text)
    return phrased("reasons.halt_refused" if is_permanent(verdict.code) else "reasons.halt_unreachable", sender=sender)


def _said(verdict: Verdict) -> str | None:
    """Return what a mail server said; what is said of a login are words of our own."""
    return None if verdict.stage == LOGIN else f"({verdict.stage}) {verdict.text}"


def history(tx: Transaction, letter_ids: Iterable[int]) -> dict[int, list[outbox.Attempt]]:
    """Return what befell each of these letters, in order."""
    found: dict[int, list[outbox.Attempt]] = {}
    for one in outbox.attempts(tx, letter_ids):
        found.setdefault(one.letter_id, []).append(one)
    return found


def unreached_since(attempts: Collection[outbox.Attempt], now: datetime) -> datetime:
    """Return since when no attempt of a letter reached the server."""
    since = now
    for one in reversed([one for one in attempts if one.stage != EVIDENCE]):
        if one.stage != "connect":
            break
        since = one.at
    return since
