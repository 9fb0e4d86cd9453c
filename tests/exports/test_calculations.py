"""What an export says of the calculations: which leave something out, and why one has no value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from domain.answer import AnswerValue, ItemStatus
from exports.codebook import codebook
from exports.dataset import Cell, Gap
from exports.partial import Calculations
from questionnaire.definition import Place, QuestionType, Repeat
from questionnaire.expressions import parse
from tests.exports.sample import FORM, dataset, question, row

N, C = QuestionType.INTEGER, QuestionType.CALCULATE
FIGURES = replace(
    FORM,
    repeats=(),
    questions=(
        question("assets", N, missing=("n/a",)),
        question("people", N, missing=("n/a", "conf")),
        question("debts", N),
        question("per_head", C, calculation=parse("${assets} div ${people}")),
        question("twice", C, calculation=parse("${per_head} * 2")),
        question("total", C, calculation=parse("sum(${assets}, ${debts})")),
        question("filled", C, calculation=parse("coalesce(${debts}, 0) + 1")),
        question("given", C, calculation=parse("count(${assets}, ${debts})")),
        question("size", C, calculation=parse("if(${people} > 9, 'large', if(${people} > 0, 'small', ''))")),
        question("of_all", C, calculation=parse("sum(${per_head}, ${debts})")),
    ),
)


def exported(answers: Mapping[str, AnswerValue], **statuses: ItemStatus) -> dict[str, Cell]:
    """Return the row of an organisation with these answers, each gap by its name."""
    table = dataset([row(0, answers, statuses=statuses)], FIGURES).tables[0]
    (cells,) = table.rows()
    return {column.name: cell.name if isinstance(cell, Gap) else cell for column, cell in zip(table.columns, cells, strict=True)}


def test_a_calculation_that_leaves_out_a_missing_code_is_marked() -> None:
    """Also one that reads another calculation, or a code in any instance of a repeat, and one that leaves out what was not answered."""
    made = dataset().tables[0]
    place = {column.name: number for number, column in enumerate(made.columns)}
    rows = list(made.rows())
    assert [rows[number][place["in_all"]] for number in (0, 2)] == [27, 0]
    # The first has no figure of one year.
    assert [rows[number][place["in_all_partial"]] for number in range(4)] == [1, None, 1, None]
    assert rows[2][place["doubled_partial"]] is None  # The calculation itself has no value there.
    coded = question("cases", QuestionType.INTEGER, repeat="offences", missing=("n/a",))
    form = replace(FORM, questions=tuple(coded if one.name == "cases" else one for one in FORM.questions))
    whole: dict[str, AnswerValue] = {"doubled": 2, "staff": 1, "offences[2010].cases": 3, "offences[2011].cases": 0}

    def is_partial(last: AnswerValue, **statuses: ItemStatus) -> bool:
        known = {f"offences[2011].{name}": status for name, status in statuses.items()}
        return Calculations(form).of({**whole, "offences[2011].cases": last}, known).is_partial(form.by_name["in_all"], "")

    assert [is_partial(last) for last in ("n/a", None, 0)] == [True, True, False]
    assert is_partial(None, cases=ItemStatus.WITHHELD)
    # What was asked of nobody lacks in no sum.
    assert not is_partial(None, cases=ItemStatus.NOT_APPLICABLE)
    assert not is_partial(None, cases=ItemStatus.NOT_ASKED)
    labels = {row[0]: row[codebook(dataset())[0].index("label::en")] for row in codebook(dataset())[1]}
    assert labels["in_all_partial"] == "Staff and cases – worked out without figures that are missing codes or blank"


def test_the_sum_of_nothing_is_marked_as_partial() -> None:
    """It is 0, as a spreadsheet has it. So is a blank for which the form puts in a figure; what counts the blanks leaves none out."""
    nothing = exported({"total": 0, "filled": 1, "given": 0})
    assert [(nothing[name], nothing[f"{name}_partial"]) for name in ("total", "filled")] == [(0, 1), (1, 1)]
    assert nothing["given_partial"] == 0
    whole = exported({"assets": 1, "debts": 2, "total": 3, "filled": 3, "given": 2})
    assert [whole[f"{name}_partial"] for name in ("total", "filled", "given")] == [0, 0, 0]


def test_a_calculation_without_a_value_says_as_what_it_reads_why() -> None:
    """As the first figure that has none; also by another calculation."""
    assert exported({"people": "conf", "assets": 5})["per_head"] == "conf"
    assert exported({"people": "conf", "assets": 5})["twice"] == "conf"
    assert exported({"people": 5})["per_head"] == "unanswered"
    assert exported({"people": 5}, assets=ItemStatus.NOT_APPLICABLE)["twice"] == "not_applicable"
    assert exported({"people": 5}, assets=ItemStatus.UNREADABLE)["per_head"] == "unreadable"
    assert exported({"people": 5, "assets": 1}, per_head=ItemStatus.NOT_APPLICABLE)["per_head"] == "not_applicable"
    assert exported({"people": "conf", "size": ""})["size"] == "conf"


def test_a_calculation_that_comes_to_nothing_has_a_code_of_its_own() -> None:
    """As where one divides by zero, or the form itself says nothing: nobody failed to answer. A sum always comes to something."""
    made = exported({"people": 0, "assets": 5, "debts": 1, "of_all": 1, "total": 6})
    assert (made["per_head"], made["twice"], made["size"]) == ("no_result", "no_result", "no_result")
    assert (made["of_all"], made["of_all_partial"], made["total_partial"]) == (1, 1, 0)
    columns = {one.name: one for one in dataset([row(0, {})], FIGURES).tables[0].columns}
    assert {gap.name: number for gap, number in columns["per_head"].missing.items()} == {
        "unanswered": -99,
        "withheld": -98,
        "not_applicable": -97,
        "not_asked": -96,
        "unreadable": -95,
        "n/a": -94,
        "conf": -93,
        "no_result": -92,
    }
    for name in ("total", "people"):
        assert "no_result" not in {gap.name for gap in columns[name].missing}
    (label,) = {gap.label["en"] for gap in columns["per_head"].missing if gap.name == "no_result"}
    assert label == "The calculation comes to nothing, as where it divides by zero"


SHARES = replace(
    FORM,
    repeats=(Repeat(name="crimes", label={"en": "Crimes"}, section="main", place=Place("survey", 3), room=1000),),
    questions=(
        question("in_all", C, calculation=parse("sum(${cases})")),
        question("cases", N, repeat="crimes", missing=("n/a",)),
        question("share", C, repeat="crimes", calculation=parse("${cases} div ${in_all}")),
        question("of_all", C, calculation=parse("sum(${share})")),
    ),
)


class Looked(dict[str, AnswerValue]):
    """Answers that count how often one of them is looked at."""

    times = 0

    def get(self, key: str, default: AnswerValue = None) -> AnswerValue:  # type: ignore[override]
        """Return an answer."""
        self.times += 1
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys."""
        self.times += len(self)
        return super().__iter__()


