"""The list of organisations and the file of one: whom a mailing reached, who is reminded, and what was filed for whom."""

from __future__ import annotations

import re

from service.install import SAMPLE
from service.tick import tick
from store import reminding
from tests.service.installation import at
from tests.service.office import person
from tests.service.test_cancelling import letters, under_way
from tests.web.desk import Browser, DeskAtWork
from tests.web.test_desk import STUDY, last_entries, reference


def listed(browser: Browser, **asked: str) -> list[str]:
    """Return the names of the organisations that are shown to who asks so."""
    page = browser.ask(f"{STUDY}/organisations?{'&'.join(f'{name}={value}' for name, value in asked.items())}")
    assert page.status == 200
    return re.findall(r"<bdi>(Organisation \d+)</bdi></a></th>", page.text)


def test_organisations_are_found_by_whether_a_mailing_was_sent_to_them(desk: DeskAtWork) -> None:
    """A letter that only waits was not sent; who answered since owes nothing any more."""
    office = desk.office
    under_way(office)  # The reminder left for the first organisation, and waits for the two others.
    browser = desk.browser("Anna Berg", "look")
    assert listed(browser, mailing="reminder", had="sent") == ["Organisation 0"]
    assert listed(browser, mailing="reminder", had="not_sent") == ["Organisation 1", "Organisation 2"]
    assert listed(browser, mailing="reminder", had="owing") == ["Organisation 0"]
    assert listed(browser, mailing="questionnaire", had="owing") == ["Organisation 0", "Organisation 1", "Organisation 2"]
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    office.mark(1, "waiting")
    assert listed(browser, mailing="reminder", had="sent") == ["Organisation 0"]
    assert listed(browser, mailing="reminder", had="owing") == []
    assert listed(browser, mailing="questionnaire", had="owing") == ["Organisation 2"]


def test_the_filter_by_mailing_stands_beside_the_others(desk: DeskAtWork) -> None:
    """Without a mailing it narrows nothing; a mailing that there is not was sent to nobody."""
    under_way(desk.office)
    browser = desk.browser("Anna Berg", "look")
    assert len(listed(browser, had="not_sent")) == len(listed(browser)) == 3
    assert listed(browser, mailing="reminder", had="not_sent", search="ORG002") == ["Organisation 2"]
    assert listed(browser, mailing="reminder", had="<b>") == ["Organisation 0"]
    assert listed(browser, mailing="none") == []
    page = browser.ask(f"{STUDY}/organisations?mailing=reminder&had=not_sent").text
    assert "<option selected>reminder</option>" in page
    assert '<option value="not_sent" selected>was not sent</option>' in page


def reminders(desk: DeskAtWork) -> list[str]:
    """Return the organisations whose reminder left, in their order."""
    return [code for code, one in sorted(letters(desk.office).items()) if one.state == "sent"]


def ticked(desk: DeskAtWork, *numbers: int) -> list[tuple[str, str]]:
    """Return what a form says of the organisations that are ticked."""
    return [("organisation", reference(desk, number)) for number in numbers]


def test_several_organisations_are_reminded_by_the_service_and_never_by_the_console(desk: DeskAtWork) -> None:
    """Each once, as by `send --to`: who answered meanwhile gets none, and the page of the mailing says so."""
    office, page = desk.office, f"{STUDY}/mailings/reminder"
    office.now = at("03-20")  # Before the reminder leaves by its timetable.
    browser = desk.browser("Anna Berg", "send")
    done = browser.ask(f"{STUDY}/remind", [*ticked(desk, 0, 1, 1), ("mailing", "reminder"), ("note", "by their wish")])
    assert "The service that runs will send the letters" in done.words
    assert last_entries(desk, 1) == [("Anna Berg", f"mailing {SAMPLE}/reminder asked for, to 2 organisations", "by their wish")]
    assert letters(office) == {}
    assert "They wait for the service." in browser.ask(page).words
    assert browser.ask(f"{STUDY}/remind", [*ticked(desk, 1, 0), ("mailing", "reminder")]).status == 400
    office.write(person(1), ("answer.xlsx", office.workbook(1)), reply_to=1)
    for _ in range(2):
        tick(office.service, office.later())
    assert reminders(desk) == ["ORG000"]
    words = browser.ask(page).words
    assert "1 letter was put out." in words
    assert "ORG001 (Organisation 1): reminder is not for it: it is answered." in words
    assert ("Anna Berg", "by their wish") in [(by, note) for by, what, note in last_entries(desk, 9) if "to one organisation" in what]
    office.check()


def test_nobody_is_reminded_twice_and_what_was_interrupted_is_not_begun_again(desk: DeskAtWork) -> None:
    """Whoever asked sees both, and may ask again."""
    office = desk.office
    under_way(office)  # The first organisation has its reminder.
    browser = desk.browser("Anna Berg", "send")
    browser.ask(f"{STUDY}/remind", [*ticked(desk, 0), ("mailing", "reminder")])
    with office.service.store.transaction() as tx:
        (one,) = reminding.waiting(tx)
        assert (reminding.begin(tx, one.id, office.now), reminding.begin(tx, one.id, office.now)) == (True, False)
    browser.ask(f"{STUDY}/remind", [*ticked(desk, 0), ("mailing", "reminder")])
    before = letters(office)["ORG000"].id
    tick(office.service, office.later())
    assert letters(office)["ORG000"].id == before
    words = browser.ask(f"{STUDY}/mailings/reminder").words
    assert "was interrupted. Ask again." in words
    assert "reminder was sent to it before" in words


def test_who_may_only_decide_reminds_nobody_and_what_may_not_leave_is_not_asked_for(desk: DeskAtWork) -> None:
    """The study is paused, the mailing cancelled, or there is none of this name; nothing waits then."""
    under_way(desk.office)
    decider, sender = desk.browser("Ben Carter", "decide"), desk.browser("Anna Berg", "send")
    form = [*ticked(desk, 1), ("mailing", "reminder")]
    assert decider.ask(f"{STUDY}/remind", form).status == 403
    assert f'formaction="{STUDY}/remind"' not in decider.ask(f"{STUDY}/organisations").text
    assert f'formaction="{STUDY}/remind"' in sender.ask(f"{STUDY}/organisations").text
    refused = [
        sender.ask(f"{STUDY}/remind", [*ticked(desk, 1), ("mailing", "none")]),
        sender.ask(f"{STUDY}/remind", [("mailing", "reminder")]),
        sender.ask(f"{STUDY}/remind", [("organisation", "ORG999"), ("mailing", "reminder")]),
        sender.ask(f"{STUDY}/remind", form, Sec_Fetch_Site="cross-site"),
    ]
    sender.act(f"{STUDY}/mailings/reminder/cancel")
    refused.append(sender.ask(f"{STUDY}/remind", form))
    sender.act(f"{STUDY}/pause", what="pause")
    refused.append(sender.ask(f"{STUDY}/remind", [*ticked(desk, 1), ("mailing", "questionnaire")]))
    assert [one.status for one in refused] == [400, 400, 400, 403, 400, 400]
    with desk.office.service.store.reading() as tx:
        assert reminding.waiting(tx) == ()
