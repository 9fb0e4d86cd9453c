"""An original that is gone from the archive, or damaged: a page says what is missing, and not where it lies on the computer."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.installation.install import SAMPLE
from service.sending.send import send_due
from store import outbox, submissions
from tests.service.office import person
from tests.web.desk import DeskAtWork
from tests.web.test_desk import REFUSES, STUDY, reference


def lose(desk: DeskAtWork, *, damaged: bool) -> None:
    """Take every content out of the archive, or write something else over it."""
    archive = Path(desk.office.service.store.archive.where())
    for one in (each for each in archive.rglob("*") if each.is_file()):
        one.chmod(0o600)
        if damaged:
            one.write_bytes(b"something else")
        else:
            one.unlink()


@pytest.mark.parametrize("damaged", [False, True])
def test_no_page_shows_where_an_original_lay(desk: DeskAtWork, damaged: bool) -> None:
    """Neither of messages, workbooks, letters and cases, nor when a case of it is decided."""
    office = desk.office
    message = office.write(person(2), ("answers.xlsx", office.workbook(2)), text=REFUSES, reply_to=2)
    office.write(person(1), ("answers.xlsx", office.workbook(0)), reply_to=1)
    send_due(office.service, office.later())
    with office.service.store.reading() as tx:
        (workbook,) = (one.id for one in submissions.of_invitations(tx, [3]))
        letters = [one.id for one in outbox.of_organisations(tx, ["ORG002"]) if one.study == SAMPLE]
    lose(desk, damaged=damaged)
    browser, whose = desk.browser("Anna Berg", "decide"), f"{STUDY}/organisations/{reference(desk, 2)}"
    pages = [f"{STUDY}/messages/{message}", f"{STUDY}/messages/{message}/original", whose, f"{whose}/workbooks/{workbook}"]
    pages += [f"{whose}/workbooks/{workbook}/file", *(f"{STUDY}/letters/{one}" for one in letters)]
    pages += [f"{STUDY}/cases/{one.id}" for one in office.cases()]
    told = [browser.ask(one).text for one in pages]
    cases = [("case", str(one.id)) for one in office.cases()]
    told += [browser.ask(f"{STUDY}/cases", [*cases, ("what", what)]).text for what in ("assign", "accept", "count")]
    missing = "is damaged" if damaged else "no longer in the archive"
    assert sum(missing in one for one in told) >= 3
    assert [one for one in told if str(office.home) in one] == []
