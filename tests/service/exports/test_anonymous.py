"""An export that names nobody: what is left out, what stays, and in which order."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from domain.answer import AnswerValue, FigureMarks
from exports.dataset import Dataset
from questionnaire.definition import Choice, QuestionType
from service.exports.anonymous import anonymous
from tests.exports.sample import FORM, ROWS, dataset, question, row, written
from tests.exports.test_calculations import FIGURES


def pseudonym(code: str) -> str:
    """Return a pseudonym by which the order is the other way round."""
    return f"o{9 - int(code.removeprefix('ORG'))}"


def made(spools: ExitStack, whole: Dataset) -> Dataset:
    """Return the anonymous dataset."""
    return anonymous(whole, FORM, pseudonym, spools)


def test_names_addresses_and_words_of_people_are_in_no_file(tmp_path: Path) -> None:
    """Not in the codebook and the scripts either: also a code that no form knows is what somebody wrote."""
    words: dict[str, AnswerValue] = {"victim": "Jane Roe", "crimes": ("fraud", "Ask Jane"), "staff": "Jane knows"}
    spoken = replace(ROWS[2], answers={**ROWS[2].answers, **words})
    with ExitStack() as spools:
        for kind in ("csv", "sav", "dta", "ddi", "xlsx"):
            whole = dataset([*ROWS[:2], spoken, row(7, {"comment": "Jane Roe"}, name="Jane Roe Ltd")])
            written(kind, made(spools, whole), tmp_path)
        written("csv", made(spools, whole), tmp_path, labels=True)
    files = {one.name: one.read_bytes() for one in tmp_path.iterdir()}
    assert {"study-anonymous-answers.csv", "study-anonymous-load.R", "study-anonymous-codebook.csv"} <= files.keys()
    for word in (b"ORG", b"Alpha", b"Jane", b"CYB12", b"a@a.example", b"a.xlsx", b"perhaps", "Ärger".encode(), b"router"):
        assert [name for name, data in files.items() if word in data and not name.endswith(".xlsx")] == [], word


def test_figures_and_choices_stay_and_organisations_are_in_the_order_of_their_pseudonyms() -> None:
    """What somebody wrote instead of a choice is withheld; a missing code of the form stays."""
    with ExitStack() as spools:
        one = made(spools, dataset())
        (answers, *others) = one.tables
        place = {column.name: number for number, column in enumerate(answers.columns)}
        rows = list(answers.rows())
    assert [cells[place["organisation_code"]] for cells in rows] == ["o6", "o7", "o8", "o9"]
    assert [getattr(cells[place["staff"]], "name", cells[place["staff"]]) for cells in rows] == [None, "conf", "n/a", 12]
    assert [getattr(cells[place["victim"]], "name", cells[place["victim"]]) for cells in rows] == [None, "unanswered", "withheld", "yes"]
    assert not {"comment", "organisation", "sender", "file", "reference", "country", "received_at_utc"} & place.keys()
    assert [table.name for table in others] == ["offences", "equipment"]
    assert any("comment" in told and "edits" in told for told in one.warnings)


def test_a_question_that_is_called_like_a_column_of_ours_is_left_out_where_it_is_a_text() -> None:
    """Its column has another name, and what it holds are words."""
    form = replace(FORM, questions=(question("region", QuestionType.TEXT), question("final", QuestionType.INTEGER)), repeats=())
    whole = dataset([row(0, {"region": "Jane", "final": 3})], form)
    with ExitStack() as spools:
        (answers,) = anonymous(whole, form, pseudonym, spools).tables
        (cells,) = answers.rows()
    assert "Jane" not in cells
    assert cells[-1] == 3


def test_flags_of_figures_stay_and_notes_go(tmp_path: Path) -> None:
    """A code of the form that marks a figure is no word of a person; one that neither the form nor anybody knows may be."""
    form = replace(
        FORM, questions=tuple(replace(one, flags=(Choice("q", {"en": "Quick"}),)) if one.name == "staff" else one for one in FORM.questions)
    )
    marks = [{"staff": FigureMarks("q", "Jane says so")}, {"staff": FigureMarks("p", "")}, {"staff": FigureMarks("Jane", "")}]
    rows = [row(number, {"staff": 12}, marks=said) for number, said in enumerate(marks)]
    with ExitStack() as spools:
        one = anonymous(dataset(rows, form), form, pseudonym, spools)
        (answers, *_) = one.tables
        place = {column.name: number for number, column in enumerate(answers.columns)}
        assert [cells[place["staff_flag"]] for cells in answers.rows()] == [None, "p", "q"]
        assert [code.name for code in answers.columns[place["staff_flag"]].codes] == ["q", "p"]
        for kind in ("csv", "sav", "dta", "parquet"):
            written(kind, one, tmp_path)
    assert "staff_note" not in place
    assert [file.name for file in tmp_path.iterdir() if b"Jane" in file.read_bytes()] == []


def test_why_a_calculation_has_no_value_stays_unless_somebody_wrote_the_reason() -> None:
    """It comes to nothing, or it reads a missing code of the form: nobody has withheld it. A code that no form knows may be words."""
    people: tuple[AnswerValue, ...] = (0, "n/a", "Jane")
    rows = [row(number, {"assets": 3, "people": said}) for number, said in enumerate(people)]
    with ExitStack() as spools:
        table = anonymous(dataset(rows, FIGURES), FIGURES, pseudonym, spools).tables[0]
        (place,) = [number for number, column in enumerate(table.columns) if column.name == "per_head"]
        assert [getattr(cells[place], "name", cells[place]) for cells in table.rows()] == ["withheld", "n/a", "no_result"]
    assert {gap.name for gap in table.columns[place].missing} >= {"no_result", "n/a", "conf"}
    assert "Jane" not in {gap.name for gap in table.columns[place].missing}
