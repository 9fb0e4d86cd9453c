"""A mailing is sent from its page: seen, asked for by its hash, taken back while it waits, and sent by the service alone."""

from __future__ import annotations

import re

import pytest

from domain.sentences import short_hash
from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.process.presence import Presence
from tests.service.approving.test_approvals import asks
from tests.service.approving.test_cancelling import letters
from tests.service.installed import LIST, at, contacts_csv
from tests.service.office import ME
from tests.web.desk import Browser, DeskAtWork
from tests.web.test_desk import STUDY, last_entries

PAGE = f"{STUDY}/mailings/reminder"


@pytest.fixture
def early(desk: DeskAtWork) -> DeskAtWork:
    """Return a console where the reminder is to come."""
    desk.office.now = at("03-20")
    return desk


def hash_on(browser: Browser, page: str = PAGE) -> str:
    """Return the hash that the page of a mailing shows."""
    found = re.search(r"\b[0-9a-f]{64}\b", browser.ask(page).words)
    assert found
    return found.group()


def test_a_mailing_is_asked_for_on_a_second_page_and_sent_by_the_service(early: DeskAtWork) -> None:
    """The second page says to how many and in which languages it goes, and that nothing calls it back; the console sends nothing itself."""
    browser = early.browser("Anna Berg", "send")
    assert "Send it now" in browser.ask(PAGE).words
    sha256 = hash_on(browser)
    second = browser.ask(f"{PAGE}/send?sha256={sha256}")
    for words in (
        "Send reminder?",
        "Letters that would leave 3",
        "Organisations 3",
        "English 2",
        "French 1",
        "What has left cannot be called back.",
        sha256,
    ):
        assert words in second.words
    assert "anglais 2" in browser.ask(f"{PAGE}/send?sha256={sha256}", Accept_Language="fr").words
    done = browser.act(f"{PAGE}/send", sha256=sha256, note="as agreed")
    assert "The service that runs will send the mailing" in done.words
    assert last_entries(early, 1) == [("Anna Berg", f"mailing {SAMPLE}/reminder asked to be sent: {short_hash(sha256)}", "as agreed")]
    assert letters(early.office) == {}
    words = browser.ask(PAGE).words
    assert "It waits for the service" in words
    assert "Send it now" not in words
    assert browser.act(f"{PAGE}/send", sha256=sha256).status == 400
    tick(early.office.service, early.office.later())
    assert {one.state for one in letters(early.office).values()} == {"sent"}
    assert "3 letters were put out." in browser.ask(PAGE).words
    assert "Nobody would get a letter now." in browser.ask(f"{PAGE}/send?sha256={hash_on(browser)}").words
    early.office.check()


def test_what_was_asked_for_is_taken_back_beside_it(early: DeskAtWork) -> None:
    """By who may send, on the page of the mailing; who may only decide may not."""
    browser, decider = early.browser("Anna Berg", "send"), early.browser("Ben Carter", "decide")
    browser.act(f"{PAGE}/send", sha256=hash_on(browser))
    undo = f"{STUDY}/entries/{early.office.entry('wish')}/undo"
    assert f'action="{undo}"' in browser.ask(PAGE).text
    assert f'action="{undo}"' not in decider.ask(PAGE).text
    assert decider.act(undo).status == 403
    assert browser.act(undo).status == 200
    assert "It was taken back; nothing was sent." in browser.ask(PAGE).words
    tick(early.office.service, early.office.later())
    assert letters(early.office) == {}


def test_why_it_was_not_sent_stands_on_the_page_and_in_the_journal(early: DeskAtWork) -> None:
    """The mailing was cancelled while it waited."""
    browser = early.browser("Anna Berg", "send")
    browser.act(f"{PAGE}/send", sha256=hash_on(browser))
    browser.act(f"{STUDY}/pause", what="pause")
    tick(early.office.service, early.office.later())
    assert "It was not sent. " in browser.ask(PAGE).words
    assert "The study is paused, so nothing is sent." in browser.ask(PAGE).words
    (said,) = last_entries(early, 1)
    assert said[:2] == ("rule asked", f"mailing {SAMPLE}/reminder not sent, as it was asked for")
    assert said[2] in browser.ask(f"{STUDY}/journal").words
    assert letters(early.office) == {}


