"""Slips with boxes: what stands behind an empty one was not chosen, and says nothing."""

from __future__ import annotations

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.boxes import without_unticked
from tests.intake.mails import is_held


@pytest.mark.parametrize(
    "slip",
    [
        "Purpose: [ ] For approval [ ] For comment [X] For information",
        "\u2610 Draft   \u2611 Final version, enclosed",
        "[x] Completed form attached\n[ ] We do not wish to take part\n[ ] We need more time",
        "(X) Questionnaire ci-joint  ( ) Nous refusons de participer",
        "[ ] Unsubscribe me\t[\u2713] Completed",
    ],
)
def test_what_was_not_ticked_says_nothing(slip: str) -> None:
    """Neither a refusal, nor a draft, nor a wish: it is filed as it would be without the slip."""
    assert not is_held(said(slip, beside=True))


@pytest.mark.parametrize(
    ("slip", "intent"),
    [
        ("[ ] Completed form attached\n[x] We do not wish to take part in this survey", IntentKind.DECLINE),
        ("\u2612 This is a draft, the final version will follow   \u2610 Final", IntentKind.DRAFT),
        ("[ ] The figures are a draft.\nThey are not final, please wait.", IntentKind.DRAFT),
    ],
)
def test_what_was_ticked_counts_and_so_does_all_where_nothing_is(slip: str, intent: IntentKind) -> None:
    """Where no box is ticked, nobody knows what its writer meant by them."""
    assert intent in {one.intent for one in said(slip)}


def test_words_behind_a_box_end_with_their_column() -> None:
    """And with their line: what goes on there is its writer's own."""
    assert without_unticked("[ ] Draft    Figures of 2024 [x] Final").split() == ["Figures", "of", "2024", "[x]", "Final"]
    assert without_unticked("[x] Final [ ] Draft\nPlease wait.").split() == ["[x]", "Final", "Please", "wait."]
