"""Questions at the console, each decided by one key: by an answer that the study has prepared, or as one that needs none."""

from __future__ import annotations

import re

import pytest

from domain.letter import DeliveryState, Letter, LetterKind
from service.authoring.drafts import apply, prospective
from service.authoring.folder_difference import difference
from service.installation.install import SAMPLE
from service.mailings.check import check
from service.operation.tick import tick
from service.studies.running import require_running
from service.views.status import status
from store import contacts, outbox
from tests.service.office import person
from tests.web.desk import Browser, DeskAtWork
from tests.web.test_desk import STUDY, last_entries

_ANSWERS = """
[[answers]]
name = "year"
text.en = \"\"\"
The year 2011.

It stands above question 1.\"\"\"
text.fr = "L’année 2011."

[[answers]]
name = "who signs"
text.en = "Nobody has to sign it."
"""


def test_a_question_is_answered_by_one_key_with_what_the_study_prepared_and_that_is_undone_beside_it(desk: DeskAtWork) -> None:
    """It goes out in the language of who asked, beneath their words; undone, it does not leave, and the question waits again."""
    browser = desk.browser("Anna Berg", "decide")
    page = _asked(desk, browser, 1)
    question = desk_page(browser, page)
    assert re.search(r'value="year"[^>]* accesskey="a"', question)
    assert re.search(r'value="who signs"[^>]* accesskey="b"', question)
    done = browser.act(page, prepared="year")
    assert "is answered" in done.words
    assert _paragraphs(desk) == ["The year 2011.", "It stands above question 1."] if _letter(desk).language == "en" else ["L’année 2011."]
    assert "No question waits" in browser.ask(f"{STUDY}/questions").words
    assert "Answered, by Anna Berg" in browser.ask(page).words
    entry = re.findall(r"/entries/(\d+)/undo", done.text)[0]
    assert "Undone" in browser.act(f"{STUDY}/entries/{entry}/undo").words
    tick(desk.office.service, desk.office.now)
    assert _letter(desk).state is DeliveryState.DROPPED
    assert 'value="year"' in desk_page(browser, page)
    desk.office.check()


def test_an_answer_that_left_is_shown_where_another_one_is_written(desk: DeskAtWork) -> None:
    """Undone, the page says that it left; the question and the list of them show it, with its day, before the box."""
    browser = desk.browser("Anna Berg", "decide")
    page = _asked(desk, browser, 1)
    done = browser.act(page, prepared="who signs")
    tick(desk.office.service, desk.office.later())
    assert _letter(desk).state is DeliveryState.SENT
    entry = re.findall(r"/entries/(\d+)/undo", done.text)[0]
    assert f"to {person(1)}, and cannot be called back" in browser.act(f"{STUDY}/entries/{entry}/undo").words
    for shown in (browser.ask(page), browser.ask(f"{STUDY}/questions")):
        before, _, box = shown.text.partition("<textarea")
        assert (f"to {person(1)}. Whoever answers again" in before, "Nobody has to sign it." in before, bool(box)) == (True, True, True)


def test_the_language_of_a_prepared_answer_stands_beside_its_button(desk: DeskAtWork) -> None:
    """Where it is not that of who asked, so does theirs; the list of the questions leads to the answers beside its boxes."""
    browser = desk.browser("Anna Berg", "decide")
    page = _asked(desk, browser, 1)
    with desk.office.service.store.reading() as tx:
        (reads,) = [one.language for one in contacts.of_organisations(tx, ["ORG001"]) if one.address == person(1)]
    assert reads == "fr"
    seen = browser.ask(page).words
    assert ("In French. L’année 2011." in seen, "In English; whoever asked reads French. Nobody has to sign it." in seen) == (True, True)
    questions = browser.ask(f"{STUDY}/questions")
    assert re.search(rf'<a href="{page}">Choose a prepared answer</a>', questions.text)


def test_a_prepared_answer_that_a_language_of_the_study_lacks_is_told_before_it_is_used(desk: DeskAtWork) -> None:
    """By the check, and by what applying would change."""
    service, lacks = desk.office.service, "The prepared answer 'who signs' is not written in 'fr': whoever reads that gets it in 'en'."
    file = service.installation.root / "studies" / SAMPLE / "study.toml"
    file.write_text(file.read_text(encoding="utf-8") + _ANSWERS, encoding="utf-8")
    assert any(lacks in one for one in difference(service, SAMPLE))
    notes = check(service, prospective(service, SAMPLE), desk.office.now).notes
    assert [one for one in notes if "prepared answer 'year'" in one] == [one for one in notes if "'year'" in one and "'fr'" not in one]
    assert any(lacks in one for one in notes)


