"""What the store is told while letters are handed over: which DATA begins for, and what the servers said of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic

from domain.case import Moot
from domain.errors import StoreError
from domain.events import Event, tell
from domain.failpoints import reach
from domain.letter import DeliveryState, Envelope, Letter, LetterKind, Outcome, Verdict
from domain.rules.bounced import refuses_mailbox
from domain.sentences import counted
from languages.telling import phrased
from service import giving_up, retries
from service.approvals import Unapproved
from service.cases import UNSENT, close_cases, open_unsent
from service.delays import Delay
from service.halts import Gate
from service.pace import Pace
from service.stalled import pause_where_stalled
from service.wiring import Service
from store import Transaction, decisions, holds, journal, leases, outbox
from store.book import BookPage

_NAMED = 3  # More addresses with the same refusal are counted instead of named.


@dataclass(kw_only=True)
class Sent:
    """What one pass of the sender came to. `halted` says what waits since the server refuses its sender, also since an earlier pass.

    `unapproved` are the letters that wait since their mailing is not approved as it is now; `waits` says of letters that nobody holds up
    why they wait, and until when.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    halted: list[str] = field(default_factory=list)
    waits: list[Delay] = field(default_factory=list)
    unapproved: Unapproved = field(default_factory=Unapproved)
    anothers: int = 0

    def tell_refusals(self) -> None:
        """Add to the problems what befell letters: a sentence for each reason, with the addresses, or their number where they are many."""
        if self.anothers:
            were = counted(self.anothers, "letter was", "letters were")
            self.problems.append(f"{were} not sent here: another process was first, or a person decided otherwise meanwhile.")
        for reason, addresses in self.refusals.items():
            who = ", ".join(addresses) if len(addresses) <= _NAMED else f"{len(addresses)} letters, the first to {addresses[0]}"
            self.problems.append(f"{who}: {reason}")


@dataclass(frozen=True, slots=True)
class _Judged:
    """Verdicts as they were recorded: what each changed, which letters wait since, and sentences about them."""

    verdicts: Sequence[Verdict]
    changes: Sequence[outbox.Change]
    waiting: Collection[int]
    told: Sequence[str]


