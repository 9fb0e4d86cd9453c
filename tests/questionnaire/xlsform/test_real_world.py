"""XLSForms as people make them: other spellings, other sheets, several languages, and files of other formats and programs."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from domain.finding import Severity
from questionnaire.definition import QuestionType
from questionnaire.xlsform import inspect, load
from tests.office import save_in_formats
from tests.programs import need
from tests.questionnaire.forms import ONE_SETTING, YES_NO, Rows, found, loaded, model, only, survey_of, xlsx


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("lable", "label"),
        ("labels", "label"),
        ("question label", "label"),
        ("constrain message", "constraint_message"),
        ("relevent", "relevant"),
        ("relevence", "relevant"),
        ("requird", "required"),
        ("hints", "hint"),
        ("calculations", "calculation"),
        ("severty", "severity"),
        ("units", "unit"),
        ("previos", "previous"),
        ("repeat-counts", "repeat_count"),
        ("excel::column", "excel::columns"),
    ],
)
def test_a_misspelt_header_is_refused_with_what_was_meant(header: str, meant: str) -> None:
    """A misspelt header is refused with what was meant, once, and only where something stands beneath."""
    usual = ("type", "name", *(() if meant == "label" else ("label",)))
    row = ("integer", "a", *(() if meant == "label" else ("A",)), "1")
    problem = only(found(((*usual, header), row)))
    assert (problem.severity, problem.column, problem.remedy) == (Severity.ERROR, header, f"Did you mean {meant}?")
    if meant != "label":
        assert found(((*usual, header), row[:-1])).problems == ()


@pytest.mark.parametrize(("header", "meant"), [("choice name", "name"), ("list names", "list_name"), ("lables", "label")])
def test_a_misspelt_header_of_the_choices_is_refused_with_what_was_meant(header: str, meant: str) -> None:
    """A misspelt header of the choices is refused with what was meant."""
    choices = (tuple(header if column == meant else column for column in YES_NO[0]), *YES_NO[1:])
    problems = [problem for problem in found(survey_of(("text", "a", "A")), choices).problems if problem.severity is Severity.ERROR]
    assert [(problem.sheet, problem.column, problem.remedy) for problem in problems] == [("choices", header, f"Did you mean {meant}?")]


def test_a_column_beside_one_of_a_similar_name_is_the_authors_own() -> None:
    """A column beside one of a similar name is the author's own: it is not used, and told."""
    inspection = found((("type", "name", "label", "labels"), ("text", "a", "A", "old")))
    assert (only(inspection).severity, inspection.questionnaire is not None) == (Severity.WARNING, True)


@pytest.mark.parametrize(
    "header",
    ["label::French (fr)", "Label :: French(fr)", "label:fr", "LABEL::français", "label::Français", "caption::French", "label::fr_FR"],
)
def test_a_language_is_known_however_it_is_written(header: str) -> None:
    """A language is known however it is written."""
    form = loaded((("type", "name", "label::en", header), ("text", "a", "A", "B")))
    assert {code.split("-")[0] for code in form.by_name["a"].label} == {"en", "fr"}


def test_a_misspelt_language_is_refused_with_what_was_meant() -> None:
    """A misspelt language is refused with what was meant."""
    problem = only(found((("type", "name", "label", "label::Frensh"), ("text", "a", "A", "B"))))
    assert problem.remedy == "Did you mean label::French (fr)?"


def test_a_language_with_its_code_needs_no_name_that_is_known() -> None:
    """A language with its code needs no name that is known."""
    form = loaded((("type", "name", "label::Klingon of the north (tlh)"), ("text", "a", "A")))
    assert form.languages == ("tlh",)


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        ("begin group", "end group"),
        ("begin_group", "end_group"),
        ("Begin Group", "End Group"),
        ("begingroup", "endgroup"),
        ("BEGIN  GROUP", "end_group"),
        ("begin\u00a0group", "end group\u200b"),
        ("begin-group", "end-group"),
    ],
)
def test_groups_begin_and_end_in_any_spelling(begin: str, end: str) -> None:
    """Groups begin and end in any spelling, also with invisible signs in it."""
    form = loaded(survey_of((begin, "g", "G"), ("text", "a", "A"), (end, "", "")))
    assert form.by_name["a"].section == "g"


