"""What came in since the last digest, and what goes out next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from heapq import nlargest

from digests.facts import Arrival, StatusFacts
from digests.moments import moment
from digests.named import called
from digests.room import room
from digests.sections import DigestSection, SectionTable
from domain.letter import DeliveryState
from languages.phrases import Phrases
from languages.telling import told_in

_ARRIVAL_WIDTHS = (34, 42, 24)


def arrivals(facts: StatusFacts, said: Phrases) -> DigestSection:
    """Return the section of what came in, the newest where there is no room for all."""
    since = said.say("arrivals.since", when=moment(facts.since, facts, said)) if facts.since else said.say("arrivals.start")
    if facts.annexes:
        since = f"{since} {said.count('arrivals_annexes', facts.annexes)}"
    if facts.revised:
        since = f"{since} {said.count('arrivals_revised', facts.revised, table='revisions')}"
    if not facts.arrivals:
        return DigestSection(title=said.say("section.arrivals"), intro=f"{since} {said.say('arrivals.nothing')}")
    most = room(facts).arrivals
    left = len(facts.arrivals) - most
    newest = sorted(facts.arrivals, key=_when) if left <= 0 else nlargest(most, facts.arrivals, key=_when)
    rows = tuple((_who(one, said), _what(one, said), moment(one.when, facts, said)) for one in newest)
    head = tuple(said.say(f"arrivals.{column}") for column in ("organisation", "what", "when"))
    table = SectionTable(caption="", head=head, rows=rows, numbers_from=len(head), widths=_ARRIVAL_WIDTHS)
    return DigestSection(
        title=said.say("section.arrivals"), intro=since, tables=(table,), note=said.count("arrivals_more", left) if left > 0 else ""
    )


def _when(one: Arrival) -> datetime:
    return one.when


def _who(one: Arrival, said: Phrases) -> str:
    """Return the organisation of what came, or else whether it is of the study's staff or of somebody unknown; an address is neither."""
    return one.organisation or said.say("arrivals.staff" if one.of_staff else "headline.nobody")


def _what(one: Arrival, said: Phrases) -> str:
    decided = told_in(one.decided, said.language) or one.decided
    what = said.say(f"arrived.{one.what}", address=one.address, decider=one.decider, decided=decided)
    return said.say("arrivals.from", what=what, address=one.sender) if one.sender else what


def upcoming(facts: StatusFacts, said: Phrases) -> DigestSection:
    """Return the section of the mailings that come next, with what became of the letters so far."""
    note = said.say("upcoming.note", deliveries=_deliveries(facts.deliveries, said))
    if not facts.upcoming:
        return DigestSection(title=said.say("section.upcoming"), intro=said.say("upcoming.nothing"), note=note)
    rows = tuple((called(one.mailing, said), moment(one.due_at, facts, said), str(one.letters)) for one in facts.upcoming)
    head = tuple(said.say(f"upcoming.{column}") for column in ("mailing", "when", "letters"))
    return DigestSection(
        title=said.say("section.upcoming"),
        tables=(SectionTable(caption="", head=head, rows=rows, numbers_from=2, widths=(40, 40)),),
        note=note,
    )


def _deliveries(deliveries: Mapping[DeliveryState, int], said: Phrases) -> str:
    """Return the letters by what became of them; states that a coordinator need not tell apart share a word."""
    by_word: Counter[str] = Counter()
    for state, number in deliveries.items():
        by_word[said.say(f"delivery.{state}")] += number
    return said.listed(f"{number} {word}" for word, number in by_word.items() if number) or said.say("upcoming.no_deliveries")
