"""Which disposition code a case has, by what happened to it and by the settings of the study; the first rule that fits decides.

EventSource: AAPOR, Standard Definitions, "Mail surveys of specifically named persons".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.quality import CaseEvent, Code, Disposition, EventSource, QualityPlan, SentBack, Silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A workbook, on which local day it came, and which share it answers of what it is measured by (`domain.quality.Basis`).

    It is `whole` unless an office of the organisation has not sent its part of the answer.
    """

    source: EventSource
    day: date
    share: float
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What is known of one organisation in a study; None where it did not happen.

    `counts` is the workbook that counts; `sent_back` and `held` are the newest that does not count yet. `claimed` is a workbook that
    somebody sent in its name. `away` says that all who could be written to are away until the end of the collection.
    """

    ineligible: EventSource | None = None
    counts: Returned | None = None
    declined: EventSource | None = None
    unsubscribed: EventSource | None = None
    sent_back: Returned | None = None
    held: Returned | None = None
    elsewhere: EventSource | None = None
    blank: EventSource | None = None
    unreadable: EventSource | None = None
    wrote: EventSource | None = None
    claimed: EventSource | None = None
    sent: EventSource | None = None
    undeliverable: EventSource | None = None
    forwarded: EventSource | None = None
    away: EventSource | None = None


def disposition(facts: CaseFacts, plan: QualityPlan, ends: date, today: date) -> Disposition:
    """Return where a case stands today; `ends` is the last day of the collection."""
    code, event, source, share = next(_rules(facts, plan))
    return Disposition(code=code, event=event, source=source, share=share, final=today > ends)


def completeness(share: float, plan: QualityPlan, *, whole: bool = True) -> Code:
    """Return what an answer is by how much of it is filled in: more than `complete` (or all of it), at least `partial`, or less.

    One that is not `whole` is at most partial.
    """
    if whole and (share > plan.complete or share >= 1):
        return Code.COMPLETE
    return Code.PARTIAL if share >= plan.partial else Code.BREAK_OFF


_Found = tuple[Code, CaseEvent, EventSource, float | None]


def _rules(facts: CaseFacts, plan: QualityPlan) -> Iterator[_Found]:
    if facts.ineligible:
        yield Code.NOT_ELIGIBLE, CaseEvent.INELIGIBLE, facts.ineligible, None
    if facts.counts:
        late = plan.closes is not None and facts.counts.day > plan.closes
        code = Code.LATE if late else completeness(facts.counts.share, plan, whole=facts.counts.whole)
        yield code, CaseEvent.LATE if late else CaseEvent.ACCEPTED, facts.counts.source, facts.counts.share
    if facts.declined:
        yield Code.REFUSAL, CaseEvent.DECLINED, facts.declined, None
    if facts.unsubscribed:
        yield Code.REFUSAL, CaseEvent.UNSUBSCRIBED, facts.unsubscribed, None
    for returned, event in ((facts.held, CaseEvent.HELD), (facts.sent_back, CaseEvent.SENT_BACK)):
        if returned:
            yield _does_not_count(returned, plan), event, returned.source, returned.share
    yield from _no_workbook(facts)
    yield from _nothing(facts, plan)


def _does_not_count(returned: Returned, plan: QualityPlan) -> Code:
    if plan.sent_back is SentBack.OTHER:
        return Code.OTHER
    return completeness(returned.share, plan, whole=False)


def _no_workbook(facts: CaseFacts) -> Iterator[_Found]:
    """Yield what fits where something came, and no workbook that could be read."""
    if facts.elsewhere:
        yield Code.OTHER, CaseEvent.ELSEWHERE, facts.elsewhere, None
    if facts.blank:
        yield Code.BLANK, CaseEvent.BLANK, facts.blank, None
    if facts.unreadable:
        yield Code.UNREADABLE, CaseEvent.UNREADABLE, facts.unreadable, None
    if facts.wrote:
        yield Code.OTHER, CaseEvent.WROTE, facts.wrote, None
    if facts.claimed:
        yield Code.UNSAMPLED, CaseEvent.CLAIMED, facts.claimed, None


def _nothing(facts: CaseFacts, plan: QualityPlan) -> Iterator[_Found]:
    """Yield what fits where nothing came of the organisation itself."""
    if facts.sent is None:
        yield Code.NOT_SENT, CaseEvent.NOT_SENT, EventSource(), None
        return
    if facts.undeliverable and facts.forwarded:
        yield Code.FORWARDED, CaseEvent.FORWARDED, facts.forwarded, None
    if facts.undeliverable:
        yield Code.UNDELIVERABLE, CaseEvent.UNDELIVERABLE, facts.undeliverable, None
    if facts.away:
        yield Code.AWAY, CaseEvent.AWAY, facts.away, None
    silent = Code.NON_CONTACT if plan.silence is Silence.ELIGIBLE else Code.NOTHING_RETURNED
    yield silent, CaseEvent.SENT, facts.sent, None
