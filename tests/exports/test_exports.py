"""Exports: every answer comes back, as a value of its type; codes are untouched, and nothing that people open is a formula."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from domain.answer import AnswerValue
from domain.errors import ConfigurationError
from exports import exports
from exports.codebook import codebook, of_form
from exports.columns import ORGANISATION
from exports.dataset import DataColumn, Dataset, with_companions
from exports.export import shortened
from exports.neutral import marked, unmarked
from exports.sheets import CellContent, workbook_of
from exports.words import label_of
from questionnaire.definition import Choice, Questionnaire, QuestionType
from tests.digests.sample import ZONE
from tests.exports.sample import FORM, dataset, question, row, written

_YES_NO = (Choice("yes", {"en": "Yes", "fr": "Oui"}), Choice("no", {"en": "No", "fr": "Non"}))
_CRIMES = (Choice("fraud", {"en": "Fraud", "fr": "Fraude"}), Choice("spam", {"en": "Spam", "fr": "Pourriel"}))
_QUESTIONNAIRE = Questionnaire(
    id="q",
    title={"en": "Q"},
    version="1",
    languages=("en", "fr"),
    sections=(),
    questions=(
        question("about", QuestionType.NOTE, "Read this"),
        question("comment", QuestionType.TEXT, "Comment"),
        question("staff", QuestionType.INTEGER, "Staff"),
        question("share", QuestionType.DECIMAL, "Share"),
        question("since", QuestionType.DATE, "Since"),
        question("victim", QuestionType.SELECT_ONE, "Victim?", _YES_NO),
        question("crimes", QuestionType.SELECT_MULTIPLE, "Crimes", _CRIMES),
    ),
    source_sha256="0" * 64,
)
_COLUMNS = ["comment", "comment_m", "staff", "share", "since", "since_m", "victim", "crimes_fraud", "crimes_spam"]
_FIRST = len(ORGANISATION)
_HOSTILE = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", " =1", "'=1", "''=1", "＝1", "'s-Hertogenbosch", "\n", "#N/A"]
_TEXT = st.sampled_from(_HOSTILE) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_ANSWERS = st.fixed_dictionaries(
    {
        "comment": st.none() | _TEXT,
        "staff": st.none() | st.integers(-(10**9), 10**9),
        "share": st.none() | st.floats(-1e6, 1e6, allow_nan=False),
        "since": st.none() | st.dates(date(1950, 1, 1), date(2050, 1, 1)),
        "victim": st.none() | st.sampled_from(["yes", "no"]),
        "crimes": st.none() | st.sampled_from([("fraud",), ("spam",), ("fraud", "spam")]),
    }
)


def _answers(made: Dataset, *, labels: bool = False, language: str = "en") -> list[list[str]]:
    """Return the rows of the CSV of answers."""
    with TemporaryDirectory() as folder:
        written("csv", made, Path(folder), labels=labels, language=language)
        text = (Path(folder) / f"study-answers{'-labels' if labels else ''}.csv").read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def _made(answers: list[dict[str, AnswerValue]], name: str = "Alpha") -> Dataset:
    return dataset([row(number, one, name=name) for number, one in enumerate(answers)], _QUESTIONNAIRE)


def _back(text: str, column: str) -> AnswerValue:
    """Read a cell of the CSV as the type of its question."""
    if text == "":
        return None
    if column in {"staff", "crimes_fraud", "crimes_spam"}:
        return int(text)
    if column == "share":
        return float(text)
    return date.fromisoformat(text) if column == "since" else text


@settings(max_examples=60, deadline=None)
@given(st.lists(_ANSWERS, max_size=4), _TEXT)
def test_a_csv_read_back_equals_what_was_written(answers: list[dict[str, AnswerValue]], name: str) -> None:
    """Every answer of every type, whatever people write, without a mark; a gap is a number that no answer has."""
    header, *rows = _answers(_made(answers, name))
    assert header[_FIRST:] == _COLUMNS
    missing = {
        name: set(map(str, column.missing.values())) for name in _COLUMNS for column in _columns(_made(answers)) if column.name == name
    }
    for cells, one in zip(rows, answers, strict=True):
        assert cells[1] == name
        for cell, column in zip(cells[_FIRST:], _COLUMNS, strict=True):
            if column.endswith("_m"):
                assert cell == ("unanswered" if one[column[:-2]] in {None, ""} else "")
                continue
            question_, _, choice = column.partition("_")
            value = one[question_]
            if value is None:
                assert cell in {"", *missing[column]}
            elif choice:
                assert cell == str(int(isinstance(value, tuple) and choice in value))
            else:
                assert _back(cell, column) == (value if value != "" else None)
                assert cell not in missing[column]


def _columns(made: Dataset) -> tuple[DataColumn, ...]:
    return with_companions(made.tables[0]).columns


@settings(max_examples=60, deadline=None)
@given(st.lists(_ANSWERS, min_size=1, max_size=3), _TEXT)
def test_no_cell_that_people_open_begins_a_formula(answers: list[dict[str, AnswerValue]], name: str) -> None:
    """A text in a CSV of labels never begins with a sign that a spreadsheet program acts upon; a cell of a workbook is never a formula."""
    made = _made(answers, name)
    for cells in _answers(made, labels=True, language="fr"):
        for cell in (cell for cell in cells if cell.strip()):
            number = cell.removeprefix("-").replace(".", "").replace("e-", "").isdigit()
            assert number or cell.lstrip()[0] not in "=+-@＝＋－＠"
    with TemporaryDirectory() as folder:
        written("xlsx", made, Path(folder))
        workbook = load_workbook(Path(folder) / "study-answers.xlsx")
    assert all(cell.data_type not in {"f", "e"} for sheet in workbook for cells in sheet.iter_rows() for cell in cells)


@given(_TEXT)
def test_the_mark_against_formulas_can_be_taken_away_without_a_doubt(text: str) -> None:
    """Also from a text that began with apostrophes of its own."""
    assert unmarked(marked(text)) == text


@given(st.text("';|\t\r\n =+-@a,＝\u00a0", max_size=14))
def test_a_text_that_is_cut_at_the_signs_of_another_country_holds_no_formula(text: str) -> None:
    """Excel separates columns by semicolons in most of Europe, whatever stands in the file, and hears no quotation marks then."""
    assert unmarked(marked(text)) == text
    for line in marked(text).splitlines():
        for sign in ";|\t":
            assert not [cell for cell in line.split(sign) if cell.strip()[:1] in tuple("=+-@＝")]


def test_a_telephone_number_keeps_its_sign_where_nothing_is_cut_before_it() -> None:
    """A comma separates the columns of the file itself, so that such a text stands in quotation marks."""
    assert marked("022 730 6111, +41 22 730 6222") == "022 730 6111, +41 22 730 6222"
    assert marked("our view;=cmd|' /C calc'!A0;more") == "our view;'=cmd|' /C calc'!A0;more"


def test_an_ordinary_text_that_begins_with_an_apostrophe_is_left_alone() -> None:
    """Towns are called so."""
    assert marked("'s-Hertogenbosch") == "'s-Hertogenbosch"


def test_a_workbook_holds_dates_as_dates_numbers_as_numbers_and_instants_in_utc(tmp_path: Path) -> None:
    """So that they can be sorted and counted in Excel."""
    one: dict[str, AnswerValue] = {
        "comment": "=1",
        "staff": 12,
        "share": 0.5,
        "since": date(2011, 5, 1),
        "victim": "yes",
        "crimes": ("spam",),
    }
    written("xlsx", _made([one]), tmp_path)
    workbook = load_workbook(tmp_path / "study-answers.xlsx")
    cells = list(workbook["Answers"][2])
    values = [cell.value for cell in cells]
    assert values[8] == datetime(2012, 3, 14, 8, 5, 30)  # noqa: DTZ001 - Excel knows no zones
    assert values[_FIRST:] == ["=1", None, 12, 0.5, datetime(2011, 5, 1), None, "yes", 0, 1]  # noqa: DTZ001 - as above
    assert cells[_FIRST].quotePrefix
    assert workbook["Answers"].freeze_panes == "A2"
    assert [sheet.title for sheet in workbook] == ["Answers", "Codebook"]


_AS_IT_IS = ("<r>x</r>", 'a & b <c> "d"', " blank around ", "two\nlines", "_x0041_", "a\tb", "ÅŠ 😀")


def test_a_workbook_holds_texts_and_numbers_exactly_as_they_are(tmp_path: Path) -> None:
    """Also a text that reads like the inside of a workbook, and a number with seventeen digits."""
    written("xlsx", _made([{"comment": said, "share": 0.1 + 0.2} for said in _AS_IT_IS]), tmp_path)
    sheet = load_workbook(tmp_path / "study-answers.xlsx")["Answers"]
    assert [unescape(str(cells[_FIRST].value)) for cells in sheet.iter_rows(min_row=2)] == list(_AS_IT_IS)
    assert {cells[_FIRST + 3].value for cells in sheet.iter_rows(min_row=2)} == {0.1 + 0.2}


def test_each_value_has_the_look_of_its_kind_whatever_stood_before_it() -> None:
    """Cells share their looks: a time must not make the numbers after it times, nor a formula's mark the texts."""
    values: list[CellContent] = [
        time(10, 0),
        1.5,
        "=1",
        "plain",
        date(2012, 3, 1),
        datetime(2012, 3, 1, 10, 0, tzinfo=ZONE),
        7,
        "\x01",
        None,
        True,
    ]
    sheet = load_workbook(io.BytesIO(workbook_of([("Sheet", ["heading"], [[value] for value in values])], title="Looks"))).worksheets[0]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    read = ["10:00:00", "1.5", "=1", "plain", "2012-03-01 00:00:00", "2012-03-01 10:00:00", "7", "\ufffd", "None", "True"]
    assert [str(cell.value) for cell in cells] == read
    plain = "General"
    shown = ["h:mm:ss", plain, plain, plain, "yyyy-mm-dd", "yyyy-mm-dd hh:mm", plain, plain, plain, plain]
    assert [cell.number_format for cell in cells] == shown
    assert [cell.coordinate for cell in cells if cell.quotePrefix] == ["A4"]
    assert {cell.font.b for cell in cells} == {False}
    assert sheet["A1"].font.b


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x" * 40_000, "x" * 32_766 + "…"),
        ("😀" * 20_000, "😀" * 16_383 + "…"),
        ("x" * 32_767, "x" * 32_767),
        (math.nan, None),
        (math.inf, None),
        (-math.inf, None),
    ],
)
def test_a_workbook_of_any_table_can_be_opened_whatever_stands_in_it(value: CellContent, shown: str | None) -> None:
    """A text that no cell holds is shortened, and what is no number is blank."""
    made = workbook_of([("Sheet", ["heading"], [[value], ["behind"]])], title="Opened")
    assert [row[0].value for row in load_workbook(io.BytesIO(made)).worksheets[0].iter_rows(min_row=2)] == [shown, "behind"]


