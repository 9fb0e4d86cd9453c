"""What it costs to put versions together grows with what they ask, and not with its square: the steps of the interpreter are counted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import pytest

from domain.changes import Changes
from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.versions.history import Version
from questionnaire.versions.union import union
from tests.questionnaire.versions.forms import choice, form, question


def steps(work: Callable[[], object]) -> int:
    """Return how many instructions of Python some work takes: the same on every machine, and at every load."""
    counted = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal counted
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        counted += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return counted


def _form(names: Iterator[str] | list[str], wording: str = "") -> Questionnaire:
    return form(*(question(name, QuestionType.INTEGER, f"Thing {name}{wording}") for name in names))


def come_and_go(versions: int, questions: int) -> list[Version]:
    """Return versions of which each has half of the one before, and as many that are new."""
    made = []
    for number in range(1, versions + 1):
        there = [f"q{one}" for one in range(number * questions // 2, number * questions // 2 + questions)]
        dropped = tuple(f"q{one}" for one in range((number - 1) * questions // 2, number * questions // 2)) if number > 1 else ()
        made.append(Version(number=number, questionnaire=_form(there), changes=Changes(dropped=dropped)))
    return made


def unmapped(versions: int, questions: int) -> list[Version]:
    """Return the same versions without a word on what became of what is gone."""
    return [Version(number=one.number, questionnaire=one.questionnaire) for one in come_and_go(versions, questions)]


def come_back(versions: int, questions: int) -> list[Version]:
    """Return versions of which each has what the one before the last had, with texts that change."""
    halves = [[f"{side}{one}" for one in range(questions)] for side in "ab"]
    return [Version(number=number, questionnaire=_form(halves[number % 2])) for number in range(1, versions + 1)]


def reworded(versions: int, questions: int) -> list[Version]:
    """Return versions of which each says everything otherwise."""
    names = [f"q{one}" for one in range(questions)]
    return [Version(number=number, questionnaire=_form(names, f" in {number}")) for number in range(1, versions + 1)]


def renamed(versions: int, questions: int) -> list[Version]:
    """Return versions of which each calls everything otherwise, and recodes one question of many choices."""
    made = []
    for number in range(1, versions + 1):
        codes = {f"c{number}_{one}": f"Choice {one}" for one in range(questions)}
        asked = [question(f"q{one}_{number}", QuestionType.INTEGER, f"Thing {one}") for one in range(questions)]
        before = number - 1
        changes = Changes(
            renamed={f"q{one}_{before}": f"q{one}_{number}" for one in range(questions)},
            scaled={f"q{one}_{number}": 0.1 for one in range(questions)},
            recoded={"law": {f"c{before}_{one}": f"c{number}_{one}" for one in range(questions)}},
        )
        made.append(Version(number=number, questionnaire=form(*asked, choice("law", codes)), changes=changes if before else Changes()))
    return made


@pytest.mark.parametrize("versions", [come_and_go, unmapped, come_back, reworded, renamed])
@pytest.mark.parametrize(("more_versions", "more_questions"), [(2, 1), (1, 2)])
def test_twice_as_much_costs_about_twice_as_much(
    versions: Callable[[int, int], list[Version]], more_versions: int, more_questions: int
) -> None:
    """Whatever changes from version to version."""
    some, more = versions(8, 40), versions(8 * more_versions, 40 * more_questions)
    for one in (*some, *more):
        # What a form works out for itself once is no cost of the union.
        assert len(one.questionnaire.by_name) == len(one.questionnaire.valued)
    assert steps(lambda: union(more)) < 2.5 * steps(lambda: union(some))
