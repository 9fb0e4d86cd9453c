"""From which chance on an intent is read is chosen by authors who were left out of learning."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.intent import IntentKind
from intake.understanding.intents.traits import KINDS
from intake.understanding.intents.wanted import by_rules, told_by
from intake.understanding.intents.weighing import LIKELY_FROM
from tests.intake.bounds import HeldOut, Tried, best, bounds, tried
from tests.intake.notes import Note

SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DRAFT = IntentKind.DRAFT
TEXT = "The grey hens crossed the yard at noon and nobody looked. The gate stood open all day, and rain came in from the west."


def _held_out(chance: float, *intents: IntentKind) -> HeldOut:
    """Return a note that says nothing to any rule, is a draft so likely, and is marked so."""
    said = told_by(TEXT, sent=SENT)
    written = Note(id="en-1", language="en", sent=SENT, subject="", text=TEXT, beside_workbook=False, intents=frozenset(intents))
    return HeldOut(written, said, tuple(by_rules(said)), {**dict.fromkeys(KINDS, 0.0), DRAFT: chance})


def test_a_bound_is_tried_on_notes_and_left_as_it_stood() -> None:
    """Recall falls and precision rises with it."""
    some = [_held_out(0.9, DRAFT), _held_out(0.6, DRAFT), _held_out(0.5, IntentKind.NOTE)]
    before = dict(LIKELY_FROM)
    assert [tried(some, DRAFT, bound) for bound in (0.4, 0.55, 0.7)] == [Tried(0.4, 1, 2 / 3), Tried(0.55, 1, 1), Tried(0.7, 0.5, 1)]
    assert before == LIKELY_FROM


def test_the_best_bound_has_the_most_room_above_both_goals() -> None:
    """The middle one of those that are as good."""
    poor, good = Tried(0.3, 0.99, 0.91), [Tried(bound, 0.93, 0.98) for bound in (0.4, 0.5, 0.6)]
    assert best([poor, *good]) == good[1]
    assert round(poor.room, 3) == 0.01
    assert best([Tried(0.3, 0.8, 0.9), Tried(0.6, 0.7, 1)]).bound == 0.3


def test_each_intent_has_what_stands_and_what_is_best() -> None:
    """Below the number of notes."""
    lines = list(bounds([_held_out(0.9, DRAFT)]))
    assert len(lines) == 1 + 2 * len(LIKELY_FROM)
    assert lines[0].startswith("1 notes")
    assert [line.split()[-1] for line in lines if line.startswith(DRAFT)] == ["1.000/1.000"] * 2