def test_nothing_is_asked_for_by_who_may_not_or_of_what_may_not_leave(early: DeskAtWork) -> None:
    """Another role, a form of another site, another hash or none, no such mailing; what is not approved, cancelled or paused."""
    sender, decider = early.browser("Anna Berg", "send"), early.browser("Ben Carter", "decide")
    sha256 = hash_on(sender)
    assert "Send it" not in decider.ask(PAGE).words
    refused = [
        decider.ask(f"{PAGE}/send?sha256={sha256}"),
        decider.act(f"{PAGE}/send", sha256=sha256),
        sender.ask(f"{PAGE}/send", {"sha256": sha256}, Sec_Fetch_Site="cross-site"),
        sender.ask(f"{PAGE}/send"),
        sender.act(f"{PAGE}/send", sha256=sha256[:12]),
        sender.act(f"{PAGE}/send", sha256="0" * 64),
        sender.ask(f"{PAGE}/send?sha256={'0' * 64}"),
        sender.act(f"{STUDY}/mailings/none/send", sha256=sha256),
    ]
    assert [one.status for one in refused] == [403, 403, 403, 400, 400, 400, 400, 404]
    asks(early.office.home, 2)
    apply(early.office.service, SAMPLE, early.office.later(), by=ME)
    assert "It can be sent once it is approved." in sender.ask(PAGE).words
    sha256 = hash_on(sender)
    assert "nobody has approved it" in sender.ask(f"{PAGE}/send?sha256={sha256}").words
    sender.act(PAGE, sha256=sha256)
    assert sender.act(f"{PAGE}/send", sha256=sha256).status == 400
    other = early.browser("Carla Ode", "send")
    other.act(PAGE, sha256=sha256)
    assert other.ask(f"{PAGE}/send?sha256={sha256}").status == 200
    sender.act(f"{STUDY}/pause", what="pause")
    assert sender.act(f"{PAGE}/send", sha256=sha256).status == 400
    assert "wish" not in {one.what for one in early.office.entries()}


def test_a_folder_that_is_not_applied_is_not_sent_from_its_page(early: DeskAtWork) -> None:
    """Its hash is not of what runs."""
    browser = early.browser("Anna Berg", "send")
    letter = early.office.home / "studies" / SAMPLE / "letters" / "reminder.en.md"
    letter.write_text(f"{letter.read_text()}\nWe look forward to it.\n")
    assert "Whoever runs Counterfoil applies it first." in browser.ask(PAGE).words
    assert browser.act(f"{PAGE}/send", sha256=hash_on(browser)).status == 400


def test_a_mailing_that_was_held_is_sent_from_the_page_to_which_its_case_leads(desk: DeskAtWork) -> None:
    """It was late; once it is sent, the case waits for nobody."""
    office = desk.office
    tick(office.service, office.later(days=60))
    (case,) = [one for one in office.cases() if one.mailing == "reminder"]
    browser = desk.browser("Anna Berg", "send")
    assert f'href="{PAGE}#send"' in browser.ask(f"{STUDY}/cases/{case.id}").text
    browser.act(f"{PAGE}/send", sha256=hash_on(browser))
    tick(office.service, office.later())
    assert {one.state for one in letters(office).values()} == {"sent"}
    assert [one for one in office.cases() if one.mailing == "reminder"] == []
    office.check()


def test_how_it_goes_is_asked_anew_while_it_waits_and_no_longer(early: DeskAtWork) -> None:
    """In a frame of the page, which is no act of the person: it keeps no session alive."""
    browser = early.browser("Anna Berg", "send")
    assert "<iframe" not in browser.ask(PAGE).text
    browser.act(f"{PAGE}/send", sha256=hash_on(browser))
    with Presence(early.office.service) as alive:
        alive.show()
        assert f'src="{PAGE}/progress"' in browser.ask(PAGE).text
        frame = browser.ask(f"{PAGE}/progress")
        assert "Nothing of it has left yet." in frame.words
        assert 'http-equiv="refresh"' in frame.text
        tick(early.office.service, early.office.later())
        frame = browser.ask(f"{PAGE}/progress")
    assert "3 letters have left, none waits" in frame.words
    assert 'http-equiv="refresh"' not in frame.text


