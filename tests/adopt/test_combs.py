"""Boxes side by side that take one sign each are one question: drafted so, prefilled sign by sign, and read by putting them together."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from domain.answer import AnswerValue
from exports.sheets import workbook_of
from questionnaire.adopt import FoundQuestion, Sureness, adopt, draft
from questionnaire.reading import LayoutState, Reading
from questionnaire.workbook.stamp import Personal, make_blank
from questionnaire.xlsform import load
from tests.adopt.making import Sample
from tests.adopt.on_paper import combs
from tests.adopt.returned import COVER, REFERENCE, TOKEN, Sent, by_libreoffice, reading_of, sent
from tests.programs import need

_SIDE = Side(style="thin")
_FRAME = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)


def _form(draw: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = "Form"
    page.column_dimensions["A"].width = 40
    for column in range(2, 15):
        page.column_dimensions[get_column_letter(column)].width = 3
    draw(page)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _boxes(page: Worksheet, row: int, said: str, columns: Sequence[int]) -> None:
    page.cell(row, 1, said)
    for column in columns:
        page.cell(row, column).border = _FRAME


def _asked(draw: Callable[[Worksheet], None]) -> list[FoundQuestion]:
    return list(adopt(_form(draw), "form.xlsx").questions)


def _number(page: Worksheet) -> None:
    _boxes(page, 3, "Registration number", range(2, 9))


def test_a_number_in_boxes_is_one_question_with_all_its_cells() -> None:
    """Also where a hyphen or a narrow gap stands between them."""
    (one,) = _asked(_number)
    assert (one.place, one.label, one.kind.type, one.kind.sureness) == ("Form!B3:H3", "Registration number", "text", Sureness.GUESSED)

    def hyphenated(page: Worksheet) -> None:
        _boxes(page, 3, "Registration number", [2, 3, 5, 6, 7, 9, 10])
        page["D3"] = "-"

    assert [one.place for one in _asked(hyphenated)] == ["Form!B3:C3,Form!E3:G3,Form!I3:J3"]


@pytest.mark.parametrize(
    ("said", "letters", "place"),
    [
        ("Date (DDMMYYYY)", "", "Form!B3:I3"),
        ("Date de création (JJ/MM/AAAA)", "", "Form!B3:I3"),
        ("Дата (ДДММГГГГ)", "", "Form!B3:I3"),
        ("Date", "TTMMJJJJ", "Form!B3:I3"),
        ("日期", "年年年年月月日日", "Form!H3:I3,Form!F3:G3,Form!B3:E3"),
        ("Date (YYYY/MM/DD)", "", "Form!H3:I3,Form!F3:G3,Form!B3:E3"),
        ("التاريخ", "ييششسسسس", "Form!B3:I3"),
        ("Date (MM/DD/YYYY)", "", "Form!D3:E3,Form!B3:C3,Form!F3:I3"),
    ],
)
def test_a_day_in_boxes_is_a_date_where_something_printed_says_which_box_is_which(said: str, letters: str, place: str) -> None:
    """Its cells are named from the day on, whatever their place."""

    def draw(page: Worksheet) -> None:
        _boxes(page, 3, said, range(2, 10))
        for column, letter in enumerate(letters, 2):
            page.cell(4, column, letter)

    (one,) = _asked(draw)
    assert (one.kind.type, one.place) == ("date", place)


def test_where_nothing_says_whether_the_day_or_the_month_comes_first_a_person_must_look() -> None:
    """As a text nothing is lost until then."""
    (one,) = _asked(lambda page: _boxes(page, 3, "Date", [2, 3, 5, 6, 8, 9, 10, 11]))
    assert (one.kind.type, one.kind.sureness, len(one.cells)) == ("text", Sureness.NEEDS_YOU, 8)


def test_a_pattern_says_the_order_of_the_boxes_behind_it_only() -> None:
    """What stands before the boxes of another answer is that answer's."""

    def two(page: Worksheet) -> None:
        page.column_dimensions["K"].width = 25
        for column in range(12, 20):
            page.column_dimensions[get_column_letter(column)].width = 3
            page.cell(3, column).border = _FRAME
        _boxes(page, 3, "Date (DD/MM/YYYY)", range(2, 10))
        page["K3"] = "Registration number"

    assert [(one.place, one.kind.type) for one in _asked(two)] == [("Form!B3:I3", "date"), ("Form!L3:S3", "text")]


def _headed(page: Worksheet, said: str, merged: str = "") -> None:
    """Draw eight boxes whose label stands above them, beside other questions, and a row of boxes that belong to a table."""
    page["A2"], page["A3"] = "Name of the library", "Town"
    page["J2"] = said
    if merged:
        page.merge_cells(merged)
    for column in (2, *range(10, 18)):
        page.column_dimensions[get_column_letter(column)].width = 30 if column == 2 else 3
        page.cell(3, column).border = _FRAME
    page["B2"].border = _FRAME


