"""The list of organisations and the file of one: whom a mailing reached, who is reminded, and what was filed for whom."""

from __future__ import annotations

import re

from tests.service.office import person
from tests.service.test_cancelling import under_way
from tests.web.desk import Browser, DeskAtWork
from tests.web.test_desk import STUDY


def listed(browser: Browser, **asked: str) -> list[str]:
    """Return the names of the organisations that are shown to who asks so."""
    page = browser.ask(f"{STUDY}/organisations?{'&'.join(f'{name}={value}' for name, value in asked.items())}")
    assert page.status == 200
    return re.findall(r"<bdi>(Organisation \d+)</bdi></a></th>", page.text)


def test_organisations_are_found_by_whether_a_mailing_was_sent_to_them(desk: DeskAtWork) -> None:
    """A letter that only waits was not sent; who answered since owes nothing any more."""
    office = desk.office
    under_way(office)  # The reminder left for the first organisation, and waits for the two others.
    browser = desk.browser("Anna Berg", "look")
    assert listed(browser, mailing="reminder", had="sent") == ["Organisation 0"]
    assert listed(browser, mailing="reminder", had="not_sent") == ["Organisation 1", "Organisation 2"]
    assert listed(browser, mailing="reminder", had="owing") == ["Organisation 0"]
    assert listed(browser, mailing="questionnaire", had="owing") == ["Organisation 0", "Organisation 1", "Organisation 2"]
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    office.mark(1, "waiting")
    assert listed(browser, mailing="reminder", had="sent") == ["Organisation 0"]
    assert listed(browser, mailing="reminder", had="owing") == []
    assert listed(browser, mailing="questionnaire", had="owing") == ["Organisation 2"]


def test_the_filter_by_mailing_stands_beside_the_others(desk: DeskAtWork) -> None:
    """Without a mailing it narrows nothing; a mailing that there is not was sent to nobody."""
    under_way(desk.office)
    browser = desk.browser("Anna Berg", "look")
    assert len(listed(browser, had="not_sent")) == len(listed(browser)) == 3
    assert listed(browser, mailing="reminder", had="not_sent", search="ORG002") == ["Organisation 2"]
    assert listed(browser, mailing="reminder", had="<b>") == ["Organisation 0"]
    assert listed(browser, mailing="none") == []
    page = browser.ask(f"{STUDY}/organisations?mailing=reminder&had=not_sent").text
    assert "<option selected>reminder</option>" in page
    assert '<option value="not_sent" selected>was not sent</option>' in page
