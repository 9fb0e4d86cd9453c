"""Two workbooks side by side on a page, of which one answers an earlier version of the questionnaire than the other."""

from __future__ import annotations

import re
from pathlib import Path

from service.console.signing_in import choose_password
from service.console.users import AddingUser, add_user
from service.installation.public import ConsoleTable
from store import invitations
from tests.servers import free_port
from tests.service.installed import at
from tests.service.studies.test_versions import _LAWS_SECOND, _SECOND, _SECOND_CHANGES, FIRST, House, sent
from tests.web.desk import PASSWORD, Browser
from tests.web.test_desk import STUDY
from web.console.app import console
from web.serving import served

REWORDED = tuple(tuple("Anything else?" if cell == "Anything alse?" else cell for cell in row) for row in _SECOND)
SECOND = {"Number of staff": 12, "Incidents recorded": 2.5, "Is there a law?": "No", "What is the budget?": 7, "Anything else?": "yes"}


def answered_twice(house: House) -> None:
    """Let one organisation answer the first form, and the workbook of the second one, in which a question is worded anew as well."""
    house.write(REWORDED, _LAWS_SECOND, _SECOND_CHANGES)
    ran = house.apply("--by", "Anna Berg")
    assert ran.code == 0, ran.err
    fresh = house.fresh(0, "03-26")
    house.answer(0, FIRST, "03-27", house.letters)
    house.send(fresh, SECOND, "03-28")


def page_of(house: House, path: str) -> str:
    """Return a page of the console as HTML, as somebody sees it who may look."""
    settings, now = ConsoleTable(port=free_port()), at("04-01")
    added = add_user(house.service, AddingUser(name="Anna Berg", role="look", study=None, by="Ines Boss"), now)
    assert added.secret
    choose_password(house.service, added.secret, "Anna Berg", PASSWORD, now)
    with served(console(house.service, settings, lambda: now), settings, "console"):
        browser = Browser(settings.port)
        browser.sign_in("Anna Berg")
        return browser.ask(path).text


def rows_of(page: str) -> dict[str, tuple[str, str]]:
    """Return what the page says of each answer that differs, of the earlier and of the later workbook."""
    cells = r"<tr><th scope=\"row\"><code>(.*?)</code></th><td dir=\"auto\">(.*?)</td><td dir=\"auto\">(.*?)</td></tr>"
    return {key: (first, second) for key, first, second in re.findall(cells, page)}


def test_workbooks_of_two_versions_stand_side_by_side_in_the_words_of_both(tmp_path: Path) -> None:
    """What is called, coded or counted otherwise since is one answer; a question that came or went is no difference, and is told apart."""
    with sent(tmp_path, 3) as house:
        answered_twice(house)
        with house.service.store.reading() as tx:
            (invitation,) = invitations.of_organisations(tx, ["ORG000"])
        page = page_of(house, f"{STUDY}/organisations/{invitation.reference}/workbooks?first=1&second=2")
    assert rows_of(page) == {"closing": ("no", "yes"), "incidents": ("1.234", "2.5"), "means": ("fax, mail", "–")}
    assert "3 answers differ. 2 answers are the same in both. 3 answers are to questions that the other workbook does not ask." in page
