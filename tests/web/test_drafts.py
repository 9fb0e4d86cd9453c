"""A study that was just made is in the console before anybody applies it: what is to be looked at, and the button that lets it run."""

from __future__ import annotations

import re

from domain.letter import DeliveryState
from service.authoring.new_study import NewStudy, new_study
from store import outbox, studies
from tests.service.authoring.test_new_study import WATER
from tests.web.desk import DeskAtWork
from tests.web.test_desk import STUDY
from web.console.warm import warm


def test_a_new_study_is_listed_looked_at_and_applied(desk: DeskAtWork) -> None:
    """With its letters and its workbook as they would look; then its pages are those of every study, and nothing has left."""
    made, browser = _made(desk), desk.browser("Anna Berg", "administer")
    listed = browser.ask("/")
    assert "not applied yet" in listed.words
    page = f"/drafts/{made.id}"
    assert f'href="{page}"' in listed.text
    shown = browser.ask(page)
    assert "nothing leaves" in shown.words
    letters = re.findall(rf'href="({page}/letters/[^"]+)"', shown.text)
    assert len(letters) == len(set(letters)) >= len(made.languages)
    assert {browser.ask(one).status for one in (*letters, *(f"{one}/html" for one in letters))} == {200}
    workbooks = re.findall(rf'href="({page}/workbook/[^"]+)"', shown.text)
    assert {browser.ask(one).data[:2] for one in workbooks} == {b"PK"}
    assert "The study runs now" in browser.act(page, note="looked at", sha256=_seen(shown.text)).words
    assert browser.ask(f"/studies/{made.id}").status == 200
    assert (browser.ask(page).status, browser.act(page).status) == (404, 404)
    with desk.office.service.store.reading() as tx:
        assert not [one for one in outbox.of_studies(tx, [made.id]) if one.state is not DeliveryState.DROPPED]
    desk.office.check()


def test_who_may_not_apply_a_study_sees_it_and_no_button(desk: DeskAtWork) -> None:
    """And who may look at other studies alone is not told that it is there."""
    made = _made(desk)
    page, looks, other = f"/drafts/{made.id}", desk.browser("Ivo Look", "send"), desk.browser("Olga One", "administer", "cybercrime-2012")
    assert "<button>Apply" not in looks.ask(page).text
    assert looks.act(page).status == 403
    assert [other.ask(one).status for one in (page, f"{page}/workbook/en", f"{page}/letters/circular/en")] == [404] * 3
    assert other.act(page).status in {403, 404}
    assert made.title not in other.ask("/").words
    with desk.office.service.store.reading() as tx:
        assert made.id not in studies.applied_ids(tx)


def test_one_that_cannot_be_read_says_why(desk: DeskAtWork) -> None:
    """In the list, where its name stands; the other studies are there as ever."""
    made, browser = _made(desk), desk.browser("Anna Berg", "administer")
    file = desk.office.service.installation.studies / made.id / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("zone = ", "zoen = ", 1), encoding="utf-8")
    listed = browser.ask("/")
    assert "zoen" in listed.words
    assert STUDY in listed.text
    assert browser.ask(f"/drafts/{made.id}").status == 404


def test_a_letter_in_no_utf_8_and_a_file_that_cannot_be_read_are_told_and_keep_nobody_from_starting(desk: DeskAtWork) -> None:
    """As an editor of Windows saves an é, or where the folder's owner alone may read."""
    made, browser = _made(desk), desk.browser("Anna Berg", "administer")
    letter = min((desk.office.service.installation.studies / made.id).glob("letters/*.en.md"))
    letter.write_bytes("Chère Madame,\n\nvoilà.".encode("cp1252"))
    warm(desk.office.service, desk.office.now)
    shown = browser.ask(f"/drafts/{made.id}")
    assert (shown.status, f"letters/{letter.name}, line 1" in shown.words, "not in UTF-8" in shown.words) == (200, True, True)
    letter.unlink()
    letter.symlink_to("/proc/self/mem")  # Nobody can read its beginning, whatever their rights.
    warm(desk.office.service, desk.office.now)
    assert f"letters/{letter.name} cannot be read" in browser.ask("/").words


def test_a_study_with_a_letter_that_cannot_be_made_is_not_applied(desk: DeskAtWork) -> None:
    """Its page says which and has no button; who has the page of before gets the same word."""
    made, browser = _made(desk), desk.browser("Anna Berg", "administer")
    page = f"/drafts/{made.id}"
    seen = _seen(browser.ask(page).text)
    letter = min((desk.office.service.installation.studies / made.id).glob("letters/circular.en.md"))
    letter.write_text(letter.read_text(encoding="utf-8") + "\n{{ org.nickname }}\n", encoding="utf-8")
    shown = browser.ask(page)
    assert "There is no value" in shown.words
    assert "<button>Apply" not in shown.text
    refused = browser.act(page, sha256=seen)
    assert (refused.status, "A letter of this study cannot be made" in refused.words) == (400, True)
    assert made.id not in _applied(desk)


def test_files_that_changed_since_they_were_looked_at_are_looked_at_again(desk: DeskAtWork) -> None:
    """A form says which files were seen; one that says none saw none."""
    made, browser = _made(desk), desk.browser("Anna Berg", "administer")
    page = f"/drafts/{made.id}"
    seen = _seen(browser.ask(page).text)
    letter = desk.office.service.installation.studies / made.id / "letters" / "circular.en.md"
    letter.write_text(letter.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    for said in ({"sha256": seen}, {}):
        refused = browser.act(page, **said)
        assert (refused.status, "have changed since you looked" in refused.words) == (400, True)
    assert made.id not in _applied(desk)
    assert browser.act(page, sha256=_seen(browser.ask(page).text)).status == 200
    assert made.id in _applied(desk)


def test_a_mailing_whose_day_is_over_says_so_before_the_study_is_applied(desk: DeskAtWork) -> None:
    """The page has the day of each, and what becomes of it: long over, it waits for a person, as `study apply` says too."""
    made, browser = _made(desk), desk.browser("Anna Berg", "administer")
    file = desk.office.service.installation.studies / made.id / "study.toml"
    assert "already over" not in browser.ask(f"/drafts/{made.id}").words
    days = re.findall(r"^at = (\d{4})", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    file.write_text(re.sub(r"^at = \d{4}", "at = 1999", file.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE), encoding="utf-8")
    assert days
    shown = browser.ask(f"/drafts/{made.id}").words
    assert shown.count("already over") == 1
    assert "long over: circular (1999-" in shown
    assert "waits until a person decides" in shown
    assert "it leaves as soon as" not in shown
    assert "The deadline is over" not in shown


def _seen(page: str) -> str:
    found = re.search(r'name="sha256" value="([0-9a-f]{64})"', page)
    assert found
    return found.group(1)


def _applied(desk: DeskAtWork) -> set[str]:
    with desk.office.service.store.reading() as tx:
        return set(studies.applied_ids(tx))


def _made(desk: DeskAtWork) -> NewStudy:
    new_study(desk.office.service, WATER, desk.office.now.date())
    return WATER
