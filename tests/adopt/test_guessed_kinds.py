"""What is typed into a cell of which no rule and no format tells is guessed by its heading."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook
from openpyxl.styles import Protection

from questionnaire.adopt import FoundRepeat, Sureness, adopt
from questionnaire.adopt.types.worded import is_to_be_ticked, worded
from questionnaire.designed.signs import is_for_ticks
from tests.adopt.making import Maker


def test_a_column_is_ticked_beneath_yes_beside_no_and_beneath_an_x() -> None:
    """In any language, or in two; but "No" alone is a number, and "Nom" is a name."""
    assert is_for_ticks("Oui", ("Oui", "Non"))
    assert is_for_ticks("是 Yes", ("是 Yes", "否 No"))
    assert is_for_ticks("有 Yes", ("有 Yes", "沒有 No"))
    assert is_for_ticks("X", ("X", "Name"))
    assert not is_for_ticks("No", ("No", "Name"))
    assert not is_for_ticks("Nom", ("Nom", "Oui", "Non"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Number of employees", "integer"), ("Nombre d’élèves", "integer"), ("Número de viviendas", "integer"), ("Число коек", "integer"),
        ("人数", "integer"), ("عدد المرضى", "integer"), ("How many people work here?", "integer"), ("Anzahl der Betten", "integer"),
        ("Distance (km)", "decimal"), ("Umsatz (Tsd. €)", "decimal"), ("Precio medio", "decimal"), ("Площадь, га", "decimal"),
        ("Total number of persons", "decimal"), ("Date d’entrée", "date"), ("Fecha de visita", "date"), ("jj/mm/aaaa", "date"),
        ("__/__/____", "date"), ("Дата", "date"), ("Name of the bank", "text"), ("Nombre del banco", "text"), ("Téléphone", "text"),
        ("企业名称", "text"), ("الهاتف", "text"), ("Type: 1=hospital 2=clinic", "select_one"), ("Is it so? (Yes/No)", "select_one"),
        ("County", "text"), ("Staff name", "text"), ("Importer", "text"), ("Tax number", "text"), ("Year:", "integer"), ("Año", "integer"),
        ("за 20__", "integer"), ("20", "integer"), ("年", "integer"), ("Unidad", "text"), ("Unit", "text"), ("EITI ref. (page)", "text"),
        ("Unit (ha / acre)", "text"), ("Age (completed years)", "integer"), ("Âge (années révolues)", "integer"),
        ("年龄（周岁）", "integer"), ("Number (total value)", "decimal"), ("Edad", "integer"), ("Возраст", "integer"),
    ],
)  # fmt: skip
def test_words_say_what_is_typed(text: str, kind: str) -> None:
    """The first that says anything decides: the name of a bank is none of a number, and the number of names no text."""
    found = worded((text,))
    assert found is not None
    assert (found.type, found.sureness) == (kind, Sureness.GUESSED)


@pytest.mark.parametrize("text", ["", "Has the amount changed since?", "Restaurant", "Landing gear", "Television", "2024", "x" * 500])
def test_words_that_only_begin_like_others_say_nothing(text: str) -> None:
    """Nor does a question that is answered with yes or no."""
    assert worded((text,)) is None or worded((text,)) != worded(("Name",))
    assert worded(("Serial number (S/N)",)) == worded(("Serial number",))
    assert worded(("Has the amount changed since?",)) is None
    assert worded(("Number (thousands)",)) is None


def test_how_much_of_something_is_no_whole_number_though_it_is_of_persons() -> None:
    """As the hours of training of women, or what men earn."""
    for texts in (("female", "", "Average annual training hours – female"), ("男 M", "", "Mean earnings – 男 M")):
        found = worded(texts)
        assert found is not None
        assert found.type == "decimal"


def test_what_is_to_be_ticked_is_said_above() -> None:
    """In any language."""
    assert is_to_be_ticked(("1. MODE DE GESTION (cocher d’une croix)",))
    assert is_to_be_ticked(("Technologies (tick all that apply)",))
    assert is_to_be_ticked(("GEAR DAMAGE  X",))
    assert not is_to_be_ticked(("Technologies", "Windows XP"))


def test_a_matrix_has_figures_beside_words_for_remarks_and_signs() -> None:
    """A format without decimals only rounds what is seen: an amount is a number all the same."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(["Service", "2023", "fl.", "2024", "fl.", "Remarks"])
    for row, name in enumerate(("Education", "Highways", "Social care", "Waste"), 2):
        page.append([name])
        for column in range(2, 7):
            page.cell(row, column).protection = Protection(locked=False)
        for column in (2, 4):
            page.cell(row, column).number_format = "#,##0"
    page.protection.sheet = True
    (repeat,) = _adopted(book)
    assert [one.kind.type for one in repeat.questions] == ["decimal", "text", "decimal", "text", "text"]


def test_a_band_over_rows_is_no_heading_of_theirs() -> None:
    """What stands beneath it has the heading of the whole table, and a row that is an example heads nothing."""
    book = Workbook()
    page = book.worksheets[0]
    page.append(["Product", "Price", "Quantity", "Weight"])
    page.append(["Example: bread", 12.5, 3, 1])
    for name in ("I. Cereals", "Rice", "Flour", "II. Meat", "Beef", "Pork"):
        page.append([name])
        row = page.max_row
        if "." in name:
            page.merge_cells(start_row=row, start_column=1, end_row=row, end_column=4)
        for column in range(2, 5) if "." not in name else ():
            page.cell(row, column).protection = Protection(locked=False)
    page.protection.sheet = True
    (repeat,) = _adopted(book)
    assert [one.label for one in repeat.questions] == ["Price", "Quantity", "Weight"]
    assert repeat.keys == ("Rice", "Flour", "Beef", "Pork")


def _adopted(book: Workbook) -> tuple[FoundRepeat, ...]:
    written = io.BytesIO()
    book.save(written)
    return adopt(written.getvalue(), "made.xlsx").repeats


def test_a_heading_of_two_ideographs_is_no_sign_beside_figures() -> None:
    """As the figures of this year beside those of the same time last year, whose heading is longer."""
    make = Maker("ideographs", protect=False)
    page = make.sheet("1")
    page.write_row("A1", ["\u6307\u6807", "\u672c\u5e74", "\u4e0a\u5e74\u540c\u671f\u91d1\u989d"], make.head)
    for row, text in enumerate(("\u8425\u4e1a\u6536\u5165", "\u8425\u4e1a\u6210\u672c", "\u5229\u6da6\u603b\u989d"), 2):
        page.write(f"A{row}", text)
        for letter in "BC":
            make.ask(page, f"{letter}{row}", "", "decimal")
    assert [one.kind.type for one in adopt(make.done().data, "a.xlsx").questions] == ["decimal", "decimal"]


def test_rows_with_units_of_their_own_take_figures() -> None:
    """Whatever the unit is: a heading calls it one, and no word tells what is typed."""
    make = Maker("units")
    page = make.sheet("T")
    page.write_row("A1", ["指标名称", "计量单位", "代码", "本年实际", "上年实际"], make.head)
    for row, (said, unit) in enumerate((("机构", "个"), ("藏品", "件/套"), ("展览", "个"), ("资料", "册")), 2):
        page.write_row(f"A{row}", [said, unit, f"{row:02d}"])
        for letter in "DE":
            make.ask(page, f"{letter}{row}", said, "decimal")
    (repeat,) = adopt(make.done().data, "units.xlsx").repeats
    assert [one.kind.type for one in repeat.questions] == ["decimal", "decimal"]
