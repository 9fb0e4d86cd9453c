"""The cells beside a figure for its flag and its note: where they stand on a sheet, what their headings say, and what the flags mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from domain.sentences import Catalogue
from questionnaire.definition import Aside, Choice, Question, Questionnaire, in_language
from questionnaire.keys import CellKeys
from questionnaire.layout import Column, Slot
from questionnaire.printed import printed


def asides_of(questions: Iterable[Question]) -> tuple[Aside, ...]:
    """Return what has a column beside the figures of one sheet: whatever one of its questions has there."""
    wanted = {aside for question in questions for aside in question.asides}
    return tuple(aside for aside in Aside if aside in wanted)


def heading_of(aside: Aside, words: Catalogue, answers: str = "") -> str:
    """Return the text above a column; that of one of several columns of answers says of which it is."""
    said = words.say(f"workbook_{aside}").message
    return f"{said}: {answers}" if answers else said


def beside_slot(slot: Slot, question: Question, shown: Sequence[Aside], keys: CellKeys, instance: str, words: Catalogue) -> Iterator[Slot]:
    """Yield the cells beside that of an answer, on a sheet on which `shown` have a column each."""
    for place, aside in enumerate(shown, slot.column + 1):
        if aside in question.asides:
            yield replace(
                slot,
                column=place,
                key=keys[question.name, instance, aside],
                heading=heading_of(aside, words, slot.heading),
                anchor=slot.anchor or slot.key,
                aside=aside,
            )


def beside_column(column: Column, question: Question, keys: CellKeys, words: Catalogue) -> Iterator[Column]:
    """Yield the columns beside that of a question in a table."""
    for place, aside in enumerate(question.asides, column.column + 1):
        label = heading_of(aside, words, column.label)
        yield replace(column, column=place, key=keys[question.name, "", aside], label=label, aside=aside)


def meanings(questionnaire: Questionnaire, language: str) -> tuple[str, ...]:
    """Return what the flags of a form mean in a language, as in `p = Provisional`, each once."""
    flags = (flag for question in questionnaire.questions if Aside.FLAG in question.asides for flag in question.flags)
    return tuple(dict.fromkeys(meaning(flag, language, questionnaire.languages) for flag in flags))


def meaning(flag: Choice, language: str, languages: tuple[str, ...]) -> str:
    """Return a flag with what it means."""
    return f"{flag.name} = {printed(in_language(flag.label, language, languages)) or flag.name}"
