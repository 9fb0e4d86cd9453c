"""A study of one's own: made in a minute, complete in each of its languages, and ready to be looked at before any list is loaded."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Protection
from pypdf import PdfReader

import templates
from domain.errors import ConfigurationError
from domain.study import CasesBy
from languages import ENGLISH, spoken, study_file, written
from questionnaire.xlsform import inspect
from service.authoring.drafts import draft
from service.authoring.new_study import LETTERS, TIMETABLE, NewStudy, first_day, form_words, new_study, short_form
from service.authoring.own_workbooks import told_otherwise
from service.contacts.lists import load_file
from service.installation import config
from service.installation.install import install
from service.mailings.check import check
from service.mailings.trial import send_test
from service.wiring import open_service
from tests.service.installed import maildirs

MONDAY = date(2027, 1, 11)
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)
WATER = NewStudy(
    id="water-2027",
    title='Water "supply" und Süßwasser',
    prefix="WAT27",
    languages=("en", "fr"),
    first_day=MONDAY,
    zone="Europe/Vienna",
    sender=("Water Office", "office@agency.example"),
    contact=("Anna Berg", "anna.berg@agency.example"),
    returns_to="water@agency.example",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an installation without any study, whose mail goes into a Maildir."""
    install(tmp_path / "office", empty=True)
    maildirs(tmp_path / "office")
    return tmp_path / "office"


def test_an_empty_installation_has_settings_and_nothing_else(tmp_path: Path) -> None:
    """Nothing of the sample study stands in it."""
    made = install(tmp_path / "office", empty=True)
    assert [path.name for path in made] == ["counterfoil.toml"]
    assert "cybercrime" not in made[0].read_text(encoding="utf-8")


def test_who_decides_the_cases_of_a_new_study_is_told_of_each_at_once(home: Path) -> None:
    """Nobody waits a week for the digest because of a line that they did not know of."""
    with open_service(config.load(home, {})) as service:
        new_study(service, WATER, NOW.date())
        (person,) = draft(service, WATER.id).study.coordinators
    assert person.wishes.cases is CasesBy.AT_ONCE


@pytest.mark.parametrize("languages", [("en",), ("fr", "ar"), written()])
def test_a_new_study_passes_check_before_a_list_is_loaded(home: Path, languages: tuple[str, ...]) -> None:
    """Every letter and workbook is made, for an example organisation in each language; that the list is empty is a note."""
    with open_service(config.load(home, {})) as service:
        new_study(service, replace(WATER, languages=languages), NOW.date())
        found = check(service, draft(service, WATER.id), NOW)
    assert found.problems == ()
    assert (found.letters, found.workbooks) == (4 * len(languages), 3 * len(languages))
    assert any("The contact list 'water-2027' is empty" in note for note in found.notes)
    unspoken = [language for language in languages if any(f"does not speak '{language}'" in note for note in found.notes)]
    assert unspoken == [language for language in languages if language not in spoken()]


def test_a_test_letter_leaves_before_a_list_is_loaded(home: Path) -> None:
    """One in each language, as an example organisation would get it."""
    with open_service(config.load(home, {})) as service:
        new_study(service, WATER, NOW.date())
        found = draft(service, WATER.id)
        trials = send_test(service, found, found.study.mailing("questionnaire"), "me@agency.example", NOW)
    assert [(one.language, one.outcome) for one in trials] == [("en", "sent"), ("fr", "sent")]
    assert len(list((home / "out" / "new").iterdir())) == 2


def _text(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_a_circular_is_dated_of_the_day_on_which_it_goes(home: Path) -> None:
    """Of a person's early sending, in text, HTML and PDF, and where the study is at home; not of the timetable."""
    early = datetime(2027, 1, 3, 23, 30, tzinfo=UTC)
    with open_service(config.load(home, {})) as service:
        new_study(service, WATER, NOW.date())
        found = draft(service, WATER.id)
        send_test(service, found, found.study.mailing("circular"), "me@agency.example", early)
    letters = [message_from_bytes(one.read_bytes(), policy=default) for one in (home / "out" / "new").iterdir()]
    (french,) = [one for one in letters if "janvier" in _text(one, "plain")]
    for kind in ("plain", "html"):
        assert "4 janvier 2027" in _text(french, kind)
    (pdf,) = [one.get_content() for one in french.iter_attachments()]
    assert "4 janvier 2027" in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_the_timetable_is_reckoned_from_the_first_day(home: Path) -> None:
    """All mailings fall on the same day of the week, in order, and the deadline after the last."""
    with open_service(config.load(home, {})) as service:
        made = new_study(service, WATER, NOW.date())
        study = draft(service, WATER.id).study
    assert [one.at.date() for one in study.mailings] == list(made.days.values())[:-1]
    assert (made.days["circular"], made.days["deadline"], study.deadline) == (MONDAY, date(2027, 3, 1), date(2027, 3, 1))
    assert all(after % 7 == 0 for after in TIMETABLE.values())
    assert sorted(TIMETABLE.values()) == list(TIMETABLE.values())


@pytest.mark.parametrize("today", [date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 10)])
def test_without_a_first_day_it_is_a_monday_with_a_week_to_write(today: date) -> None:
    """Whatever day of the week it is today."""
    found = first_day(today)
    assert found.weekday() == 0
    assert 7 <= (found - today).days < 14


