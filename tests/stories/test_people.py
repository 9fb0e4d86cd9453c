"""Stories of who may do what: two persons approve, a role that may not, and a stolen session."""

from __future__ import annotations

from tests.service.sending.test_silent_relay import until
from tests.stories.house import CITY, House, send_now


def test_two_persons_approve_a_mailing_and_the_same_one_twice_is_not_two(house: House) -> None:
    """The study asks for two: until the second has approved, nothing leaves, and then it does."""
    study = house.study("twice", 1, approvals="2")
    first, second = house.seated("Kai Lund", "send"), house.seated("Mia Noor", "send")
    for _ in range(2):
        first.goto(f"{study}/mailings/circular")
        first.get_by_role("button", name="Approve").click()
        first.get_by_text("1 person more has to approve it").wait_for()
    first.goto(f"{study}/mailings/circular")
    assert first.get_by_role("button", name="Send it now").count() == 0
    second.goto(f"{study}/mailings/circular")
    assert second.get_by_text("1 person more has to approve it").first.is_visible()
    assert house.letters("twice", 0) == []
    second.get_by_role("button", name="Approve").click()
    second.get_by_text("approved by Kai Lund and Mia Noor").wait_for()
    send_now(second, "twice", "circular")
    until(lambda: len(house.letters("twice", 0)) == 1)


def test_who_may_only_look_finds_no_button_and_no_page_that_acts(house: House) -> None:
    """Neither on the pages of the study nor by the address of a page; what they ask for all the same is not done."""
    house.study("seen", 1)
    page = house.seated("Olaf Pihl", "look")
    for one in ("", "cases", "organisations", "contacts", "mailings/circular"):
        page.goto(f"/studies/seen/{one}".rstrip("/"))
        assert page.locator("main form[method=post]").count() == 0, one
    page.goto("/settings")
    assert page.get_by_role("heading", name="You may not do this").is_visible()
    asked = page.request.post("/studies/seen/pause", headers={"Origin": house.address, "Sec-Fetch-Site": "same-origin"})
    assert asked.status == 403
    sender = house.seated("Rosa Stein", "send")
    send_now(sender, "seen", "circular")  # It would not leave from a study that is paused.
    until(lambda: len(house.letters("seen", 0)) == 1)


def test_a_stolen_session_ends_when_its_owner_signs_out(house: House) -> None:
    """Whoever copied the cookie stands before the door then, and what they ask for is not done."""
    owner = house.seated("Tove Urban", "administer")
    page = house.browser()
    page.context.add_cookies(owner.context.cookies())  # type: ignore[arg-type]
    page.goto(f"/studies/{CITY}")
    assert page.get_by_role("heading", name="Where we stand").is_visible()
    owner.get_by_role("button", name="Sign out").click()
    owner.get_by_role("heading", name="Sign in").wait_for()
    page.goto(f"/studies/{CITY}")
    assert page.get_by_role("heading", name="Sign in").is_visible()
    headers = {"Origin": house.address, "Sec-Fetch-Site": "same-origin"}
    page.request.post(f"/studies/{CITY}/pause", headers=headers)
    assert house.told("status", "--study", CITY)[0].get("paused") is False
