"""The flag and the note of a figure from the cells beside it that the form has for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.finding import Severity
from questionnaire.definition import Aside, Question, Questionnaire
from questionnaire.items import item_of
from questionnaire.layout import Layout
from questionnaire.reading.answers.answer import Answer, AsideIssue
from questionnaire.reading.ladder.spots import Locations, Spot
from questionnaire.reading.values.flags import FOOTNOTE, flag_of
from questionnaire.reading.values.folding import as_text, is_blank
from workbooks.cells import a1

_BRACKETS = "()[] \t\n\xa0"


def beside(questionnaire: Questionnaire, layout: Layout, locations: Locations, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """Return the answers beside which something stands in the cells for flags and notes, with it."""
    made: dict[str, Answer] = {}
    for key, slots in layout.asides.items():
        found = [(Aside(slot.aside), spot) for slot in slots if (spot := locations.spots.get(slot.key))]
        if key in answers and any(_is_filled(spot) for _, spot in found):
            made[key] = with_asides(item_of(questionnaire, key).question, answers[key], found)
    return made


def with_asides(question: Question, got: Answer, found: Sequence[tuple[Aside, Spot]]) -> Answer:
    """Return an answer with the flag and the note that stand beside it; a cell of which nothing is sure gives a finding alone."""
    for aside, spot in found:
        if not _is_filled(spot):
            continue
        said = "" if spot.value is None else as_text(spot.value).strip()
        if spot.contested or spot.others or spot.pending:
            cells = ", ".join(f"{cell.sheet}!{a1(cell.row, cell.column)}" for cell in (spot.cell, *dict(spot.others)))
            got = _told(got, "rungs_disagree", Severity.ERROR, spot, said, cells)
        elif aside is Aside.NOTE:
            got = got._replace(note="\n".join(filter(None, (got.note, said))))
        else:
            got = _flagged(question, got, spot, said)
    return got


def _flagged(question: Question, got: Answer, spot: Spot, said: str) -> Answer:
    bare = said.strip(_BRACKETS)
    flag = FOOTNOTE if bare.strip(FOOTNOTE) == "" else flag_of(bare, question.flags)
    if not flag:
        return _told(got, "flag_unknown", Severity.ERROR, spot, said)
    if got.flag and got.flag != flag:
        return _told(got._replace(flag=""), "flags_disagree", Severity.ERROR, spot, got.flag, said)
    if not got.filled:
        return _told(got, "flag_alone", Severity.WARNING, spot, said)
    return got._replace(flag=flag)


def _told(got: Answer, code: str, severity: Severity, spot: Spot, value: str, other: str = "") -> Answer:
    return got._replace(issues=(*got.issues, AsideIssue(code, severity, spot.cell, value, other)))


def _is_filled(spot: Spot) -> bool:
    return spot.pending or bool(spot.others) or not is_blank(spot.value)