@pytest.mark.parametrize("kind", ["begin repeat", "begin_repeat", "Begin Repeat", "beginrepeat", "begin lgroup"])
def test_repeats_begin_in_any_spelling(kind: str) -> None:
    """Repeats begin in any spelling."""
    form = loaded(survey_of((kind, "r", "R"), ("text", "a", "A"), (kind.lower().replace("begin", "end"), "", "")))
    assert form.by_name["a"].repeat == "r"


def test_numbers_and_truths_in_cells_are_names_as_they_are_seen() -> None:
    """Numbers and truths in cells are names as they are seen."""
    choices = (*YES_NO, ("codes", 1.0, "One"), ("codes", 2.5, "Two and a half"), ("codes", True, "True"))
    form = loaded(survey_of(("select_one codes", "a", "A"), ("text", "b", "B", "${a} = '1' or ${a} = 'TRUE'")), choices)
    assert [choice.name for choice in form.by_name["a"].choices] == ["1", "2.5", "TRUE"]


def test_invisible_signs_around_names_are_not_part_of_them() -> None:
    """Invisible signs around names are not part of them."""
    rows = survey_of(("select_one\u00a0yes_no ", "\ufeffa\u00a0", "A"), ("text", "b", "B", "${a}\u00a0=\u00a0'yes'"))
    form = loaded(rows, (("list_name\u00a0", "name", "label"), ("yes_no\u200b", "yes ", "Yes")))
    assert [(one.name, one.type) for one in form.questions] == [("a", QuestionType.SELECT_ONE), ("b", QuestionType.TEXT)]
    assert form.by_name["a"].choices[0].name == "yes"


def test_headers_beneath_a_title_are_found_and_told() -> None:
    """Headers beneath a title are found, with a warning that other programs do not find them."""
    rows: Rows = (("Study on cybercrime",), (), *survey_of(("text", "a", "A")))
    inspection = found(rows)
    assert (only(inspection).severity, only(inspection).row) == (Severity.WARNING, 3)
    assert inspection.questionnaire
    assert inspection.questionnaire.by_name["a"].place.row == 4


def test_blank_columns_between_and_a_column_without_a_header_are_no_harm() -> None:
    """Blank columns between are no harm, and what has no header is told."""
    inspection = found((("type", None, "name", "label", None), ("text", None, "a", "A", "my remark")))
    assert (only(inspection).severity, "E1" in only(inspection).message) == (Severity.WARNING, True)


def test_sheets_are_known_in_any_case_and_others_are_left_alone() -> None:
    """Sheets are known in any case and others are left alone."""
    data = xlsx(
        (), **{"SURVEY": survey_of(("select_one yes_no", "a", "A")), " Choices": YES_NO, "Settings": ONE_SETTING, "Plan": (("x",),)}
    )
    assert inspect(data, "f.xlsx").problems == ()


@pytest.mark.parametrize(("sheet", "severity"), [("choice", "warning"), ("setings", "warning"), ("cascades", "error"), ("osm", "warning")])
def test_a_sheet_that_seems_to_be_meant_is_told(sheet: str, severity: str) -> None:
    """A sheet that seems to be meant, or that changes what is asked, is told."""
    data = xlsx(survey_of(("text", "a", "A")), **{sheet: (("list_name", "name"), ("a", "b"))})
    problems = {problem.sheet: problem for problem in inspect(data, "f.xlsx").problems}
    assert problems[sheet].severity is Severity(severity)


def test_a_formula_that_was_never_worked_out_and_an_error_are_told_with_their_cell() -> None:
    """A formula that was never worked out and an error are told with their cell."""
    problems = found(survey_of(("text", "a", "='B'&1"), ("text", "b", "#N/A"), ("text", "c", "C"))).problems
    said = [problem.message for problem in problems if "The cell" in problem.message]
    assert said == ["The cell C2 contains a formula that was never calculated.", "The cell C3 contains the error #N/A."]


