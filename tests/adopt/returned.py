"""A sample adopted, sent, filled and read back: how much of what was filled in is read right."""

from __future__ import annotations

import io
import tempfile
import unicodedata
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import openpyxl

from domain.answer import AnswerValue
from domain.mail.reference import printed
from exports.sheets import workbook_of
from questionnaire.adopt import adopt, draft
from questionnaire.boxes import opposites
from questionnaire.definition import Question, Questionnaire, QuestionType
from questionnaire.items import item_of, key_of, parts
from questionnaire.layout import Layout
from questionnaire.printed import choice_labels
from questionnaire.reading import Reading, read
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import Blank, Personal, make_blank
from questionnaire.xlsform import load
from tests.adopt.making import Sample
from tests.office import save_in_formats
from workbooks.caged.opening import look
from workbooks.cells import Cell, CellValue

TOKEN, REFERENCE = "a2b3c4d5e6f7g2h3", printed("WAT27", 7)
TODAY = date(2026, 11, 26)
COVER = Cover(study_title="A study", sender="", deadline_text="", returns_to="", contact="")
_ROWS = 3  # Of a table, so many are filled.


@dataclass(frozen=True)
class Sent:
    """A sample as a study sends it: its form, its layout, and a copy."""

    sample: Sample
    form: Questionnaire
    blank: Blank
    copy: bytes

    @property
    def layout(self) -> Layout:
        """Return where its answers stand."""
        return self.blank.layout


@dataclass
class Returned:
    """What became of the answers of one copy: right, told (a finding says that it is not sure), and silently wrong."""

    right: int = 0
    told: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def answers(self) -> int:
        """Return how many were filled in."""
        return self.right + self.told + len(self.wrong)


def sent(sample: Sample) -> Sent:
    """Adopt a sample as it is drafted, and make a copy of it."""
    file = f"{sample.name}.xlsx"
    form = load(workbook_of(draft(adopt(sample.data, file)), title=file), "form.xlsx", {file: sample.data})
    blank = make_blank(form, form.languages[0], COVER)
    return Sent(sample, form, blank, blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, "A ministry")))


def filling(one: Sent, language: str = "") -> tuple[dict[Cell, CellValue], dict[str, AnswerValue]]:
    """Return what is typed into the cells, and what is to be read, by the key of the item: no two cells of a kind get the same.

    Choices are typed in `language`, or else in the first of the form.
    """
    typed: dict[Cell, CellValue] = {}
    wanted: dict[str, AnswerValue] = {}
    book = openpyxl.load_workbook(io.BytesIO(one.copy))
    signed = {key: slots for key, slots in one.layout.by_item.items() if len(slots) > 1}
    for number, (key, cell, question) in enumerate(_cells(one), 1):
        if key in signed:
            signs, wanted[key] = _signs(question, number, len(signed[key]))
            typed |= {Cell(slot.sheet, slot.row, slot.column): sign for slot, sign in zip(signed[key], signs, strict=True)}
            continue
        typed[cell], wanted[key] = _value(question, number, one.form, language or one.form.languages[0])
        if "%" in book[cell.sheet].cell(cell.row, cell.column).number_format and isinstance(wanted[key], float):
            # Whoever types 5.25 into a cell that shows per cent gets 5.25 %, which the cell holds as 0.0525.
            typed[cell] = (number + 0.25) / 100
    return typed, wanted


def _signs(question: Question, number: int, cells: int) -> tuple[list[CellValue], AnswerValue]:
    """Return what is typed into the boxes of one answer, a sign each, and what is to be read."""
    if question.type is QuestionType.DATE:
        day = date(2020 + number % 5, 1 + number % 12, 1 + number % 28)
        return [int(sign) for sign in f"{day:%d%m%Y}"], day
    text = f"{number:0{cells - 1}}A" if question.type is QuestionType.TEXT else f"{number:1>{cells}}"
    return list(text), text if question.type is QuestionType.TEXT else int(text)


def _cells(one: Sent) -> Iterator[tuple[str, Cell, Question]]:
    """Yield what can be answered together: of the boxes for yes and no of one question, one alone can."""
    others = {other.name for _, other in opposites(one.form)}
    yield from ((key, cell, question) for key, cell, question in _every_cell(one) if question.name not in others)


def _every_cell(one: Sent) -> Iterator[tuple[str, Cell, Question]]:
    for slot in one.layout.slots:
        key = slot.item or slot.question
        if slot.sign > 1:
            continue  # It goes on with the answer in the cell before it.
        yield key, Cell(slot.sheet, slot.row, slot.column), item_of(one.form, key).question
    for table in one.layout.tables:
        for number in range(1, min(_ROWS, table.room) + 1):
            for column in table.columns:
                question = one.form.by_name[column.question]
                if table.row(number) in column.closed:
                    continue  # It is no cell of its column: it may lie beneath a merged one.
                yield key_of(question, str(number)), Cell(table.sheet, table.row(number), column.column), question


