"""A made-up questionnaire of any length with every type of question, and its workbook as it comes back, saved as Excel saves it."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from domain.mail.reference import printed
from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.layout import Layout, Slot
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import Personal, make_blank
from questionnaire.xlsform import load

LANGUAGE = "en"
_COVER = Cover(
    study_title="A study",
    sender="An office",
    deadline_text="30 April 2012",
    returns_to="returns@study.example",
    contact="A person, person@study.example",
    study="bench",
)
_PERSONAL = Personal(printed("BEN12", 7), "abcdefghij234567", "Société télécom & câble")
_HEAD = ("type", "name", "excel::ref", "label", "hint", "required", "relevant", "constraint")
_SECTIONS = 8
_CHOICES = (
    *(("yes_no", name, label) for name, label in (("yes", "Yes"), ("no", "No"), ("unknown", "Don't know"))),
    *(("region", f"r{number}", f"Region number {number}") for number in range(1, 9)),
    *(("act", name, f"Acts of {name}") for name in ("fraud", "forgery", "access", "spam")),
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form of so many questions, the layout of its workbook, and that workbook filled in; `saved_by` is the program that saved it."""

    questionnaire: Questionnaire
    layout: Layout
    workbook: bytes
    saved_by: str


def filled(count: int) -> Filled:
    """Return a form of `count` questions that all have a right answer, and its workbook with these answers."""
    questionnaire = load(_form(count), "bench.xlsx")
    blank = make_blank(questionnaire, LANGUAGE, _COVER)
    book = openpyxl.load_workbook(io.BytesIO(blank.prefix + blank.stamp(_PERSONAL)))
    kinds = {question.name: (place, question.type) for place, question in enumerate(questionnaire.answerable)}
    for slot in blank.layout.slots:
        book[slot.sheet].cell(slot.row, slot.column).value = _answer(*kinds[slot.question], slot)
    target = io.BytesIO()
    book.save(target)
    workbook, program = _saved_again(target.getvalue())
    return Filled(questionnaire, blank.layout, workbook, program)


def _form(count: int) -> bytes:
    book = openpyxl.Workbook()
    survey = book.worksheets[0]
    survey.title = "survey"
    for row in _survey(count):
        survey.append(list(row))
    for title, rows in (
        ("choices", (("list_name", "name", "label"), *_CHOICES)),
        ("settings", (("form_id", "form_title"), ("bench", "A form"))),
    ):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _survey(count: int) -> Iterator[Sequence[str]]:
    yield _HEAD
    each = -(-count // _SECTIONS)
    for first in range(0, count, each):
        yield ("begin_group", f"part{first}", "", f"Part {first // each + 1}: what was seen there", "", "", "", "")
        yield ("note", f"note{first}", "", "Please answer for the whole organisation, at the end of 2011.", "", "", "", "")
        yield from (_question(number) for number in range(first, min(first + each, count)))
        yield ("end_group", "", "", "", "", "", "", "")


def _question(number: int) -> Sequence[str]:
    kind, text, hint, relevant, constraint = _KINDS[number % len(_KINDS)]
    before = {"before": f"q{number - 1}", "ours": f"q{number}"}
    label = f"{text} in the field number {number + 1} ({_words(number, 4)})?"
    return (
        kind,
        f"q{number}",
        f"{number + 1}",
        label,
        hint,
        "yes" if number % 2 else "",
        relevant.format(**before),
        constraint.format(**before),
    )


_WORDS = (
    *("Zoë", "–", "réseau", "incident", "report", "police", "access", "system", "card", "bank", "letter", "office", "câble", "region"),
    *("network", "theft", "attack", "victim", "mailbox", "evidence", "provider", "loss", "training", "request", "judge", "foreign"),
    *("authority", "delay", "server", "backup", "password", "form", "child", "image", "copy", "forged", "message", "“urgent”"),
)
# Type, label, hint, relevant, constraint; `before` is the question before.
_KINDS = (
    ("integer", "How many cases were reported", "At the end of 2011", "", ". >= 0 and . <= 100000"),
    ("integer", "How many of these were closed", "", "${{{before}}} > 0", ". <= ${{{before}}}"),
    ("text", "What did the office see", "In a few words", "", "string-length(.) <= 400"),
    ("select_one yes_no", "Is there a written policy", "", "", ""),
    ("decimal", "Which share of the budget, in per cent, was spent", "An estimate", "${{{before}}} = 'yes'", ". >= 0 and . <= 100"),
    ("date", "When was the last exercise", "The day on which it began", "", ". >= date('2000-01-01') and . <= date('2012-12-31')"),
    ("select_one region", "Where were most cases seen", "", "", ""),
    ("select_multiple act", "Which acts were seen", "Tick all that apply", "", "count-selected(.) <= 3"),
    ("text", "Who answers for it", "", "count-selected(${{{before}}}) > 0", ""),
    ("decimal", "How many days does an answer take, on average,", "", "", ". >= 0"),
)  # fmt: skip


def _answer(number: int, kind: QuestionType, slot: Slot) -> Any:
    return {
        QuestionType.INTEGER: 4000 - number % 3000,
        QuestionType.DECIMAL: number % 90 + 0.25,
        QuestionType.DATE: date(2011, 1, 1) + timedelta(days=number % 300),
        QuestionType.SELECT_ONE: "Yes" if number % 10 == 3 else f"Region number {number % 8 + 1}",
        QuestionType.SELECT_MULTIPLE: "Yes" if slot.choice in {"fraud", "spam"} else None,
        QuestionType.TEXT: _words(number, 20),
    }[kind]


def _words(number: int, count: int) -> str:
    return " ".join(Random(number).choices(_WORDS, k=count))  # noqa: S311 - No secret: the same words each time.


def _saved_again(workbook: bytes) -> tuple[bytes, str]:
    """Return the workbook as LibreOffice saves it: texts shared, formulas calculated, as Excel has them; without it, as it is."""
    soffice = shutil.which("soffice")
    if soffice is None:
        return workbook, "openpyxl"
    with tempfile.TemporaryDirectory(prefix="bench-read-") as name:
        folder = Path(name)
        (folder / "filled.xlsx").write_bytes(workbook)
        command = [soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx"]
        # A new profile makes it exit once before it has done anything.
        for _ in range(3):
            subprocess.run([*command, "--outdir", str(folder / "out"), str(folder / "filled.xlsx")], check=False, capture_output=True)
            if (folder / "out" / "filled.xlsx").exists():
                return (folder / "out" / "filled.xlsx").read_bytes(), "LibreOffice"
    raise RuntimeError("LibreOffice did not save the workbook.")
