"""Units and definitions that are longer than what they are of: a row is called by its words, and the unit stands beside its answer."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from questionnaire.adopt import Adopted, adopt

ROWS = (
    ("Coal", "thousand tonnes of oil equivalent"),
    ("Gas", "million standard cubic metres at 15 °C"),
    ("Heat", "terajoules (net calorific value)"),
)
_YELLOW = PatternFill("solid", fgColor="FFFFCC")


def adopted(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], columns: tuple[int, ...], formats: tuple[str, ...] = ()) -> Adopted:
    """Return what is found in a sheet with this heading, these rows and cells to fill in in these columns, with a format for each row."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Form"
    sheet.append(list(head))
    for row, texts in enumerate(rows, 2):
        for column, text in enumerate(texts, 1):
            sheet.cell(row, column, text)
        for column in columns:
            sheet.cell(row, column).fill = _YELLOW
            sheet.cell(row, column).number_format = formats[row - 2] if formats else "General"
    target = io.BytesIO()
    book.save(target)
    return adopt(target.getvalue(), "own.xlsx")


def test_a_word_that_multiplies_begins_a_unit_and_no_label() -> None:
    """A word that multiplies begins a unit and no label, whatever is longer; what stands beneath it in its column is a unit as well."""
    found = adopted((), ROWS, (3,))
    assert [(one.label, one.unit) for one in found.questions] == list(ROWS)
    assert found.questions[0].kind.type == "decimal"


@pytest.mark.parametrize("heading", ["Unit", "Unité", "Einheit", "Единица измерения", "单位"])
def test_what_stands_beneath_a_heading_of_units_is_no_key_of_a_row(heading: str) -> None:
    """What stands beneath a heading of units is no key of a row, in any language."""
    rows = (("Heat", "terajoules (net calorific value)"), ("Power", "gigawatt hours, gross of own use"), ("Steam", "terajoules"))
    found = adopted(("Fuel", heading, "2022", "2023"), rows, (3, 4))
    (repeat,) = found.repeats
    assert (repeat.key, repeat.keys) == ("A", ("Heat", "Power", "Steam"))


def test_a_label_that_is_longer_than_what_stands_before_it_is_still_one() -> None:
    """A label that is longer than what stands before it is still one where nothing says that it is a unit."""
    found = adopted((), (("Public", "Number of teachers in primary schools"), ("Private", "Number of pupils in primary schools")), (3,))
    assert [one.label for one in found.questions] == ["Number of teachers in primary schools", "Number of pupils in primary schools"]


@pytest.mark.parametrize("heading", ["Definition", "Définitions", "Определение", "定义"])
def test_a_definition_explains_a_row_and_does_not_call_it(heading: str) -> None:
    """A definition explains a row and does not call it, however long it is."""
    rows = (("Fixed lines", "Analogue lines, ISDN and VoIP, in the sense of the handbook"), ("Mobile", "Used in the last three months"))
    (repeat,) = adopted(("Indicator", heading, "2022", "2023"), rows, (3, 4)).repeats
    assert (repeat.key, repeat.keys) == ("A", ("Fixed lines", "Mobile"))


def test_rows_in_two_languages_are_called_by_one_column() -> None:
    """Rows that stand in two languages are called by one column, whichever words are longer in each row."""
    rows = (("Fixed telephone lines", "Téléphone"), ("Mobile", "Abonnements mobiles"), ("Data", "Les données"))
    (repeat,) = adopted(("Indicator", "Indicateur", "2022", "2023"), rows, (3, 4)).repeats
    assert (repeat.key, repeat.keys) == ("A", ("Fixed telephone lines", "Mobile", "Data"))


@pytest.mark.parametrize("sign", ["%", "‰", "°C", "t"])
def test_a_sign_beside_a_label_is_a_unit_too(sign: str) -> None:
    """A sign without letters is a unit as "tonnes" is: who answers with it is understood."""
    found = adopted(("Item", "Unit", "Value"), (("Rate of leaks", sign), ("Coal", "tonnes")), (3,))
    assert [(one.label, one.unit) for one in found.questions] == [("Rate of leaks", sign), ("Coal", "tonnes")]


KINDS = ("#,##0.0", "@", "dd/mm/yyyy")  # Rows of different kinds are a question for each cell.


def test_of_years_side_by_side_the_first_has_its_year_as_the_others_do() -> None:
    """An export names the columns by their labels: what has no year there might be of any."""
    rows = (("Output", "tonnes"), ("Name of the works", "text"), ("First day of the year", "date"))
    found = adopted(("Item", "Unit", "2024", "2025"), rows, (3, 4), KINDS)
    assert [one.label for one in found.questions] == [f"{label} – {year}" for label, _ in rows for year in (2024, 2025)]


@pytest.mark.parametrize("heading", ["Answer", "Answer 2024"])
def test_the_first_answer_of_a_row_is_called_as_the_row_where_the_next_is_a_remark(heading: str) -> None:
    """What stands over it adds nothing, though it has a year."""
    rows = (("Output", "tonnes"), ("Name of the works", "text"), ("First day of the year", "date"))
    found = adopted(("Item", "Unit", heading, "Comments"), rows, (3, 4), KINDS)
    assert [one.label for one in found.questions if "Comments" not in one.label] == [label for label, _ in rows]


@pytest.mark.parametrize("heading", ["Unit", "Unité", "Unit / Unité", "Einheit"])
def test_a_unit_between_an_answer_and_its_remarks_is_that_of_the_answer(heading: str) -> None:
    """It is no option to tick: the row asks for a figure, and for remarks on it."""
    rows = (
        ("Number of branches", "", "No. / Nbre"),
        ("Books held", "", "1000"),
        ("Spent on books", "", "EUR"),
        ("Name", "", "text"),
        ("First day", "", "date"),
    )
    formats = ("General", "General", "General", "@", "dd/mm/yyyy")  # Rows of different kinds are a question for each cell.
    found = adopted(("Question", "Answer", heading, "Remarks"), rows, (2, 4), formats).questions
    assert [one.label for one in found] == [label for text, _, _ in rows for label in (text, f"{text} – Remarks")]
    assert [(one.unit, one.kind.type) for one in found[::2]] == [
        ("No. / Nbre", "integer"), ("1000", "text"), ("EUR", "decimal"), ("text", "text"), ("date", "date"),
    ]  # fmt: skip


def test_units_of_an_enterprise_are_what_their_rows_are_called() -> None:
    """The same heading stands over all that calls the rows of two tables side by side, which are no units of any figure."""
    rows = (
        ("Northern office", "", "Northern workshop"),
        ("Southern office", "", "Southern workshop"),
        ("Eastern office", "", "Eastern shop"),
    )
    found = adopted(("Unit", "Staff", "Unit", "Staff"), rows, (2, 4)).questions
    assert sorted(one.label for one in found) == sorted(text for row in rows for text in row if text)
