"""What of a questionnaire is printed on paper: every question, with room for its answer and the condition under which it is asked."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import templates
from questionnaire.definition import Questionnaire
from questionnaire.paper import MOST_CHOICES, PaperBlock, PaperKind, on_paper
from questionnaire.xlsform import load
from service.installation.install import SAMPLE
from tests.questionnaire.forms import ONE_SETTING, YES_NO, Cell, Rows, xlsx

HEAD = ("type", "name", "label", "relevant", "unit", "excel::flags", "excel::notes", "excel::columns")


def _form(*rows: tuple[Cell, ...], choices: Rows = YES_NO) -> Questionnaire:
    return load(xlsx((HEAD, *rows), choices, ONE_SETTING), "form.xlsx")


def _blocks(form: Questionnaire, language: str = "en") -> list[PaperBlock]:
    return [block for section in on_paper(form, language) for block in section.blocks]


def test_every_question_of_the_sample_is_on_paper_in_each_language() -> None:
    """No label is missing: neither of a question, nor of a column or row of a table, nor of a choice."""
    form = load(Path(str(templates.folder("studies") / SAMPLE / "questionnaire.xlsx")).read_bytes(), "questionnaire.xlsx")
    for language in form.languages:
        said = json.dumps([asdict(section) for section in on_paper(form, language)], ensure_ascii=False)
        for question in form.answerable:
            assert json.dumps(question.label[language], ensure_ascii=False)[1:-1] in said, question.name
            assert all(json.dumps(choice.label[language], ensure_ascii=False)[1:-1] in said for choice in question.choices)


def test_each_type_has_the_room_that_its_answer_needs() -> None:
    """A text has a box, a figure a line with its unit, choices have boxes to tick: round ones where one is chosen."""
    rows = (("note", "n", "Read"), ("text", "t", "T"), ("decimal", "d", "D", "", "km"), ("select_one yes_no", "o", "O"))
    blocks = _blocks(_form(*rows, ("select_multiple yes_no", "m", "M")))
    assert [block.kind for block in blocks] == [PaperKind.NOTE, PaperKind.BOX, PaperKind.LINE, PaperKind.TICKS, PaperKind.TICKS]
    assert blocks[2].unit == "km"
    assert [(block.choices, block.round) for block in blocks[3:]] == [(("Yes", "No"), True), (("Yes", "No"), False)]


def test_a_condition_is_said_in_words_and_once_where_a_section_shares_it() -> None:
    """Paper turns nothing grey."""
    rows = (("select_one yes_no", "a", "Any?"), ("begin_group", "g", "G", "${a} = 'yes'"), ("text", "b", "B"), ("text", "c", "C"),
            ("end_group",), ("begin_group", "h", "H"), ("text", "d", "D", "${a} = 'no'"), ("text", "e", "E"), ("end_group",))  # fmt: skip
    sections = on_paper(_form(*rows), "en")
    assert [section.condition for section in sections] == ["", "Only if this holds: “Any?” is “Yes”.", ""]
    assert [block.condition for block in sections[1].blocks] == ["", ""]
    assert [block.condition for block in sections[2].blocks] == ["Only if this holds: “Any?” is “No”.", ""]


def test_a_table_has_its_rows_and_goes_on_beneath_where_it_is_too_wide() -> None:
    """Ten empty rows, as in a workbook; a matrix has its questions as rows. Choices that a cell has no room for stand above."""
    many = [("big", f"c{number}", f"Choice {number}") for number in range(7)]
    columns = [("integer", f"i{number}", f"I {number}") for number in range(7)]
    table = (("begin_repeat", "r", "R"), *columns, ("select_one big", "s", "S"), ("end_repeat",))
    begin = ("begin_repeat", "m", "M", "", "", "", "", "yes_no")
    rows = (*table, begin, ("integer", "x", "X"), ("select_one yes_no", "y", "Y"), ("end_repeat",))
    first, second, matrix = _blocks(_form(*rows, choices=(*YES_NO, *many)))
    assert [len(block.columns) for block in (first, second, matrix)] == [6, 2, 2]
    assert first.rows == second.rows == tuple(str(number) for number in range(1, 11))
    assert "S: Choice 0 / Choice 1" in first.help
    assert (matrix.rows, [column.heading for column in matrix.columns]) == (("X", "Y"), ["Yes", "No"])
    assert "Y: Yes / No" in matrix.help


def test_flags_and_notes_have_their_place_beside_a_figure() -> None:
    """A flag is ticked, a note written."""
    (block,) = _blocks(_form(("integer", "i", "I", "", "", "p=Provisional; e=Estimated", "yes")))
    assert [(column.choices, column.wide) for column in block.beside] == [(("p = Provisional", "e = Estimated"), False), ((), True)]


def test_a_list_of_thousands_is_not_printed_and_told() -> None:
    """The choice is written down."""
    many = [("big", f"c{number}", f"Choice {number}") for number in range(MOST_CHOICES + 1)]
    (block,) = _blocks(_form(("select_one big", "s", "S"), choices=(YES_NO[0], *many)))
    assert (block.kind, block.choices) == (PaperKind.LINE, ())
    assert f"There are {MOST_CHOICES + 1} choices" in block.help
