"""The workbooks that are drawn for the pages: blank, filled, and marked; each sheet by itself, as a person sees it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date

from demo import respondents
from demo.acts import entries
from demo.usual_answers import BY_YEAR, INCIDENTS, WARNED, usual
from domain.answer import AnswerValue
from questionnaire.definition import Questionnaire
from questionnaire.pages import lay_out
from questionnaire.reading import read
from questionnaire.workbook.notice import marks, notice
from workbooks.caged.reader import Reader
from workbooks.cells import Workbook

# What is wrong in the workbook that goes back: two errors on the sheet that is drawn, one elsewhere, and an answer that does not apply.
_WRONG: Mapping[str, AnswerValue] = {"trend": None, "incidents_reported": 99_000, "share_cross_border": 140.0, **WARNED}
# The picture, the state of the workbook, the place of the sheet in it, and how much of the page's height is drawn.
_SHEETS = (
    ("cover", "blank", 0, 1.0),
    ("section", "blank", 4, 0.72),
    ("table", "filled", 3, 0.62),
    ("matrix", "filled", 5, 0.88),
    ("notice", "marked", 0, 0.42),
    ("cell", "marked", 5, 0.67),
)


def sheets(blank: bytes, form: Questionnaire, language: str) -> Iterator[tuple[str, bytes, float]]:
    """Yield the name of each picture with a workbook that shows one sheet, and how much of its height is drawn."""
    filled = respondents.fill(blank, entries(form, {**usual(0), **BY_YEAR, **INCIDENTS}, language))
    wrong = respondents.fill(blank, entries(form, {**usual(0), **_WRONG}, language))
    states = {"blank": blank, "filled": filled, "marked": _marked(wrong, form, language)}
    for name, state, index, height in _SHEETS:
        yield f"{'annotated' if state == 'marked' else 'workbook'}-{name}-{language}", alone(states[state], index), height


def _marked(data: bytes, form: Questionnaire, language: str) -> bytes:
    """Return the workbook as it goes back to its respondent."""
    layouts = [lay_out(form, each) for each in form.languages]
    with Reader() as reader:
        opened = next(one.result for one in reader.open(data, "returned.xlsx") if isinstance(one.result, Workbook))
        reading = read(opened, form, layouts, today=date(2012, 3, 5))
        return reader.annotate(data, marks(reading.findings, language), notice(reading.findings, reading.answers, language))


def alone(data: bytes, index: int) -> bytes:
    """Return the workbook with one sheet in sight and its comments open, as they are when the pointer is on them."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as package, zipfile.ZipFile(made, "w") as target:
        for name in package.namelist():
            part = package.read(name)
            if name == "xl/workbook.xml":
                part = _showing(part.decode(), index).encode()
            elif name.endswith(".vml"):
                part = part.replace(b"visibility:hidden", b"visibility:visible").replace(b"<x:MoveWith", b"<x:Visible/><x:MoveWith")
            target.writestr(name, part)
    return made.getvalue()


def _showing(workbook: str, index: int) -> str:
    """Return the part of the workbook with all other sheets hidden, and no print areas: LibreOffice would print those all the same."""
    numbers = iter(range(workbook.count("<sheet ")))

    def show(sheet: re.Match[str]) -> str:
        plain = re.sub(r' state="\w+"', "", sheet[0])
        return plain if next(numbers) == index else plain.replace("<sheet ", '<sheet state="hidden" ', 1)

    areas = r'<definedName name="_xlnm.Print_Area"[^>]*>[^<]*</definedName>'
    shown = re.sub(r"<sheet [^>]*>", show, re.sub(areas, "", workbook))
    return re.sub(r'activeTab="\d+"', f'activeTab="{index}"', shown)
