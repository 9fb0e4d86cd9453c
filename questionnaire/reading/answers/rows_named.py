"""To which row of the table around its own an entry of a table belongs: people write the number that is printed there.

Instances are counted without the rows that stay blank, so that a number becomes that of the instance in its row. One before a row in which
nothing stands is no answer; where nothing stands in the whole table, another office may fill it in, and the checks tell it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaire.definition import Questionnaire
from questionnaire.items import parts
from questionnaire.reading.answers.answer import Answer
from questionnaire.reading.values.typed import Unreadable

ROW_UNKNOWN = "row_unknown"


def rows_named(
    questionnaire: Questionnaire, answers: Mapping[str, Answer], numbers: Mapping[str, Mapping[int, int]]
) -> Iterator[tuple[str, Answer]]:
    """Yield the answers that name a row, each with the instance that stands in it; `numbers` are those of each table by its repeat."""
    outer = {one.name: numbers[one.row_of] for one in questionnaire.answerable if numbers.get(one.row_of)}
    for key, answer in answers.items() if outer else ():
        rows = outer.get(parts(key)[2])
        if rows and isinstance(answer.value, int):
            yield key, _named(answer, answer.value, rows.get(answer.value))


def _named(answer: Answer, row: int, instance: int | None) -> Answer:
    if instance is None:
        return answer._replace(value=None, how=None, problem=Unreadable(str(row), ROW_UNKNOWN))
    return answer._replace(value=instance)
