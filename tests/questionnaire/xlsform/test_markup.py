"""Markup that other programs show as emphasis, headings and links: a workbook prints the words alone."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from questionnaire.markup import plain
from questionnaire.pages import lay_out
from questionnaire.reading import read
from questionnaire.xlsform import load
from tests.questionnaire.forms import ONE_SETTING, Rows, loaded, xlsx
from tests.questionnaire.workbook_samples import opened, personal, saved
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

HEAD = ("type", "name", "label", "hint", "constraint", "constraint_message", "required", "required_message")


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("**Water** supply, *in* the __last__ _year_", "Water supply, in the last year"),
        ("***Both***", "Both"),
        ("# Section A\ntext", "Section A\ntext"),
        ("## Part 2 ##", "Part 2"),
        ("[the guide](https://x.example/a_b)", "the guide (https://x.example/a_b)"),
        ('<a href="mailto:a@x.example">a@x.example</a>', "a@x.example"),
        ('<span style="color:red">Red</span> <b>bold</b><br/>next', "Red bold\nnext"),
        ("<p style=“text-align: center”>One</p><p>Two</p>", "One\n\nTwo"),
        ("<ul><li>A</li><li>B</li></ul>", "• A\n• B"),
        ("10<sup>3</sup> m<sup>2</sup>, CO<sub>2</sub>", "10³ m², CO₂"),
        ("Trade &amp; services, &lt;5", "Trade & services, <5"),
        (r"5 \* 3 \_x\_ \# 1", "5 * 3 _x_ # 1"),
        ("**${a_b}** and _${c}_", "${a_b} and ${c}"),
        ("عدد **الموظفين**", "عدد الموظفين"),
    ],
)
def test_markup_is_printed_as_the_words_that_it_marks(written: str, printed: str) -> None:
    """Markup is printed as the words that it marks; a raised digit stays one."""
    assert plain(written) == printed


@pytest.mark.parametrize(
    "written",
    [
        *("Total* (see *)", "(*) estimated, (*) provisional", "2 * 3 * 4", "a*b*c", "* required", "Rate (per 1,000)**"),
        *("name_of_file and x_y_", "Name: ____ and ______", "_____ m_____", "${_a_} and ${b_c}"),
        *("# of staff", "#5", "## "),
        *("a<b and c>d", "<5 years", "<Telco & Söhne>", "R&D, AT&T; &copy", "[x] yes [ ] no", "1. A\n2. B\n\n\n3. C"),
    ],
)
def test_a_sign_that_may_be_meant_as_itself_stays(written: str) -> None:
    """A sign that may be meant as itself stays: a footnote, a line to write on, the number of something, less than."""
    assert plain(written) == written


def test_a_long_row_of_signs_takes_no_more_time_than_any_text() -> None:
    """A long row of signs is left as it is, whatever its length."""
    for written in ("*a " * 10_000, "**" * 15_000, "<a " * 10_000, "[" * 30_000, "&" * 30_000):
        assert plain(written) == written


def test_labels_hints_messages_and_choices_are_printed_without_markup() -> None:
    """Labels, hints, messages and choices are printed without markup, and so is a label that another text mentions."""
    survey: Rows = (
        HEAD,
        ("select_one yn", "a", "**Any** water?", "*Choose*", "", "", "yes", "__Needed__"),
        ("integer", "b", "How much, if ${a}?", "", ". > 0", "<b>More</b> than 0", "", ""),
    )
    form = loaded(survey, (("list_name", "name", "label"), ("yn", "yes", "**Yes**"), ("yn", "no", "<b>No</b>")), ONE_SETTING)
    a, b = form.questions
    assert (a.label["en"], a.hint["en"], a.required_message["en"]) == ("Any water?", "Choose", "Needed")
    assert [one.label["en"] for one in a.choices] == ["Yes", "No"]
    assert (b.label["en"], b.constraint_message["en"]) == ("How much, if [Any water?]?", "More than 0")


def test_choices_of_a_file_beside_the_form_are_printed_without_markup() -> None:
    """Choices of a file beside the form are printed without markup, as those of the form are."""
    survey: Rows = (("type", "name", "label"), ("select_one_from_file towns.csv", "town", "Town"))
    form = load(xlsx(survey, (), ONE_SETTING), "f.xlsx", {"towns.csv": b"name,label\nalba,**Alba**\n"})
    assert [one.label["en"] for one in form.by_name["town"].choices] == ["Alba"]


def test_a_workbook_that_was_made_with_markup_in_its_labels_is_read_as_any_other() -> None:
    """A workbook that was made when labels were printed with markup is read as any other, by the layout that wrote it."""
    survey: Rows = (("type", "name", "label"), ("select_one yn", "a", "Any *water*?"), ("integer", "b", "**How much**"))
    form = loaded(survey, (("list_name", "name", "label"), ("yn", "yes", "**Yes**"), ("yn", "no", "No")), ONE_SETTING)
    a, b = form.questions
    yes = replace(a.choices[0], label={"en": "**Yes**"})
    old = replace(
        form, questions=(replace(a, label={"en": "Any *water*?"}, choices=(yes, a.choices[1])), replace(b, label={"en": "**How much**"}))
    )
    book = opened(personal("en", old))
    book.worksheets[1].cell(3, 3, "**Yes**")
    book.worksheets[1].cell(4, 3, 7)
    with Reader() as reader:
        (came,) = reader.open(saved(book), "x.xlsx")
    assert isinstance(came.result, Workbook)
    reading = read(came.result, form, [lay_out(old, "en")], today=date(2012, 3, 1))
    assert (dict(reading.answers), reading.findings) == ({"a": "yes", "b": 7}, ())


def test_the_signs_of_an_adopted_workbook_are_its_authors_own() -> None:
    """The signs of an adopted workbook are its author's own: they stand there in print, and answers are found by them."""
    book = openpyxl.Workbook()
    book.worksheets[0].append(["**Staff**", None])
    target = io.BytesIO()
    book.save(target)
    survey: Rows = (("type", "name", "label", "excel::cell"), ("integer", "a", "**Staff**", "'Sheet'!B1"))
    settings: Rows = (("form_id", "form_title", "version", "excel::workbook"), ("f", "Form", "1", "own.xlsx"))
    form = load(xlsx(survey, (), settings), "form.xlsx", {"own.xlsx": target.getvalue()})
    assert form.by_name["a"].label["en"] == "**Staff**"
    assert lay_out(form, "en").slots[0].label == "**Staff**"


def test_a_select_that_only_shows_its_choices_is_the_heading_of_those_beneath_it() -> None:
    """A select with the appearance label is a note, beneath which the others are asked; its own answer is blank."""
    rows = (
        ("type", "name", "label", "appearance", "required", "relevant"),
        ("select_one yes_no", "head", "Do you have", "w2 label", "yes", ""),
        ("select_one yes_no", "water", "Water", "list-nolabel", "yes", ""),
        ("select_one yes_no", "again", "Anew", "label", "", ""),
        ("text", "why", "Why?", "", "", "${again} = 'yes'"),
    )
    survey: Rows = tuple(rows)
    form = loaded(survey, (("list_name", "name", "label"), ("yes_no", "yes", "Yes"), ("yes_no", "no", "No")), ONE_SETTING)
    assert [(one.name, one.type.value, one.asked) for one in form.questions] == [
        ("head", "note", False),
        ("water", "select_one", True),
        ("note_4", "note", False),
        ("again", "calculate", False),
        ("why", "text", True),
    ]
    assert [one.label.get("en", "") for one in form.questions] == ["Do you have", "Water", "Anew", "", "Why?"]
