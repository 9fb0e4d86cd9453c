"""A study of one's own, made in a minute: neutral letters, a short questionnaire, and a timetable reckoned from a first day."""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources.abc import Traversable
from pathlib import Path

from babel import Locale

import templates
from domain.errors import Asked, ConfigurationError
from domain.mail.reference import printed
from exports.sheets import workbook_of
from languages import ENGLISH, study_file, written
from languages.spelling import respelled
from mailer.fonts import families, missing_glyphs
from service.authoring.own_workbooks import FORM, NONE_OF_ITS_OWN, ToldTranslation, own_workbooks, told_otherwise
from service.installation.install import SAMPLE
from service.installation.writing import write_anew
from service.studies.folder import Folder
from service.wiring import Service
from settings.reading import unknown_key

# How many days after the first one each thing happens: whole weeks, so that none falls on a weekend that the first day is not on.
TIMETABLE = {"circular": 0, "questionnaire": 7, "reminder": 28, "last-call": 42, "deadline": 49}
# The letters of a study; `passed_on` goes to its staff, in English.
LETTERS = ("circular", "questionnaire", "reminder", "last_call", "correction", "receipt", "question_back")
_PASSED_ON = "passed_on.en.md"
_MISSING = "n/a"  # What may be written where a figure is required and there is none.
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_TRANSLATED = ("label", "hint", "constraint_message")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStudy:
    """What a person says of a new study. `sender` and `contact` are a name and an address; `returns_to` takes the answers.

    `workbooks` are a questionnaire that was designed by hand, to be adopted, and the same in other languages, as FILE.fr.xlsx; none where
    the study begins with a short form.
    """

    id: str
    title: str
    prefix: str
    languages: Sequence[str]
    first_day: date
    zone: str
    sender: tuple[str, str]
    contact: tuple[str, str]
    returns_to: str
    workbooks: Sequence[Path] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A study that was made: its folder, its files, and the day of each mailing and of the deadline, in order.

    `questions` are how many were found in the workbook that was adopted, and `needs` how many of them need a person; `marked` is the copy
    that shows each guess ("" where none could be made). `translations` are its other languages, each with what differs.
    `checks` are how many checks of the workbook were taken over, `unsaid` a sentence on each that could not be.
    """

    study: str
    folder: str
    files: tuple[str, ...]
    days: Mapping[str, date]
    questions: int = 0
    needs: int = 0
    marked: str = ""
    translations: tuple[ToldTranslation, ...] = ()
    checks: int = 0
    unsaid: tuple[str, ...] = ()


def first_day(today: date) -> date:
    """Return the Monday that leaves at least a week for writing the letters."""
    week_on = today + timedelta(days=7)
    return week_on + timedelta(days=-week_on.weekday() % 7)


def new_study(service: Service, said: NewStudy, today: date) -> Made:
    """Write the files of a new study into its folder. ConfigurationError where it exists already, or something said cannot be."""
    folder = service.installation.studies / said.id
    _check(said, today)
    if folder.exists():
        remedy = "Choose another name. Nothing was overwritten."
        raise ConfigurationError(f"There is a study {said.id!r} already.", where=str(folder), remedy=remedy)
    found = own_workbooks(said.workbooks) if said.workbooks else NONE_OF_ITS_OWN
    files = {**dict(_files(said)), **found.files}
    # What cannot be a study is told before anything is written.
    _ = Folder(files, "study new").study
    return Made(
        study=said.id,
        folder=str(folder),
        files=tuple(map(str, write_anew(folder, files))),
        days=_days(said.first_day),
        questions=found.questions,
        needs=found.needs,
        marked=found.marked,
        translations=found.translations,
        checks=found.checks,
        unsaid=found.unsaid,
    )


def _check(said: NewStudy, today: date) -> None:
    if not _ID.fullmatch(said.id):
        remedy = 'Use small letters, digits and hyphens, such as "water-2027".'
        raise ConfigurationError(f"{said.id!r} cannot be the name of a study.", where="study new", remedy=remedy)
    for language in said.languages:
        if language not in written():
            raise unknown_key(language, written(), Asked.LANGUAGES)
    if said.first_day < today:
        remedy = f"Give {today} or a later day."
        raise ConfigurationError(f"{said.first_day} is in the past.", where=Asked.FIRST_DAY, remedy=remedy)


def _days(first: date) -> dict[str, date]:
    return {name: first + timedelta(days=after) for name, after in TIMETABLE.items()}


def _files(said: NewStudy) -> Iterator[tuple[str, bytes]]:
    own = bool(said.workbooks)
    letters = {(stem, language): _letter(language, stem, own=own) for language in said.languages for stem in LETTERS}
    # A circular that no installed font can set goes out without its PDF.
    drawable = not missing_glyphs("".join(text for (stem, _), text in letters.items() if stem == LETTERS[0]), families())
    yield "study.toml", _settings(said, ["pdf"] if drawable else []).encode()
    yield from ((f"letters/{stem}.{language}.md", text.encode()) for (stem, language), text in letters.items())
    yield f"letters/{_PASSED_ON}", _passed_on().encode()
    yield FORM, short_form(said.id, said.title, said.languages)


def _letter(language: str, stem: str, *, own: bool) -> str:
    """Return a letter of a new study; about a workbook of one's `own` it says nothing that holds only of those that the program makes."""
    text = study_file(language, f"{stem}.md")
    for made, adopted in told_otherwise(language) if own else ():
        text = text.replace(made, adopted)
    return text