def _value(question: Question, number: int, form: Questionnaire, language: str) -> tuple[CellValue, AnswerValue]:
    match question.type:
        case QuestionType.SELECT_ONE:
            at = number % len(question.choices)
            return choice_labels(question, language, form.languages)[at], question.choices[at].name
        case QuestionType.INTEGER:
            return 1000 + number, 1000 + number
        case QuestionType.DECIMAL:
            return number + 0.25, number + 0.25
        case QuestionType.DATE:
            day = date(2020 + number % 5, 1 + number % 12, 1 + number % 28)
            return datetime(day.year, day.month, day.day), day  # noqa: DTZ001 - A cell has no zone.
    return f"Answer number {number}", f"Answer number {number}"


def by_openpyxl(copy: bytes, typed: Mapping[Cell, CellValue]) -> bytes:
    """Fill a copy as a program does that writes the whole file anew."""
    book = openpyxl.load_workbook(io.BytesIO(copy))
    for cell, value in typed.items():
        book[cell.sheet].cell(cell.row, cell.column).value = value  # type: ignore[assignment]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def by_libreoffice(files: Mapping[str, bytes], kind: str = "xlsx") -> dict[str, bytes]:
    """Open workbooks in LibreOffice and save them in the format `kind`, by the same names."""
    return in_formats_by_libreoffice(files, (kind,))[kind]


def in_formats_by_libreoffice(files: Mapping[str, bytes], kinds: Collection[str]) -> dict[str, dict[str, bytes]]:
    """Open workbooks in LibreOffice and save them in each of these formats, by format and the same names."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in"), Path(folder, "out")
        source.mkdir()
        for name, data in files.items():
            (source / f"{name}.xlsx").write_bytes(data)
        save_in_formats(dict.fromkeys(sorted(source.iterdir()), kinds), target, seconds=540)
        return {kind: {name: (target / f"{name}.{kind}").read_bytes() for name in files} for kind in kinds}


def reading_of(one: Sent, data: bytes, name: str = "returned.xlsx") -> Reading:
    """Read a returned copy."""
    workbook = look(data, name).result
    return read(workbook, one.form, [one.layout], today=TODAY)  # type: ignore[arg-type]


def compared(reading: Reading, wanted: Mapping[str, AnswerValue]) -> Returned:
    """Return how what was read stands to what was filled in."""
    got = Returned()
    for key, value in wanted.items():
        read_ = reading.answers.get(key)
        if read_ == value and type(read_) is type(value):
            got.right += 1
        elif key in reading.untyped or (read_ is None and _is_told(key, value, reading)):
            got.told += 1
        else:
            got.wrong.append(f"{key}: {read_!r}, not {value!r}")
    # What is calculated, as for a check, stands in no cell, and nobody wrote it.
    more = {key: value for key, value in reading.answers.items() if value is not None and key not in wanted and key in reading.located}
    got.wrong += [f"{key}: {value!r}, not asked" for key, value in more.items()]
    return got


def _is_told(key: str, value: AnswerValue, reading: Reading) -> bool:
    """Say whether a finding tells that the answer was not read: by its question, by its column, or by what stands where it is now."""
    repeat, _, question = parts(key)
    if f"{repeat}[].{question}" in reading.untyped or any(one.code in {"sheet_missing", "workbook_foreign"} for one in reading.findings):
        return True
    # What is told is what was typed: of a choice its label, of which its name was made.
    said = {_bare(str(value)), _bare(str(value).replace("_", " ")), f"{value:%Y-%m-%d}" if isinstance(value, date) else _bare(str(value))}
    # Where rows or columns moved, it may stand where a formula was.
    return any(one.code in {"stray_text", "over_formula"} and any(each in _bare(one.message) for each in said) for one in reading.findings)


def _bare(text: str) -> str:
    """Return a text in small letters without their accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))


def untouched(sample: bytes, copy: bytes) -> tuple[list[str], list[str]]:
    """Return the parts that a copy has byte for byte, and the names of those that it changed or left out."""
    before, after = zipfile.ZipFile(io.BytesIO(sample)), zipfile.ZipFile(io.BytesIO(copy))
    same = [name for name in before.namelist() if name in after.namelist() and before.read(name) == after.read(name)]
    return same, [name for name in before.namelist() if name not in same]


def with_macros(sample: Sample) -> bytes:
    """Return a sample as an .xlsm, with a part of macros that runs nowhere."""
    source, made = zipfile.ZipFile(io.BytesIO(sample.data)), io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name in source.namelist():
            content = source.read(name)
            if name == "[Content_Types].xml":
                content = content.replace(b"spreadsheetml.sheet.main+xml", b"XMACRO").replace(
                    b"application/vnd.openxmlformats-officedocument.XMACRO", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
                )
                content = content.replace(
                    b"<Override", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override', 1
                )
            if name == "xl/_rels/workbook.xml.rels":
                kind = b"http://schemas.microsoft.com/office/2006/relationships/vbaProject"
                relation = b'<Relationship Id="rId99" Type="%b" Target="vbaProject.bin"/></Relationships>' % kind
                content = content.replace(b"</Relationships>", relation)
            package.writestr(name, content)
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 no real project")
    return made.getvalue()