def test_a_comma_separated_file_of_one_sheet_is_a_survey() -> None:
    """A comma separated file of one sheet is a survey."""
    inspection = inspect("type,name,label\ntext,a,Ä\n".encode(), "form.csv")
    assert inspection.questionnaire
    assert inspection.questionnaire.by_name["a"].label == {"en": "Ä"}


def test_an_expression_beyond_all_measure_is_refused() -> None:
    """An expression beyond all measure is refused."""
    rows = survey_of(("text", "a", "A"), ("text", "b", "B", " or ".join(["${a} = 'x'"] * 2_000)))
    assert "characters is not supported" in only(found(rows)).message


def test_a_list_of_a_thousand_choices_is_read() -> None:
    """A list of a thousand choices is read."""
    choices = (YES_NO[0], *[("big", f"c{number}", f"Choice {number}") for number in range(1_200)])
    assert len(loaded(survey_of(("select_one big", "a", "A")), choices).by_name["a"].choices) == 1_200


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Return the sample form as LibreOffice saves it, by format."""
    folder = tmp_path_factory.mktemp("forms")
    source = folder / "form.xlsx"
    source.write_bytes(model())
    save_in_formats({source: ("xls", "ods", "xlsx")}, folder / "out")
    return {file.suffix[1:]: file.read_bytes() for file in (folder / "out").iterdir()}


@pytest.mark.parametrize("extension", ["xls", "ods", "xlsx"])
def test_a_form_that_another_program_saved_says_the_same(converted: Mapping[str, bytes], extension: str) -> None:
    """A form that another program saved, in whatever format, says the same."""
    original, other = load(model(), "form.xlsx"), load(converted[extension], f"form.{extension}")
    assert replace(other, source_sha256=original.source_sha256) == original


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.8, 0.95])
@pytest.mark.parametrize("extension", ["xls", "ods", "xlsx"])
def test_half_a_file_is_told_and_no_fault(converted: Mapping[str, bytes], extension: str, part: float) -> None:
    """Half a file is told and no fault, even where it ends the program that reads it."""
    whole = converted[extension]
    problem = only(inspect(whole[: int(len(whole) * part)], f"form.{extension}"))
    assert (problem.where, "Save it as .xlsx" in problem.remedy) == ("the file", True)


@pytest.mark.parametrize("value", [0x00, 0x7F, 0xFF])
def test_a_damaged_xls_is_told_and_no_fault(converted: Mapping[str, bytes], value: int) -> None:
    """An .xls of which bytes are lost is told, or read, and no fault."""
    for start in range(0, 2048, 256):
        damaged = bytearray(converted["xls"])
        damaged[start : start + 64] = bytes([value]) * 64
        inspection = inspect(bytes(damaged), "form.xls")
        assert inspection.questionnaire or inspection.problems


def test_a_form_that_gnumeric_saved_says_the_same(tmp_path: Path) -> None:
    """A form that Gnumeric saved says the same."""
    source, target = tmp_path / "form.xlsx", tmp_path / "form.xls"
    source.write_bytes(model())
    subprocess.run([need("ssconvert"), str(source), str(target)], check=True, capture_output=True, timeout=300)
    original = load(model(), "form.xlsx")
    assert replace(load(target.read_bytes(), "form.xls"), source_sha256=original.source_sha256) == original


def test_a_share_is_known_by_its_format_also_where_it_is_a_whole_one(tmp_path: Path) -> None:
    """A share is known by its format, also where it is a whole one, which would be a yes as a number."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(xlsx((("type", "name", "label", "previous"), ("integer", "a", "A", 1), ("integer", "b", "B", 0.25)), (), ONE_SETTING))
    book = load_workbook(path)
    for cell in ("D2", "D3"):
        book["survey"][cell].number_format = "0%"
    book.save(path)
    form = load(path.read_bytes(), "form.xlsx")
    assert [(one.previous, one.variance) for one in form.questions] == [(True, 1.0), (True, 0.25)]