@pytest.mark.parametrize("merged", ["", "J2:Q2"])
@pytest.mark.parametrize(("said", "kind"), [("Registration number", "text"), ("Date (DDMMYYYY)", "date")])
def test_boxes_beneath_their_label_are_one_question(said: str, kind: str, merged: str) -> None:
    """It stands over the first of them, or is merged over all; what stands at the left in their row is another's."""
    asked = [(one.place, one.label, one.kind.type) for one in _asked(lambda page: _headed(page, said, merged))]
    assert asked == [("Form!B2", "Name of the library", "text"), ("Form!B3", "Town", "text"), ("Form!J3:Q3", said, kind)]


@pytest.mark.parametrize("merged", ["J2:R2", "I2:Q2", "J2:M2"])
def test_a_heading_of_more_or_less_than_the_boxes_joins_none(merged: str) -> None:
    """It is a title, or that of a few columns."""

    def draw(page: Worksheet) -> None:
        _headed(page, "", merged)
        page[merged.split(":", maxsplit=1)[0]] = "Persons"
        if merged == "J2:M2":
            page["N2"] = "Rooms"

    assert all(len({column for _, column in one.cells}) == 1 for one in _asked(draw))


def test_narrow_columns_of_a_table_beneath_one_heading_are_not_put_together() -> None:
    """Several rows of boxes beneath each other are no signs of one number."""

    def draw(page: Worksheet) -> None:
        page["B2"] = "Marks"
        page.merge_cells("B2:I2")
        for row in (3, 4, 5):
            _boxes(page, row, "", range(2, 10))

    assert all(len({column for _, column in one.cells}) == 1 for one in _asked(draw))


def test_narrow_columns_of_a_table_are_not_put_together() -> None:
    """They have headings of their own; nor are boxes that are ticked, or that stand apart."""

    def table(page: Worksheet) -> None:
        for column in range(2, 7):
            page.cell(2, column, 2018 + column)
        for row, said in ((3, "Boys"), (4, "Girls"), (5, "Teachers")):
            _boxes(page, row, said, range(2, 7))

    assert all(len({column for _, column in one.cells}) == 1 for one in _asked(table))
    assert all(len(one.cells) == 1 for one in _asked(lambda page: _boxes(page, 3, "One of three", [2, 4, 6])))


@pytest.mark.parametrize("letters", ["JFMAMJJASOND", "ABCD", "MTWTFSS", "一二三四五六日", "AABBCC"])
def test_columns_that_are_headed_by_a_letter_each_are_not_put_together(letters: str) -> None:
    """Months, marks and weekdays: twelve figures would else be one long number. Only the letters of a day say what a box takes."""

    def table(page: Worksheet) -> None:
        for column, letter in enumerate(letters, 2):
            page.cell(2, column, letter)
        for row, said in ((3, "Rice"), (4, "Maize"), (5, "Beans")):
            _boxes(page, row, said, range(2, 2 + len(letters)))

    assert all(len({column for _, column in one.cells}) == 1 for one in _asked(table))


@pytest.mark.parametrize("letters", ["DDMMYYYY", "YYYYMMDD"])
def test_the_letters_of_a_day_stand_for_all_rows_beneath_them(letters: str) -> None:
    """A table of days has a date in each row."""

    def table(page: Worksheet) -> None:
        for column, letter in enumerate(letters, 2):
            page.cell(2, column, letter)
        for row, said in ((3, "Opened"), (4, "Closed")):
            _boxes(page, row, said, range(2, 10))

    assert [len(one.cells) for one in _asked(table)] == [8, 8]


def _read(one: Sent, typed: Mapping[str, Any]) -> Reading:
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    for at, value in typed.items():
        book.worksheets[0][at] = value
    buffer = io.BytesIO()
    book.save(buffer)
    return reading_of(one, buffer.getvalue())


def _in_row(signs: Sequence[Any], row: int = 3) -> dict[str, Any]:
    return {f"{get_column_letter(column)}{row}": sign for column, sign in enumerate(signs, 2) if sign != ""}


def _only(reading: Reading) -> tuple[AnswerValue, str]:
    """Return the one answer, and the code of what is told of it."""
    (value,) = reading.answers.values()
    return value, ",".join(one.code for one in reading.findings)


