"""Choices that another program searches for, and labels that name a text by its identifier."""

from __future__ import annotations

import pytest

from questionnaire.definition import QuestionType
from questionnaire.xlsform import inspect
from tests.questionnaire.forms import Rows, xlsx

_SETTINGS: Rows = (("form_id", "form_title", "version"), ("f", "Form", "1"))
_LIST: Rows = (("list_name", "name", "label"), ("towns", "name_key", "name_label"), ("towns", "99", "Elsewhere"))
_TOWNS = b"name_key,name_label,state\n1,Alpha,x\n2,Beta,y\n"


@pytest.mark.parametrize(
    ("kind", "appearance", "type_"),
    [
        ("select_one towns", "search('towns')", QuestionType.SELECT_ONE),
        ("select_one towns", 'minimal search( "towns.csv" )', QuestionType.SELECT_ONE),
        ("select one towns", "search('towns', 'matches', 'state', 'x')", QuestionType.SELECT_ONE),
        ("select_multiple towns", "search('towns')", QuestionType.SELECT_MULTIPLE),
    ],
)
def test_choices_that_are_searched_for_are_those_of_the_csv_beside_the_form(kind: str, appearance: str, type_: QuestionType) -> None:
    """The list of the select says which columns of the CSV hold the values and what is shown; a number in it is a choice of its own."""
    survey: Rows = (("type", "name", "label", "appearance"), (kind, "town", "Town", appearance))
    inspection = inspect(xlsx(survey, _LIST, _SETTINGS), "f.xlsx", {"towns.csv": _TOWNS})
    assert inspection.questionnaire, inspection.problems
    (town,) = inspection.questionnaire.questions
    assert town.type is type_
    assert [(one.name, one.label["en"]) for one in town.choices] == [("99", "Elsewhere"), ("1", "Alpha"), ("2", "Beta")]
    (told,) = [one.message for one in inspection.problems if one.sheet == "survey"]
    assert ("all of them are offered" in told) == ("matches" in appearance)


@pytest.mark.parametrize("beside", [{}, {"towns.csv": b"other,columns\n1,2\n"}])
def test_without_such_a_csv_a_text_is_asked_and_told(beside: dict[str, bytes]) -> None:
    """The names of its columns are no choices."""
    survey: Rows = (("type", "name", "label", "appearance"), ("select_one towns", "town", "Town", "search('towns')"))
    inspection = inspect(xlsx(survey, _LIST, _SETTINGS), "f.xlsx", beside)
    if inspection.questionnaire:
        assert [one.type for one in inspection.questionnaire.questions] == [QuestionType.TEXT]
    assert inspection.problems


def test_a_label_that_names_the_text_of_a_question_is_that_text() -> None:
    """The form has its translations in the columns of that question."""
    survey: Rows = (
        ("type", "name", "label::English (en)", "label::French (fr)", "hint::English (en)", "hint::French (fr)"),
        ("integer", "staff", "Staff", "Effectif", "At the end of the year", "A la fin"),
        (
            "integer",
            "again",
            "jr:itext('/f/staff:label')",
            "jr:itext('/f/staff:label')",
            "jr:itext('staff:hint')",
            "jr:itext('staff:hint')",
        ),
    )
    inspection = inspect(xlsx(survey, (), _SETTINGS), "f.xlsx")
    assert inspection.questionnaire, inspection.problems
    again = inspection.questionnaire.by_name["again"]
    assert (dict(again.label), dict(again.hint)) == (
        {"en": "Staff", "fr": "Effectif"}, {"en": "At the end of the year", "fr": "A la fin"},
    )  # fmt: skip
    assert inspection.problems == ()


def test_an_identifier_that_names_nothing_is_told_and_the_name_is_shown() -> None:
    """It is never printed as it stands, of a choice neither."""
    survey: Rows = (
        ("type", "name", "label", "hint"),
        ("text", "a", "jr:itext('a:label')", "jr:itext('a:hint')"),
        ("select_one y", "s", "S", ""),
    )
    choices: Rows = (("list_name", "name", "label"), ("y", "1", "jr:itext('y1')"), ("y", "2", "No"))
    inspection = inspect(xlsx(survey, choices, _SETTINGS), "f.xlsx")
    assert inspection.questionnaire, inspection.problems
    printed = [text for one in inspection.questionnaire.questions for each in (one.label, one.hint, *(c.label for c in one.choices))
               for text in each.values()]  # fmt: skip
    assert not [text for text in printed if "itext" in text]
    told = [(one.sheet, one.row) for one in inspection.problems if "identifier" in one.message]
    assert told == [("survey", 2), ("survey", 2), ("choices", 2)]
