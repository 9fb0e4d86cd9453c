"""An answer is put right at the console: seen before it changes, undone beside it, and by nobody who may only look."""

from __future__ import annotations

import re

import pytest

from languages.phrases import console_languages
from tests.service.office import person
from tests.service.reviewing.test_edits import counts, send, told
from tests.web.desk import Browser, DeskAnswer, DeskAtWork
from tests.web.test_desk import EVIL, STUDY, last_entries, reference
from tests.web.test_told import main, read

CORRECTS = "Correction to our questionnaire: the number of employees is 401 and not 4000."


def answers(desk: DeskAtWork, number: int = 0) -> str:
    """Return the address at which the answers of an organisation are put right."""
    return f"{STUDY}/organisations/{reference(desk, number)}/answers"


def hidden(page: DeskAnswer, address: str) -> list[tuple[str, str]]:
    """Return what the form of a page sends to an address without anything being typed."""
    form = page.text.partition(f'action="{address}"')[2].partition("</form>")[0]
    return re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', form)


def put_right(desk: DeskAtWork, browser: Browser, **typed: str) -> tuple[DeskAnswer, DeskAnswer]:
    """Look at what an edit would change, then let it be; return both pages."""
    page = browser.ask(f"{answers(desk)}/look", typed)
    assert page.status == 200, page.words
    return page, browser.ask(answers(desk), hidden(page, answers(desk)))


def test_an_answer_is_put_right_after_a_look_at_what_would_change_and_is_undone_beside_it(desk: DeskAtWork) -> None:
    """The same edit as on the command line, under the name of who is signed in, with why."""
    send(desk.office, employees=4000)
    browser = desk.browser("Anna Berg", "decide")
    page = browser.ask(f"{answers(desk)}/employees")
    assert "Counts now : 4000" in page.words or "Counts now: 4000" in page.words
    seen, done = put_right(desk, browser, question="employees", value="401", note="told me on the telephone")
    assert "“4000”" in seen.words
    assert "“401”" in seen.words
    assert "Nothing is changed yet." in seen.words
    assert "employees of ORG000" in done.words
    assert counts(desk.office, "employees") == 401
    ((by, what, why), *_) = [one for one in last_entries(desk) if "edited" in one[1]]
    assert (by, why) == ("Anna Berg", "told me on the telephone")
    assert "employees" in what
    assert "Put right by Anna Berg : told me on the telephone" in browser.ask(f"{answers(desk)}/employees").words
    undo = done.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
    assert browser.act(f"{STUDY}/entries/{undo}/undo").status == 200
    assert counts(desk.office, "employees") == 4000


def test_a_look_changes_nothing_and_says_what_is_worked_out_anew_what_the_checks_find_and_who_is_told(desk: DeskAtWork) -> None:
    """Nothing is in the journal, and no letter in the outbox."""
    send(desk.office, budget_staff=50.0, budget_technology=30.0, budget_services=20.0)
    browser, before = desk.browser("Anna Berg", "decide"), last_entries(desk, 1)
    page = browser.ask(f"{answers(desk)}/look", {"question": "budget_staff", "value": "-40", "note": "by telephone", "tell": "1"})
    assert ("budget_total" in page.words, "100.0" in page.words, person(0) in page.words) == (True, True, True)
    assert "error" in page.words.partition("What the checks say")[2]
    assert last_entries(desk, 1) == before
    assert told(desk.office) == ()
    assert counts(desk.office, "budget_total") == 100


@pytest.mark.parametrize("way", ["look", "put right"])
def test_who_may_only_look_puts_nothing_right(desk: DeskAtWork, way: str) -> None:
    """And is shown no form for it."""
    send(desk.office, employees=4000)
    browser = desk.browser("Ines", "look")
    form = {"question": "employees", "value": "401", "note": "I say so"}
    assert browser.ask(f"{answers(desk)}/look" if way == "look" else answers(desk), form).status == 403
    assert "<textarea" not in browser.ask(f"{answers(desk)}/employees").text
    assert 'name="value"' not in browser.ask(f"{answers(desk)}/employees").text
    assert counts(desk.office, "employees") == 4000


