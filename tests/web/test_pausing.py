"""A study that is paused or goes on: the page after the act says one of both, in its frame as in its words."""

from __future__ import annotations

import pytest

from tests.web.desk import DeskAtWork
from tests.web.test_desk import STUDY

STANDS_STILL = "Nothing is sent until somebody resumes it."


def test_the_page_after_an_act_says_once_whether_the_study_is_paused(desk: DeskAtWork) -> None:
    """Also after undoing: the frame is that of the study as it is now."""
    browser = desk.browser("Anna Berg", "send")
    assert STANDS_STILL in browser.act(f"{STUDY}/pause", what="pause").words
    done = browser.act(f"{STUDY}/pause", what="resume")
    assert ("The study goes on." in done.words, STANDS_STILL in done.words) == (True, False)
    undo = done.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
    assert STANDS_STILL in browser.act(f"{STUDY}/entries/{undo}/undo").words


@pytest.mark.parametrize("address", [f"{STUDY}/pause", "/collecting"])
@pytest.mark.parametrize("what", ["", "Pause", "stop"])
def test_a_word_that_stands_on_no_button_lets_nothing_go_on(desk: DeskAtWork, address: str, what: str) -> None:
    """What is paused stays so, and whoever sent the form is told that nothing was done."""
    browser = desk.browser("Anna Berg")
    browser.act(address, what="pause")
    before = browser.ask(STUDY).words
    refused = browser.act(address, what=what)
    assert (refused.status, "Nothing was done" in refused.words) == (400, True)
    assert browser.ask(STUDY).words == before