def test_what_is_no_number_is_blank_in_an_export_for_people(tmp_path: Path) -> None:
    """Excel opens no workbook that holds it."""
    written("xlsx", dataset([row(0, {"share": math.inf}), row(1, {"share": 0.5})]), tmp_path)
    header, *rows = load_workbook(tmp_path / "study-answers.xlsx")["Answers"].values
    assert [cells[header.index("share")] for cells in rows] == [None, 0.5]


def test_labels_are_those_of_the_language_and_headings_that_read_the_same_are_told_apart() -> None:
    """A choice by its label; a choice's column by both labels; a blank is a blank, and any other gap is said in words."""
    header, *rows = _answers(dataset(), labels=True, language="fr")
    assert len(set(header)) == len(header)
    first, second = (dict(zip(header, cells, strict=True)) for cells in rows[:2])
    assert first["Victim? (fr)"] == "Oui"
    assert (first["Crimes (fr): Fraude"], second["Crimes (fr): Fraude"]) == ("0", "Non demandé dans cette version")
    assert second["1.2 staff (fr)"] == "n/a"


def test_the_codebook_explains_every_column_of_every_table_in_every_language() -> None:
    """Its rows are the columns of the tables, in order; the organisations' own and the companions among them."""
    made = dataset()
    header, rows = codebook(made)
    assert [cells[:2] for cells in rows] == [
        [column.name, table.name] for table in made.tables for column in with_companions(table).columns
    ]
    assert header[-8:-2] == ["label::en", "label::fr", "choices::en", "choices::fr", "unit::en", "unit::fr"]
    explained = {cells[0]: dict(zip(header, cells, strict=True)) for cells in rows}
    assert all(one["label::en"] for one in explained.values())
    victim, staff = explained["victim"], explained["staff"]
    assert (victim["type"], victim["label::fr"], victim["choices::fr"]) == (
        "select_one",
        "Victim? (fr)",
        "yes=Oui\nno=Non\nperhaps=perhaps",
    )
    assert victim["codes"] == "1=yes\n2=no\n3=perhaps"
    assert staff["missing"].splitlines()[-2:] == ["-94=n/a", "-93=conf"]
    assert explained["a_question_of_which_the_n_2f5a"]["key"] == "a_question_of_which_the_name_is_much_too_long"


