"""Stories of those who decide: in the browser and by mail, undoing, and two at once."""

from __future__ import annotations

import re
from email.message import EmailMessage

from tests.service.sending.test_silent_relay import until
from tests.stories.house import CITY, COORDINATOR, House, words_of

REFUSES = "We will not take part in this survey."


def opened(house: House, number: int, words: str) -> int:
    """Let an organisation write, and return the number of the case that comes of it."""
    known = len(house.cases(CITY))
    house.write(CITY, number, words)
    until(lambda: len(house.cases(CITY)) > known)
    return int(house.cases(CITY)[-1]["id"])


def about(house: House, case: int) -> list[EmailMessage]:
    """Return what lies in the coordinator's mailbox about a case."""
    return [one for one in house.post.mail_for(COORDINATOR) if re.search(rf"ase {case}\b", str(one["Subject"]))]


def answer(house: House, letter: EmailMessage, words: str) -> EmailMessage:
    """Let the coordinator answer a letter about a case, and return the letter that comes of it."""
    mail, known = EmailMessage(), len(house.post.mail_for(COORDINATOR))
    mail["From"], mail["To"], mail["Subject"] = COORDINATOR, letter["Reply-To"], f"Re: {letter['Subject']}"
    mail["Message-ID"] = f"<{known}.answer@itu.example>"
    mail.set_content(words)
    house.post.deliver(mail)
    until(lambda: bool(answers(house, mail)))  # Notices come in between.
    return answers(house, mail)[-1]


def answers(house: House, mail: EmailMessage) -> list[EmailMessage]:
    """Return what lies in the coordinator's mailbox in answer to a mail of theirs."""
    return [one for one in house.post.mail_for(COORDINATOR) if str(one["In-Reply-To"]) == str(mail["Message-ID"])]


def test_a_case_is_decided_by_mail_undone_in_the_browser_and_decided_there(house: House) -> None:
    """Each door sees what the other did; an answer to a notice that is out of date decides nothing, and says who did."""
    case = opened(house, 0, REFUSES)
    until(lambda: bool(about(house, case)))
    notice = about(house, case)[-1]
    assert "Done" in answer(house, notice, "declined: confirmed by telephone")["Subject"]
    page = house.seated("Ben Carter", "decide")
    page.goto(f"/studies/{CITY}/cases/{case}")
    page.get_by_text("Anna Berg").first.wait_for()
    assert page.get_by_role("button", name="It declined").count() == 0
    page.get_by_role("button", name="Undo").first.click()
    page.get_by_text("Undone").first.wait_for()
    page.goto(f"/studies/{CITY}/cases/{case}")
    page.locator("button[value=reject]").first.click()
    page.get_by_role("heading", name="Done").wait_for()
    assert "because Ben Carter decided it" in words_of(answer(house, notice, "declined"))
    assert house.standing(CITY, 0) == "silent"


def test_a_decision_is_undone_beside_it_long_after_and_the_undoing_too(house: House) -> None:
    """By another person, on the page of the organisation; and whoever had been told is told each time."""
    case = opened(house, 4, "We need some more time to answer.")
    first = house.seated("Dora Ems", "decide")
    first.goto(f"/studies/{CITY}/cases/{case}")
    first.locator("button[value=grant]").first.click()
    first.get_by_role("heading", name="Done").wait_for()
    until(lambda: "have time until" in str(house.letters(CITY, 4)[-1]["Subject"]))
    granted = str(house.letters(CITY, 4)[-1]["Subject"]).partition("have time until ")[2]
    second = house.seated("Emil Frey", "decide")
    second.goto(f"/studies/{CITY}/organisations?search=ORG004")
    second.get_by_role("link", name="Organisation 4").click()
    decided = second.get_by_role("listitem").filter(has_text="decided: grant")
    decided.get_by_role("button", name="Undo").click()
    second.get_by_text("will get a letter that says what holds now").wait_for()
    until(lambda: "a correction to our letter" in str(house.letters(CITY, 4)[-1]["Subject"]))
    assert "it has until" in words_of(house.letters(CITY, 4)[-1])
    told = len(house.letters(CITY, 4))
    second.get_by_role("button", name="Undo").click()
    second.get_by_text("will get a letter that says what holds now").wait_for()
    until(lambda: len(house.letters(CITY, 4)) > told)
    assert granted in words_of(house.letters(CITY, 4)[-1])


def test_of_two_who_decide_a_case_at_once_the_second_is_told_who_was_first(house: House) -> None:
    """Both look at the same page and press at the same moment; what the first decided stands, once."""
    case = opened(house, 2, REFUSES)
    pages = [house.seated(name, "decide") for name in ("Gil Hart", "Ida Juhl")]
    for page in pages:
        page.goto(f"/studies/{CITY}/cases/{case}")
    for page in pages:
        page.get_by_role("button", name="It declined").click(no_wait_after=True)
    for page in pages:
        page.wait_for_load_state()
        page.get_by_role("heading", name="Done").or_(page.locator("[role=alert]")).first.wait_for()
    (first,) = [one for one in pages if not one.locator("[role=alert]").count()]
    (second,) = [one for one in pages if one is not first]
    by = {pages[0]: "Gil Hart", pages[1]: "Ida Juhl"}[first]
    assert second.get_by_text(by).first.is_visible()
    assert second.get_by_role("button", name="Undo").count() == 0
    (decided,) = [one for one in house.cases(CITY) if one["id"] == case]
    assert (decided["decision"], decided["by"]) == ("declined", by)
    assert house.standing(CITY, 2) == "declined"
    entries = [one for one in house.told("journal") if (one["what"], one["about"]) == ("decide", f"case {case}")]
    assert len(entries) == 1
