"""What is told of letters while they are made, and of labels that something of ours follows."""

from __future__ import annotations

import pytest

from domain.letter import announced
from domain.sentences import before_more

WAITS = "waits: the service sends it, or the next mailing that is sent"


@pytest.mark.parametrize(
    ("effect", "told"),
    [
        ("receipt to p@org.example", f"receipt for p@org.example ({WAITS})"),
        ("question_back to p@org.example", f"question back for p@org.example ({WAITS})"),
        ("no receipt to p@org.example, which is suppressed", "no receipt to p@org.example, which is suppressed"),
        ("book.xlsx filed as accepted, 0 findings", "book.xlsx filed as accepted, 0 findings"),
        ("the workbook again to p@org.example", "the workbook again to p@org.example"),
    ],
)
def test_a_letter_that_is_only_queued_is_not_told_as_one_that_left(effect: str, told: str) -> None:
    """It leaves with the service, or with the next mailing."""
    assert announced(effect) == told


@pytest.mark.parametrize(
    ("label", "bare"),
    [
        ("Type d’organisme :", "Type d’organisme"),
        ("Type d’organisme\N{NO-BREAK SPACE}:", "Type d’organisme"),
        ("机构类型：", "机构类型"),
        ("At 10:00", "At 10:00"),
        ("Who are you?", "Who are you?"),
    ],
)
def test_a_label_loses_its_own_colon_before_ours(label: str, bare: str) -> None:
    """Only at its end."""
    assert before_more(label) == bare
