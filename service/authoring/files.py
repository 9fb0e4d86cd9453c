"""Files looked at by themselves: a blank workbook built, returned ones read. Nothing is stored, and no store is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from domain.errors import Asked, ConfigurationError
from exports.codebook import codebook, of_form
from exports.csv import csv_of
from exports.sheets import workbook_of
from languages import ENGLISH, catalogue
from questionnaire.definition import Questionnaire, in_language
from questionnaire.items import nested
from questionnaire.layout import Layout
from questionnaire.marks import identify
from questionnaire.pages import lay_out
from questionnaire.reading import read
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import make_blank
from questionnaire.xlsform import lists_beside, load
from service.installation.writing import write
from settings.reading import unknown_key
from workbooks.caged.reader import Opened, Reader
from workbooks.refusal import Refusal


def content(file: Path) -> bytes:
    """Return what a file holds; one that cannot be read is told with its path."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"The file cannot be read: {error.strerror}.", where=str(file), remedy="Check the path.") from error


def beside(form: Path) -> dict[str, bytes]:
    """Return what belongs to a form and stands beside it: the CSV files of its folder, and the workbook that it was drafted from."""
    named = (form.parent / name for name in lists_beside(content(form), form.name))
    files = dict.fromkeys([*sorted(form.parent.glob("*.csv")), *(file for file in named if file.is_file())])
    return {file.name: content(file) for file in files}


def form_of(form: Path, *, lenient: bool = False, applied: bool = False) -> Questionnaire:
    """Return what an XLSForm says, with what belongs to it beside it; FormErrors where it cannot be used.

    `applied` says that its workbooks may be out already.
    """
    return load(content(form), form.name, beside(form), lenient=lenient, applied=applied)


def build_blank(form: Path, language: str, target: Path, *, lenient: bool = False) -> str:
    """Write a blank workbook of an XLSForm, and return the version of its layout."""
    questionnaire = form_of(form, lenient=lenient)
    if language not in questionnaire.languages:
        raise unknown_key(language, questionnaire.languages, Asked.LANGUAGE)
    cover = Cover(study_title=in_language(questionnaire.title, language), sender="", deadline_text="", returns_to="", contact="")
    blank = make_blank(questionnaire, language, cover)
    write(target, blank.unaddressed)
    return blank.layout.version


def write_codebook(form: Path, target: Path, *, lenient: bool = False) -> int:
    """Write what explains the columns of an XLSForm's answers, as CSV or xlsx by the name of `target`; return how many there are."""
    questionnaire = form_of(form, lenient=lenient)
    header, rows = codebook(of_form(questionnaire))
    made = workbook_of([("Codebook", header, rows)], title=questionnaire.id) if target.suffix.lower() == ".xlsx" else csv_of(header, rows)
    write(target, made)
    return len(rows)


def read_workbooks(
    workbooks: Sequence[Path], form: Path, passwords: Sequence[str] = (), *, today: date, lenient: bool = False
) -> Iterator[dict[str, Any]]:
    """Yield what each workbook says, or why it is refused, under the names of the command line's contract.

    An encrypted one is tried with the passwords; answers are judged as of `today`.
    """
    questionnaire = form_of(form, lenient=lenient, applied=True)
    layouts = [lay_out(questionnaire, language) for language in questionnaire.languages]
    with Reader() as reader:
        for path in workbooks:
            for opened in reader.open(content(path), path.name, passwords):
                yield {"file": str(path) if opened.name == path.name else opened.name} | _read(opened, questionnaire, layouts, today)


def _read(opened: Opened, questionnaire: Questionnaire, layouts: Sequence[Layout], today: date) -> dict[str, Any]:
    if isinstance(opened.result, Refusal):
        said = catalogue(ENGLISH).say(opened.result.code, **opened.result.facts)
        return {"refused": {"code": opened.result.code, "message": f"{said.message} {said.remedy}".strip()}}
    reading = read(opened.result, questionnaire, layouts, today=today)
    return {
        "format": opened.format,
        "reference": identify(opened.result).reference,
        "language": reading.language,
        "layout": reading.layout,
        "version": reading.version,
        "blank": reading.blank,
        "answers": nested(questionnaire, reading.answers),
        "located": {name: asdict(place) for name, place in reading.located.items()},
        "findings": [asdict(finding) for finding in reading.findings],
        "conversions": [asdict(conversion) for conversion in reading.conversions],
        "notes": {name: came.note for name, came in reading.provenance.items() if came.note},
        "flags": {name: came.flag for name, came in reading.provenance.items() if came.flag},
        "macros": opened.result.macros,
    }
