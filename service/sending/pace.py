"""The pace of one pass of the sender: how many letters may leave by each transport and to each domain, now and until when none may."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from domain.letter import Outcome, Verdict
from domain.mail.limits import UNLIMITED, SendingLimits
from domain.process.events import Event, tell
from domain.rules import bucket as rule
from domain.rules.allowance import DAY, MINUTE, Allowance
from domain.rules.attempt import LIFETIME
from domain.rules.bucket import Bucket
from domain.rules.throttle import ACCOUNT, DOMAINS, Slowed, domain_of, slowed
from languages.telling import phrased
from store import Transaction, buckets


@dataclass(frozen=True, slots=True)
class NotYet:
    """Until when a letter waits, and why, as the rest of a sentence that begins with "letters wait"."""

    until: datetime
    why: str


@dataclass(kw_only=True)
class Pace:
    """What one transport may send. `allowances` are those of the account, `by_domain` those of domains; `slow` are the buckets by domain.

    `in_a_row` are the domains that were slowed since a letter was last taken. Among several senders, `first` is the one that sends what is
    limited or slowed; the others leave it, so that one alone counts.
    """

    transport: str
    limits: SendingLimits = UNLIMITED
    allowances: Sequence[Allowance] = ()
    by_domain: dict[str, Allowance] = field(default_factory=dict)
    slow: dict[str, Bucket] = field(default_factory=dict)
    in_a_row: set[str] = field(default_factory=set)
    first: bool = True

    @property
    def is_left(self) -> bool:
        """Say whether all that leaves by this transport is the first sender's, and this is another."""
        # How many connections there are at once is each sender's own.
        limited = any((self.limits.per_minute, self.limits.per_day, self.limits.per_minute_to_domain))
        return not self.first and (limited or ACCOUNT in self.slow)

    @property
    def left_to_first(self) -> frozenset[str]:
        """Return the domains that are the first sender's, where this is another."""
        return frozenset() if self.first else frozenset(self.slow)

    def learn(self, tx: Transaction) -> None:
        """Take over what other senders heard of servers since: a bucket that is not known here, or was closed for longer."""
        for one in buckets.known(tx):
            mine = self.slow.get(one.domain)
            if one.transport == self.transport and (mine is None or one.filled_at > mine.filled_at):
                self.slow[one.domain] = one

    def leaves(self, address: str) -> bool:
        """Say whether a letter to this address is left to the first sender."""
        return self.is_left or domain_of(address) in self.left_to_first

    def wait(self, address: str, now: datetime) -> NotYet | None:
        """Return why a letter to this address may not leave now; None where it may."""
        return self.account_wait(now) or self._domain_wait(domain_of(address), now)

    def is_used_up(self, now: datetime) -> bool:
        """Say whether the account may send no further letter now, whoever it is to."""
        return not all(one.is_open(now) for one in self.allowances)

    def account_wait(self, now: datetime) -> NotYet | None:
        """Return why no letter at all may leave now; None where one may."""
        full = [one for one in self.allowances if not one.is_open(now)]
        if full:
            longest = max(full, key=lambda one: one.opens(now))
            span = "day" if longest.span == DAY else "minute"
            why = phrased(f"doctor.waits.{span}", transport=self.transport, number=str(longest.number))
            return NotYet(longest.opens(now), why)
        return self._bucket_wait(ACCOUNT, now)

    def _domain_wait(self, domain: str, now: datetime) -> NotYet | None:
        allowance = self.by_domain.get(domain)
        if allowance and not allowance.is_open(now):
            why = phrased("doctor.waits.domain", transport=self.transport, number=str(allowance.number), domain=domain)
            return NotYet(allowance.opens(now), why)
        return self._bucket_wait(domain, now)

    def _bucket_wait(self, domain: str, now: datetime) -> NotYet | None:
        bucket = self.slow.get(domain)
        if bucket is None or (until := rule.opens(bucket, now)) <= now:
            return None
        whose, said = "slower" if domain else "account", bucket.said.rstrip(".")
        return NotYet(until, phrased(f"doctor.waits.{whose}", domain=domain, transport=self.transport, said=said))

    def expired(self, address: str, due_at: datetime, now: datetime) -> str | None:
        """Return the server's words where it has taken no letter to this domain, or of this account, for as long as a letter lives.

        The time is counted from when the letter was due: a person who sends it again gives it all of it anew. Where it may be tried now,
        or waits for a limit alone, the server is asked first.
        """
        found = [self.slow[one] for one in (ACCOUNT, domain_of(address)) if self._bucket_wait(one, now)]
        return next((one.said for one in found if one.strikes and max(one.since, due_at) + LIFETIME <= now), None)

    def begin(self, address: str, now: datetime) -> None:
        """Take out what a letter costs that is under way from now on."""
        for one in self._allowances(address):
            one.begin()
        for domain in (ACCOUNT, domain_of(address)):
            if domain in self.slow:
                self.slow[domain] = rule.taken(self.slow[domain], now)

    def give_back(self, address: str) -> None:
        """Say that a letter did not leave after all."""
        for one in self._allowances(address):
            one.end(None)
        for domain in {ACCOUNT, domain_of(address)} & self.slow.keys():
            self.slow[domain] = rule.returned(self.slow[domain])

    def heard(self, tx: Transaction, verdict: Verdict, address: str, now: datetime) -> timedelta | None:
        """Note what a verdict says about the pace; return how long the server asked to wait, where it did."""
        for one in self._allowances(address):
            one.end(now if verdict.stage == "data" else None)
        if verdict.outcome is Outcome.SENT:
            self.in_a_row.clear()
            # What another sender has in hand still, when a domain is slowed, says nothing of how slow it is to be.
            for domain in {ACCOUNT, domain_of(address)} & self.slow.keys() if self.first else ():
                self._quicker(tx, self.slow[domain], now)
        found = slowed(verdict, address)
        if found is None:
            return None
        self._slower(tx, found, f"{verdict.code} {verdict.text}", now)
        return found.wait

    def _slower(self, tx: Transaction, found: Slowed, said: str, now: datetime) -> None:
        self.in_a_row |= {found.domain} - {ACCOUNT}
        domains = {found.domain, ACCOUNT} if len(self.in_a_row) >= DOMAINS else {found.domain}
        for domain in domains:
            before = self.slow.get(domain)
            after = rule.slower(before, self.transport, domain, said, found.wait, now)
            if after != before:
                self.slow[domain] = after
                buckets.put(tx, after)
                tell(Event.SLOWED, logging.WARNING, server=self.transport, code=int(said[:3]))

    def _quicker(self, tx: Transaction, before: Bucket, now: datetime) -> None:
        after = rule.quicker(before, now)
        if after is None:
            del self.slow[before.domain]
            buckets.remove(tx, before)
        else:
            self.slow[before.domain] = after
            buckets.put(tx, after)

    def _allowances(self, address: str) -> Sequence[Allowance]:
        if self.limits.per_minute_to_domain is None:
            return self.allowances
        mine = self.by_domain.setdefault(domain_of(address), Allowance(self.limits.per_minute_to_domain, MINUTE))
        return (*self.allowances, mine)


