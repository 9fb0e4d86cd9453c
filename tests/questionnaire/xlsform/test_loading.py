"""XLSForms: what a good form gives, and how everything that is wrong with another is told at once, with its place."""

from __future__ import annotations

import io
import pickle
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from domain.finding import Severity
from languages import in_spoken
from questionnaire.definition import QuestionType
from questionnaire.xlsform import FormErrors, inspect, load
from tests.questionnaire.forms import CHOICES, ONE_SETTING, SETTINGS, YES_NO, Rows, found, loaded, model, only, survey_of, xlsx


def test_a_form_of_thirty_questions_in_three_languages_is_loaded_whole() -> None:
    """A form of thirty questions in three languages is loaded whole."""
    inspection = inspect(model(), "model.xlsx")
    assert inspection.problems == ()
    form = inspection.questionnaire
    assert form is not None
    assert (form.id, form.version, form.languages) == ("cyber12", "2012021001", ("en", "fr", "ar"))
    assert form.title == {"en": "Study on Cybercrime", "fr": "Étude sur la cybercriminalité", "ar": "دراسة عن الجريمة السيبرانية"}
    assert [section.name for section in form.sections] == ["organisation", "phenomenon", "measures", "cooperation"]
    assert len(form.answerable) == 27
    attacks = form.by_name["attacks"]
    assert attacks.type is QuestionType.SELECT_MULTIPLE
    assert [choice.name for choice in attacks.choices] == ["phishing", "malware", "ddos", "none"]
    assert (attacks.reference, attacks.section, attacks.place.sheet, attacks.place.row) == ("2.2", "phenomenon", "survey", 12)
    assert [choice.name for choice in form.by_name["org_size"].choices] == ["1", "2", "3"]
    assert form.by_name["closing"].section == ""


def test_the_fingerprint_changes_with_the_content() -> None:
    """The fingerprint changes with the content."""
    first, second = loaded(survey_of(("text", "a", "A"))), loaded(survey_of(("text", "a", "B")))
    assert first.fingerprint != second.fingerprint
    assert len(first.fingerprint) == 12


def test_the_relevance_of_groups_is_joined_into_their_questions() -> None:
    """The relevance of groups is joined into their questions."""
    form = load(model(), "model.xlsx")
    relevant = form.by_name["policy_date"].relevant
    assert relevant is not None
    assert relevant.text == "${org_size} != 1 and ${policy} = 'yes'"
    inner = form.by_name["largest_date"].relevant
    assert inner is not None
    assert inner.text == "${incidents} >= 10"


def test_the_heading_of_an_inner_group_is_kept_as_a_note() -> None:
    """The heading of an inner group is kept as a note."""
    heading = load(model(), "model.xlsx").by_name["detail"]
    assert heading.type is QuestionType.NOTE
    assert heading.label["en"] == "The largest incident"


@pytest.mark.parametrize("written", ["yes", "Yes", "TRUE", "true()", 1, True])
def test_required_may_be_written_in_several_ways(written: str | float) -> None:
    """Required may be written in several ways."""
    required = loaded((("type", "name", "label", "required"), ("text", "a", "A", written))).by_name["a"].required
    assert required is not None
    assert required.text == "true()"


@pytest.mark.parametrize("written", ["no", "", "FALSE", 0, False, None])
def test_not_required_may_be_written_in_several_ways(written: str | float | None) -> None:
    """Not required may be written in several ways."""
    assert loaded((("type", "name", "label", "required"), ("text", "a", "A", written))).by_name["a"].required is None


@pytest.mark.parametrize(
    "headers", [("Type", "NAME", " Label "), ("type", "name", "label::English (en)"), ("type", "name", "label:English")]
)
def test_headers_are_known_in_other_spellings(headers: tuple[str, ...]) -> None:
    """Headers are known in other spellings."""
    form = loaded((headers, ("text", "a", "A")))
    assert form.by_name["a"].label == {"en": "A"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Text", QuestionType.TEXT),
        ("select one yes_no", QuestionType.SELECT_ONE),
        ("select_one yes_no", QuestionType.SELECT_ONE),
        ("select one from yes_no", QuestionType.SELECT_ONE),
        ("Select_Multiple  yes_no", QuestionType.SELECT_MULTIPLE),
        ("select all that apply from yes_no", QuestionType.SELECT_MULTIPLE),
        ("int", QuestionType.INTEGER),
    ],
)
def test_types_are_known_in_other_spellings(kind: str, expected: QuestionType) -> None:
    """Types are known in other spellings."""
    assert loaded(survey_of((kind, "a", "A")), YES_NO).by_name["a"].type is expected


