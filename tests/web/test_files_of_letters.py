"""Each file of a letter that was sent is had by itself, as its organisation got it."""

from __future__ import annotations

import hashlib
import re

from tests.web.desk import DeskAtWork
from tests.web.test_desk import STUDY


def test_the_pdf_and_every_other_file_of_a_letter_have_a_button_beside_the_message(desk: DeskAtWork) -> None:
    """Its bytes are those that were sent, and a browser keeps it as a file under the name that it had."""
    browser = desk.browser("Anna Berg", "look")
    page = browser.ask(f"{STUDY}/letters/1").text
    told = re.findall(r"<bdi>([^<]+)</bdi> \([^)]* B\) <span class=\"hash\" dir=\"ltr\">(\w{64})</span> <a [^>]*href=\"([^\"]+)\"", page)
    assert any(name.endswith(".pdf") for name, _, _ in told)
    assert len(told) == page.count('class="hash" dir="ltr"') > 0
    for name, sha256, button in told:
        file = browser.ask(button)
        assert hashlib.sha256(file.data).hexdigest() == sha256
        assert file.headers["content-disposition"].startswith("attachment")
        assert name.rpartition(".")[2] in file.headers["content-disposition"]


def test_a_file_that_a_letter_has_not_is_not_there(desk: DeskAtWork) -> None:
    """Nor is one before the first, or what is no number."""
    browser = desk.browser("Anna Berg", "look")
    assert {browser.ask(f"{STUDY}/letters/1/files/{number}").status for number in ("0", "99", "-1", "x")} == {404}
