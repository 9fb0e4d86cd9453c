"""The lint on what we make, and on what other programs make of it."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import templates
from questionnaire.definition import Choice, Place, Question, Questionnaire, QuestionType, Section
from questionnaire.expressions import parse
from questionnaire.workbook.build import build
from questionnaire.workbook.cover_words import Cover
from questionnaire.workbook.stamp import Personal, make_blank
from questionnaire.xlsform import load
from tests.lint import findings
from tests.programs import need
from tests.questionnaire.workbook_samples import COVER, PERSONAL, personal
from tests.workbooks.files import converted, saved
from workbooks.caged.reader import Reader
from workbooks.cells import Position, Visibility, Workbook

FORM = templates.folder("studies") / "cybercrime-2012" / "questionnaire.xlsx"
MODEL = load(FORM.read_bytes(), FORM.name)
LANGUAGES = ("en", "fr", "ar", "es", "ru", "zh")
VISIBLE, HIDDEN, VERY_HIDDEN = Visibility.VISIBLE, Visibility.HIDDEN, Visibility.VERY_HIDDEN
# What the programs are known to make of hidden sheets: the bench of formats says so, and the token stands in three places for it.
SHOWN = {
    ("LibreOffice", "xlsx"): {HIDDEN: HIDDEN, VERY_HIDDEN: HIDDEN},
    ("LibreOffice", "ods"): {HIDDEN: HIDDEN, VERY_HIDDEN: HIDDEN},
    ("Gnumeric", "xlsx"): {HIDDEN: VISIBLE, VERY_HIDDEN: VISIBLE},
    ("Gnumeric", "ods"): {HIDDEN: HIDDEN, VERY_HIDDEN: HIDDEN},
    ("openpyxl", "xlsx"): {HIDDEN: HIDDEN, VERY_HIDDEN: VERY_HIDDEN},
}


def model(language: str) -> bytes:
    """Return the model study's workbook as one organisation gets it."""
    made = make_blank(MODEL, language, COVER)
    return made.prefix + made.stamp(PERSONAL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wrong_with_the_model_study(language: str) -> None:
    """Nothing is wrong with the model study's workbook: stamped, without an addressee, and without locks."""
    assert findings(model(language)) == ()
    assert findings(make_blank(MODEL, language, COVER).unaddressed) == ()
    assert findings(build(MODEL, language, COVER, protect=False)) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_wrong_with_every_question_type(language: str) -> None:
    """Nothing is wrong with the sample that has every question type."""
    assert findings(personal(language)) == ()


# What authors write: any script, formulas by accident, quotes and signs that mean something in XML, in Excel, or in a sheet's name.
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=60) | st.sampled_from(
    (
        "=1+1",
        "'quoted'",
        '"',
        "History",
        "a:b/c?*[d]\\",
        "&P",
        "  outer  ",
        "😀" * 40,
        "نعم\u200f",
        "line\nline",
        "x" * 400,
        "R1C1",
        "TRUE",
        "-",
        "",
    )
)
KINDS = [QuestionType(kind) for kind in ["text", "integer", "decimal", "date", "select_one", "select_multiple", "note"]]
NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True)
LABELS = TEXTS.map(lambda text: {"en": text})


def _question(
    name: str, kind: QuestionType, label: Mapping[str, str], hint: Mapping[str, str], choices: list[str], *, shut: bool
) -> Question:
    listed = tuple(Choice(f"c{place}", {"en": text}) for place, text in enumerate(choices)) if kind.startswith("select") else ()
    return Question(
        name=name, type=kind, label=label, section="s0", place=Place("survey", 2), hint=hint, choices=listed,
        required=parse("true()") if shut else None, constraint=parse(". != ''") if shut else None,
    )  # fmt: skip


QUESTIONS = st.builds(
    _question,
    NAMES,
    st.sampled_from(KINDS),
    LABELS,
    LABELS,
    st.lists(TEXTS, min_size=1, max_size=6),
    shut=st.booleans(),
)