@pytest.mark.parametrize("kind", ["csv", "sav", "dta", "parquet", "ddi"])
def test_every_format_comes_with_the_codebook(kind: str, tmp_path: Path) -> None:
    """It explains each column of each table, whatever holds them."""
    made = dataset()
    written(kind, made, tmp_path)
    with (tmp_path / "study-codebook.csv").open(encoding="utf-8-sig", newline="") as file:
        explained = [(one["table"], one["variable"]) for one in csv.DictReader(file)]
    assert explained == [(table.name, column.name) for table in made.tables for column in with_companions(table).columns]


def test_codes_of_our_own_and_missing_codes_have_labels_in_the_languages_of_the_form() -> None:
    """A missing code that the form says nothing of is its own label."""
    answers = dataset().tables[0]
    columns = {one.name: one for one in answers.columns}
    standing = {code.name: label_of(code.label, "fr") for code in columns["standing"].codes}
    assert standing["silent"] == "sans réponse"
    assert {gap.name: label_of(gap.label, "fr") for gap in columns["staff"].missing}.items() >= {
        ("unanswered", "Sans réponse"),
        ("n/a", "n/a"),
        ("conf", "Confidentiel"),
    }
    rows = {row[0]: row for row in codebook(dataset())[1] if row[1] == "answers"}
    assert "silent=sans réponse" in rows["standing"][codebook(dataset())[0].index("choices::fr")]


