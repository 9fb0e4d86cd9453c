"""The sender: takes what is due from the outbox, makes it, and hands it over; nothing is sent twice, nothing is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.contact import Suppression
from domain.errors import CounterfoilError, StoreError
from domain.failpoints import reach
from domain.letter import DeliveryState, Envelope, Letter, LetterKind, Outcome, Verdict
from domain.study import Audience
from service.census import Case, census
from service.corrections import with_correction
from service.plan import wanted
from service.press import Press
from service.running import Running, running
from service.wiring import Service, Unlocking
from store import contacts, outbox

# The waits between attempts: some five days in all, as RFC 5321 section 4.5.4.1 advises.
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 480, 960, 1440, 1440, 2880))
_BATCH = 200
_NAMED = 3  # More addresses with the same refusal are counted instead of named.
_NO_SUCH_MAILBOX = re.compile(r"\b5\.1\.[1236]\b")
_STATES = {
    Outcome.SENT: DeliveryState.SENT,
    Outcome.REJECTED: DeliveryState.REJECTED,
    Outcome.UNCERTAIN: DeliveryState.UNCERTAIN,
}


@dataclass
class Sent:
    """What one pass of the sender came to."""

    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    anothers: int = 0

    def tell_refusals(self) -> None:
        """Add to the problems what befell letters: a sentence for each reason, with the addresses, or their number where they are many."""
        if self.anothers:
            self.problems.append(f"{self.anothers} letters were not sent by this process: another process dealt with them meanwhile.")
        for reason, addresses in self.refusals.items():
            who = ", ".join(addresses) if len(addresses) <= _NAMED else f"{len(addresses)} letters, the first to {addresses[0]}"
            self.problems.append(f"{who}: {reason}")


def send_due(service: Service, now: datetime, *, collected: bool = True) -> Sent:
    """Hand over every letter that is due. Only one process sends at a time; without a recent collect, no reminder leaves (rule 4)."""
    sent = Sent()
    with service.store.exclusive("sender") as mine:
        if not mine:
            sent.problems.append("Another process is sending; this one leaves it to that.")
            return sent
        with service.store.transaction() as tx:
            sent.outcomes["uncertain"] += outbox.recover(tx, now)
            due = bool(outbox.waiting(tx, now, 0, 1))
        if due:
            journal = _Journal(service, now, sent)
            with service.transport() as transport:
                transport.send(journal.watch(_envelopes(service, now, sent, collected)), journal)
            sent.tell_refusals()
    return sent


class _Journal:
    """Records in the store what the transport tells, and keeps the envelopes that are under way."""

    def __init__(self, service: Service, now: datetime, sent: Sent) -> None:
        self.service, self.now, self.result = service, now, sent
        self.under_way: dict[int, Envelope] = {}
        self.before: dict[int, int] = {}  # Letters that DATA has begun for, and their attempts before.

    def watch(self, envelopes: Iterator[Envelope]) -> Iterator[Envelope]:
        for envelope in envelopes:
            self.under_way[envelope.letter_id] = envelope
            yield envelope

    def sending(self, letter_ids: Sequence[int]) -> frozenset[int]:
        reach("store.before_sending")
        with self.service.store.transaction() as tx:
            ours = outbox.record_sending(tx, self.service.store.archive, [self.under_way[one] for one in letter_ids])
            reach("store.in_sending")
        reach("store.after_sending")
        self.before |= ours
        for letter_id in set(letter_ids) - set(ours):
            del self.under_way[letter_id]
            self.result.anothers += 1
        return frozenset(ours)

    def verdicts(self, verdicts: Sequence[Verdict]) -> None:
        reach("store.before_verdict")
        with self.service.store.transaction() as tx:
            deferred = [verdict.letter_id for verdict in verdicts if verdict.outcome is Outcome.DEFERRED]
            attempts = {letter.id: letter.attempts for letter in outbox.find(tx, "id", deferred)} | self.before
            changes = [change(one, attempts.get(one.letter_id, 0), self.now) for one in verdicts]
            outbox.record_verdicts(tx, [replace(one, before=self.before.get(one.verdict.letter_id)) for one in changes], self.now)
            contacts.suppress(tx, _no_such_mailbox(verdicts, self.under_way), self.now)
            reach("store.in_verdict")
        reach("store.after_verdict")
        for verdict in verdicts:
            envelope = self.under_way.pop(verdict.letter_id)
            self.before.pop(verdict.letter_id, None)
            self.result.outcomes[verdict.outcome.value] += 1
            if verdict.outcome is not Outcome.SENT:
                reason = f"{verdict.outcome} at {verdict.stage}: {verdict.text}"
                self.result.refusals.setdefault(reason, []).append(envelope.rcpt_to)


def change(verdict: Verdict, attempts: int, now: datetime) -> outbox.Change:
    """Return what a verdict makes of a letter that was tried `attempts` times before: retry on 4xx with backoff, never on 5xx."""
    if verdict.outcome is not Outcome.DEFERRED:
        return outbox.Change(verdict, _STATES[verdict.outcome], now)
    if attempts < len(BACKOFF):
        return outbox.Change(verdict, DeliveryState.DEFERRED, now + BACKOFF[attempts])
    return outbox.Change(verdict, DeliveryState.FAILED, now)


def _no_such_mailbox(verdicts: Sequence[Verdict], under_way: dict[int, Envelope]) -> list[Suppression]:
    """Return the addresses that a server says do not exist (RFC 3463, 5.1.x); no other refusal silences anybody (rule 6)."""
    return [
        Suppression(under_way[verdict.letter_id].rcpt_to, f"no such mailbox: {verdict.text}")
        for verdict in verdicts
        if verdict.outcome is Outcome.REJECTED and verdict.stage == "rcpt" and _NO_SUCH_MAILBOX.search(verdict.text)
    ]


@dataclass(frozen=True, slots=True)
class _Pass:
    """What every letter of one pass is made with; `collected` says that the mailbox was looked at shortly before."""

    service: Service
    reader: Unlocking
    now: datetime
    sent: Sent
    collected: bool


def _envelopes(service: Service, now: datetime, sent: Sent, collected: bool) -> Iterator[Envelope]:
    """Yield the letters that are due, each made when its turn comes; who still owes an answer is asked again for each batch."""
    presses: dict[str, Press] = {}
    after = 0
    with service.reader() as reader:
        this = _Pass(service, reader, now, sent, collected)
        while not service.stopping.is_set():
            with service.store.reading() as tx:
                batch = outbox.waiting(tx, now, after, _BATCH)
                cases = {study: _cases(service, tx, study, batch, presses) for study in {letter.study for letter in batch}}
                stopped = contacts.suppressed(tx)
            if not batch:
                return
            for letter in batch:
                after = letter.id
                if service.stopping.is_set():
                    return
                if letter.study in presses:
                    case = cases[letter.study].get(str(letter.organisation))
                    yield from _made(this, presses[letter.study], letter, case, stopped)


def _cases(service: Service, tx, study: str, batch: Sequence[Letter], presses: dict[str, Press]) -> dict[str, Case]:  # type: ignore[no-untyped-def]
    found = running(service, tx, study)
    if found is None or found.paused:
        presses.pop(study, None)
        return {}
    if study not in presses or presses[study].running.version != found.version:
        presses[study] = Press(found, service.installation.separator, service.store.archive)
    return census(tx, found, {str(letter.organisation) for letter in batch})


def _made(this: _Pass, press: Press, letter: Letter, case: Case | None, stopped: dict[str, str]) -> Iterator[Envelope]:
    template, why = _still_wanted(press.running, letter, case, stopped)
    if template is None:
        _settle(this.service, letter, DeliveryState.DROPPED, why, this.now)
        this.sent.outcomes["dropped"] += 1
        return
    if not this.collected and _chases(press.running, letter):
        return
    try:
        recorded = _recorded(this.service, letter)
        yield recorded or press.envelope(
            with_correction(this.service, this.reader, press, letter, case, this.now), case, this.now, template
        )
    except StoreError:
        raise  # The letter is none the worse: it waits until the disk and the database do their work again.
    except CounterfoilError as error:
        _settle(this.service, letter, DeliveryState.FAILED, str(error), this.now)
        this.sent.outcomes["failed"] += 1
        this.sent.problems.append(str(error))


def _recorded(service: Service, letter: Letter) -> Envelope | None:
    """Return the bytes that an earlier attempt recorded; a letter that was never tried has none, and the store is not asked."""
    if not letter.attempts:
        return None
    with service.store.reading() as tx:
        return outbox.recorded(tx, service.store.archive, letter.id)


def _still_wanted(running: Running, letter: Letter, case: Case | None, stopped: dict[str, str]) -> tuple[str | None, str]:
    """Return the template that is right at the moment of sending, or None and why the letter is no longer wanted."""
    if letter.address.lower() in stopped and letter.kind is not LetterKind.DIGEST:
        return None, f"The address is suppressed: {stopped[letter.address.lower()]}."
    if letter.kind is not LetterKind.MAILING:
        return letter.template, ""
    if case is None:
        return None, "The organisation is no longer on the study's list."
    return wanted(running.study.mailing(str(letter.mailing)), case), f"Nothing is owed any more: {case.standing}."


def _chases(running: Running, letter: Letter) -> bool:
    return letter.mailing is not None and running.study.mailing(letter.mailing).audience is Audience.OWING


def _settle(service: Service, letter: Letter, state: DeliveryState, why: str, now: datetime) -> None:
    with service.store.transaction() as tx:
        outbox.settle(tx, letter.id, state, why, now)