@dataclass(kw_only=True)
class SendingJournal:
    """Records in the store what one transport tells, and keeps the envelopes that are under way.

    `since` is what the monotonic clock showed when it was `now`, in seconds. `before` has the letters that DATA has begun for, and their
    attempts before. Where it has `stalled`, the server takes letters and does not say so: no further one is begun. `fence` is the number of
    the lease under which it is sent (see `service.leases`); where that has ended, no further one is begun either.
    """

    service: Service
    now: datetime
    since: float
    result: Sent
    gate: Gate
    pace: Pace
    page: BookPage
    connections: int
    fence: int = 0
    rejected: set[int] = field(default_factory=set)
    under_way: dict[int, Envelope] = field(default_factory=dict)
    before: dict[int, int] = field(default_factory=dict)
    stalled: bool = False
    lost: bool = False

    @property
    def transport(self) -> str:
        """Return the name of the transport."""
        return self.pace.transport

    def time(self) -> datetime:
        """Return what time it is: a pass may take hours."""
        return self.now + timedelta(seconds=monotonic() - self.since)

    def watch(self, envelopes: Iterator[Envelope]) -> Iterator[Envelope]:
        """Yield the envelopes, as long as the server says of letters that it has them."""
        for envelope in envelopes:
            if self.stalled or self.lost:
                return
            self.under_way[envelope.letter_id] = envelope
            self.pace.begin(envelope.rcpt_to, self.time())
            yield envelope

    def record(self, verdicts: Sequence[Verdict], beginning: Sequence[int]) -> frozenset[int]:
        """Write down what became of letters and for which others the content begins, in one transaction (see `domain.ports.Journal`)."""
        begins = bool(beginning) and not (self.stalled or self.service.stopping.is_set())
        if not (verdicts or begins):
            return self._left(beginning)
        if verdicts:
            reach("store.before_verdict")
        if begins:
            reach("store.before_sending")
        fault = self._kept(beginning) if begins else None
        begins = begins and fault is None
        with self.service.store.transaction() as tx:
            judged = self._said(tx, verdicts) if verdicts else None
            # A server that has stalled by these verdicts gets no further letter.
            ours = self._begun(tx, beginning) if begins and not self.stalled else {}
        if judged:
            self._tell_said(judged)
        if fault:
            raise fault
        return self._tell_begun(ours, beginning) if begins and not self.stalled else self._left(beginning)

    def _kept(self, letter_ids: Sequence[int]) -> StoreError | None:
        """Keep what letters share with others; return why the disk refuses it, so that no verdict is lost for that."""
        try:
            outbox.keep_shared(self.service.store.archive, [self.under_way[one] for one in letter_ids])
        except StoreError as fault:
            return fault
        return None

    def _begun(self, tx: Transaction, letter_ids: Sequence[int]) -> dict[int, int]:
        if self.fence:
            self.pace.learn(tx)
            self.lost = not leases.holds(tx, self.fence)
        mine = [one for one in letter_ids if not self.pace.leaves(self.under_way[one].rcpt_to)]
        ours = outbox.record_sending(tx, self.service.store.archive, [self.under_way[one] for one in mine], self.fence) if mine else {}
        reach("store.in_sending")
        return ours

    def _tell_begun(self, ours: Mapping[int, int], letter_ids: Sequence[int]) -> frozenset[int]:
        reach("store.after_sending")
        self.before |= ours
        tags = {one: self.gate.letters[one].tag for one in ours}
        self.page.begun({tags[one]: before for one, before in ours.items()}, {tag: self.under_way[one].domain for one, tag in tags.items()})
        for letter_id in ours:
            tell(Event.SENDING, letter=letter_id)
        others = set(letter_ids) - set(ours)
        # What is left to the first sender was nobody's yet.
        self.result.anothers += sum(not self.pace.leaves(self.under_way[one].rcpt_to) for one in others)
        self._left(others)
        return frozenset(ours)

    def _left(self, letter_ids: Collection[int]) -> frozenset[int]:
        """Leave these letters in the outbox, as if their turn had not come."""
        for letter_id in letter_ids:
            self.pace.give_back(self.under_way.pop(letter_id).rcpt_to)
            del self.gate.letters[letter_id]
        return frozenset()

    def _said(self, tx: Transaction, verdicts: Sequence[Verdict]) -> _Judged:
        """Write down what became of letters, and all that follows from it."""
        journal.alone(tx)  # Before any letter: who decides about messages locks in this order too, and neither waits for the other.
        # A mailing takes minutes, and the relay's log has the second: `now` is when it began. Waits are counted by the minute.
        at = self.time()
        minute = self.now + timedelta(minutes=(at - self.now) // timedelta(minutes=1))
        if self.fence:
            self.pace.learn(tx)
            self.gate.learn(tx)
        named = [replace(one, route=replace(one.route, transport=self.transport)) for one in verdicts]
        judged = self.gate.judge(tx, named, minute)
        heard = {one.letter_id: self.pace.heard(tx, one, self.under_way[one.letter_id].rcpt_to, at) for one in judged}
        asked = {number: wait for number, wait in heard.items() if wait}
        made = retries.changes(tx, self.gate, judged, asked, minute)
        changes = [replace(one, before=self.before.get(one.verdict.letter_id)) for one in made]
        outbox.record_verdicts(tx, changes, at)
        waiting = self.gate.look_back(tx, judged, minute)
        told = giving_up.refused(
            tx, [(self.gate.letters[x.verdict.letter_id], x.verdict) for x in changes if _given_up(x, waiting)], self.now
        )
        _tell_unsent(tx, [one for one in changes if one.verdict.letter_id not in waiting], self.now)
        _close_unsent(tx, [one for one in changes if _tried_again(self.gate.letters[one.verdict.letter_id])], self.now)
        # Who is to stop gives the server less time, so that its silence says less.
        in_doubt = any(one.outcome is Outcome.UNCERTAIN for one in judged) and not self.service.stopping.is_set()
        stalled = pause_where_stalled(tx, self.transport, self.connections, self.now) if in_doubt else []
        self.stalled = self.stalled or bool(stalled)
        reach("store.in_verdict")
        return _Judged(judged, changes, waiting, [*stalled, *told])

    def _tell_said(self, judged: _Judged) -> None:
        reach("store.after_verdict")
        self.page.said({self.gate.letters[one.verdict.letter_id].tag: one.verdict for one in judged.changes})
        self.result.problems += judged.told
        self._count(judged.verdicts, judged.waiting)

    def _count(self, verdicts: Sequence[Verdict], waiting: Collection[int]) -> None:
        """Keep what became of letters for the report; some that had been rejected, of this pass or before, are `waiting` since."""
        for verdict in verdicts:
            envelope = self.under_way.pop(verdict.letter_id)
            del self.gate.letters[verdict.letter_id]
            self.before.pop(verdict.letter_id, None)
            self.result.outcomes[verdict.outcome.value] += 1
            self.rejected |= {verdict.letter_id} if verdict.outcome is Outcome.REJECTED else set()
            tell(Event.OUTCOME, letter=verdict.letter_id, outcome=verdict.outcome, stage=verdict.stage)
            if verdict.outcome is not Outcome.SENT:
                reason = f"{verdict.outcome} at {verdict.stage}: {verdict.text}"
                self.result.refusals.setdefault(reason, []).append(envelope.rcpt_to)
        if back := self.rejected & set(waiting):
            self.rejected -= back
            self.result.outcomes[Outcome.REJECTED.value] -= len(back)
            self.result.outcomes[Outcome.DEFERRED.value] += len(back)


def _given_up(change: outbox.Change, waiting: Collection[int]) -> bool:
    """Say whether a letter is not tried again; those are that wait since the server refuses their sender."""
    return change.state in {DeliveryState.REJECTED, DeliveryState.FAILED} and change.verdict.letter_id not in waiting


def _tell_unsent(tx: Transaction, changes: Sequence[outbox.Change], now: datetime) -> None:
    """Let a person know of each letter that expired, and of each that answers somebody and was refused for good.

    An address that does not exist awaits nothing.
    """
    refused = (one.verdict for one in changes if one.state is DeliveryState.REJECTED and not refuses_mailbox(one.verdict))
    why = {one.letter_id: one.text for one in refused}
    for letter in outbox.with_ids(tx, why):
        if letter.kind is not LetterKind.MAILING:
            open_unsent(tx, letter, phrased("reasons.refused_for_good"), now, why[letter.id])
    expired = {one.verdict.letter_id: one.verdict.text for one in changes if one.state is DeliveryState.FAILED}
    retries.tell_expired(tx, ((one, expired[one.id]) for one in outbox.with_ids(tx, expired)), now)


def _tried_again(letter: Letter) -> bool:
    """Say whether a letter was put off, or settled, since it was planned."""
    return letter.attempts > 0 or letter.due_at > letter.planned_at


def _close_unsent(tx: Transaction, changes: Sequence[outbox.Change], now: datetime) -> None:
    """Close the cases about letters that were refused once and were taken now."""
    for change in changes:
        if change.state is DeliveryState.SENT:
            case = holds.with_cause(tx, f"{UNSENT}{change.verdict.letter_id}")
            close_cases(tx, [case] if case and case.decision is None else [], Moot.SENT, decisions.rule("sender"), now)