def test_the_codebook_of_a_form_has_the_columns_that_its_export_will_have() -> None:
    """Before anything was collected."""
    ahead = [cells[0] for cells in codebook(of_form(_QUESTIONNAIRE))[1]]
    assert ahead == [column.name for column in with_companions(_made([]).tables[0]).columns]


def test_an_organisation_that_sent_nothing_has_a_row_with_blanks() -> None:
    """An export shows who is missing; what was not answered in a workbook that came is another thing."""
    *_, coded, silent = _answers(dataset())
    assert silent[5] == "silent"
    assert set(silent[6:]) == {""}
    assert "-99" in coded


def test_a_missing_code_is_moved_where_a_real_value_reaches_it() -> None:
    """And only there."""
    columns = {column.name: sorted(column.missing.values()) for column in dataset().tables[0].columns}
    assert columns["share"] == [-99, -98, -97, -96, -95]
    assert columns["balance"] == columns["a_question_of_which_the_n_2f5a"] == [-999, -998, -997, -996, -995]
    assert columns["level"][0] == -99


def test_a_repeat_has_a_long_table_of_its_own(tmp_path: Path) -> None:
    """A matrix has a row for each of its columns and each workbook that came, a table one for each row that was filled."""
    written("csv", dataset(), tmp_path)
    offences = (tmp_path / "study-offences.csv").read_text(encoding="utf-8").splitlines()
    assert offences[:3] == ["organisation_code,instance,cases", "ORG0,2010,3", "ORG0,2011,-99"]
    assert len(offences) == 7
    assert (tmp_path / "study-equipment.csv").read_text().splitlines() == [
        "organisation_code,instance,kind,kind_m",
        "ORG0,1,router,",
        "ORG0,2,سلام,",
    ]