def load(tx: Transaction, transport: str, limits: SendingLimits, now: datetime, *, first: bool = True) -> Pace:
    """Return the pace of a transport as it is now: its buckets, and what left within the last minute and day."""
    slow = {one.domain: _not_ahead(one, now) for one in buckets.known(tx) if one.transport == transport}
    spans = [(limits.per_minute, MINUTE), (limits.per_day, DAY)]
    allowances = [Allowance(number, span, buckets.left_within(tx, transport, now, span)) for number, span in spans if number]
    pace = Pace(transport=transport, limits=limits, allowances=allowances, slow=slow, first=first)
    if limits.per_minute_to_domain:
        left: dict[str, list[datetime]] = {}
        for address, at in buckets.left_to_within(tx, transport, now, MINUTE):
            left.setdefault(domain_of(address), []).append(at)
        pace.by_domain = {domain: Allowance(limits.per_minute_to_domain, MINUTE, times) for domain, times in left.items()}
    return pace


def paces(
    tx: Transaction, names: Sequence[str], limits: Mapping[str, SendingLimits], now: datetime, *, first: bool = True
) -> dict[str, Pace]:
    """Return the pace of each of these transports, for the first of several senders or another."""
    return {name: load(tx, name, limits.get(name, UNLIMITED), now, first=first) for name in names}


def _not_ahead(bucket: Bucket, now: datetime) -> Bucket:
    """Open a bucket that is closed for longer than any server may ask: the clock ran ahead when it was closed."""
    return replace(bucket, filled_at=now) if bucket.filled_at > now + rule.LONGEST * 1.5 else bucket
