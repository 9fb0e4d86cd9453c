"""A library that puts in or deletes rows leaves defined names where they are: no answer is read from the cell beside its own."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Border, Protection, Side

from domain.answer import AnswerValue
from questionnaire.layout import Layout
from questionnaire.reading import Reading
from tests.adopt.libraries import silently_wrong
from tests.adopt.making import Sample
from tests.adopt.returned import Sent, reading_of, sent
from tests.adopt.strangers import strangers
from workbooks.ooxml.sheetscan import looks

_SIDE = Side(style="thin")
_FRAME = Border(left=_SIDE, right=_SIDE, top=_SIDE, bottom=_SIDE)
_COUNT = 6


@pytest.mark.sweep
@pytest.mark.parametrize("name", [one.name for one in strangers()])
def test_no_answer_in_strangers_workbooks_is_silently_wrong(name: str) -> None:
    """Rows and columns are put in and deleted above, before, amid and behind what they ask."""
    data = next(one.data for one in strangers() if one.name == name)
    assert list(silently_wrong(sent(Sample(name, data, {})))) == []


def _book(draw: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    draw(book.worksheets[0])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


@cache
def _listed() -> Sent:
    """Return a list of six names beneath a heading, with nothing printed beside or beneath it."""

    def draw(page: Any) -> None:
        page["A1"], page["A3"] = "All further names of your organisation", "Name"
        page.protection.sheet = True
        for row in range(4, 4 + _COUNT):
            page.cell(row, 1).border, page.cell(row, 1).protection = _FRAME, Protection(locked=False)

    one = sent(Sample("listed", _book(draw), {}))
    assert [slot.row for slot in one.layout.slots] == list(range(4, 4 + _COUNT))
    return one


def _read(one: Sent, typed: Mapping[str, Any], change: Callable[[Any], None]) -> Reading:
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    for at, value in typed.items():
        book.worksheets[0][at] = value
    change(book.worksheets[0])
    written = io.BytesIO()
    book.save(written)
    return reading_of(one, written.getvalue())


def _names(reading: Reading) -> list[AnswerValue]:
    return list(reading.answers.values())


_TYPED = {"A4": "one", "A5": "two", "A7": "four"}
_RIGHT = ["one", "two", None, "four", None, None]


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.insert_rows(4),
        lambda page: page.insert_rows(4, 3),
        lambda page: page.insert_rows(4, 9),
        lambda page: page.insert_rows(6),
        lambda page: page.delete_rows(2),
        lambda page: page.insert_cols(1),
    ],
    ids=["a row", "three rows", "more rows than answers", "a row amid", "a row deleted", "a column"],
)
def test_what_went_on_is_read_where_it_is_now_and_that_is_told(change: Callable[[Any], None]) -> None:
    """The cells look as answers do there, and did not; a list that is not full is no other."""
    reading = _read(_listed(), _TYPED, change)
    assert _names(reading) == _RIGHT
    assert reading.findings


def test_where_something_was_typed_into_what_was_put_in_nothing_is_read() -> None:
    """It may be an answer, and which is which nobody knows."""

    def change(page: Any) -> None:
        page.insert_rows(4)
        page["A4"] = "new"

    reading = _read(_listed(), _TYPED, change)
    assert set(_names(reading)) == {None}
    assert len(reading.untyped) == _COUNT


def test_a_list_without_looks_that_goes_on_beneath_its_end_is_told() -> None:
    """A program that keeps no looks leaves what stands there: something beneath the last answer, and a blank above it."""

    def change(page: Any) -> None:
        page.insert_rows(5)
        for row in page.iter_rows():
            for cell in row:
                cell.style = "Normal"

    reading = _read(_listed(), {f"A{row}": f"number {row}" for row in range(4, 4 + _COUNT)}, change)
    assert set(_names(reading)) == {None}
    assert len(reading.untyped) == _COUNT


@pytest.mark.parametrize("cleared", ["A4", "A6", "A9"])
def test_a_cell_whose_look_was_taken_away_moves_nothing(cleared: str) -> None:
    """Nothing looks like an answer where none was asked."""

    def change(page: Any) -> None:
        page[cleared].style = "Normal"

    reading = _read(_listed(), _TYPED, change)
    assert _names(reading) == _RIGHT
    assert reading.findings == ()


@pytest.mark.parametrize("change", ["nothing", "row above", "row beneath the headings", "example deleted", "headings deleted"])
def test_a_table_with_an_example_is_read_from_its_first_row_on(change: str) -> None:
    """What is printed last above it says where it begins; where its headings are gone, it is told."""

    def draw(page: Any) -> None:
        page["A1"] = "Sites"
        for column, (head, example) in enumerate([("Name", "e.g. Warehouse"), ("Town", "e.g. Bonn"), ("Country", "e.g. DE")], 1):
            page.cell(3, column).value, page.cell(4, column).value = head, example
            for row in range(5, 11):
                page.cell(row, column).border, page.cell(row, column).protection = _FRAME, Protection(locked=False)
        page.protection.sheet = True

    one = sent(Sample("sites", _book(draw), {}))
    (table,) = one.layout.tables
    assert (table.head, table.first) == (3, 5)
    done: dict[str, Callable[[Any], None]] = {
        "nothing": lambda _: None,
        "row above": lambda page: page.insert_rows(2),
        "row beneath the headings": lambda page: page.insert_rows(4),
        "example deleted": lambda page: page.delete_rows(4),
        "headings deleted": lambda page: page.delete_rows(3),
    }
    reading = _read(one, {"A5": "Mine", "B5": "Lyon", "C5": "FR", "A6": "Yours", "B6": "Riga", "C6": "LV"}, done[change])
    right = ["Mine", "Lyon", "FR", "Yours", "Riga", "LV"]
    assert _names(reading) == right or (change == "headings deleted" and "Mine" not in _names(reading) and reading.findings)


def test_the_layout_keeps_the_looks_and_one_of_an_earlier_edition_has_none() -> None:
    """What was sent before is read as it was."""
    one = _listed()
    kept = Layout.from_json(one.layout.to_json())
    assert kept == one.layout
    assert kept.sheets[0].looks == ((1, 4, 3 + _COUNT, one.layout.sheets[0].looks[0][3]),)


def test_cells_of_a_column_that_look_alike_are_one() -> None:
    """Those of the usual look, or without an address, are left out."""
    part = b'<row><c r="A1" s="2"/><c r="B1" s="0"/></row><row><c r="A2" s="2" t="s"><v>1</v></c></row><row><c r="A4" s="2"/></row>'
    assert sorted(looks(part)) == [(1, 1, 2, 2), (1, 4, 4, 2)]


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A{0}" t="s" s="2"><v>1</v></c>', '<c r="A{0}" cm="1" t="s" s="2"/>', '<x:c r="A{0}" s="2"/>', '<c s="2" r="A{0}"/>',
        "<c t='s' s='2' r='A{0}'/>", '<x:c s="2" t="n" r="A{0}"><x:v>1</x:v></x:c>', '<c\nr = "A{0}"\ns = "2"/>',
    ],
)  # fmt: skip
def test_a_look_is_seen_in_whatever_order_and_with_whatever_prefix_a_library_writes_it(cell: str) -> None:
    """Type before style, style before address, other quotation marks."""
    part = "".join(cell.format(row) for row in (1, 2, 4)).encode()
    assert sorted(looks(part)) == [(1, 1, 2, 2), (1, 4, 4, 2)]


def test_a_cell_without_a_look_does_not_take_that_of_the_next() -> None:
    """Nor what is said within its value."""
    part = b'<c r="A1" t="s"><v>1</v></c><c r="A2" t="inlineStr"><is><t> s="3"</t></is></c><c r="B2" s="2"/>'
    assert looks(part) == ((2, 2, 2, 2),)
    assert looks(part.replace(b"<c r=", b"<x:c r=")) == ((2, 2, 2, 2),)


@cache
def _two_lists(gap: int, first: int, second: int) -> Sent:
    """Return two lists of names, the second so many blank rows beneath the first."""

    def draw(page: Any) -> None:
        page["A1"], page["A3"] = "All further names of your organisation", "Name"
        page.protection.sheet = True
        for row in (*range(4, 4 + first), *range(4 + first + gap, 4 + first + gap + second)):
            page.cell(row, 1).border, page.cell(row, 1).protection = _FRAME, Protection(locked=False)

    return sent(Sample("two lists", _book(draw), {}))


@pytest.mark.parametrize("rows", [1, 2, 3, 4])
@pytest.mark.parametrize(("gap", "first", "second"), [(1, 3, 3), (1, 3, 5), (1, 4, 2), (1, 2, 4), (2, 3, 3), (2, 4, 2)])
def test_of_two_lists_none_is_read_with_the_answers_of_the_other(gap: int, first: int, second: int, rows: int) -> None:
    """What was put in above both moved both: where it is not known how far, neither is read, and that is told."""
    one = _two_lists(gap, first, second)
    right = [f"r{slot.row}" for slot in one.layout.slots]
    assert len(right) == first + second
    reading = _read(one, {f"A{name[1:]}": name for name in right}, lambda page: page.insert_rows(4, rows))
    read = _names(reading)
    assert [name for name, wanted in zip(read, right, strict=True) if name not in {None, wanted}] == []
    assert read == right or all(reading.findings for name in read if name is None)