def test_the_labels_of_a_matrix_say_what_its_columns_are_called(tmp_path: Path) -> None:
    """Whoever opens the table of labels reads no code of the form; rows of a table stay numbers."""
    (matrix, table) = FORM.repeats
    years = tuple(Choice(one.name, {"en": f"Year {one.name}", "fr": f"Année {one.name}"}) for one in matrix.instances)
    form = replace(FORM, repeats=(replace(matrix, instances=years), table))
    written("csv", dataset(form=form), tmp_path, labels=True, language="fr")
    offences, equipment = ((tmp_path / f"study-{name}-labels.csv").read_text(encoding="utf-8-sig") for name in ("offences", "equipment"))
    assert [line.split(",")[1] for line in offences.splitlines()[1:3]] == ["Année 2010", "Année 2011"]
    assert [line.split(",")[1] for line in equipment.splitlines()[1:3]] == ["1", "2"]


@pytest.mark.parametrize("name", ["csv", "xlsx", "sav", "dta", "parquet", "ddi"])
def test_the_same_data_make_the_same_bytes(name: str, tmp_path: Path) -> None:
    """No file holds the time at which it was made."""
    made = []
    for turn in ("one", "two"):
        written(name, dataset(), tmp_path / turn)
        made.append({path.name: path.read_bytes() for path in (tmp_path / turn).iterdir()})
    assert made[0] == made[1]


def test_a_text_that_excel_cannot_hold_is_shortened_and_told(tmp_path: Path) -> None:
    """Between characters, also beyond the first plane."""
    out = written("xlsx", dataset([row(0, {"comment": "😀" * 20_000})]), tmp_path)
    (told,) = out.warnings
    assert "comment" in told
    assert load_workbook(tmp_path / "study-answers.xlsx")["Answers"].cell(2, _FIRST + 1).value == "😀" * 16_383 + "…"


def test_more_rows_than_a_sheet_has_are_refused(tmp_path: Path) -> None:
    """With what to do instead."""
    made = dataset()
    many = replace(made, tables=(replace(made.tables[0], count=1_048_576),))
    with pytest.raises(ConfigurationError, match="1,048,577 rows"):
        written("xlsx", many, tmp_path)


def test_a_label_is_shortened_between_characters() -> None:
    """Not within the bytes of one."""
    assert shortened("Ärger", 6) == "Ärger"
    assert shortened("ÄÄÄÄ", 6) == "Ä…"


def test_what_is_exported_is_known_by_name() -> None:
    """Each says what it is."""
    assert {"csv", "xlsx", "sav", "dta", "parquet", "ddi"} <= exports().keys()
    assert all(one.says.endswith(".") for one in exports().values())


def test_what_spss_cannot_load_of_a_csv_is_told(tmp_path: Path) -> None:
    """Texts with line breaks, by their columns; a file of labels is loaded by no program, and without such a text all is well."""
    (told,) = written("csv", dataset(), tmp_path / "codes").warnings
    assert told == (
        "Texts have line breaks, which SPSS reads from no CSV, in answers.comment. "
        "study-load.sps cannot load them; the export `sav` has them whole."
    )
    assert written("csv", dataset(), tmp_path / "labels", labels=True).warnings == []
    assert written("csv", dataset([row(0, {"comment": "one line"})]), tmp_path / "plain").warnings == []
