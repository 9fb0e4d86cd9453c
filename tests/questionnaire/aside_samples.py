"""A form that asks for flags, notes and revisions beside its figures: in a section, a matrix and a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import openpyxl

from questionnaire.definition import Questionnaire
from questionnaire.layout import Layout
from questionnaire.pages import lay_out
from questionnaire.reading import Reading, read
from tests.questionnaire.forms import Cell, Rows, loaded
from tests.questionnaire.workbook_samples import blank, opened, personal, saved
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

SURVEY: Rows = (
    ("type", "name", "label", "label::French (fr)", "label::Arabic (ar)", "required", "constraint", "previous", "excel::flags",
     "excel::columns", "repeat_count", "calculation"),
    ("begin_group", "utility", "The utility", "Le service", "المرفق"),
    ("text", "who", "Name", "Nom", "الاسم"),
    ("integer", "served", "People served", "Personnes desservies", "السكان المخدومون", "yes", ". >= 0", "25%"),
    ("decimal", "losses", "Losses", "Pertes", "الفاقد", "", "", "", "m=Metered; u=Unsure"),
    ("calculate", "all_years", "Water of all years", "Eau en tout", "كل المياه", "", "", "", "", "", "", "sum(${billed})"),
    ("calculate", "how_many", "Years given", "Années", "السنوات", "", "", "", "", "", "", "count(${billed})"),
    ("end_group", ""),
    ("begin_repeat", "volumes", "Volumes", "Volumes", "الكميات", "", "", "", "", "years"),
    ("decimal", "billed", "Water billed", "Eau facturée", "المياه المفوترة", "", "", "yes"),
    ("text", "method", "Method", "Méthode", "الطريقة"),
    ("end_repeat", ""),
    ("begin_repeat", "plants", "Plants", "Usines", "المحطات"),
    ("text", "plant", "Plant", "Usine", "المحطة"),
    ("integer", "capacity", "Capacity", "Capacité", "القدرة", "", ". > 0"),
    ("end_repeat", ""),
)  # fmt: skip
CHOICES: Rows = (
    ("list_name", "name", "label", "label::French (fr)", "label::Arabic (ar)"),
    ("years", "2010", "2010", "2010", "2010"),
    ("years", "2011", "2011", "2011", "2011"),
    ("signs", "p", "Provisional", "Provisoire", "مؤقت"),
    ("signs", "e", "Estimated", "Estimé", "تقديري"),
)
SETTINGS: Rows = (
    ("form_id", "form_title", "version", "default_language", "excel::flags", "excel::notes", "excel::revise"),
    ("water", "Water", "1", "English (en)", "signs", "yes", "yes"),
)
FORM: Questionnaire = loaded(SURVEY, CHOICES, SETTINGS)
LAYOUTS: tuple[Layout, ...] = tuple(lay_out(FORM, language) for language in FORM.languages)
LAYOUT = LAYOUTS[0]
TODAY = date(2012, 3, 5)

Place = tuple[str, str]  # The key of an item, and what of it: "", "flag" or "note".


def address(place: Place, layout: Layout = LAYOUT) -> tuple[str, int, int]:
    """Return sheet, row and column of a cell; the instance of a table is its row."""
    key, aside = place
    for slot in layout.slots:
        if (slot.item or slot.question, slot.aside) == place:
            return slot.sheet, slot.row, slot.column
    for table in layout.tables:
        for column in table.columns:
            for number in range(1, table.room + 1):
                if (f"{table.repeat}[{number}].{column.question}", column.aside) == (key, aside):
                    return table.sheet, table.first + number - 1, column.column
    raise LookupError(place)


def typed(cells: Mapping[Place, Cell], language: str = "en", data: bytes | None = None) -> bytes:
    """Return the workbook of an organisation with these cells filled."""
    book = opened(data or personal(language, FORM))
    layout = next(one for one in LAYOUTS if one.language == language)
    for place, value in cells.items():
        sheet, row, column = address(place, layout)
        book[sheet].cell(row, column).value = value
    return saved(book)


def read_back(data: bytes, name: str = "returned.xlsx") -> Reading:
    """Return what a workbook says."""
    with Reader() as reader:
        made = next(one.result for one in reader.open(data, name) if isinstance(one.result, Workbook))
    return read(made, FORM, LAYOUTS, today=TODAY)


def sheet_of(data: bytes, place: Place) -> tuple[openpyxl.Workbook, str, int, int]:
    """Return the workbook for more changes, and where a cell stands in it."""
    return opened(data), *address(place)


__all__ = ["FORM", "LAYOUT", "LAYOUTS", "address", "blank", "read_back", "saved", "sheet_of", "typed"]