def test_of_two_people_who_put_the_same_answer_right_the_second_is_told_what_counts_now(desk: DeskAtWork) -> None:
    """Both looked before either did it."""
    send(desk.office, employees=4000)
    first, second = desk.browser("Anna Berg", "decide"), desk.browser("Ben Carter", "decide")
    looked = [
        one.ask(f"{answers(desk)}/look", {"question": "employees", "value": value, "note": "by telephone"})
        for one, value in ((first, "401"), (second, "402"))
    ]
    assert first.ask(answers(desk), hidden(looked[0], answers(desk))).status == 200
    late = second.ask(answers(desk), hidden(looked[1], answers(desk)))
    assert late.status == 400
    assert "employees counts as “401” by now: somebody changed it since you looked." in late.words
    assert counts(desk.office, "employees") == 401


def test_words_that_correct_an_answer_are_put_right_from_their_case_and_lead_back_to_it(desk: DeskAtWork) -> None:
    """The answers are beside the words, each leading to where it is put right."""
    send(desk.office, employees=4000)
    desk.office.write(person(0), text=CORRECTS, subject="Re: Questionnaire")
    (case,) = desk.office.cases()
    assert any("values edit" in one for one in case.reasons)
    browser = desk.browser("Anna Berg", "decide")
    page = browser.ask(f"{STUDY}/cases/{case.id}")
    assert "<details open>" in page.text
    found = re.findall(rf'href="({answers(desk)}/employees\?case={case.id})#right"', page.text)
    assert len(found) == 1
    form = hidden(browser.ask(found[0]), f"{answers(desk)}/look")
    assert form == [("question", "employees"), ("case", str(case.id))]
    _, done = put_right(desk, browser, **dict(form), value="401", note="their mail")
    assert f'href="{STUDY}/cases/{case.id}"' in done.text
    assert counts(desk.office, "employees") == 401


def test_choices_are_ticked_and_chosen_and_a_flag_marks_a_figure(desk: DeskAtWork) -> None:
    """By their codes; a flag that is left alone stays as it is."""
    send(desk.office, employees="4000 p")
    browser = desk.browser("Anna Berg", "decide")
    assert 'type="checkbox" id="value1" name="value" value="' in browser.ask(f"{answers(desk)}/acts_experienced").text
    form = [("question", "acts_experienced"), ("value", "spam"), ("value", "malware"), ("note", "by telephone")]
    seen = browser.ask(f"{answers(desk)}/look", form)
    assert browser.ask(answers(desk), hidden(seen, answers(desk))).status == 200
    assert counts(desk.office, "acts_experienced") == ("malware", "spam")
    assert "malware, spam" in browser.ask(f"{answers(desk)}/acts_experienced").words
    seen, _ = put_right(desk, browser, question="employees", value="", flag="e", note="by telephone")
    assert "“4000” (e)" in seen.words or "4000" in seen.words
    assert counts(desk.office, "employees") == 4000
    put_right(desk, browser, question="sector", value="isp", flag="=", note="by telephone")
    assert [(one.item, one.flag) for one in told(desk.office) if one.flag] == [("employees", "e")]


def test_a_blank_answer_is_put_in_and_what_is_calculated_is_not(desk: DeskAtWork) -> None:
    """Both stand among the answers."""
    send(desk.office)
    browser = desk.browser("Anna Berg", "decide")
    assert f"{answers(desk)}/law_year" in browser.ask(answers(desk).removesuffix("/answers")).text
    put_right(desk, browser, question="law_year", value="1999", note="by telephone")
    assert counts(desk.office, "law_year") == 1999
    assert 'name="value"' not in browser.ask(f"{answers(desk)}/budget_total").text
    refused = browser.ask(f"{answers(desk)}/look", {"question": "budget_total", "value": "3", "note": "by telephone"})
    assert (refused.status, "is calculated from other answers" in refused.words) == (400, True)


def test_what_is_so_already_has_nothing_to_put_right(desk: DeskAtWork) -> None:
    """It is said, and no button leads on."""
    send(desk.office, employees=4000)
    page = desk.browser("Anna Berg", "decide").ask(f"{answers(desk)}/look", {"question": "employees", "value": "4000", "note": "so"})
    assert "counts as “4000” already" in page.words
    assert hidden(page, answers(desk)) == []