@pytest.mark.parametrize(
    ("language", "code"), [("French (fr)", "fr"), ("fr", "fr"), ("French", "fr"), ("العربية", "ar"), ("pt-BR", "pt-br")]
)
def test_languages_may_be_named_by_code_by_name_or_by_both(language: str, code: str) -> None:
    """Languages may be named by code, by name or by both."""
    form = loaded((("type", "name", "label::en", f"label::{language}"), ("text", "a", "A", "B")))
    assert form.languages == ("en", code)
    assert form.by_name["a"].label == {"en": "A", code: "B"}


def test_a_plain_label_is_in_the_default_language_which_stands_first() -> None:
    """A plain label is in the default language which stands first."""
    settings: Rows = (("form_id", "form_title", "default_language"), ("f", "Formulaire", "French (fr)"))
    form = loaded((("type", "name", "label::en", "label"), ("text", "a", "A", "B")), settings=settings)
    assert form.languages == ("fr", "en")
    assert form.title == {"fr": "Formulaire"}


def test_blank_rows_and_other_sheets_do_no_harm() -> None:
    """Blank rows and other sheets do no harm."""
    inspection = found(survey_of(("", "", ""), ("text", "a", "A"), ("", "", "")), notes=(("anything", "goes"),))
    assert inspection.problems == ()
    assert inspection.questionnaire is not None
    assert inspection.questionnaire.by_name["a"].place.row == 3


def test_a_note_may_go_without_a_name() -> None:
    """A note may go without a name."""
    assert loaded(survey_of(("note", "", "Read this"), ("text", "a", "A"))).questions[0].name == "note_2"


def test_typographic_quotation_marks_are_mended_with_a_warning() -> None:
    """Typographic quotation marks are mended with a warning."""
    inspection = found(survey_of(("select_one yes_no", "a", "A"), ("text", "b", "B", "${a} = ‘yes’")), YES_NO)
    problem = only(inspection)
    assert (problem.severity, problem.row, problem.column) == (Severity.WARNING, 3, "relevant")
    assert inspection.questionnaire is not None
    relevant = inspection.questionnaire.by_name["b"].relevant
    assert relevant is not None
    assert relevant.text == "${a} = 'yes'"


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    """All problems are told at once in the order of the file."""
    form = xlsx(
        survey_of(
            ("text", "a", "A"),
            ("integr", "b", "B"),
            ("select_one yesno", "c", "C"),
            ("text", "A", "D"),
            ("text", "e f", "E"),
            ("text", "g", "G", "${aa} = 1"),
            ("begin_group", "h", "H"),
        ),
        YES_NO,
        ONE_SETTING,
    )
    with pytest.raises(FormErrors) as refused:
        load(form, "form.xlsx")
    assert [(problem.row, problem.column) for problem in refused.value.problems] == [
        (3, "type"),
        (4, "type"),
        (5, "name"),
        (6, "name"),
        (7, "relevant"),
        (8, "type"),
    ]
    said = str(refused.value)
    assert "form.xlsx: The form has 6 errors." in said
    assert "sheet survey, row 4, column type: The list 'yesno' does not exist. Did you mean yes_no?" in said
    copy = pickle.loads(pickle.dumps(refused.value))  # noqa: S301 - It was pickled in the line itself.
    assert copy.problems == refused.value.problems


