"""What is looked at in a browser is every page of the console."""

from __future__ import annotations

from tests.web.desk import DeskAtWork
from tests.web.doors import pages_missed
from tests.web.test_browser import pages


def test_every_page_is_looked_at_in_a_browser(desk: DeskAtWork) -> None:
    """By axe-core, narrow, dark, printed and without colours; what answers a form or a link that was sent is looked at beside them."""
    assert pages_missed(pages(desk)) == []
