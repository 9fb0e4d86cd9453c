"""Which disposition code a case has, by what happened to it and by the settings of the study; the first rule that fits decides.

Source: AAPOR, Standard Definitions, "Mail surveys of specifically named persons".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.quality import Code, Disposition, Event, QualityPlan, SentBack, Silence, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A workbook, on which local day it came, and which share it answers of what it is measured by (`domain.quality.Basis`)."""

    source: Source
    day: date
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFacts:
    """What is known of one organisation in a study; None where it did not happen.

    `counts` is the workbook that counts; `sent_back` and `held` are the newest that does not count yet. `claimed` is a workbook that
    somebody sent in its name. `away` says that all who could be written to are away until the end of the collection.
    """

    ineligible: Source | None = None
    counts: Returned | None = None
    declined: Source | None = None
    unsubscribed: Source | None = None
    sent_back: Returned | None = None
    held: Returned | None = None
    elsewhere: Source | None = None
    blank: Source | None = None
    unreadable: Source | None = None
    wrote: Source | None = None
    claimed: Source | None = None
    sent: Source | None = None
    undeliverable: Source | None = None
    forwarded: Source | None = None
    away: Source | None = None


def disposition(facts: CaseFacts, plan: QualityPlan, ends: date, today: date) -> Disposition:
    """Return where a case stands today; `ends` is the last day of the collection."""
    code, event, source, share = next(_rules(facts, plan))
    return Disposition(code=code, event=event, source=source, share=share, final=today > ends)


def completeness(share: float, plan: QualityPlan) -> Code:
    """Return what a workbook is by how much of it is filled in: more than `complete` (or all of it), at least `partial`, or less."""
    if share > plan.complete or share >= 1:
        return Code.COMPLETE
    return Code.PARTIAL if share >= plan.partial else Code.BREAK_OFF


_Found = tuple[Code, Event, Source, float | None]


def _rules(facts: CaseFacts, plan: QualityPlan) -> Iterator[_Found]:
    if facts.ineligible:
        yield Code.NOT_ELIGIBLE, Event.INELIGIBLE, facts.ineligible, None
    if facts.counts:
        late = plan.closes is not None and facts.counts.day > plan.closes
        code = Code.LATE if late else completeness(facts.counts.share, plan)
        yield code, Event.LATE if late else Event.ACCEPTED, facts.counts.source, facts.counts.share
    if facts.declined:
        yield Code.REFUSAL, Event.DECLINED, facts.declined, None
    if facts.unsubscribed:
        yield Code.REFUSAL, Event.UNSUBSCRIBED, facts.unsubscribed, None
    for returned, event in ((facts.held, Event.HELD), (facts.sent_back, Event.SENT_BACK)):
        if returned:
            yield _does_not_count(returned, plan), event, returned.source, returned.share
    yield from _no_workbook(facts)
    yield from _nothing(facts, plan)


def _does_not_count(returned: Returned, plan: QualityPlan) -> Code:
    if plan.sent_back is SentBack.OTHER:
        return Code.OTHER
    code = completeness(returned.share, plan)
    return Code.PARTIAL if code is Code.COMPLETE else code


def _no_workbook(facts: CaseFacts) -> Iterator[_Found]:
    """Yield what fits where something came, and no workbook that could be read."""
    if facts.elsewhere:
        yield Code.OTHER, Event.ELSEWHERE, facts.elsewhere, None
    if facts.blank:
        yield Code.BLANK, Event.BLANK, facts.blank, None
    if facts.unreadable:
        yield Code.UNREADABLE, Event.UNREADABLE, facts.unreadable, None
    if facts.wrote:
        yield Code.OTHER, Event.WROTE, facts.wrote, None
    if facts.claimed:
        yield Code.UNSAMPLED, Event.CLAIMED, facts.claimed, None


def _nothing(facts: CaseFacts, plan: QualityPlan) -> Iterator[_Found]:
    """Yield what fits where nothing came of the organisation itself."""
    if facts.sent is None:
        yield Code.NOT_SENT, Event.NOT_SENT, Source(), None
        return
    if facts.undeliverable and facts.forwarded:
        yield Code.FORWARDED, Event.FORWARDED, facts.forwarded, None
    if facts.undeliverable:
        yield Code.UNDELIVERABLE, Event.UNDELIVERABLE, facts.undeliverable, None
    if facts.away:
        yield Code.AWAY, Event.AWAY, facts.away, None
    silent = Code.NON_CONTACT if plan.silence is Silence.ELIGIBLE else Code.NOTHING_RETURNED
    yield silent, Event.SENT, facts.sent, None