@pytest.mark.parametrize(
    ("row", "column", "message", "remedy"),
    [
        (("", "a", "A"), "type", "no type", "The types are"),
        (("integr", "a", "A"), "type", "'integr' is unknown", "Did you mean integer?"),
        (("selectone yes_no", "a", "A"), "type", "unknown", "Did you mean select_one?"),
        (("select_one", "a", "A"), "type", "does not name a list", "select_one yes_no"),
        (("select_one yes_no and more", "a", "A"), "type", "after the list", "or_other"),
        (("select_one_external towns", "a", "A"), "type", "not supported", "sheet choices"),
        (("calculate", "a", "A"), "calculation", "without a calculation", "column calculation"),
        (("end_group", "a", "A"), "type", "No group is open", "Remove the row"),
        (("text", "", "A"), "name", "no name", "Give it"),
        (("text", "q 1", "A"), "name", "'q 1'", "Write q_1."),
        (("text", "1a", "A"), "name", "'1a'", "Write q_1a."),
        (("text", "a" * 65, "A"), "name", "65 characters", "64"),
        (("text", "a", ""), "label", "is missing", "every language"),
        (("text", "a", "Why ${b}?"), "", "There is no question ${b}", "Name a question"),
        (("text", "a", "A", "${b} = 1"), "relevant", "There is no question ${b}", "Name a question"),
        (("text", "a", "A", "", ". == 1"), "constraint", "not an operator", "Did you mean =?"),
        (("text", "a", "A", "", "lenght(.) > 1"), "constraint", "lenght() is not supported", "string-length"),
        (("text", "a", "A", "", "", "maybe"), "required", "'maybe'", "${maybe}"),
    ],
)
def test_a_row_outside_of_the_subset_is_refused_with_its_place_and_a_remedy(
    row: tuple[str, ...], column: str, message: str, remedy: str
) -> None:
    """A row outside of the subset is refused with its place and a remedy."""
    inspection = found(survey_of(row), YES_NO)
    problem = only(inspection)
    assert inspection.questionnaire is None
    assert (problem.sheet, problem.row, problem.column, problem.severity) == ("survey", 2, column, Severity.ERROR)
    assert message in problem.message
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    "column",
    ["choice_filter", "media::image", "image::French (fr)", "guidance_hint", "repeat_count", "sheet"],
)
def test_a_column_that_changes_nothing_is_a_warning_where_it_is_filled(column: str) -> None:
    """A column that changes nothing is a warning where it is filled."""
    headers = ("type", "name", "label", column)
    assert found((headers, ("text", "a", "A", ""))).problems == ()
    inspection = found((headers, ("text", "a", "A", "yes")))
    assert (only(inspection).row, only(inspection).column, only(inspection).severity) == (2, column, Severity.WARNING)
    assert inspection.questionnaire


@pytest.mark.parametrize("kind", ["start", "today", "deviceid", "audit", "phone number", "get sim id"])
def test_what_a_telephone_knows_is_left_out_with_a_warning(kind: str) -> None:
    """What a telephone knows is left out with a warning."""
    # An audit has a name of its own.
    inspection = found(survey_of((kind, "audit" if kind == "audit" else "b", ""), ("text", "a", "A")))
    assert only(inspection).severity is Severity.WARNING
    assert inspection.questionnaire
    assert [question.name for question in inspection.questionnaire.questions] == ["a"]


def test_a_group_that_ends_as_something_else_is_told() -> None:
    """A group that ends as something else is told."""
    problem = only(found(survey_of(("begin_group", "g", "G"), ("text", "a", "A"), ("end_repeat", "", ""))))
    assert (problem.row, problem.remedy) == (4, "Write end_group.")


def test_a_misspelt_header_is_an_error_since_it_would_lose_its_column() -> None:
    """A misspelt header is an error since it would lose its column."""
    problem = only(found((("type", "name", "label", "relevent"), ("text", "a", "A", "1"))))
    assert (problem.row, problem.column, problem.remedy) == (1, "relevent", "Did you mean relevant?")


def test_a_column_of_ones_own_is_a_warning() -> None:
    """A column of one's own is a warning."""
    inspection = found((("type", "name", "label", "owner"), ("text", "a", "A", "Jo")))
    assert only(inspection).severity is Severity.WARNING
    assert inspection.questionnaire is not None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Klingonish", "x-klingoni"),
        ("English (schm)", "en-x-schm"),
        ("French (2nd draft)", "fr-x-2nddraft"),
        ("Dialect (north)", "x-north"),
    ],
)
def test_an_unknown_language_is_told_and_stops_no_form(written: str, code: str) -> None:
    """It is taken for one of its own, in any column and as that of the settings; whose name is known is spoken to in that language."""
    survey = (("type", "name", f"label::{written}", f"hint::{written}"), ("text", "a", "A", "B"))
    inspection = found(survey, settings=(("form_id", "form_title", "default_language", "version"), ("f", "F", written, "1")))
    assert inspection.questionnaire
    assert inspection.questionnaire.languages == (code,)
    assert inspection.questionnaire.by_name["a"].hint == {code: "B"}
    assert {one.severity for one in inspection.problems} == {Severity.WARNING}
    assert all(code in one.message for one in inspection.problems)
    assert in_spoken(code) == ("fr" if code.startswith("fr") else "en")


