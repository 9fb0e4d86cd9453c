"""What the store is told while letters are handed over: which DATA begins for, and what the servers said of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from time import monotonic

from domain.errors import StoreError
from domain.letter import Envelope, Outcome, Verdict
from domain.process.events import Event, tell
from domain.process.failpoints import reach
from domain.sentences import counted
from service.approving.approvals import Unapproved
from service.effects import giving_up
from service.sending import retries, unsent
from service.sending.delays import Delay
from service.sending.halts import Gate
from service.sending.letters_underway import UnderWay
from service.sending.pace import Pace
from service.sending.stalled import pause_where_stalled
from service.sending.uncollected import Uncollected
from service.wiring import Service
from store import Store, Transaction, journal, leases, outbox
from store.archive.dispatch_book import BookPage

_NAMED = 3  # More addresses with the same refusal are counted instead of named.


@dataclass(kw_only=True)
class Sent:
    """What one pass of the sender came to. `halted` says what waits for a person, such as a sender whom the server refuses.

    `unapproved` are letters that wait since their mailing is not approved as it is now, `uncollected` since nobody looked lately for
    answers; `waits` says of letters that nobody holds up why they wait, and until when.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    refusals: dict[str, list[str]] = field(default_factory=dict)
    halted: list[str] = field(default_factory=list)
    waits: list[Delay] = field(default_factory=list)
    unapproved: Unapproved = field(default_factory=Unapproved)
    uncollected: Uncollected = field(default_factory=Uncollected)
    anothers: int = 0

    def tell_refusals(self) -> None:
        """Add to the problems what befell letters: a sentence for each reason, with the addresses, or their number where they are many."""
        if were := counted(self.anothers, "letter was", "letters were") if self.anothers else "":
            self.problems.append(f"{were} not sent here: another process was first, or a person decided otherwise meanwhile.")
        for reason, addresses in self.refusals.items():
            who = ", ".join(addresses) if len(addresses) <= _NAMED else f"{len(addresses)} letters, the first to {addresses[0]}"
            self.problems.append(f"{who}: {reason}")