@settings(max_examples=25)
@given(st.lists(QUESTIONS, min_size=1, max_size=6, unique_by=lambda one: one.name), LABELS, TEXTS, TEXTS)
def test_nothing_is_wrong_whatever_an_author_writes(
    questions: list[Question], title: Mapping[str, str], organisation: str, sender: str
) -> None:
    """Nothing is wrong with the workbook of any form: labels, hints, choices, titles and the organisation may be any text."""
    form = Questionnaire(
        id="form",
        title=title,
        version="1",
        languages=("en",),
        sections=(Section("s0", title),),
        questions=tuple(questions),
        source_sha256="0" * 64,
    )
    made = make_blank(
        form,
        "en",
        Cover(study_title=organisation, sender=sender, deadline_text="30 April 2012", returns_to="a@study.example", contact=sender),
    )
    assert findings(made.prefix + made.stamp(Personal("CYB12-0007-6", "abcdefghij234567", organisation))) == ()


def through_gnumeric(data: bytes, to: str, folder: Path) -> bytes:
    """Return a workbook as Gnumeric saves it."""
    source, target = folder / "book.xlsx", folder / f"gnumeric.{to}"
    source.write_bytes(data)
    subprocess.run([need("ssconvert"), str(source), str(target)], check=True, capture_output=True, timeout=300)
    return target.read_bytes()


@pytest.fixture(scope="module", params=[(*program, language) for program in SHOWN for language in LANGUAGES], ids=" ".join)
def passed_on(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, str, bytes]:
    """Return the model study's workbook as another program saves it, with the program, format and language."""
    program, to, language = request.param
    data, folder = model(language), tmp_path_factory.mktemp("programs")
    if program == "openpyxl":
        return program, to, language, saved(openpyxl.load_workbook(io.BytesIO(data)))
    made = converted(data, to, folder) if program == "LibreOffice" else through_gnumeric(data, to, folder)
    return program, to, language, made


@pytest.mark.sweep
def test_no_false_alarm_on_what_other_programs_save(passed_on: tuple[str, str, str, bytes]) -> None:
    """LibreOffice, Gnumeric and openpyxl save our workbooks in their own way, which the lint does not call wrong."""
    _, to, _, data = passed_on
    if to == "xlsx":
        assert findings(data) == ()


@pytest.mark.sweep
def test_other_programs_open_our_workbooks_without_loss(passed_on: tuple[str, str, str, bytes], reader: Reader) -> None:
    """LibreOffice, Gnumeric and openpyxl keep every cell, name, constant and property of our workbooks."""
    program, to, language, data = passed_on
    ours, theirs = opened(reader, model(language), "xlsx"), opened(reader, data, to)
    shown = {VISIBLE: VISIBLE, **SHOWN[program, to]}
    assert [(sheet.name, sheet.visibility) for sheet in theirs.sheets] == [(sheet.name, shown[sheet.visibility]) for sheet in ours.sheets]
    assert list(lost(ours, theirs)) == []
    assert ours.names.items() <= theirs.names.items()
    assert ours.constants.items() <= theirs.constants.items()
    # Gnumeric sets the values of properties on lines of their own.
    assert ours.properties.items() <= {key: value.strip() for key, value in theirs.properties.items()}.items()


def opened(reader: Reader, data: bytes, to: str) -> Workbook:
    """Return a workbook as the program reads it."""
    (one,) = reader.open(data, f"book.{to}")
    assert isinstance(one.result, Workbook)
    return one.result


def lost(ours: Workbook, theirs: Workbook) -> Iterator[tuple[str, Position]]:
    """Yield the cells that differ, or that were not there; a formula that we, or they, leave to be calculated may have a value or none."""
    for sheet in ours.sheets:
        other = theirs.sheet(sheet.name)
        assert other is not None
        for place in sheet.cells.keys() | other.cells.keys():
            if sheet.cells.get(place) != other.cells.get(place) and place not in sheet.uncalculated | other.uncalculated:
                yield sheet.name, place
