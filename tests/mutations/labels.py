"""What is done to the printed words."""

from __future__ import annotations

from collections.abc import Callable

from questionnaire.definition import QuestionType
from tests.mutations import grid
from tests.mutations.case import SECTION, Case, Catalogue, Expected, Touched
from tests.mutations.loose import Cell

LABELS = Catalogue()
_PLAIN = tuple(kind for kind in QuestionType if kind is not QuestionType.SELECT_MULTIPLE)
_NUMBERS = (QuestionType.INTEGER, QuestionType.DECIMAL)


def _label(case: Case, key: str) -> Cell:
    spot = case.spots[key][0]
    return case.book[spot.sheet].cell(spot.label_row, spot.label_column)


def _reworded(word: Callable[[str], str], *, anchors: bool) -> Callable[[Case], Touched]:
    """Change one label; without `anchors` its key and its name are gone as well."""

    def change(case: Case) -> Touched:
        key = case.pick(*_PLAIN, kind=SECTION)
        cell = _label(case, key)
        cell.value = word(str(cell.value))
        if not anchors:
            _forget(case, key)
        return case.same([key])

    return change


def _forget(case: Case, key: str) -> None:
    spot = case.spots[key][0]
    keys = [cell for cell in case.book[spot.sheet][spot.row] if isinstance(cell.value, str) and cell.value.startswith("q_")]
    names = {cell.value for cell in keys}
    grid.drop_names(case.book, names.__contains__)
    for cell in keys:
        cell.value = None


def _typo(text: str) -> str:
    return text[:4] + text[5:]


for _ending, _anchors in (("", True), (", its key and name gone", False)):
    LABELS.add(f"a typo in a label{_ending}", packed=True)(_reworded(_typo, anchors=_anchors))
    LABELS.add(f"a label in capitals{_ending}", packed=True)(_reworded(str.upper, anchors=_anchors))
    LABELS.add(f"a label with a number and a colon{_ending}", packed=True)(_reworded("A.4  {}:".format, anchors=_anchors))
    LABELS.add(f"a label overwritten{_ending}", packed=True)(_reworded(lambda _: "Our own words", anchors=_anchors))


@LABELS.add("a label deleted", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(*_PLAIN, kind=SECTION)
    _label(case, key).value = None
    return case.same([key])


@LABELS.add("all labels translated")
def _(case: Case) -> Touched:
    form, language = case.sample.form, case.sample.language
    other = case.other_language()
    texts = [one.label for one in form.questions] + [one.label for one in form.sections] + [one.label for one in form.repeats]
    texts += [choice.label for one in form.questions for choice in one.choices]
    into = {" ".join(text[language].split()): text[other] for text in texts if text.get(language) and text.get(other)}
    answers = {(spot.sheet, spot.row, spot.column) for spots in case.spots.values() for spot in spots}
    for sheet in case.sheets():
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and (sheet.title, cell.row, cell.column) not in answers:
                    cell.value = into.get(" ".join(cell.value.split()), cell.value)
    return case.all()


@LABELS.add("two labels exchanged, keys and names gone")
def _(case: Case) -> Touched:
    # Who exchanges the words exchanges the questions: nothing else can be known.
    grid.drop_names(case.book)
    one, other = case.pick(*_NUMBERS, kind=SECTION), case.pick(*_NUMBERS, kind=SECTION)
    for key in (one, other):
        _forget(case, key)
    first, second = _label(case, one), _label(case, other)
    first.value, second.value = second.value, first.value
    answers = case.sample.answers
    return case.all() | {one: Expected(answers[other]), other: Expected(answers[one])}


@LABELS.add("an answer behind its label", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(QuestionType.INTEGER, kind=SECTION)
    cell = _label(case, key)
    cell.value = f"{cell.value}: {case.cell(key).value}"
    case.cell(key).value = None
    return {key: Expected(case.sample.answers[key], frozenset({(cell.parent.title, cell.coordinate)}))}


@LABELS.add("an answer instead of its label", packed=True)
def _(case: Case) -> Touched:
    key = case.pick(*_NUMBERS, kind=SECTION)
    cell = _label(case, key)
    cell.value = case.cell(key).value
    case.cell(key).value = None
    return {key: Expected(case.sample.answers[key], frozenset({(cell.parent.title, cell.coordinate)}))}
