"""More time for one organisation, from its page: with a letter that says so to whoever is named there, unless somebody says otherwise."""

from __future__ import annotations

import pytest

from domain.letter import EXTENDED, DeliveryState
from service.installation.install import SAMPLE
from store import invitations, outbox
from tests.service.letters.test_extended import newcomer
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


def test_who_had_no_letter_yet_is_promised_none_about_time(desk: DeskAtWork) -> None:
    """The page says why, and offers no box; whoever sends it along all the same tells nobody."""
    browser, page = desk.browser("Anna Berg", "decide"), f"{STUDY}/organisations/{newcomer(desk.office)}"
    shown = browser.ask(page)
    assert "Nobody is told by a letter: no letter of the study has gone to it yet." in shown.words
    assert 'name="tells"' not in shown.text
    assert "Nobody is told: no letter of" in browser.act(page, what="waiting", until=_DAY, tells="yes").words


def test_who_is_told_is_said_in_the_language_of_the_page(desk: DeskAtWork) -> None:
    """As what was done is."""
    browser, page = desk.browser("Anna Berg", "decide"), f"{STUDY}/organisations/{reference(desk, 1)}"
    browser.act("/language", language="fr")
    assert f"En informer {person(1)} par une lettre" in browser.ask(page).words
    assert f"{person(1)} en sera informé." in browser.act(page, what="waiting", until=_DAY, tells="yes").words


def test_a_case_that_asks_for_time_is_granted_until_another_day(desk: DeskAtWork) -> None:
    """As a coordinator may say by mail; without a day it is the one that was asked for, and with another decision none counts."""
    for number in (1, 2):
        desk.office.write(person(number), text="Could we have more time, until 15 May 2012?", reply_to=number)
    browser, (first, second) = desk.browser("Anna Berg", "decide"), desk.office.cases()
    assert 'type="date"' in browser.ask(f"{STUDY}/cases/{first.id}").text
    assert "until 2012-06-01" in browser.act(f"{STUDY}/cases/{first.id}", what="grant", until=_DAY).words.replace("1 June 2012", _DAY)
    browser.act(f"{STUDY}/cases/{second.id}", what="grant", until="")
    with desk.office.service.store.reading() as tx:
        found = [invitations.of(tx, SAMPLE, f"ORG00{number}") for number in (1, 2)]
    assert [str(one.until) for one in found if one] == [_DAY, "2012-05-15"]


def _told(desk: DeskAtWork) -> list[str]:
    with desk.office.service.store.reading() as tx:
        found = [one for one in outbox.to_addresses(tx, [person(1)]) if one.template == EXTENDED]
    assert {one.state for one in found} <= {DeliveryState.QUEUED}
    return [one.address for one in found]
