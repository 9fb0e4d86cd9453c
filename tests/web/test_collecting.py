"""Collecting is paused and resumed at the console by who may send in every study, and each page of a study says so."""

from __future__ import annotations

from service.installation.install import SAMPLE
from tests.web.desk import DeskAtWork
from tests.web.test_desk import STUDY, last_entries


def test_collecting_is_paused_and_resumed_from_the_first_page_of_a_study(desk: DeskAtWork) -> None:
    """The page says since when and why, the journal who; and it is undone there."""
    browser = desk.browser("Anna Berg", "send")
    done = browser.act("/collecting", what="pause", back=SAMPLE, note="the box is moved")
    assert "Collecting is paused. Mail stays where it lies." in done.words
    page = browser.ask(STUDY)
    assert "Collecting is paused since" in page.words
    assert "Noted: the box is moved" in page.words
    assert 'value="resume"' in page.text
    assert last_entries(desk, 1) == [("Anna Berg", "collecting paused", "the box is moved")]
    journal = browser.ask(f"{STUDY}/journal")
    assert "collecting paused" in journal.words
    entry = journal.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
    assert "Undone" in browser.act(f"{STUDY}/entries/{entry}/undo").words
    assert "Collecting is paused since" not in browser.ask(STUDY).words
    browser.act("/collecting", what="pause", back=SAMPLE)
    assert "collects again" in browser.act("/collecting", what="resume", back=SAMPLE).words


def test_who_may_send_in_one_study_alone_brakes_nothing_that_all_share(desk: DeskAtWork) -> None:
    """Neither by the button, which they do not see, nor by undoing; they see that it is paused."""
    everywhere, here = desk.browser("Anna Berg", "send"), desk.browser("Ben Carter", "send", SAMPLE)
    assert here.act("/collecting", what="pause", back=SAMPLE).status == 403
    assert 'action="/collecting"' not in here.ask(STUDY).text
    everywhere.act("/collecting", what="pause", back=SAMPLE)
    entry = str(desk.office.entries()[-1].number)
    assert "Collecting is paused since" in here.ask(STUDY).words
    assert here.act(f"{STUDY}/entries/{entry}/undo").status == 403
    assert here.ask(f"{STUDY}/entries/undo", [("entry", entry)]).status == 403
    assert "Collecting is paused since" in here.ask(STUDY).words


def test_a_stranger_page_brakes_nothing(desk: DeskAtWork) -> None:
    """A form of another site is refused, as everywhere; and one leads nowhere else."""
    browser = desk.browser("Anna Berg", "send")
    assert browser.ask("/collecting", {"what": "pause"}, Sec_Fetch_Site="cross-site").status == 403
    assert (
        'href="/studies/https%3A%2F%2Felsewhere.example"' in browser.act("/collecting", what="pause", back="https://elsewhere.example").text
    )
