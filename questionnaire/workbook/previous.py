"""The last round's values beside the questions: where they stand, and what is put there for one organisation.

In the workbook that all share each is a placeholder, in the help cell of its row and raw in the hidden columns behind the key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.sentences import Catalogue
from questionnaire.items import flag_key, shown_key
from questionnaire.pages import Page
from questionnaire.printed import printed
from questionnaire.workbook.placeholders import LAST_ROUND, TOLD

_BETWEEN, _LINE = " · ", "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRound:
    """The places of one row. `told` stands in its help cell, after other text or `alone`; `raw` are the placeholders of its values.

    `items` are the keys of what was answered, and `headings` the columns of a matrix, "" elsewhere.
    """

    sheet: str
    row: int
    told: str
    alone: bool
    raw: tuple[str, ...]
    items: tuple[str, ...]
    headings: tuple[str, ...]


def last_rounds(pages: Iterable[Page]) -> tuple[LastRound, ...]:
    """Return the places of all rows that show the last round's value, in order."""
    return tuple(_places(pages))


def _places(pages: Iterable[Page]) -> Iterator[LastRound]:
    number = 0
    for page in pages:
        for line in page.lines:
            if line.slots and line.question and (line.question.previous or line.question.revises) and not line.choice:
                raw = tuple(f"{LAST_ROUND}{number + place}" for place in range(len(line.slots)))
                items = tuple(shown_key(line.question, slot.item or slot.question) for slot in line.slots)
                headings = tuple(slot.heading for slot in line.slots)
                yield LastRound(
                    sheet=page.sheet, row=line.row, told=raw[0] + TOLD, alone=not line.help, raw=raw, items=items, headings=headings
                )
                number += len(raw)


def values(places: Iterable[LastRound], words: Catalogue, previous: Mapping[str, str]) -> dict[str, str]:
    """Return what is put for each placeholder: nothing at all where there is no value."""
    # One sentence for all: to fill it in each time would be most of the work.
    before, _, after = words.say("workbook_last_round", value="\0").message.partition("\0")
    made: dict[str, str] = {}
    for place in places:
        given = [printed(previous[item]) if item in previous else "" for item in place.items]
        made.update(zip(place.raw, given, strict=True))
        told = [" ".join(filter(None, (value, previous.get(flag_key(item), "")))) for item, value in zip(place.items, given, strict=True)]
        made[place.told] = f"{'' if place.alone else _LINE}{before}{_joined(place, told)}{after}" if any(given) else ""
    return made


def _joined(place: LastRound, given: Sequence[str]) -> str:
    if len(given) == 1:
        return given[0]
    return _BETWEEN.join(f"{heading}: {value}" for heading, value in zip(place.headings, given, strict=True) if value)
