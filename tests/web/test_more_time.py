"""More time for one organisation, from its page: with a letter that says so to whoever is named there, unless somebody says otherwise."""

from __future__ import annotations

import pytest

from domain.letter import EXTENDED, DeliveryState
from store import outbox
from tests.service.office import person
from tests.web.desk import DeskAtWork
from tests.web.test_desk import STUDY, reference

_DAY = "2012-06-01"


@pytest.mark.parametrize("tells", [True, False])
def test_the_box_says_who_is_told_and_is_ticked(desk: DeskAtWork, *, tells: bool) -> None:
    """Who unticks it tells nobody, as a mark does; either way it is not reminded before that day, and undo stands beside it."""
    browser, page = desk.browser("Anna Berg", "decide"), f"{STUDY}/organisations/{reference(desk, 1)}"
    shown = browser.ask(page)
    assert f"Tell {person(1)} by a letter" in shown.words
    assert '<input type="checkbox" id="tells" name="tells" value="yes" checked>' in shown.text
    done = browser.act(page, what="waiting", until=_DAY, **({"tells": "yes"} if tells else {}))
    assert (f"{person(1)} will be told of it." in done.words) is tells
    assert _told(desk) == ([person(1)] if tells else [])
    assert desk.office.standing(1) == "silent, waits"
    assert "/undo" in done.text


def test_a_mark_says_that_nobody_is_written_to(desk: DeskAtWork) -> None:
    """And so it is, also where it has the same last day."""
    browser, page = desk.browser("Anna Berg", "decide"), f"{STUDY}/organisations/{reference(desk, 1)}"
    assert "Nobody is written to about a mark." in browser.ask(page).words
    browser.act(page, what="waiting", until=_DAY, mode="telephone")
    assert _told(desk) == []


def test_who_cannot_be_told_is_not_promised_a_letter(desk: DeskAtWork) -> None:
    """One whose answer counts is told nothing, and the page says so instead."""
    desk.office.write(person(1), ("answers.xlsx", desk.office.workbook(1)), reply_to=1)
    shown = desk.browser("Anna Berg", "decide").ask(f"{STUDY}/organisations/{reference(desk, 1)}")
    assert "Nobody is told by a letter" in shown.words
    assert 'name="tells"' not in shown.text


def test_who_is_told_is_said_in_the_language_of_the_page(desk: DeskAtWork) -> None:
    """As what was done is."""
    browser, page = desk.browser("Anna Berg", "decide"), f"{STUDY}/organisations/{reference(desk, 1)}"
    browser.act("/language", language="fr")
    assert f"En informer {person(1)} par une lettre" in browser.ask(page).words
    assert f"{person(1)} en sera informé." in browser.act(page, what="waiting", until=_DAY, tells="yes").words


def _told(desk: DeskAtWork) -> list[str]:
    with desk.office.service.store.reading() as tx:
        found = [one for one in outbox.to_addresses(tx, [person(1)]) if one.template == EXTENDED]
    assert {one.state for one in found} <= {DeliveryState.QUEUED}
    return [one.address for one in found]
