"""What the sheet settings asks for in favour of those who answer: codes where a figure may not exist, and a cell for remarks a section."""

from __future__ import annotations

import pytest

from questionnaire.definition import Questionnaire
from questionnaire.helps import help_text
from questionnaire.xlsform import inspect
from questionnaire.xlsform.problems import Problem
from service.authoring.new_study import short_form
from tests.questionnaire.forms import xlsx

HEADER = ["type", "name", "label", "required", "missing", "calculation"]
SURVEY = [
    HEADER,
    ["begin_group", "who", "Who", "", "", ""],
    ["integer", "staff", "Staff", "yes", "", ""],
    ["decimal", "costs", "Costs", "", "", ""],
    ["integer", "wells", "Wells", "yes", "conf", ""],
    ["integer", "pumps", "Pumps", "yes", "no", ""],
    ["text", "name", "Name", "yes", "", ""],
    ["calculate", "twice", "Twice", "", "", "${staff} * 2"],
    ["end_group", "", "", "", "", ""],
    ["begin_group", "plants", "Plants", "", "", ""],
    ["begin_repeat", "plant", "Plant", "", "", ""],
    ["text", "place", "Place", "", "", ""],
    ["end_repeat", "", "", "", "", ""],
    ["end_group", "", "", "", "", ""],
    ["begin_group", "last", "Last", "", "", ""],
    ["text", "remarks", "Anything else?", "", "", ""],
    ["end_group", "", "", "", "", ""],
]


def _form(**settings: str) -> tuple[Questionnaire, tuple[Problem, ...]]:
    found = inspect(xlsx(SURVEY, [], [[*settings], [*settings.values()]] if settings else []), "form.xlsx")
    assert found.questionnaire
    return found.questionnaire, found.problems


def test_a_figure_that_is_required_may_be_said_not_to_exist_by_the_codes_of_the_form() -> None:
    """But where the question has codes of its own, or says no; the help beside the cell names them."""
    form, _ = _form(missing="n/a=Not available")
    assert {name: form.by_name[name].missing for name in ("staff", "costs", "wells", "pumps", "name")} == {
        "staff": ("n/a",),
        "costs": (),
        "wells": ("conf",),
        "pumps": (),
        "name": (),
    }
    assert form.by_name["staff"].missing_labels == {"n/a": {"en": "Not available"}}
    assert "If there is no number: n/a" in help_text(form.by_name["staff"], "en", ("en",))


def test_without_codes_of_the_form_a_word_is_a_code_as_before() -> None:
    """A question may have the code no."""
    form, _ = _form()
    assert (form.by_name["staff"].missing, form.by_name["pumps"].missing) == ((), ("no",))


def test_a_section_ends_with_a_cell_for_remarks_where_the_form_asks_for_them() -> None:
    """One that asks only in a table has none, nor one whose author asks for remarks."""
    form, problems = _form(**{"excel::remarks": "yes"})
    assert [one.name for one in form.questions if "remarks" in one.name] == ["who_remarks", "remarks"]
    remarks = form.by_name["who_remarks"]
    assert (remarks.type, remarks.section, remarks.required, remarks.label) == ("text", "who", None, {"en": "Remarks on this section"})
    assert [one for one in problems if one.column == "excel::remarks"] == []
    assert [one.name for one in _form()[0].questions if one.name.endswith("_remarks")] == []


def test_questions_outside_of_all_sections_have_no_cell_for_remarks() -> None:
    """A study that was applied would gain a question, for which the workbooks that are out have no cell."""
    rows = [*SURVEY, ["text", "after", "After", "", "", ""]]
    form = inspect(xlsx(rows[:9] + rows[-1:], [], [["excel::remarks"], ["yes"]]), "form.xlsx").questionnaire
    assert form
    assert [one.name for one in form.questions if not one.section] == ["after"]


def test_the_word_that_takes_codes_away_is_no_code_of_a_date_either() -> None:
    """A date has no codes of the form, and no says nothing else of it than of a figure."""
    rows = [HEADER, ["date", "since", "Since", "yes", "no", ""], ["date", "until", "Until", "yes", "open", ""]]
    found = inspect(xlsx(rows, [], [["missing"], ["n/a"]]), "form.xlsx").questionnaire
    assert found
    assert [found.by_name[name].missing for name in ("since", "until")] == [(), ("open",)]


def test_a_workbook_that_was_adopted_has_no_place_for_remarks() -> None:
    """That is told."""
    settings = {"excel::remarks": "yes", "excel::workbook": "mine.xlsx"}
    found = inspect(xlsx(SURVEY, [], [[*settings], [*settings.values()]]), "form.xlsx")
    assert any(one.column == "excel::remarks" and "not used" in one.message for one in found.problems)


@pytest.mark.parametrize("languages", [("en",), ("fr", "ar"), ("de", "en")])
def test_a_new_form_has_both(languages: tuple[str, ...]) -> None:
    """Each section has a cell for remarks, in all languages of the form."""
    found = inspect(short_form("water", "Water", languages), "form.xlsx").questionnaire
    assert found
    last = {one.section: one for one in found.questions}
    assert [one.name for one in last.values()] == ["organisation_remarks", "remarks"]
    assert all(one.label[language] for one in last.values() for language in languages)