@pytest.mark.parametrize(
    ("signs", "value", "told"),
    [
        (list("0123456"), "0123456", ""),
        ([0, 1, 2, 3, 4, 5, 6], "0123456", ""),
        ([0.0, 1.0, "A", "b", "-", 5, 6], "01Ab-56", ""),
        (["1", "2", "3"], "123", ""),
        (["", "", "1", "2", "3", "4", "5"], "12345", ""),
        (["AB-12345"], "AB-12345", ""),
        (["", "0123456"], "0123456", ""),
        ([1234567], "1234567", ""),
        ([123456], None, "signs_unsure"),  # A zero before it may be lost.
        (["1", "", "3"], None, "signs_unsure"),
        (["12", "3"], None, "signs_unsure"),
        ([True, "1"], None, "signs_unsure"),
    ],
)
def test_signs_are_put_together_where_that_can_mean_one_thing_only(signs: list[Any], value: AnswerValue, told: str) -> None:
    """All else is told, and nothing is read of it."""
    assert _only(_read(sent(Sample("form", _form(_number), {})), _in_row(signs))) == (value, told)


@pytest.mark.parametrize(
    ("signs", "value"),
    [
        (list("31012024"), date(2024, 1, 31)),
        ([3, 1, 0, 1, 2, 0, 2, 4], date(2024, 1, 31)),
        (["20", "", "12", "", "2012"], date(2012, 12, 20)),
        (["", "3", "4", "", *"2024"], date(2024, 4, 3)),
        (list("20121030"), date(2012, 10, 30)),  # Somebody begins with the year, which can be nothing else.
        ([datetime(2024, 1, 31)], date(2024, 1, 31)),  # noqa: DTZ001 - A cell has no zone.
        (["31.01.2024"], date(2024, 1, 31)),
        (list("٣١٠١٢٠٢٤"), date(2024, 1, 31)),
        (list("31022024"), None),
        (list("310124"), None),
    ],
)
def test_a_day_is_read_from_its_boxes(signs: list[Any], value: date | None) -> None:
    """In whatever way people write it there, as long as it is one day."""
    one = sent(Sample("form", _form(lambda page: _boxes(page, 3, "Date (DDMMYYYY)", range(2, 10))), {}))
    read, told = _only(_read(one, _in_row(signs)))
    assert (read, bool(told)) == (value, value is None)


def test_a_month_that_stands_first_is_read_as_one() -> None:
    """The form names the cells of the day first."""
    one = sent(Sample("form", _form(lambda page: _boxes(page, 3, "Date (MMDDYYYY)", range(2, 10))), {}))
    assert _only(_read(one, _in_row(list("03042024")))) == (date(2024, 3, 4), "")


def test_what_libreoffice_saves_is_read_as_well() -> None:
    """Codes, days and numbers of the form that is drawn as on paper."""
    need("soffice")
    one = sent(combs())
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    for row, signs in ((3, "AB-012"), (5, "05112026"), (7, "012345678")):
        for at, sign in _in_row(signs, row).items():
            book.worksheets[0][at] = sign
    buffer = io.BytesIO()
    book.save(buffer)
    reading = reading_of(one, by_libreoffice({"form": buffer.getvalue()})["form"])
    assert list(reading.answers.values()) == ["AB-012", date(2026, 11, 5), "012345678"]
    assert reading.layout is LayoutState.EXACT


def test_where_a_column_was_put_in_between_the_boxes_nothing_is_silently_wrong() -> None:
    """Either all signs are found, or it is told."""
    one = sent(combs())
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    page = book.worksheets[0]
    for at, sign in _in_row("012345678", 7).items():
        page[at] = sign
    page.insert_cols(4)
    buffer = io.BytesIO()
    book.save(buffer)
    reading = reading_of(one, buffer.getvalue())
    assert reading.answers["nif"] in {"012345678", None}
    assert reading.answers["nif"] or reading.findings


def _with(columns: Mapping[str, str], kind: str = "text") -> Sent:
    """Return the form with its number, whose draft says more of it."""
    return _drafted(_number, columns, kind)


def _drafted(draw: Callable[[Worksheet], None], columns: Mapping[str, str], kind: str = "") -> Sent:
    """Return a form with boxes and room for remarks, whose draft says more of the boxes."""

    def both(page: Worksheet) -> None:
        draw(page)
        page["A5"] = "Remarks:"
        page.merge_cells("B5:N5")

    data = _form(both)
    survey, *others = draft(adopt(data, "form.xlsx"))
    name, header, rows = survey
    cells = header.index("excel::cell")
    made = [
        [kind if kind and at == 0 and "B3" in row[cells] else cell for at, cell in enumerate(row)]
        + [text if "B3" in row[cells] else "" for text in columns.values()]
        for row in rows
    ]
    form = load(workbook_of(((name, [*header, *columns], made), *others), title="form"), "form.xlsx", {"form.xlsx": data})
    blank = make_blank(form, form.languages[0], COVER)
    copy = blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, "BUREAU", {"registration_number": "4711"}))
    return Sent(Sample("form", data, {}), form, blank, copy)