@dataclass(frozen=True, slots=True)
class JudgedVerdicts:
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
    the lease under which it is sent (see `service.process.leases`); where that has ended, no further one is begun either.
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
    made: UnderWay = field(default_factory=UnderWay)
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

    def record(self, verdicts: Sequence[Verdict], beginning: Sequence[int], meanwhile: Callable[[], bool] | None = None) -> frozenset[int]:
        """Write down what became of letters and for which others the content begins, in one transaction (see `domain.ports.Journal`)."""
        (ours,) = record_together([TransportFacts(self, verdicts, beginning)], meanwhile)
        return ours

    def begins(self, letter_ids: Sequence[int]) -> bool:
        """Say whether the content of these letters may begin: of none where the server has stalled, or the program is to stop."""
        return bool(letter_ids) and not (self.stalled or self.service.stopping.is_set())

    def begun(self, tx: Transaction, letter_ids: Sequence[int]) -> dict[int, int]:
        """Say `sending` of these letters; return those that are ours, each with how many attempts there were before."""
        if self.fence:
            self.pace.learn(tx)
            self.lost = not leases.holds(tx, self.fence)
        mine = [one for one in letter_ids if not self.pace.leaves(self.under_way[one].rcpt_to)]
        mine = self.made.unchanged(self.service, tx, [self.gate.letters[one] for one in mine], self.now)
        ours = outbox.record_sending(tx, self.service.store.archive, [self.under_way[one] for one in mine], self.fence) if mine else {}
        reach("store.in_sending")
        return ours

    def tell_begun(self, ours: Mapping[int, int], letter_ids: Sequence[int]) -> frozenset[int]:
        """Tell, once it is on disk, which of the letters begin, and return them."""
        reach("store.after_sending")
        self.before |= ours
        self.made.forget(ours)
        tags = {one: self.gate.letters[one].tag for one in ours}
        self.page.begun({tags[one]: before for one, before in ours.items()}, {tag: self.under_way[one].domain for one, tag in tags.items()})
        for letter_id in ours:
            tell(Event.SENDING, letter=letter_id)
        others = set(letter_ids) - set(ours)
        # What is left to the first sender was nobody's yet, and what has changed still is this one's.
        self.result.anothers += sum(not self.pace.leaves(self.under_way[one].rcpt_to) for one in others - self.made.changed)
        self.left(others)
        return frozenset(ours)

    def left(self, letter_ids: Collection[int]) -> frozenset[int]:
        """Leave these letters in the outbox, as if their turn had not come."""
        self.made.forget(letter_ids)
        for letter_id in letter_ids:
            self.pace.give_back(self.under_way.pop(letter_id).rcpt_to)
            del self.gate.letters[letter_id]
        return frozenset()

    def said(self, tx: Transaction, verdicts: Sequence[Verdict]) -> JudgedVerdicts:
        """Write down what became of letters, and all that follows from it."""
        journal.alone(tx)  # Before any letter: who decides about messages locks in this order too, and neither waits for the other.
        # A mailing takes minutes, and the relay's log has the second: `now` is when it began. Waits are counted by the minute.
        at = self.time()
        minute = self.now + timedelta(minutes=(at - self.now) // timedelta(minutes=1))
        if self.fence:
            self.pace.learn(tx)
            self.gate.learn(tx)
        routes = {route: replace(route, transport=self.transport) for route in {one.route for one in verdicts}}
        named = [replace(one, route=routes[one.route]) for one in verdicts]
        judged = self.gate.judge(tx, named, minute)
        heard = {one.letter_id: self.pace.heard(tx, one, self.under_way[one.letter_id].rcpt_to, at) for one in judged}
        asked = {number: wait for number, wait in heard.items() if wait}
        made = retries.changes(tx, self.gate, judged, asked, minute)
        changes = [replace(one, before=self.before.get(one.verdict.letter_id)) for one in made]
        outbox.record_verdicts(tx, changes, at)
        waiting = self.gate.look_back(tx, judged, minute)
        lost = [(self.gate.letters[one.verdict.letter_id], one.verdict) for one in changes if unsent.given_up(one, waiting)]
        told = giving_up.refused(tx, lost, self.now)
        unsent.tell(tx, [one for one in changes if one.verdict.letter_id not in waiting], self.now)
        unsent.close(tx, [one for one in changes if unsent.tried_again(self.gate.letters[one.verdict.letter_id])], self.now)
        # Who is to stop gives the server less time, so that its silence says less.
        in_doubt = any(one.outcome is Outcome.UNCERTAIN for one in judged) and not self.service.stopping.is_set()
        stalled = pause_where_stalled(tx, self.transport, self.connections, self.now) if in_doubt else []
        self.stalled = self.stalled or bool(stalled)
        reach("store.in_verdict")
        return JudgedVerdicts(judged, changes, waiting, [*stalled, *told])

    def tell_said(self, judged: JudgedVerdicts) -> None:
        """Tell, once it is on disk, what became of letters."""
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
            self.made.forget([verdict.letter_id])
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


@dataclass(frozen=True, slots=True)
class TransportFacts:
    """What one transport tells at once: what became of letters, and for which others the content is about to begin."""

    log: SendingJournal
    verdicts: Sequence[Verdict]
    beginning: Sequence[int]


def record_together(told: Sequence[TransportFacts], meanwhile: Callable[[], bool] | None = None) -> list[frozenset[int]]:
    """Write down what transports tell in one transaction, and return what `SendingJournal.record` returns for each of them.

    Where the disk has no room for what letters share with others, none begins, and the verdicts stay.
    """
    saying = [one for one in told if one.verdicts]
    beginning = [one for one in told if one.log.begins(one.beginning)]
    if not (saying or beginning):
        return [one.log.left(one.beginning) for one in told]
    store = told[0].log.service.store
    if saying:
        reach("store.before_verdict")
    if beginning:
        reach("store.before_sending")
    fault = _kept(store, [one.log.under_way[number] for one in beginning for number in one.beginning])
    with store.transaction(meanwhile) as tx:
        # All verdicts first: whoever writes them locks before any letter, and a server that has stalled by them gets no further one.
        judged = [one.log.said(tx, one.verdicts) for one in saying]
        going_on = [] if fault else [one for one in beginning if not one.log.stalled]
        ours = [one.log.begun(tx, one.beginning) for one in going_on]
    for one, its in zip(saying, judged, strict=True):
        one.log.tell_said(its)
    if fault:
        raise fault
    begun = {one.log.transport: one.log.tell_begun(its, one.beginning) for one, its in zip(going_on, ours, strict=True)}
    return [begun[one.log.transport] if one.log.transport in begun else one.log.left(one.beginning) for one in told]


def _kept(store: Store, envelopes: Sequence[Envelope]) -> StoreError | None:
    """Keep what letters share with others; return why the disk refuses it, so that no verdict is lost for that."""
    try:
        outbox.keep_shared(store.archive, envelopes)
    except StoreError as fault:
        return fault
    return None