def _passed_on() -> str:
    """Return the letter to the staff as the sample has it, in the program's spelling and not in that of the sample."""
    sample = templates.folder("studies") / SAMPLE
    spelling = tomllib.loads((sample / "study.toml").read_text(encoding="utf-8"))["spelling"][ENGLISH]
    letter = (sample / "letters" / _PASSED_ON).read_text(encoding="utf-8")
    return respelled(letter, {theirs: ours for ours, theirs in spelling.items()})


def _settings(said: NewStudy, letterhead: Sequence[str]) -> str:
    facts = {
        "id": said.id,
        "title": said.title,
        "prefix": said.prefix,
        "zone": said.zone,
        "languages": list(dict.fromkeys(said.languages)),
        "returns_to": said.returns_to,
        "contact_name": said.contact[0],
        "contact_address": said.contact[1],
        "sender_name": said.sender[0],
        "sender_address": said.sender[1],
        "letterhead": letterhead,
    }
    # A text of JSON is one of TOML too.
    told = {name: json.dumps(fact, ensure_ascii=False).replace("\x7f", "\\u007f") for name, fact in facts.items()}
    told |= {name: at.isoformat() for name, at in _days(said.first_day).items()}
    told["example"] = printed(said.prefix, 7) if said.prefix.isascii() and said.prefix.isalnum() else said.prefix
    source = (_new() / "study.toml").read_text(encoding="utf-8")
    return re.sub(r"<([a-z_-]+)>", lambda place: told[place[1]], source)


def short_form(form_id: str, title: str, languages: Sequence[str]) -> bytes:
    """Return a short questionnaire as an XLSForm with its labels in these languages, the first of which is what others fall back on."""
    chosen = tuple(dict.fromkeys(languages))
    settings = [(title, form_id, "1", _named(chosen[0]), _MISSING, "yes")]
    return workbook_of(
        [
            ("survey", *_translated("survey.csv", chosen)),
            ("choices", *_translated("choices.csv", chosen)),
            ("settings", ("form_title", "form_id", "version", "default_language", "missing", "excel::remarks"), settings),
        ],
        title=title,
    )


def _translated(name: str, languages: Sequence[str]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return a sheet of the short form; each column of words becomes one for each language."""
    header, *rows = csv.reader(io.StringIO((_new() / name).read_text(encoding="utf-8")))
    columns = [(place, language) for place, name in enumerate(header) for language in (languages if name in _TRANSLATED else ("",))]
    headings = tuple(f"{header[place]}::{_named(language)}" if language else header[place] for place, language in columns)
    return headings, [tuple(_cell(row[place], language) for place, language in columns) for row in rows]


def _cell(text: str, language: str) -> str:
    return form_words(language)[text] if text and language else text


def form_words(language: str) -> Mapping[str, str]:
    """Return the words of the short form in a language, by their keys."""
    return tomllib.loads(study_file(language, "form.toml"))


def _named(language: str) -> str:
    return f"{Locale.parse(language, sep='-').english_name} ({language})"


def _new() -> Traversable:
    return templates.folder("new")
