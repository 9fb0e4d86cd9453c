"""What the console refuses is told in the language of the page, with what to do there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.rules.undone import Obstacle
from languages.phrases import console_languages, console_phrases
from service.cases.desk import NOTHING_TO
from tests.service.office import person
from tests.web.desk import DeskAtWork
from tests.web.test_desk import REFUSES, STUDY, reference

ROOT = Path(__file__).parents[2]
ERRORS = {"ConfigurationError", "CounterfoilError", "StoreError"}
# Verbs whose errors are all told at a door of the console; of others those are that people meet there.
WHOLE = (
    "service/contacts/uploads.py",
    "service/deciding/notes.py",
    "service/approving/cancelling.py",
    "service/mailings/trial_asked.py",
    "service/mailings/reminding.py",
    "service/mailings/sending_asked.py",
    "service/letters/questions.py",
)


def faults(path: Path) -> Iterator[tuple[str, str]]:
    """Yield where each error of a module is made, and its key; "" where it has none."""
    for one in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in ERRORS:
            key = next((each.value for each in one.keywords if each.arg == "key"), None)
            yield f"{path.name}:{one.lineno}", str(key.value) if isinstance(key, ast.Constant) else "undo_" if key is not None else ""


def test_every_error_of_the_console_itself_has_words_of_its_own() -> None:
    """And so have those of the verbs that are met there first."""
    modules = [*(ROOT / "web" / "console").glob("*.py"), *(ROOT / one for one in WHOLE)]
    assert [where for path in modules for where, key in faults(path) if not key] == []


def test_the_words_of_every_error_stand_in_each_language_and_none_is_idle() -> None:
    """Whoever names a key writes the words, in all languages of the console."""
    modules = [path for folder in ("domain", "service", "settings", "store", "web") for path in (ROOT / folder).rglob("*.py")]
    named = {key for path in modules for _, key in faults(path) if key} - {"undo_"}
    named |= {key for _, _, key in NOTHING_TO.values()}
    named |= {"loaded_marked", "loaded_answered"}  # Which of the two it is, `service.contacts.unloading` says.
    named |= {f"undo_{one.value}" for one in Obstacle if one is not Obstacle.PART}
    for language in console_languages():
        there = {key.removeprefix("fault.") for key in console_phrases(language).phrases if key.startswith("fault.")}
        assert there == named, language


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "Nothing is ticked. Tick at least one, then choose what to do."),
        ("fr", "Rien n’est coché. Cochez au moins une ligne, puis choisissez que faire."),
        ("es", "No hay nada marcado. Marque al menos uno y luego elija qué hacer."),
        ("ar", "لم يُحدد شيء. حدد واحدًا على الأقل ثم اختر ما تريد فعله."),
    ],
)
def test_an_error_is_told_in_the_language_of_the_page(desk: DeskAtWork, language: str, told: str) -> None:
    """With what to do in the console, and not on the command line."""
    got = desk.browser("Anna Berg").ask(f"{STUDY}/cases", {"what": "accept"}, Accept_Language=language)
    assert (got.status, told in got.words) == (400, True)


def test_names_and_days_stand_in_what_is_told(desk: DeskAtWork) -> None:
    """Who decided before, which day is over, and what somebody typed, which is never obeyed."""
    browser = desk.browser("Anna Berg")
    desk.office.write(person(2), text=REFUSES, reply_to=2)
    for _ in range(2):
        decided = browser.ask(f"{STUDY}/cases/1", {"what": "declined"}, Accept_Language="fr")
    assert "Le cas est déjà décidé, par Anna Berg." in decided.words
    place = f"{STUDY}/organisations/{reference(desk, 0)}"
    late = browser.ask(place, {"what": "waiting", "until": "2011-01-01"}, Accept_Language="es")
    assert "2011-01-01 ya pasó." in late.words
    typed = browser.ask(place, {"what": "waiting", "until": "<b>soon</b>"}, Accept_Language="fr")
    assert "<b>soon" not in typed.text
    assert "<b>soon</b> n’est pas une date." in typed.words


def test_a_fault_of_the_program_is_a_page_for_whoever_asked_and_a_line_for_whoever_runs_it(
    desk: DeskAtWork, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The line says where it came up, and none of the values that it was about."""
    browser = desk.browser("Anna Berg")

    def broken(*_: object) -> None:
        raise KeyError("Marie Roux")

    monkeypatch.setattr("web.console.edge.readable", broken)
    answer = browser.ask(STUDY)
    assert (answer.status, "text/html" in answer.headers["content-type"]) == (500, True)
    assert console_phrases("en").say("failed.text") in answer.words
    (line,) = [one.getMessage() for one in caplog.records if "web.failed" in one.getMessage()]
    assert "error=KeyError at=test_faults.py:" in line
    assert "Marie" not in line + answer.text


def test_only_what_can_be_undone_has_a_button_for_that(desk: DeskAtWork) -> None:
    """Mailings have left and versions have run; an opened case is decided. Who asks for it all the same is told so, and no more."""
    desk.office.write(person(2), text="We will not take part in this survey. Please do not write to us again.", reply_to=2)
    browser, (case,) = desk.browser("Anna Berg"), desk.office.cases()
    assert browser.act(f"{STUDY}/cases/{case.id}", what="declined").status == 200
    page = browser.ask(f"{STUDY}/journal").text
    lines = {line for line in page.split("<li>") if "/undo" in line}
    assert len(lines) == 1
    assert "case 1 decided" in lines.pop()
    sent = next(line for line in page.split("<li>") if "circular sent to" in line)
    number = re.findall(r"\d+", sent)[0]
    words = browser.act(f"{STUDY}/entries/{number}/undo").words
    assert "cannot be undone" in words
    assert console_phrases("en").say("refused.text") not in words