def _row(one: Sent) -> list[Any]:
    return [cell.value for cell in openpyxl.load_workbook(io.BytesIO(one.copy)).worksheets[0]["B3:H3"][0]]


def test_it_is_prefilled_sign_by_sign() -> None:
    """With what the form says, with last round's figure and with the organisation's name; what is too long is not put there at all."""
    assert _row(_with({"default": "AB12"})) == ["A", "B", "1", "2", None, None, None]
    assert _row(_with({"default": "much too long"})) == [None] * 7
    assert _row(_with({"excel::fill": "organisation"})) == [*"BUREAU", None]
    assert _row(_with({"excel::fill": "last round", "previous": "25%"}, "integer")) == [4, 7, 1, 1, None, None, None]


@pytest.mark.parametrize(
    ("columns", "kind", "value"),
    [({"default": "AB12"}, "text", "AB12"), ({"excel::fill": "last round", "previous": "25%"}, "integer", 4711)],
)
def test_what_was_put_into_the_boxes_is_no_answer_in_a_copy_that_is_otherwise_untouched(
    columns: dict[str, str], kind: str, value: AnswerValue
) -> None:
    """Where anything else is filled in it counts, as in a single cell; what is typed over it is read."""
    one = _with(columns, kind)
    assert reading_of(one, one.copy).blank
    remarks = next(slot for slot in one.layout.slots if not slot.sign)
    at = f"{get_column_letter(remarks.column)}{remarks.row}"
    assert _read(one, {at: "None"}).answers["registration_number"] == value
    assert _read(one, _in_row([4, 7, 1, 2])).answers["registration_number"] in {4712, "4712"}


def test_what_the_author_had_put_into_the_boxes_is_nobodys_answer() -> None:
    """Where a person names boxes that hold signs already, a copy that came back untouched says nothing; nor do they in any other."""

    def draw(page: Worksheet) -> None:
        _number(page)
        page["B3"], page["C3"] = "A", "B"
        page["A5"] = "Remarks:"

    data = _form(draw)
    survey = [["text", "number", "Number", "Form!B3:H3"], ["text", "remarks", "Remarks", "Form!B5"]]
    sheets = (
        ("survey", ["type", "name", "label", "excel::cell"], survey),
        ("settings", ["form_id", "form_title", "excel::workbook"], [["f", "F", "form.xlsx"]]),
    )
    form = load(workbook_of(sheets, title="form"), "form.xlsx", {"form.xlsx": data})
    blank = make_blank(form, form.languages[0], COVER)
    one = Sent(Sample("form", data, {}), form, blank, blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, "A bureau")))
    assert reading_of(one, one.copy).blank
    assert _read(one, {"B5": "None"}).answers == {"number": None, "remarks": "None"}
    assert _read(one, {"D3": "1"}).answers == {"number": "AB1", "remarks": None}


@pytest.mark.parametrize(("order", "put"), [("DDMMYYYY", "15032027"), ("MMDDYYYY", "03152027"), ("YYYYMMDD", "20270315")])
def test_a_day_is_put_into_its_boxes_in_the_order_that_is_printed(order: str, put: str) -> None:
    """And read from there."""
    one = _drafted(lambda page: _boxes(page, 3, f"Date ({order})", range(2, 10)), {"default": "2027-03-15"})
    assert "".join(str(cell.value) for cell in openpyxl.load_workbook(io.BytesIO(one.copy)).worksheets[0]["B3:I3"][0]) == put
    typed = _read(one, _in_row([int(digit) for digit in put.replace("15", "16")]))
    assert next(iter(typed.answers.values())) == date(2027, 3, 16)


@pytest.mark.parametrize(
    ("order", "signs", "value"),
    [
        ("YYYYMMDD", "20191105", date(2019, 11, 5)),
        ("YYYYMMDD", "05112019", date(2019, 11, 5)),  # In the order in which the form names the boxes, it reads 1920-05-11.
        ("MMDDYYYY", "11052019", date(2019, 11, 5)),
        ("MMDDYYYY", "20191105", date(2019, 11, 5)),
        ("MMDDYYYY", "19201105", date(1920, 11, 5)),
    ],
)
def test_a_day_that_is_typed_from_the_other_end_is_read_as_it_stands_on_the_sheet(order: str, signs: str, value: date) -> None:
    """The order in which the form names the boxes is nothing that a respondent sees."""
    one = sent(Sample("form", _form(lambda page: _boxes(page, 3, f"Date ({order})", range(2, 10))), {}))
    assert _only(_read(one, _in_row(list(signs)))) == (value, "")
