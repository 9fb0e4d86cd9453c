"""What may be answered about a case by mail, and how it is told."""

from __future__ import annotations

from datetime import date

from digests.prepared import replies
from domain.case import CaseKind, Decision
from languages.phrases import phrases


def test_rejecting_a_wish_for_time_gives_no_time() -> None:
    """That they ask for it is so; that it is not so is said of words that seem to decline."""
    told = {
        kind: str(replies(1, [Decision.REJECT], kind, "case@agency.example", date(2012, 3, 1), "en")[0])
        for kind in (CaseKind.EXTENSION, CaseKind.DECLINE)
    }
    assert "It gets no more time" in told[CaseKind.EXTENSION]
    assert "It is not so" in told[CaseKind.DECLINE]


def test_one_answer_in_one_workbook_is_told_in_the_singular() -> None:
    """Both numbers by themselves: several answers may stand in one workbook."""
    said = phrases("quality", "en")
    one, several = (said.count("conversions", n, workbooks=said.count("conversions_in", 1)) for n in (1, 2))
    assert one.startswith("1 answer, in 1 workbook that counts, was written")
    assert several.startswith("2 answers, in 1 workbook that counts, were written")
