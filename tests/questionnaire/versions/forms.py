"""Small questionnaires as values, for tests of their versions."""

from __future__ import annotations

from collections.abc import Mapping

from domain.changes import NO_CHANGES, Changes
from questionnaire.definition import Choice, Place, Question, Questionnaire, QuestionType, Repeat
from questionnaire.versions.history import Version
from questionnaire.versions.union import Union, union

PLACE = Place("survey", 2)


def question(
    name: str,
    kind: QuestionType = QuestionType.INTEGER,
    label: str = "",
    *,
    unit: str = "",
    choices: Mapping[str, str] | None = None,
    repeat: str = "",
    missing: tuple[str, ...] = (),
) -> Question:
    """Return a question; without a label it says its name."""
    return Question(
        name=name,
        type=kind,
        label={"en": label or f"The {name}"},
        section="main",
        place=PLACE,
        unit={"en": unit} if unit else {},
        choices=options(choices or {}),
        repeat=repeat,
        missing=missing,
    )


def options(labels: Mapping[str, str]) -> tuple[Choice, ...]:
    """Return choices by their codes."""
    return tuple(Choice(code, {"en": label}) for code, label in labels.items())


def choice(name: str, choices: Mapping[str, str], kind: QuestionType = QuestionType.SELECT_ONE) -> Question:
    """Return a question with choices."""
    return question(name, kind, choices=choices)


def matrix(name: str, columns: Mapping[str, str], label: str = "") -> Repeat:
    """Return a matrix."""
    return Repeat(
        name=name, label={"en": label or name}, section="main", place=PLACE, room=len(columns), instances=options(columns), list_name="l"
    )


def table(name: str) -> Repeat:
    """Return a table."""
    return Repeat(name=name, label={"en": name}, section="main", place=PLACE, room=3)


def form(*questions: Question, repeats: tuple[Repeat, ...] = ()) -> Questionnaire:
    """Return a questionnaire."""
    return Questionnaire(
        id="f",
        title={"en": "F"},
        version="1",
        languages=("en",),
        sections=(),
        questions=questions,
        source_sha256="0" * 64,
        repeats=repeats,
    )


def unite(*forms: Questionnaire | tuple[Questionnaire, Changes]) -> Union:
    """Return the union of these versions, which are numbered from 1."""
    pairs = [one if isinstance(one, tuple) else (one, NO_CHANGES) for one in forms]
    return union(Version(number=number, questionnaire=made, changes=changes) for number, (made, changes) in enumerate(pairs, 1))
