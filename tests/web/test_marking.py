"""Marks at the console: a form begins with what holds, and the page of an organisation says it at its head, as the list does."""

from __future__ import annotations

from datetime import date

from tests.web.desk import DeskAtWork
from tests.web.test_desk import STUDY, last_entries, reference

LAST_DAY = date(2012, 6, 1)


def test_a_mark_keeps_its_last_day_where_the_form_is_sent_as_it_came(desk: DeskAtWork) -> None:
    """Whoever only wanted to add a note is told that nothing was changed, and the organisation is asked again after that day."""
    desk.office.mark(1, "waiting", until=LAST_DAY)
    browser, page = desk.browser("Anna Berg", "decide"), f"{STUDY}/organisations/{reference(desk, 1)}"
    shown = browser.ask(page)
    assert f'<input id="until" name="until" type="date" value="{LAST_DAY}"' in shown.text
    assert '<option value="waiting" selected>' in shown.text
    sent = browser.act(page, what="waiting", until=LAST_DAY.isoformat(), note="they called")
    assert (sent.status, "Nothing was changed" in sent.words) == (400, True)
    assert "they called" not in str(last_entries(desk))


def test_a_mark_whose_last_day_is_over_is_not_what_the_form_begins_with(desk: DeskAtWork) -> None:
    """A day that is over would be refused; nothing holds any more."""
    desk.office.mark(1, "waiting", until=LAST_DAY)
    desk.office.now = desk.office.now.replace(month=7)
    shown = desk.browser("Anna Berg", "decide").ask(f"{STUDY}/organisations/{reference(desk, 1)}")
    assert str(LAST_DAY) not in shown.text
    assert '<option value="open" selected>' in shown.text


def test_the_field_of_the_last_day_says_how_long_a_mark_holds_without_one(desk: DeskAtWork) -> None:
    """Beside it, for one organisation and for several."""
    browser = desk.browser("Anna Berg", "decide")
    for page in ("organisations", f"organisations/{reference(desk, 1)}"):
        shown = browser.ask(f"{STUDY}/{page}")
        assert 'aria-describedby="until-hint"' in shown.text
        assert "Without a day it holds until the end of the study." in shown.words


def test_the_page_of_an_organisation_says_at_its_head_what_it_is_marked_as(desk: DeskAtWork) -> None:
    """In the words of the list."""
    desk.office.mark(1, "waiting", until=LAST_DAY)
    browser = desk.browser("Anna Berg", "look")
    page = browser.ask(f"{STUDY}/organisations/{reference(desk, 1)}").words
    assert "silent, not reminded, until 1 June 2012" in page
    assert "not reminded, until 1 June 2012" in browser.ask(f"{STUDY}/organisations").words
