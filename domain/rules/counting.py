"""Which of an organisation's submissions count: an accepted answer counts until its successor is accepted, with what was added."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.journal import Entry, What
from domain.rules.overlay import Merging
from domain.submission import SubmissionState

_VERDICTS = {
    What.ACCEPT: SubmissionState.ACCEPTED,
    What.MERGE: SubmissionState.ACCEPTED,
    What.QUERY: SubmissionState.QUERIED,
    What.HOLD: SubmissionState.HELD,
    What.REJECT: SubmissionState.REJECTED,
}


def states(submissions: Iterable[int], decisions: Iterable[Entry]) -> Mapping[int, SubmissionState]:
    """Return the state of each submission of one organisation, by the decisions about them that are in force.

    The last decision about a submission is its verdict; one about which none is in force does not count. Of the accepted ones the one
    that was accepted last counts, and with it what was added since, unless something newer took its place. One that was sent back is
    superseded by whatever was accepted or sent back after it, but never supersedes what was accepted. It counts while one does that was
    added to it.
    """
    known = tuple(decisions)
    verdicts = _verdicts(known)
    accepted = max((rank for what, rank in verdicts.values() if what is What.ACCEPT), default=0)
    sent_back = max((rank for what, rank in verdicts.values() if what is What.QUERY), default=0)
    merged = {submission: one for submission, one in mergings(known).items() if verdicts[submission][1] > accepted}
    replaced = {instead for one in merged.values() for instead in one.instead}
    beside = _beside(merged.values()) - replaced
    met = max((verdicts[submission][1] for submission, one in merged.items() if one.beside), default=0)
    newest = {What.ACCEPT: accepted, What.MERGE: accepted, What.QUERY: max(accepted, sent_back, met)}
    found: dict[int, SubmissionState] = {}
    for submission in submissions:
        what, rank = verdicts.get(submission, (What.REJECT, 0))
        superseded = what in newest and (rank < newest[what] or submission in replaced)
        counts = what is What.QUERY and submission in beside
        found[submission] = SubmissionState.ACCEPTED if counts else SubmissionState.SUPERSEDED if superseded else _VERDICTS[what]
    return found


def ranks(decisions: Iterable[Entry]) -> Mapping[int, int]:
    """Return the ranks of the submissions that were accepted, added or added to: the higher, the later it came to count."""
    known = tuple(decisions)
    beside = _beside(mergings(known).values())
    found = _verdicts(known).items()
    return {one: rank for one, (what, rank) in found if what in {What.ACCEPT, What.MERGE} or (what is What.QUERY and one in beside)}


def generations(decisions: Iterable[Entry]) -> tuple[tuple[int, ...], ...]:
    """Return the submissions that ever counted, the newest first: those together that counted together, in the order in which they came to.

    One whose place another took that was added stands alone, behind those that took part with it.
    """
    known = tuple(decisions)
    order, added = sorted(ranks(known).items(), key=lambda one: one[1]), mergings(known)
    halves = [frozenset(one.beside) for one in added.values()]
    together: list[list[int]] = []
    for submission, _ in order:
        beside = bool(together) and any(submission in some and some.intersection(together[-1]) for some in halves)
        if together and (submission in added or beside):
            together[-1].append(submission)
        else:
            together.append([submission])
    found: list[tuple[int, ...]] = []
    for some in reversed(together):
        replaced = {one for submission in some if submission in added for one in added[submission].instead}
        found.append(tuple(one for one in some if one not in replaced))
        found += [(one,) for one in reversed(some) if one in replaced]
    return tuple(found)


def mergings(decisions: Iterable[Entry]) -> Mapping[int, Merging]:
    """Return how submissions were added to those that counted, where that is the last decision about them."""
    last = {int(one.about.id): one for one in sorted(decisions, key=lambda one: one.number) if one.what in _VERDICTS}
    return {submission: Merging.of(one.value) for submission, one in last.items() if one.what is What.MERGE}


def _beside(some: Iterable[Merging]) -> frozenset[int]:
    return frozenset(number for one in some for number in one.beside)


def _verdicts(decisions: Iterable[Entry]) -> dict[int, tuple[What, int]]:
    """Return the last decision about each submission, and its rank among those of its organisation.

    A person's decision ranks by when it was made. That of a rule ranks by when the submission came: reading it again, with better code,
    does not make it newer than what came after it.
    """
    verdicts: dict[int, tuple[What, int]] = {}
    for entry in sorted(decisions, key=lambda entry: entry.number):
        if entry.what in _VERDICTS:
            _, came = verdicts.get(int(entry.about.id), (entry.what, entry.number))
            verdicts[int(entry.about.id)] = (entry.what, entry.number if entry.by_person else came)
    return verdicts


def verdicts(decisions: Iterable[Entry]) -> tuple[tuple[int, SubmissionState], ...]:
    """Return each decision about a submission, in order, as the state that it gave it."""
    return tuple((int(one.about.id), _VERDICTS[one.what]) for one in sorted(decisions, key=lambda one: one.number) if one.what in _VERDICTS)


def read_again(decisions: Iterable[Entry], reading: SubmissionState) -> What | None:
    """Return the new verdict of a rule about a submission that was read again as `reading`, or None where the old one stays.

    What a person decided stays, and so does what waits for one; between accepted and sent back, today's reading decides.
    """
    last = max((entry for entry in decisions if entry.what in _VERDICTS), key=lambda entry: entry.number, default=None)
    if last is None or last.by_person or last.what not in {What.ACCEPT, What.QUERY}:
        return None
    new = decision_for(reading) if reading in {SubmissionState.ACCEPTED, SubmissionState.QUERIED} else last.what
    return new if new is not last.what else None


def decision_for(state: SubmissionState) -> What:
    """Return the decision that gives a submission this state (KeyError for superseded, which is no decision)."""
    return {of: what for what, of in _VERDICTS.items() if what is not What.MERGE}[state]
