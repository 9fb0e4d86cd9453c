"""The first page of a study says where it stands, by what it came so far, what waits for whom, what goes out next and what is under way."""

from __future__ import annotations

import re

from sqlalchemy import text

from service.installation.install import SAMPLE
from store import studies
from tests.service.approving.test_cancelling import under_way
from tests.service.office import person
from tests.web.desk import DeskAtWork
from tests.web.test_desk import REFUSES, STUDY

MARK = "l6 -10"  # A small triangle on the line of days.


def test_it_says_where_the_study_stands_and_each_figure_leads_to_its_organisations(desk: DeskAtWork) -> None:
    """In the sentence of the digest, and as a figure for each standing."""
    office, browser = desk.office, desk.browser("Anna Berg", "look")
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    page = browser.ask(STUDY)
    assert "1 of 3 organisations have answered" in page.words
    found = re.findall(r'<dt>(\w+)</dt>\s*<dd><a href="([^"]*)">(\d+)</a>', page.text)
    assert [(said.lower(), int(number)) for said, _, number in found] == [
        ("answered", 1),
        ("queried", 0),
        ("declined", 0),
        ("undeliverable", 0),
        ("silent", 2),
        ("all", 3),
    ]
    for said, where, number in found:
        listed = re.findall(r"<bdi>(Organisation \d+)</bdi></a></th>", browser.ask(where).text)
        assert len(listed) == int(number), said


def test_the_first_page_of_all_says_of_each_study_how_many_have_answered_and_what_waits(desk: DeskAtWork) -> None:
    """Where there is one alone, it is that study's own; of several, a visitor sees those in which they have a role."""
    office, browser, theirs = desk.office, desk.browser("Anna Berg", "look"), desk.browser("Ben Carter", "look", SAMPLE)
    assert browser.ask("/").headers["location"] == STUDY
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    office.write(person(2), text=REFUSES, reply_to=2)
    office.service.applied.clear()
    with office.service.store.transaction() as tx:
        files = studies.applied(tx, SAMPLE)
        assert files
        studies.apply(tx, "other", files.files, office.now)
    seen = browser.ask("/")
    assert re.findall(r'<h2><a href="(/studies/[^"]*)"', seen.text) == [STUDY, "/studies/other"]
    assert "1 of 3 " in seen.words
    assert f'<a href="{STUDY}/cases">' in seen.text
    assert theirs.ask("/").headers["location"] == STUDY


def test_its_curve_has_a_mark_for_each_mailing_that_left(desk: DeskAtWork) -> None:
    """And a table of the same figures for who does not see it."""
    office, browser = desk.office, desk.browser("Anna Berg", "look")
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    page = browser.ask(STUDY).text
    assert page.partition('class="curve"')[2].count(MARK) == 2  # The circular and the questionnaire.
    assert '<td class="figure">1</td>' in page.partition('class="curve"')[2]


def test_what_waits_for_whom_and_what_goes_out_next_stand_beside_each_other(desk: DeskAtWork) -> None:
    """A case by the name of its organisation and its kind; a mailing with its day and how many letters it would have."""
    office, browser = desk.office, desk.browser("Anna Berg", "look")
    office.write(person(2), text=REFUSES, reply_to=2)
    page = browser.ask(STUDY)
    (waits,) = re.findall(r'<ul class="cases">(.*?)</ul>', page.text, re.DOTALL)
    assert [name in waits for name in ("ORG002", f'href="{STUDY}/cases/1"', "ORG001")] == [True, True, False]
    rows = [re.sub(r"<[^>]*>", " ", row).split() for row in re.findall(r"<tr><th.*?</tr>", page.text) if "/mailings/" in row]
    assert [(row[0], row[1:4], row[-1]) for row in rows] == [
        ("reminder", ["Mon", "26", "Mar,"], "2"),  # Who waits for us is not reminded.
        ("last", ["call", "Mon", "23"], "2"),
    ]


def test_a_running_mailing_and_what_is_being_read_are_counted_in_a_frame_that_asks_anew(desk: DeskAtWork) -> None:
    """Without JavaScript; where nothing is under way there is no frame, and where the study is paused nothing is asked anew."""
    office, browser = desk.office, desk.browser("Anna Berg", "send")
    assert 'class="progress' not in browser.ask(STUDY).text
    office.write(person(0), text="Which year is meant?", reply_to=0)
    with office.service.store.transaction() as tx:
        tx.execute(text("UPDATE message SET state = 'pending'"))
    assert 'class="progress' in browser.ask(STUDY).text
    assert "1 message" in browser.ask(f"{STUDY}/progress").words
    with office.service.store.transaction() as tx:
        tx.execute(text("UPDATE message SET state = 'done'"))
    under_way(office)
    browser = desk.browser("Ben Carter", "send")  # The other session has been idle for days.
    frame = browser.ask(f"{STUDY}/progress")
    assert "reminder: 1 of 3 letters have left" in frame.words
    assert 'max="3"' in frame.text
    assert f"/studies/{SAMPLE}/mailings/reminder#cancel" in browser.ask(STUDY).text
