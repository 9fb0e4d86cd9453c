"""The probe: a letter that asks nothing, to the last address of an organisation. Whether it comes back is what is asked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.case import CaseKind, CaseReasons
from domain.contact import Stopped
from domain.journal import What
from domain.letter import Letter, LetterKind, Outcome
from domain.rules.given_up import PROBE_AFTER, arrived
from domain.rules.standing import LOST
from domain.submission import Invitation, SubmissionState
from service.letters import queueing
from service.letters.planned import planned
from service.rulings.opening import open_case, reached_again
from service.wiring import Service
from store import Transaction, contacts, decisions, holds, invitations, journal, outbox, submission_states, suppressions
from store.cases.decisions import Ruling

PROBE = "probe"
RULE = decisions.rule("giving-up")
_LOOKS_BACK = timedelta(days=30)  # Who was suppressed before that is left to people.
_NOT_ASKED = (What.DECLINED, What.INELIGIBLE)


@dataclass(frozen=True, slots=True)
class Lost:
    """A letter that did not arrive for good, and when that was said."""

    letter: Letter
    now: datetime
    message_id: int | None = None


def probe(tx: Transaction, lost: Lost, due: datetime) -> str:
    """Put a probe letter into the outbox because of a letter that was lost, once: a store that was put back knows that by its tag."""
    one = lost.letter
    letter = planned(
        LetterKind.PROBE, one.study, f"{PROBE}:{one.tag}", PROBE, one.sender, one.address, one.language, due, organisation=one.organisation
    )
    queueing.plan(tx, [letter])
    return f"It is the last address of {one.organisation}: a probe letter is sent on {due:%Y-%m-%d} before it is given up."


def settle_probes(service: Service, now: datetime) -> None:
    """Probe the addresses that a server denied a day ago, where they are the last; write again to those whose probe was not returned."""
    with service.store.reading() as tx:
        fresh = suppressions.suppressed_since(tx, Stopped.NO_SUCH_MAILBOX, now - _LOOKS_BACK, now - PROBE_AFTER)
    if fresh:  # Where there is nothing to settle, nobody waits for a writer.
        with service.store.transaction() as tx:
            journal.alone(tx)
            _settle(tx, fresh, now)


def _settle(tx: Transaction, fresh: Mapping[str, datetime], now: datetime) -> None:
    """Probe the addresses that were suppressed then, or release those whose probe arrived; all are looked at together."""
    probes: dict[str, Letter] = {}
    lost: dict[str, Letter] = {}
    for one in outbox.to_addresses(tx, fresh):
        address = one.address.lower()
        if one.organisation is None or address not in fresh:
            continue
        if one.kind is not LetterKind.PROBE and one.state in LOST:
            lost[address] = one
        elif one.kind is LetterKind.PROBE and one.planned_at > fresh[address]:
            probes[address] = one
    sent = sent_at(tx, probes.values())
    for address, one in probes.items():
        if one.id in sent and arrived(one.state, sent[one.id], now):
            _release(tx, address, sent[one.id], now)
    for address in _last_that_are_asked(tx, lost.keys() - probes.keys()):
        probe(tx, Lost(lost[address], now), now)


def _release(tx: Transaction, address: str, sent: datetime, now: datetime) -> None:
    note = f"The probe letter of {sent:%Y-%m-%d} was not returned."
    (entry,) = decisions.decide(tx, RULE, now, [Ruling(what=What.RELEASE, about=decisions.address(tx, address), note=note)])
    for code in contacts.organisations_of(tx, [address]):
        reached_again(tx, code, RULE, now, entry.number)


def _last_that_are_asked(tx: Transaction, addresses: Collection[str]) -> list[str]:
    """Return those of these addresses that are the last of an organisation which is still asked."""
    without = left_without(tx, addresses)
    still = {one.organisation for one in asking(tx, frozenset().union(*without.values()))}
    return [address for address in sorted(addresses) if not without[address].isdisjoint(still)]


def left_without(tx: Transaction, addresses: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return by address, in lower case, the organisations with it of which every address is suppressed."""
    wanted = {address.lower() for address in addresses}
    everyone = contacts.of_organisations(tx, contacts.organisations_of(tx, wanted))
    stopped = suppressions.suppressed(tx, {one.address for one in everyone})
    reached = {one.organisation for one in everyone if one.address.lower() not in stopped}
    found: dict[str, set[str]] = {address: set() for address in wanted}
    for one in everyone:
        if one.organisation not in reached and one.address.lower() in found:
            found[one.address.lower()].add(one.organisation)
    return {address: frozenset(codes) for address, codes in found.items()}


def asking(tx: Transaction, codes: Iterable[str]) -> list[Invitation]:
    """Return the invitations of organisations that still ask them: no answer of them counts, and no mark says that they give none."""
    asked = [one for one in invitations.of_organisations(tx, codes) if one.mark not in _NOT_ASKED]
    answered = submission_states.with_state(tx, [one.id for one in asked], SubmissionState.ACCEPTED)
    return [one for one in asked if one.id not in answered]


def open_where_asked(
    tx: Transaction, code: str, kind: CaseKind, why: CaseReasons, entry: int, now: datetime, message_id: int | None = None
) -> bool:
    """Open a case in each study that still asks an organisation, where none of this kind waits; say whether one was opened.

    The cases fall with the decision in the journal's `entry`.
    """
    asked = asking(tx, [code])
    waiting = {one.invitation_id for one in holds.waiting_about(tx, [one.id for one in asked]) if one.kind is kind}
    opened = [
        open_case(
            tx,
            holds.Held(
                cause=f"{kind}:{one.id}:{entry}",
                kind=kind,
                study=one.study,
                invitation_id=one.id,
                message_id=message_id,
                reasons=why.reasons,
                server_said=why.server_said,
                at_desk=why.at_desk,
                at=now,
            ),
            RULE,
            entry,
        )
        for one in asked
        if one.id not in waiting
    ]
    return any(opened)


def sent_at(tx: Transaction, letters: Iterable[Letter]) -> dict[int, datetime]:
    """Return when these letters were taken by a server, the last time, by their number; those that were not are not in it."""
    attempts = outbox.attempts(tx, [one.id for one in letters])
    return {one.letter_id: one.at for one in attempts if one.outcome == Outcome.SENT}