def looked_at(rows: int, **last: AnswerValue) -> int:
    """Export a table in which each row has a share of the total, and return how often an answer was looked at for it."""
    answers: dict[str, AnswerValue] = {"in_all": rows, "of_all": 1}
    for number in range(rows):
        answers |= {f"crimes[{number}].cases": 1, f"crimes[{number}].share": 1 / rows}
    answers |= {f"crimes[{rows - 1}].{name}": value for name, value in last.items()}
    counted = Looked(answers)
    tables = dataset([row(0, counted)], SHARES).tables
    counted.times = 0
    for table in tables:
        assert list(table.rows())
    return counted.times


def test_a_table_with_shares_of_a_total_takes_twice_as_much_looking_where_it_is_twice_as_long() -> None:
    """What the rows have in common is found once, whether the last figure is there, is a missing code, or is blank."""
    for last in ({}, {"cases": "n/a"}, {"cases": None}, {"cases": None, "share": None}):
        assert looked_at(200, **last) <= 2 * looked_at(100, **last)
    (_, table) = dataset([row(0, {"in_all": 1, "crimes[1].cases": 1, "crimes[1].share": 1.0, "crimes[2].cases": None})], SHARES).tables
    place = [column.name for column in table.columns].index("share_partial")
    assert [cells[place] for cells in table.rows()] == [1, None]
