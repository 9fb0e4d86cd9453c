"""The story of a mailing that leaves: watched, paused and resumed."""

from __future__ import annotations

from tests.service.sending.test_silent_relay import until
from tests.stories.house import CITY, House, send_now

ORGANISATIONS = 6


def test_a_mailing_is_watched_while_it_leaves_paused_and_resumed(house: House) -> None:
    """The page counts by itself; the letter in hand still leaves after the pause, and the rest only when the study goes on."""
    study = house.study("watched", ORGANISATIONS)

    def arrived() -> int:
        return sum(len(house.letters("watched", one)) for one in range(ORGANISATIONS))

    def under_way() -> bool:
        page.goto(study)
        return page.locator("iframe.progress").count() > 0

    page = house.seated("Vera Wold", "send")
    with house.post.gate.shut():
        send_now(page, "watched", "circular")
        until(under_way)
        frame = page.frame_locator("iframe.progress")
        frame.get_by_text(f"circular: 1 of {ORGANISATIONS} letters have left").wait_for()  # It is in hand.
        house.post.gate.let(2)
        frame.get_by_text(f"circular: 3 of {ORGANISATIONS} letters have left").wait_for()
        page.get_by_role("button", name="Pause the study").click()
        page.get_by_text("The study is paused.").wait_for()
    house.write(CITY, 1, "Does question 2 ask for the year 2025 or 2026?")
    until(lambda: bool(house.told("questions", "--study", CITY)))  # The service went on to other things.
    until(lambda: arrived() >= 3)  # The relay hands on what it took when it comes to it.
    assert arrived() == 3
    page.goto(study)
    page.get_by_role("button", name="Resume the study").click()
    page.get_by_text("The study goes on.").wait_for()
    until(lambda: arrived() == ORGANISATIONS)
    page.goto(f"{study}/mailings")
    assert page.get_by_role("row", name="circular").get_by_text("It left").is_visible()