def test_who_answers_a_question_again_is_told_of_the_button_and_of_no_command(desk: DeskAtWork) -> None:
    """In English too, whose words of the terminal have all the details."""
    browser = desk.browser("Anna Berg", "decide")
    page = _asked(desk, browser, 1)
    browser.act(page, prepared="year")
    refused = browser.act(page, prepared="year")
    assert (refused.status, "It has already been answered." in refused.words) == (400, True)
    assert "“Undo”" in refused.words
    assert "`counterfoil" not in refused.words


def test_questions_that_wait_are_counted_wherever_cases_are(desk: DeskAtWork) -> None:
    """On the first pages and among what waits, which do not say then that nothing waits; each leads to the questions."""
    browser = desk.browser("Anna Berg", "decide")
    _asked(desk, browser, 1)
    for path in (STUDY, f"{STUDY}/cases"):
        seen = browser.ask(path)
        assert "One question waits for an answer." in seen.words, path
        assert f'href="{STUDY}/questions"' in seen.text, path
        assert not re.search("Nothing is waiting|No cases are waiting", seen.words), path
    with desk.office.service.store.reading() as tx:
        found = status(tx, require_running(desk.office.service, tx, SAMPLE), desk.office.now)
    assert (found["questions"], found["held"]) == (1, 0)


def test_a_question_that_needs_no_answer_is_closed_by_one_key_with_the_reason(desk: DeskAtWork) -> None:
    """Nothing is sent; who reads the journal sees why, in their own language."""
    browser = desk.browser("Anna Berg", "decide")
    page = _asked(desk, browser, 1)
    assert re.search(r'value="none_needed"[^>]* accesskey="n"', desk_page(browser, page))
    done = browser.act(page, what="none_needed")
    assert "is closed. Nothing is sent." in done.words
    assert ("Anna Berg", "No answer is needed.") in [(by, note) for by, _, note in last_entries(desk)]
    browser.act("/language", language="fr")
    assert "Aucune réponse n’est nécessaire." in browser.ask(f"{STUDY}/journal").words
    assert [one for one in _letters(desk) if one.kind is LetterKind.ANSWER] == []


def test_what_was_not_prepared_is_told(desk: DeskAtWork) -> None:
    """And the question waits."""
    browser = desk.browser("Anna Berg", "decide")
    page = _asked(desk, browser, 1)
    refused = browser.act(page, prepared="nothing of the kind")
    assert (refused.status, "There is no prepared answer" in refused.words) == (400, True)
    assert "Which year is meant" in browser.ask(f"{STUDY}/questions").words


@pytest.mark.parametrize(("language", "keys"), [("ar", ["1", "2", "0"]), ("ru", ["1", "2", "0"]), ("fr", ["a", "b", "n"])])
def test_each_keyboard_has_keys_that_it_types_alone(desk: DeskAtWork, language: str, keys: list[str]) -> None:
    """Digits where letters are not Latin, and letters elsewhere."""
    browser = desk.browser("Anna Berg", "decide")
    page = _asked(desk, browser, 1)
    browser.act("/language", language=language)
    assert re.findall(r'accesskey="(.)"', desk_page(browser, page)) == keys


def test_who_may_only_look_sees_the_question_and_no_button(desk: DeskAtWork) -> None:
    """And the answers are not offered to them."""
    page = _asked(desk, desk.browser("Anna Berg", "decide"), 1)
    seen = desk.browser("Ivo Look", "look").ask(page)
    assert "Which year is meant" in seen.words
    assert "prepared" not in seen.text


def _asked(desk: DeskAtWork, browser: Browser, number: int) -> str:
    """Let a study with prepared answers be asked, and return the page of the question, as the list of them leads to it."""
    file = desk.office.service.installation.root / "studies" / SAMPLE / "study.toml"
    file.write_text(file.read_text(encoding="utf-8") + _ANSWERS, encoding="utf-8")
    apply(desk.office.service, SAMPLE, desk.office.now, by="staff")
    desk.office.write(person(number), text="Which year is meant in question 4?", reply_to=number, subject="A question")
    (page,) = set(re.findall(rf'href="({STUDY}/questions/\d+)"', browser.ask(f"{STUDY}/questions").text))
    return str(page)


def desk_page(browser: Browser, page: str) -> str:
    """Return the page of a question as HTML."""
    found = browser.ask(page)
    assert found.status == 200
    return found.text


def _letters(desk: DeskAtWork) -> tuple[Letter, ...]:
    with desk.office.service.store.reading() as tx:
        return outbox.to_addresses(tx, [person(1)])


def _letter(desk: DeskAtWork) -> Letter:
    return next(one for one in _letters(desk) if one.kind is LetterKind.ANSWER)


def _paragraphs(desk: DeskAtWork) -> list[object]:
    return [one["first"] for one in _letter(desk).context["answer"]["paragraphs"]]  # type: ignore[index]