def test_two_columns_of_one_language_are_told() -> None:
    """Two columns of one language are told: the one that names it is read first, the other fills its gaps."""
    inspection = found((("type", "name", "label", "label::English (en)"), ("text", "a", "A", "B"), ("text", "c", "C", "")))
    assert (only(inspection).severity, only(inspection).column) == (Severity.WARNING, "label")
    assert inspection.questionnaire
    assert [question.label for question in inspection.questionnaire.questions] == [{"en": "B"}, {"en": "C"}]
    twice = found((("type", "name", "label::en", "label::English (en)"), ("text", "a", "A", "B")))
    assert only(twice).severity is Severity.ERROR


def test_what_takes_no_answer_cannot_be_read_in_an_expression() -> None:
    """What takes no answer cannot be read in an expression."""
    inspection = found(survey_of(("note", "n", "N"), ("text", "a", "A", "${n} = ''")))
    assert only(inspection).message == "${n} has no answer here, which is not supported."


def test_a_question_refused_for_its_type_is_not_told_again_wherever_it_is_read() -> None:
    """A question refused for its type is not told again wherever it is read."""
    problem = only(found(survey_of(("polygon", "a", "A"), ("text", "b", "B", "${a} != ''"))))
    assert problem.column == "type"


def test_a_choice_that_the_list_does_not_have_is_a_warning_where_it_is_compared() -> None:
    """A choice that the list does not have is a warning where it is compared."""
    rows = (("select_one yes_no", "a", "A"), ("text", "b", "B", "${a} = 'yess'"), ("text", "c", "C", "selected(${a}, 'maybe')"))
    first, second = found(survey_of(*rows), YES_NO).problems
    assert (first.severity, first.remedy) == (Severity.WARNING, "Did you mean yes?")
    assert second.remedy == "The choices are yes, no."


@pytest.mark.parametrize(
    ("choice", "column", "message"),
    [
        (("", "x", "X"), "list_name", "without a list"),
        (("yes_no", "", "X"), "name", "no name"),
        (("yes_no", "yes", "X"), "name", "already has"),
        (("yes_no", "x", ""), "label", "is missing"),
        (("yes_no", "x", "YES"), "label", "already has"),
        (("", "", "X"), "list_name", "is not read"),
    ],
)
def test_a_wrong_choice_is_told(choice: tuple[str, ...], column: str, message: str) -> None:
    """A wrong choice is told."""
    problem = only(found(survey_of(("select_one yes_no", "a", "A")), (*YES_NO, choice)))
    assert (problem.sheet, problem.row, problem.column) == ("choices", 4, column)
    assert message in problem.message


def test_a_label_or_a_hint_that_is_missing_in_a_language_is_a_warning() -> None:
    """A label or a hint that is missing in a language is a warning: it is printed in another one."""
    rows: Rows = (("type", "name", "label::en", "label::fr", "hint::en", "hint::fr"), ("text", "a", "A", "", "H", ""))
    label, hint = found(rows).problems
    assert (label.severity, label.column) == (Severity.WARNING, "label::fr")
    assert (hint.severity, hint.column) == (Severity.WARNING, "hint::fr")


def test_a_form_without_settings_is_named_after_its_file_with_warnings() -> None:
    """A form without settings is named after its file with warnings."""
    inspection = inspect(xlsx(survey_of(("text", "a", "A"))), "some folder/my form.xlsx")
    assert [problem.severity for problem in inspection.problems] == [Severity.WARNING, Severity.WARNING]
    assert inspection.questionnaire is not None
    assert (inspection.questionnaire.id, inspection.questionnaire.title) == ("my_form", {"en": "my_form"})


def test_a_file_without_a_survey_is_told() -> None:
    """A file without a survey is told."""
    problem = only(inspect(xlsx((), YES_NO, ONE_SETTING, surveys=(("type",),)), "form.xlsx"))
    assert (problem.message, problem.remedy) == ("The form has no sheet called survey.", "Did you mean surveys?")


