"""The columns that are ours: severity, unit, missing, previous and sheet."""

from __future__ import annotations

import pytest

from domain.finding import Severity
from questionnaire.definition import Question
from tests.questionnaire.forms import YES_NO, Cell, Rows, found, loaded, only


def question(column: str, value: Cell, kind: str = "integer") -> Question:
    """Return the question of a good form with one of our columns."""
    return loaded((("type", "name", "label", column), (kind, "a", "A", value)), YES_NO).by_name["a"]


@pytest.mark.parametrize(("written", "severity"), [("", "error"), ("Error", "error"), ("WARNING", "warning"), (" warning ", "warning")])
def test_severity_is_error_or_warning_in_any_case(written: str, severity: str) -> None:
    """Severity is error or warning in any case."""
    assert question("severity", written).severity is Severity(severity)


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("n/a D P", ("n/a", "D", "P")),
        ("n/a, D;P", ("n/a", "D", "P")),
        ("", ()),
        ("-", ("-",)),
        ("12a", ("12a",)),
        ("NaN\nsecret", ("NaN", "secret")),
    ],
)
def test_missing_codes_are_parted_by_spaces_commas_or_semicolons(written: str, codes: tuple[str, ...]) -> None:
    """Missing codes are parted by spaces, commas or semicolons."""
    assert question("missing", written).missing == codes


@pytest.mark.parametrize("kind", ["integer", "decimal", "date"])
@pytest.mark.parametrize("code", ["-9", "999", "1.5", "٩", "12%", "1e3", "2012-01-31", "31/12/2012", "12:30"])
def test_a_missing_code_that_reads_as_a_number_is_refused(kind: str, code: str) -> None:
    """A missing code that reads as a number is refused."""
    problem = only(found((("type", "name", "label", "missing"), (kind, "a", "A", f"n/a {code}"))))
    assert (problem.row, problem.column, "reads as a number" in problem.message) == (2, "missing", True)


def test_a_form_says_what_its_missing_codes_mean_in_the_cell_or_as_a_list_of_choices() -> None:
    """The list has every language of the form."""
    inline = question("missing", "n/a = Not available; conf=Confidential")
    assert (inline.missing, inline.missing_labels) == (("n/a", "conf"), {"n/a": {"en": "Not available"}, "conf": {"en": "Confidential"}})
    survey = (("type", "name", "label::en", "label::fr", "missing"), ("integer", "a", "A", "A", "why"))
    choices = (("list_name", "name", "label::en", "label::fr"), ("why", "n/a", "Not available", "Non disponible"))
    (listed,) = loaded(survey, choices).questions
    assert (listed.missing, listed.missing_labels) == (("n/a",), {"n/a": {"en": "Not available", "fr": "Non disponible"}})


@pytest.mark.parametrize("written", ["n/a=Not available; =Why", "not there=Not available"])
def test_what_is_no_missing_code_is_refused(written: str) -> None:
    """It is told how one is written."""
    problem = only(found((("type", "name", "label", "missing"), ("integer", "a", "A", written))))
    assert (problem.column, "is no code" in problem.message) == ("missing", True)


def test_a_missing_code_that_looks_like_another_is_refused() -> None:
    """A missing code that looks like another is refused."""
    assert "look the same" in only(found((("type", "name", "label", "missing"), ("integer", "a", "A", "n/a N/A")))).message


@pytest.mark.parametrize(
    ("written", "previous", "variance"),
    [
        ("", False, None),
        ("no", False, None),
        ("Yes", True, None),
        ("25%", True, 0.25),
        ("12,5 %", True, 0.125),
        (0.25, True, 0.25),
        ("0%", True, 0),
    ],
)
def test_previous_is_yes_or_no_or_how_far_an_answer_may_be_off(written: Cell, previous: bool, variance: float | None) -> None:
    """Previous is yes or no or how far an answer may be off."""
    asked = question("previous", written)
    assert (asked.previous, asked.variance) == (previous, variance)


def test_a_missing_code_as_long_as_a_sentence_is_refused() -> None:
    """A missing code as long as a sentence is refused, and quoted in no more than a person reads."""
    problem = only(found((("type", "name", "label", "missing"), ("integer", "a", "A", "1" * 30_000))))
    assert "30000 characters is not supported" in problem.message


@pytest.mark.parametrize("written", ["25", "maybe", "-5%", "% 25", 2.5])
def test_previous_that_is_neither_is_refused(written: Cell) -> None:
    """Previous that is neither is refused."""
    problem = only(found((("type", "name", "label", "previous"), ("integer", "a", "A", written))))
    assert (problem.column, problem.severity) == ("previous", Severity.ERROR)


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("unit", "text"),
        ("unit", "select_one yes_no"),
        ("unit", "date"),
        ("missing", "text"),
        ("missing", "select_one yes_no"),
        ("previous", "date"),
        ("previous", "text"),
        ("severity", "note"),
    ],
)
def test_a_column_is_refused_on_a_type_that_has_no_use_for_it(column: str, kind: str) -> None:
    """A column is refused on a type that has no use for it."""
    value = {"severity": "warning", "previous": "yes"}.get(column, "x")
    problem = only(found((("type", "name", "label", column), (kind, "a", "A", value), ("text", "b", "B", "")), YES_NO))
    assert (problem.row, problem.column, problem.message) == (2, column, f"{column} on a {kind.split(maxsplit=1)[0]} is not supported.")


