"""What came in since the last digest, and what goes out next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from heapq import nlargest

from digests.facts import Arrival, ArrivalKind, StatusFacts
from digests.moments import moment
from digests.named import called
from digests.room import room
from digests.sections import DigestSection, SectionTable
from domain.letter import DeliveryState
from domain.sentences import flowing
from languages.phrases import Phrases
from languages.telling import told_in

_ARRIVAL_WIDTHS = (34, 42, 24)
_APART = 10  # Lines of what is no message of an organisation, however many of those there are.
# What is done by us or by staff, whoever is named with it.
_OURS = (ArrivalKind.PROMOTED, ArrivalKind.DECIDED, ArrivalKind.TAKEN_BACK, ArrivalKind.UNDONE, ArrivalKind.REPLIED, ArrivalKind.PUT_OFF)


def is_apart(one: Arrival) -> bool:
    """Say whether something that came is no message of an organisation: what staff wrote and did, and what we did ourselves."""
    return one.of_staff or one.what in _OURS


def arrivals(facts: StatusFacts, said: Phrases) -> DigestSection:
    """Return the section of what came in, the newest where there is no room for all; what is no organisation's stands apart, below."""
    since = said.say("arrivals.since", when=moment(facts.since, facts, said)) if facts.since else said.say("arrivals.start")
    if facts.annexes:
        since = flowing(since, said.count("arrivals_annexes", facts.annexes))
    if facts.revised:
        since = flowing(since, said.count("arrivals_revised", facts.revised, table="revisions"))
    if not facts.arrivals:
        return DigestSection(title=said.say("section.arrivals"), intro=flowing(since, said.say("arrivals.nothing")))
    most, came = room(facts).arrivals, sum(not is_apart(one) for one in facts.arrivals)
    theirs = sorted(nlargest(most, (one for one in facts.arrivals if not is_apart(one)), key=_when), key=_when)
    ours = _alike(one for one in facts.arrivals if is_apart(one))
    newest = ours[-max(_APART, most - len(theirs)) :]
    left = came - len(theirs) + sum(times for _, times in ours) - sum(times for _, times in newest)
    rows = [(_who(one, said), _what(one, said), moment(one.when, facts, said)) for one in theirs]
    apart = [(_who(one, said), _times(_what(one, said), times, said), moment(one.when, facts, said)) for one, times in newest]
    tables = [_table("", rows, said), _table(said.say("arrivals.apart"), apart, said)]
    return DigestSection(
        title=said.say("section.arrivals"),
        intro=since if came else flowing(since, said.say("arrivals.nothing")),
        tables=tuple(one for one in tables if one.rows),
        note=said.count("arrivals_more", left) if left > 0 else "",
    )


def _table(caption: str, rows: Sequence[tuple[str, ...]], said: Phrases) -> SectionTable:
    head = tuple(said.say(f"arrivals.{column}") for column in ("organisation", "what", "when"))
    return SectionTable(caption=caption, head=head, rows=tuple(rows), numbers_from=len(head), widths=_ARRIVAL_WIDTHS)


def _alike(some: Iterable[Arrival]) -> list[tuple[Arrival, int]]:
    """Return what is alike but for its moment once, as it was last, and how often it was; what was last is the last."""
    found: dict[Arrival, tuple[Arrival, int]] = {}
    for one in some:
        before, times = found.get(key := replace(one, when=datetime.min), (one, 0))  # noqa: DTZ901 - no moment at all: it is a key
        found[key] = (max(before, one, key=_when), times + 1)
    return sorted(found.values(), key=lambda pair: _when(pair[0]))


def _times(what: str, times: int, said: Phrases) -> str:
    return said.say("arrivals.times", what=what, n=times) if times > 1 else what


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