def test_a_survey_without_its_columns_is_told() -> None:
    """A survey without its columns is told."""
    assert "The column name is missing." in [problem.message for problem in found((("type", "label"), ("text", "A"))).problems]
    assert "The label is missing" in only(found((("type", "name"), ("text", "a")))).message


@pytest.mark.parametrize("rows", [(), (("type", "name", "label"),)])
def test_a_form_that_asks_nothing_is_told(rows: Rows) -> None:
    """A form that asks nothing is told."""
    assert found(rows, more=(("x",),)).questionnaire is None


@pytest.mark.outside  # A child process opens what is in the old format of Excel.
@pytest.mark.parametrize("data", [b"", b"no workbook", b"PK\3\4 broken", b"<html></html>", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_what_is_no_workbook_is_told_and_no_fault(data: bytes) -> None:
    """What is no workbook is told and no fault."""
    problem = only(inspect(data, "form.xlsx"))
    assert problem.where == "the file"
    assert "Save it as .xlsx" in problem.remedy


def test_a_cell_at_the_far_end_of_a_sheet_is_refused_without_reading_all_between() -> None:
    """A cell at the far end of a sheet is refused without reading all between."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    for row in survey_of(("text", "a", "A")):
        sheet.append(list(row))
    sheet.cell(1_048_576, 16_384, "far")
    sheet.cell(30_000, 1, "far")
    target = io.BytesIO()
    book.save(target)
    assert "in cell XFD1048576, far away" in only(inspect(target.getvalue(), "form.xlsx")).message


def test_a_sheet_of_too_many_rows_is_refused() -> None:
    """A sheet of too many rows is refused."""
    problems = found(survey_of(*[("note", "", "A")] * 20_001)).problems
    assert ("survey", 20_001, "A form has at most 20000 rows.") in {(problem.sheet, problem.row, problem.message) for problem in problems}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_to_a_file_brings_anything_but_problems(data: st.DataObject) -> None:
    """No damage to a file brings anything but problems."""
    whole = bytearray(_parts_uncompressed(xlsx(survey_of(("select_one yes_no", "a", "A")), CHOICES, SETTINGS)))
    for position in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=8)):
        whole[position] = data.draw(st.integers(0, 255))
    inspection = inspect(bytes(whole), "form.xlsx")
    assert inspection.questionnaire or inspection.problems


def _parts_uncompressed(file: bytes) -> bytes:
    """Return the package with its parts stored, so that a changed byte reaches the XML."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(file)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, source.read(name))
    return target.getvalue()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.sampled_from(["", "a", "b", "text", "begin_group", "end group", "select_one yes_no", "${a} = 1", "no"])] * 6),
        max_size=8,
    )
)
def test_no_row_brings_anything_but_problems(rows: list[tuple[str, ...]]) -> None:
    """No row brings anything but problems."""
    inspection = found(survey_of(*rows), YES_NO)
    assert inspection.questionnaire or any(problem.severity is Severity.ERROR for problem in inspection.problems)
    assert all(problem.remedy for problem in inspection.problems)


def test_a_form_is_read_once_for_as_long_as_its_bytes_and_those_of_its_lists_are_the_same() -> None:
    """Other bytes are another form, and so are other lists beside it; a file beside it that it does not name changes nothing."""
    listed = xlsx(survey_of(("select_one_from_file towns.csv", "town", "Your town")), (), ONE_SETTING)
    towns = {"towns.csv": b"name,label\na,A-town\n"}
    first = load(listed, "f.xlsx", towns)
    assert load(bytes(bytearray(listed)), "f.xlsx", {**towns, "contacts.csv": b"anything"}) is first
    assert load(listed, "f.xlsx", {"towns.csv": b"name,label\nb,B-town\n"}) != first
    assert load(listed, "g.xlsx", towns) is not first


def test_a_name_of_a_choice_has_no_control_character() -> None:
    """Nobody sees it, and the store puts one of them between names."""
    rows: Rows = (("list_name", "name", "label"), ("size", "a_x001F_b", "A"))
    problem = only(found(survey_of(("select_one size", "s", "S")), rows))
    assert "sign that nobody can see" in str(problem)