def test_a_severity_of_another_kind_is_refused() -> None:
    """A severity of another kind is refused."""
    problem = only(found((("type", "name", "label", "severity"), ("integer", "a", "A", "fatal"))))
    assert (problem.remedy, problem.severity) == ("Write error or warning.", Severity.ERROR)


def test_a_unit_stands_once_for_all_languages_or_in_each() -> None:
    """A unit stands once for all languages or in each."""
    head = ("type", "name", "label::en", "label::fr")
    once = found(((*head, "unit"), ("decimal", "a", "A", "B", "%")))
    assert once.problems == ()
    assert once.questionnaire
    assert once.questionnaire.by_name["a"].unit == {"en": "%"}
    each = found(((*head, "unit::en", "unit::fr"), ("decimal", "a", "A", "B", "persons", "personnes")))
    assert each.questionnaire
    assert each.questionnaire.by_name["a"].unit == {"en": "persons", "fr": "personnes"}


SHEETS: Rows = (
    ("type", "name", "label", "sheet"),
    ("begin_group", "g", "A group", "Group"),
    ("text", "a", "A", ""),
    ("begin_group", "h", "An inner group", "Inner"),
    ("text", "b", "B", ""),
    ("end_group", "", "", ""),
    ("text", "c", "C", ""),
    ("begin_repeat", "r", "A repeat", "Table"),
    ("text", "d", "D", ""),
    ("end_repeat", "", "", ""),
    ("end_group", "", "", ""),
)


def test_sheet_names_the_sheet_of_a_group_or_repeat_and_gives_an_inner_group_its_own() -> None:
    """Sheet names the sheet of a group or repeat and gives an inner group its own."""
    form = loaded(SHEETS)
    assert [(section.name, section.sheet) for section in form.sections] == [("g", {"en": "Group"}), ("h", {"en": "Inner"})]
    assert [repeat.sheet for repeat in form.repeats] == [{"en": "Table"}]
    assert [(one.name, one.section) for one in form.questions] == [("a", "g"), ("b", "h"), ("c", "g"), ("d", "g")]


@pytest.mark.parametrize("name", ["a" * 32, "Costs [USD]", "History", "GROUP", "'quoted'"])
def test_a_sheet_that_excel_would_not_take_is_told(name: str) -> None:
    """A sheet that Excel would not take is told: too long, with an illegal sign, kept for itself, or twice the same."""
    rows = [*SHEETS[:3], ("begin_group", "h", "An inner group", name), *SHEETS[4:]]
    problem = only(found(rows))
    assert (problem.row, problem.column, problem.severity) == (4, "sheet", Severity.WARNING)


def test_a_part_of_a_repeat_cannot_have_a_sheet() -> None:
    """A part of a repeat cannot have a sheet."""
    rows: Rows = (
        SHEETS[0],
        ("begin_repeat", "r", "R", ""),
        ("begin_group", "g", "", "Part"),
        ("text", "a", "A", ""),
        ("end_group", "", "", ""),
        ("end_repeat", "", "", ""),
    )
    errors = [problem for problem in found(rows).problems if problem.severity is Severity.ERROR]
    assert [(problem.row, problem.column) for problem in errors] == [(3, "sheet")]


def test_refusals_are_those_of_the_missing_codes_that_are_named_as_such() -> None:
    """In whatever case they are written; any other code is told."""
    head = ("type", "name", "label", "missing", "excel::refusals")
    assert loaded((head, ("integer", "a", "A", "n/a Conf", "conf CONF"))).by_name["a"].refusals == ("Conf",)
    problem = only(found((head, ("integer", "a", "A", "n/a", "conf"))))
    assert (problem.column, problem.remedy) == ("excel::refusals", "Name some of those in the column missing: n/a.")
    assert "Write it into the column missing" in only(found((head, ("integer", "a", "A", "", "conf")))).remedy
    assert "not supported" in only(found((head, ("text", "a", "A", "", "conf")))).message


FLAGS: Rows = (("list_name", "name", "label"), ("status", "p", "Provisional"), ("status", "c", "Confidential"))


def test_flags_stand_in_their_column_or_in_a_list_of_choices() -> None:
    """Each is a code and what it means; those of the settings hold for every figure that has none of its own."""
    own = question("excel::flags", "p=Provisional; e = Estimated").flags
    assert [(one.name, dict(one.label)) for one in own] == [("p", {"en": "Provisional"}), ("e", {"en": "Estimated"})]
    survey = (
        ("type", "name", "label", "excel::flags"),
        ("integer", "a", "A", None),
        ("integer", "b", "B", "x=X"),
        ("text", "c", "C", None),
    )
    settings = (("form_id", "form_title", "version", "excel::flags"), ("f", "Form", "1", "status"))
    form = loaded(survey, FLAGS, settings)
    assert [[one.name for one in form.by_name[name].flags] for name in "abc"] == [["p", "c"], ["x"], []]


@pytest.mark.parametrize("written", ["p", "=x", "p q=x", "1=x", "p=", "p=x; P=y"])
def test_flags_that_say_nothing_are_refused(written: str) -> None:
    """With the column."""
    problem = only(found((("type", "name", "label", "excel::flags"), ("integer", "a", "A", f"e=Estimated; {written}"))))
    assert (problem.row, problem.column, "flag" in problem.message) == (2, "excel::flags", True)
