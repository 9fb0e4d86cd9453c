"""Where a case ends: each rule alone, and which of two goes before the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from domain.quality import GROUPS, CaseEvent, Code, EventSource, QualityPlan, SentBack, Silence
from domain.rules.disposition import CaseFacts, Returned, completeness, disposition
from domain.rules.outcome_rates import OutcomeGroup

ENDS = date(2012, 4, 30)
SOURCE = EventSource(datetime(2012, 3, 1, tzinfo=UTC), "letter 1")
SENT = CaseFacts(sent=SOURCE)
PLAN = QualityPlan()


def returned(share: float = 1, day: date = ENDS) -> Returned:
    """Return a workbook."""
    return Returned(source=EventSource(SOURCE.at, "submission 7"), day=day, share=share)


def code(facts: CaseFacts, plan: QualityPlan = PLAN) -> Code:
    """Return the code of a case."""
    return disposition(facts, plan, ENDS, ENDS).code


@pytest.mark.parametrize(
    ("share", "expected"),
    [(0, "2.12"), (0.49, "2.12"), (0.5, "1.2"), (0.8, "1.2"), (0.81, "1.1"), (1, "1.1")],
)
def test_a_workbook_is_complete_partial_or_a_break_off_by_its_share(share: float, expected: str) -> None:
    """Both limits belong to the partial ones."""
    assert completeness(share, PLAN) == expected
    assert code(replace(SENT, counts=returned(share))) == expected


@pytest.mark.parametrize(("share", "expected"), [(0.49, "2.12"), (0.5, "1.2"), (0.81, "1.2"), (1, "1.2")])
def test_an_answer_of_which_a_part_is_missing_is_at_most_partial(share: float, expected: str) -> None:
    """However much of what is required the other offices have filled in: one was asked, and has not answered."""
    assert completeness(share, PLAN, whole=False) == expected
    assert code(replace(SENT, counts=replace(returned(share), whole=False))) == expected


def test_a_study_may_ask_for_everything_or_for_anything() -> None:
    """All of it is complete whatever the limit; and with no lower limit there is no break-off."""
    assert completeness(1, QualityPlan(complete=1)) is Code.COMPLETE
    assert completeness(0.99, QualityPlan(complete=1)) is Code.PARTIAL
    assert completeness(0, QualityPlan(partial=0)) is Code.PARTIAL


@pytest.mark.parametrize(
    ("facts", "expected", "event"),
    [
        (CaseFacts(), "3.11", CaseEvent.NOT_SENT),
        (SENT, "3.19", CaseEvent.SENT),
        (replace(SENT, away=SOURCE), "2.26", CaseEvent.AWAY),
        (replace(SENT, undeliverable=SOURCE, away=SOURCE), "3.30", CaseEvent.UNDELIVERABLE),
        (replace(SENT, undeliverable=SOURCE, forwarded=SOURCE), "3.40", CaseEvent.FORWARDED),
        (replace(SENT, forwarded=SOURCE), "3.19", CaseEvent.SENT),
        (replace(SENT, undeliverable=SOURCE, claimed=SOURCE), "3.91", CaseEvent.CLAIMED),
        (replace(SENT, claimed=SOURCE, wrote=SOURCE), "2.36", CaseEvent.WROTE),
        (replace(SENT, wrote=SOURCE, unreadable=SOURCE), "2.35", CaseEvent.UNREADABLE),
        (replace(SENT, unreadable=SOURCE, blank=SOURCE), "2.113", CaseEvent.BLANK),
        (replace(SENT, blank=SOURCE, elsewhere=SOURCE), "2.36", CaseEvent.ELSEWHERE),
        (replace(SENT, elsewhere=SOURCE, sent_back=returned()), "1.2", CaseEvent.SENT_BACK),
        (replace(SENT, sent_back=returned(0.1)), "2.12", CaseEvent.SENT_BACK),
        (replace(SENT, sent_back=returned(0.1), held=returned(0.9)), "1.2", CaseEvent.HELD),
        (replace(SENT, held=returned(), unsubscribed=SOURCE), "2.112", CaseEvent.UNSUBSCRIBED),
        (replace(SENT, unsubscribed=SOURCE, declined=SOURCE), "2.112", CaseEvent.DECLINED),
        (replace(SENT, declined=SOURCE, counts=returned()), "1.1", CaseEvent.ACCEPTED),
        (replace(SENT, counts=returned(), ineligible=SOURCE), "4.10", CaseEvent.INELIGIBLE),
        (CaseFacts(counts=returned()), "1.1", CaseEvent.ACCEPTED),
    ],
)
def test_the_first_rule_that_fits_gives_the_code(facts: CaseFacts, expected: str, event: CaseEvent) -> None:
    """What says more about an organisation goes before what says less."""
    found = disposition(facts, PLAN, ENDS, ENDS)
    assert (found.code, found.event) == (expected, event)


def test_what_counts_and_came_after_the_collection_was_closed_is_no_answer_for_the_rates() -> None:
    """From the day after the last; a study that names none takes what counts, whenever it came."""
    late = replace(SENT, counts=returned(day=date(2012, 5, 1)))
    closes = QualityPlan(closes=ENDS)
    assert (code(late), code(late, closes), code(replace(late, counts=returned()), closes)) == ("1.1", "2.27", "1.1")


def test_who_is_silent_is_eligible_where_the_study_says_that_its_list_is_one_of_members() -> None:
    """A non-contact then, and of unknown eligibility else."""
    assert GROUPS[code(SENT)] is OutcomeGroup.UNKNOWN_UNIT
    assert GROUPS[code(SENT, QualityPlan(silence=Silence.ELIGIBLE))] is OutcomeGroup.NON_CONTACT


def test_a_workbook_that_was_sent_back_is_no_partial_one_where_the_study_says_so() -> None:
    """It is eligible, and gave no answer that counts."""
    assert code(replace(SENT, sent_back=returned()), QualityPlan(sent_back=SentBack.OTHER)) is Code.OTHER


def test_a_code_is_final_from_the_day_after_the_collection() -> None:
    """It is a temporary one on the last day."""
    assert not disposition(SENT, PLAN, ENDS, ENDS).final
    assert disposition(SENT, PLAN, ENDS, date(2012, 5, 1)).final


def test_the_event_names_its_record_and_how_much_was_filled_in() -> None:
    """So that anybody can look it up."""
    found = disposition(replace(SENT, counts=returned(0.75)), PLAN, ENDS, ENDS)
    assert (found.source.record, found.share) == ("submission 7", 0.75)


def test_every_code_belongs_to_a_group() -> None:
    """The first figure of a code says which kind it is."""
    assert set(GROUPS) == set(Code)
    kinds = {"1": "IP", "2": "R NC O", "3": "UH UR UO", "4": "NE"}
    assert all(group in kinds[one.value[0]] for one, group in GROUPS.items())