def test_what_strangers_wrote_and_what_is_typed_is_shown_and_never_obeyed(desk: DeskAtWork) -> None:
    """In the value, the reason and the name of the question."""
    send(desk.office, employees=4000, main_challenge=EVIL)
    browser = desk.browser("Anna Berg", "decide")
    for typed in (
        {"question": "main_challenge", "value": f"{EVIL} too", "note": EVIL},
        {"question": EVIL, "value": "1", "note": "so"},
        {"question": "employees", "value": EVIL, "note": "so"},
    ):
        page = browser.ask(f"{answers(desk)}/look", typed)
        assert "<img" not in page.text
        assert "<script" not in page.text
    assert "<script" not in browser.ask(f"{answers(desk)}/main_challenge").text


def test_an_organisation_of_another_study_and_one_without_answers_have_nothing_to_put_right(desk: DeskAtWork) -> None:
    """The one is not there, of the other nothing counts."""
    browser = desk.browser("Anna Berg", "decide")
    form = {"question": "employees", "value": "401", "note": "by telephone"}
    assert browser.ask(f"{STUDY}/organisations/CYB12-9999-X/answers/look", form).status == 404
    refused = browser.ask(f"{answers(desk)}/look", form)
    assert (refused.status, "has no answer that counts" in refused.words) == (400, True)


def test_a_button_that_is_pressed_twice_says_both_times_that_it_is_done(desk: DeskAtWork) -> None:
    """The second page is the one that its reader sees: it said that somebody else had changed the answer meanwhile."""
    send(desk.office, employees=4000)
    browser = desk.browser("Anna Berg", "decide")
    seen = browser.ask(f"{answers(desk)}/look", {"question": "employees", "value": "401", "note": "by telephone"})
    pages = [browser.ask(answers(desk), hidden(seen, answers(desk))) for _ in range(2)]
    assert [one.status for one in pages] == [200, 200], pages[1].words
    assert "counts as “401” already" in pages[1].words
    assert len(told(desk.office)) == 1


@pytest.mark.parametrize("way", ["/look", ""])
def test_a_sign_that_a_database_keeps_in_no_text_is_left_out(desk: DeskAtWork, way: str) -> None:
    """Of what is typed, and of the address: PostgreSQL refuses a NUL in every text, also in one that is only looked for."""
    send(desk.office, employees=4000, main_challenge="money")
    browser = desk.browser("Anna Berg", "decide")
    typed = {"question": "main_challenge\0", "value": "st\0aff", "note": "by\0 telephone"}
    assert browser.ask(f"{answers(desk)}{way}", typed).status == 200
    assert counts(desk.office, "main_challenge") == ("money" if way else "staff")
    assert browser.ask(f"{answers(desk)}/employees%00").status == 200
    assert browser.ask(f"{answers(desk).removesuffix('/answers')}%00?case=%00").status == 200
    assert browser.ask(f"{STUDY}/organisations?name=%00").status == 200


@pytest.mark.parametrize("language", console_languages())
def test_all_of_it_is_told_in_the_language_of_the_page(desk: DeskAtWork, language: str) -> None:
    """The look, what is refused with what to do, what was done; and a figure is read as that language writes it."""
    send(desk.office, employees=4000, budget_staff=50.0, budget_technology=30.0, budget_services=20.0)
    browser = desk.browser("Anna Berg", "decide")
    read(browser, language, STUDY)
    comma = "12,5" if language in {"fr", "es", "ru"} else "12.5"
    seen, done = put_right(desk, browser, question="budget_staff", value=comma, note="401", tell="1")
    assert counts(desk.office, "budget_staff") == 12.5
    refused = browser.ask(f"{answers(desk)}/look", {"question": "employees", "value": "zzz", "note": "401"})
    unknown = browser.ask(f"{answers(desk)}/look", {"question": "sector", "value": "zzz", "note": "401"})
    assert (refused.status, unknown.status) == (400, 400)
    for page in (seen, done, refused, unknown):
        assert ('lang="en"' in main(page)) is False, main(page)