def primary_of(answer: str) -> list[str]:
    """Return the buttons that a page offers before all others."""
    main = answer.partition("<main")[2].partition("</main>")[0]
    return [words.strip() for words in re.findall(r"<button(?![^>]*class=)[^>]*>([^<]*)</button>", main)]


def first_of(answer: str) -> str:
    """Return what the page says first."""
    return re.sub(r"<[^>]*>", " ", answer.partition('class="finding">')[2].partition("</p>")[0]).strip()


def test_a_mailing_s_page_says_first_where_it_stands_and_offers_one_act_before_all_others(early: DeskAtWork) -> None:
    """Looking through it while it is to come, then nothing; once it has left, neither sending nor approving it."""
    browser = early.browser("Anna Berg", "send")
    page = browser.ask(PAGE).text
    assert first_of(page).startswith("It is to come: it leaves by itself Mon 26 Mar")
    assert primary_of(page) == ["Look through the letters"]
    assert primary_of(browser.act(f"{PAGE}/check").text) == []
    browser.act(f"{PAGE}/send", sha256=hash_on(browser))
    page = browser.ask(PAGE).text
    assert first_of(page).startswith("Somebody asked for it to be sent.")
    assert (primary_of(page), "Send it now" in page) == ([], False)
    tick(early.office.service, early.office.later())
    page = browser.ask(PAGE).text
    assert re.fullmatch(r"It left .*\. 3 letters have left\.", " ".join(first_of(page).split()))
    assert (primary_of(page), "Send it now" in page, "Approve</button>" in page) == ([], False, False)


def test_what_a_mailing_waits_for_is_the_act_that_its_page_offers_first(early: DeskAtWork) -> None:
    """An approval, or a person who sends what was late; whoever came later is named beside what left, and it is sent to them."""
    office, browser = early.office, early.browser("Anna Berg", "send")
    asks(office.home, 1)
    apply(office.service, SAMPLE, office.later(), by=ME)
    page = browser.ask(PAGE).text
    assert primary_of(page) == ["Approve"]
    assert "1 person more has to approve it" in page
    browser.act(PAGE, sha256=hash_on(browser))
    tick(office.service, office.later(days=60))
    browser.sign_in("Anna Berg")
    page = browser.ask(PAGE).text
    assert first_of(page).startswith("It was due, and has waited for a person since")
    assert [one[:11] for one in primary_of(page)] == ["Send it now"]
    more = office.home / "more.csv"
    more.write_bytes(contacts_csv(4))
    load_file(office.service, more, LIST, {}, store=True)
    apply(office.service, SAMPLE, office.later(), by=ME)
    page = browser.ask(f"{STUDY}/mailings/circular").text
    assert first_of(page).startswith("It left ")
    assert "1 organisation came after it had left, and has not had it." in page


def test_mailings_and_languages_are_called_by_their_names_in_the_reader_s_language(early: DeskAtWork) -> None:
    """In French, on the pages that name them; a name that is the office's own stays as it is."""
    browser = early.browser("Anna Berg", "send")
    for page, words in (
        ("mailings", ("rappel", "dernier rappel")),
        ("letters", ("rappel", "anglais", "arabe")),
        ("letters/of/reminder/en", ("rappel (anglais)",)),
        ("mailings/last-call", ("dernier rappel",)),
        (f"mailings/last-call/send?sha256={hash_on(browser, f'{STUDY}/mailings/last-call')}", ("Envoyer dernier rappel",)),
        ("organisations", ("anglais",)),
        ("results", ("espagnol",)),
    ):
        told = browser.ask(f"{STUDY}/{page}", Accept_Language="fr").words
        assert [one for one in words if one not in told] == [], page
    study = early.office.home / "studies" / SAMPLE / "study.toml"
    study.write_text(study.read_text().replace('name = "last-call"', 'name = "second-wave"'))
    apply(early.office.service, SAMPLE, early.office.later(), by=ME)
    assert "second-wave" in browser.ask(f"{STUDY}/mailings", Accept_Language="fr").words