def test_its_letters_are_spelt_as_the_program_spells(home: Path) -> None:
    """The sample says "organization", which a new study does not; names of fields stay."""
    with open_service(config.load(home, {})) as service:
        made = new_study(service, WATER, NOW.date())
    letters = {path.name: path.read_text(encoding="utf-8") for path in (Path(made.folder) / "letters").iterdir()}
    assert [name for name, text in letters.items() if "rganization" in text and name.endswith(".en.md")] == []
    assert "**Organisation:**" in letters["passed_on.en.md"]
    assert "{{ organisation.name }}" in letters["passed_on.en.md"]


def test_what_is_said_of_a_study_stands_in_it(home: Path) -> None:
    """Quotation marks in a title do no harm."""
    with open_service(config.load(home, {})) as service:
        new_study(service, WATER, NOW.date())
        study = draft(service, WATER.id).study
    assert (study.title, study.prefix, study.languages, study.zone) == (WATER.title, "WAT27", ("en", "fr"), "Europe/Vienna")
    assert (study.contact.name, study.senders[0].address, study.returns_to) == (
        "Anna Berg",
        "office@agency.example",
        "water@agency.example",
    )


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"id": "Water 2027"}, "cannot be the name of a study"),
        ({"id": "../water"}, "cannot be the name of a study"),
        ({"languages": ("en", "xx")}, "xx"),
        ({"first_day": date(2027, 1, 3)}, "is in the past"),
        ({"prefix": "1"}, "cannot be the prefix"),
        ({"prefix": "wät"}, "cannot be the prefix"),
        ({"zone": "Mars"}, "is not a time zone"),
        ({"returns_to": "nobody"}, "nobody"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(home: Path, wrong: dict[str, object], says: str) -> None:
    """With a sentence that says what it is."""
    with open_service(config.load(home, {})) as service, pytest.raises(ConfigurationError, match=says):
        new_study(service, replace(WATER, **wrong), NOW.date())  # type: ignore[arg-type]
    assert not list(home.glob("studies/*"))


def test_a_study_that_exists_is_not_overwritten(home: Path) -> None:
    """What was edited meanwhile stays."""
    with open_service(config.load(home, {})) as service:
        new_study(service, WATER, NOW.date())
        letter = home / "studies" / WATER.id / "letters" / "circular.en.md"
        letter.write_text("mine", encoding="utf-8")
        with pytest.raises(ConfigurationError, match="There is a study 'water-2027' already"):
            new_study(service, WATER, NOW.date())
    assert letter.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("language", written())
def test_each_language_has_all_letters_and_words_of_a_new_study(language: str) -> None:
    """None is missing, none names what the model study is about, and each asks for the same facts as in English."""
    assert set(form_words(language)) == set(form_words(ENGLISH))
    assert all(form_words(language).values())
    for stem in LETTERS:
        text = study_file(language, f"{stem}.md").lower()
        assert not [word for word in ("2012", "cyber", "unodc", "itu-d") if word in text]
        for fact in ("{{ reference }}", "{{ study.deadline | date }}", "{{ sender.name }}", "study.contact.address"):
            assert (fact in text) or (stem == "circular" and fact == "{{ reference }}"), (stem, fact)


def test_every_spoken_language_has_a_new_study() -> None:
    """Whoever can be written to in a language can be asked in it."""
    assert set(spoken()) <= set(written())


def test_the_short_form_is_an_xlsform_without_a_mistake_in_all_languages() -> None:
    """It has a label in each."""
    found = inspect(short_form("water", "Water", written()), "questionnaire.xlsx")
    assert found.problems == ()
    assert found.questionnaire is not None
    assert found.questionnaire.languages == written()
    assert all(question.label[language] for question in found.questionnaire.questions for language in written())


def test_the_short_form_can_be_edited_as_any_spreadsheet() -> None:
    """Its sheets are those of an XLSForm."""
    book = openpyxl.load_workbook(io.BytesIO(short_form("water", "Water", ("en",))))
    assert book.sheetnames == ["survey", "choices", "settings"]


def test_a_list_replaces_the_example(home: Path) -> None:
    """Once somebody stands on the list, the letters are theirs."""
    with open_service(config.load(home, {})) as service:
        new_study(service, WATER, NOW.date())
        (home / "list.csv").write_text("organisation,email,language\nBaltel,info@baltel.example,fr\n", encoding="utf-8")
        load_file(service, home / "list.csv", WATER.id, {}, store=True)
        found = check(service, draft(service, WATER.id), NOW)
    assert found.letters == 4
    assert {one.language for one in found.forms} == {"fr"}
    assert not [note for note in found.notes if "is empty" in note]


@pytest.mark.parametrize("language", written())
def test_letters_about_a_workbook_of_ones_own_say_nothing_that_holds_of_others_only(language: str) -> None:
    """No first sheet of it explains anything, and it bears no reference; each sentence told otherwise stands in a letter."""
    letters = {stem: study_file(language, f"{stem}.md") for stem in LETTERS}
    for made, _ in told_otherwise(language):
        assert [stem for stem, text in letters.items() if made in text], made
    explained = re.search(r"^1\. .*?[.。] ?(.+)$", letters["questionnaire"], re.MULTILINE)
    assert explained
    assert any(explained[1] in made and not adopted for made, adopted in told_otherwise(language))


def test_a_workbook_in_each_language_is_taken(home: Path, tmp_path: Path) -> None:
    """French readers get the French one; the copy with the guesses lies beside, and no letter speaks of a sheet that is not there."""
    files = [_workbook(tmp_path / "enquete.xlsx", "Nombre de salariés"), _workbook(tmp_path / "enquete.en.xlsx", "Number of employees")]
    with open_service(config.load(home, {})) as service:
        made = new_study(service, replace(WATER, languages=("fr", "en"), workbooks=files), NOW.date())
        found = draft(service, WATER.id)
        assert check(service, found, NOW).problems == ()
    (question,) = found.folder.questionnaire.questions
    assert dict(question.label) == {"fr": "Nombre de salariés", "en": "Number of employees"}
    assert [(one.file, one.language, one.questions) for one in made.translations] == [("enquete.en.xlsx", "en", 1)]
    assert (home / "studies" / WATER.id / made.marked).is_file()
    letters = home / "studies" / WATER.id / "letters"
    assert "The first sheet" not in (letters / "questionnaire.en.md").read_text(encoding="utf-8")
    assert "La première feuille" not in (letters / "questionnaire.fr.md").read_text(encoding="utf-8")


def test_the_checks_of_a_workbook_are_told_where_a_study_begins_with_it(home: Path, tmp_path: Path) -> None:
    """Whoever begins a study so never sees what `adopt` would say of them."""
    file = _workbook(tmp_path / "sums.xlsx", "Men")
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    for row, label in ((2, "Women"), (3, "All staff")):
        page[f"A{row}"] = label
        page[f"B{row}"].protection = Protection(locked=False)
    for row in (1, 2, 3):
        page[f"B{row}"].number_format = "0"
    page["A5"], page["B5"] = "Control", '=IF(B3=B1+B2,"OK","ERROR")'
    book.save(file)
    with open_service(config.load(home, {})) as service:
        made = new_study(service, replace(WATER, languages=("en",), workbooks=[file]), NOW.date())
    assert (made.questions, made.checks, made.unsaid) == (3, 1, ())


def _workbook(file: Path, label: str) -> Path:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = label
    book.worksheets[0]["B1"].protection = Protection(locked=False)
    book.worksheets[0].protection.sheet = True
    book.save(file)
    return file


def test_what_is_said_of_a_wrong_year_names_the_years_that_are_taken() -> None:
    """In every language in which a form can be begun; who wrote four digits is not told to write four digits."""
    survey = templates.folder("new").joinpath("survey.csv").read_text(encoding="utf-8")
    bounds = re.search(r"since.*>= (\d+) and \. <= (\d+),since_wrong", survey)
    assert bounds
    for language in written():
        assert all(bound in form_words(language)["since_wrong"] for bound in bounds.groups()), language
