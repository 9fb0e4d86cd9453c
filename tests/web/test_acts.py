"""Acts of the console on several things at once, on questions and on contacts; each by the verb, under the name of who does it."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

import pytest

from domain.case import CaseKind
from domain.journal import What
from domain.letter import DeliveryState, LetterKind
from service.deciding.people import ContactMeant
from service.deciding.people import add as add_contact
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.rulings.opening import open_case
from store import contact_lists, contacts, outbox, trials
from store.cases.holds import Held
from tests.service.approving.test_cancelling import states, under_way
from tests.service.installed import LIST
from tests.service.office import Office, person
from tests.web.desk import DeskAtWork
from tests.web.test_desk import REFUSES, STUDY, last_entries, reference

MAILINGS = ("circular", "questionnaire", "reminder", "last-call")


def test_several_cases_are_decided_at_once_and_undone_at_once(desk: DeskAtWork) -> None:
    """Each for itself: what cannot be decided so keeps nothing back; whose a workbook is, is not said of several."""
    office, browser = desk.office, desk.browser("Anna Berg", "decide")
    for number in (1, 2):
        office.write(person(number), text=REFUSES, reply_to=number)
    several = [("case", str(one.id)) for one in office.cases()]
    assert len(several) == 2
    done = browser.ask(f"{STUDY}/cases", [*several, ("case", "999"), ("what", "declined")])
    assert done.status == 404
    done = browser.ask(f"{STUDY}/cases", [*several, ("what", "declined"), ("note", "both called")])
    assert [office.standing(number) for number in (1, 2)] == ["declined", "declined"]
    assert browser.ask(f"{STUDY}/cases", [*several, ("what", "send")]).status == 400
    assert browser.act(f"{STUDY}/cases", what="declined").status == 400
    undoes = [("entry", one) for one in re.findall(r'name="entry" value="(\d+)"', done.text)]
    assert browser.ask(f"{STUDY}/entries/undo", undoes).words.count("Undone") == 2
    assert "declined" not in [office.standing(number) for number in (1, 2)]
    office.check()


def test_several_organisations_are_given_more_time_at_once(desk: DeskAtWork) -> None:
    """And the undoing of all stands beside it."""
    office, browser = desk.office, desk.browser("Anna Berg", "decide")
    ticked = [("organisation", reference(desk, number)) for number in (0, 1)]
    done = browser.ask(f"{STUDY}/organisations", [*ticked, ("what", "waiting"), ("until", "2012-04-01"), ("note", "in the meeting")])
    assert [office.standing(number) for number in (0, 1, 2)] == ["silent, waits", "silent, waits", "silent"]
    undoes = [("entry", one) for one in re.findall(r'name="entry" value="(\d+)"', done.text)]
    browser.ask(f"{STUDY}/entries/undo", undoes)
    assert [office.standing(number) for number in (0, 1)] == ["silent", "silent"]


def test_a_question_is_answered_and_the_answer_waits_to_be_sent(desk: DeskAtWork) -> None:
    """In the thread in which it was asked; then it waits no more."""
    office, browser = desk.office, desk.browser("Anna Berg", "decide")
    office.write(person(1), text="Does question 4 ask for the year 2011 or 2012?", reply_to=1, subject="Which year?")
    page = browser.ask(f"{STUDY}/questions")
    assert "Does question 4 ask for the year 2011 or 2012?" in page.words
    number = page.text.partition(f'action="{STUDY}/questions/')[2].partition('"')[0]
    done = browser.act(f"{STUDY}/questions/{number}", what="answer", text="For 2011.", note="asked the statistician")
    assert f"Question {number} is answered" in done.words
    assert "No question waits" in browser.ask(f"{STUDY}/questions").words
    with office.service.store.reading() as tx:
        (letter,) = [one for one in outbox.to_addresses(tx, [person(1)]) if one.kind is LetterKind.ANSWER]
    assert letter.state is DeliveryState.QUEUED
    assert ("Anna Berg", "asked the statistician") in [(by, note) for by, _, note in last_entries(desk)]
    office.check()


@pytest.mark.parametrize("text", ["", "  \n "])
def test_an_empty_box_answers_no_question(desk: DeskAtWork, text: str) -> None:
    """By none of its doors; the page does not let it go either, and a question is closed without a letter by another button."""
    office, browser = desk.office, desk.browser("Anna Berg", "decide")
    office.write(person(1), text="Does question 4 ask for the year 2011 or 2012?", reply_to=1, subject="Which year?")
    page = browser.ask(f"{STUDY}/questions")
    number = page.text.partition(f'action="{STUDY}/questions/')[2].partition('"')[0]
    assert re.search(r"<textarea[^>]* required>", page.text)
    for door, act in (("questions", {"what": "answer", "text": text}), ("questions", {"text": text}), ("cases", {"what": "answered"})):
        refused = browser.act(f"{STUDY}/{door}/{number}", **act)
        assert ("says nothing" if door == "questions" else "A question is answered") in refused.words
    assert "Does question 4 ask" in browser.ask(f"{STUDY}/questions").words
    assert f"Question {number} is closed" in browser.act(f"{STUDY}/questions/{number}", what="close", text=text).words
    office.check()


def addresses(office: Office) -> set[str]:
    """Return the addresses that stand on the list."""
    with office.service.store.reading() as tx:
        return {one.address for one in contact_lists.load_list(tx, LIST).contacts}


def test_a_contact_is_added_changed_and_taken_off_and_each_is_undone(desk: DeskAtWork) -> None:
    """On the page of the organisation, under the name of who did it."""
    browser, page = desk.browser("Anna Berg", "send"), f"{STUDY}/organisations/{reference(desk, 1)}"
    added = browser.act(f"{page}/contacts", what="add", address="ana@member1.example", name="Ana Novak", language="en", role="to")
    assert "is on the list" in added.words
    assert "Ana Novak" in browser.ask(page).words
    changed = browser.act(f"{page}/contacts", what="change", whose="ana@member1.example", address="ana@member1.example", name="Ana Horvat")
    assert "was changed" in changed.words
    entry = changed.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
    assert "Undone" in browser.act(f"{STUDY}/entries/{entry}/undo").words
    assert "Ana Novak" in browser.ask(page).words
    retired = browser.act(f"{page}/contacts", what="retire", whose="ana@member1.example", note="left")
    assert "is retired" in retired.words
    assert "taken off the list" in browser.ask(page).words
    for answered, there in ((retired, True), (added, False)):
        entry = answered.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
        assert "Undone" in browser.act(f"{STUDY}/entries/{entry}/undo").words
        assert ("ana@member1.example" in addresses(desk.office)) is there
    assert browser.act(f"{page}/contacts", what="burn", whose="ana@member1.example").status == 400
    assert desk.browser("Ben Carter", "decide").act(f"{page}/contacts", what="retire", whose=person(1)).status == 403
    desk.office.check()


def test_an_entry_about_a_contact_of_another_list_is_not_undone(desk: DeskAtWork) -> None:
    """It is of no study, and its number can be guessed."""
    service = desk.office.service
    said = ContactMeant(address="x@y.example", by="Ines", organisation="OTHER", organisation_name="Other", list="another")
    entry = add_contact(service, said, desk.office.later()).entry
    assert desk.browser("Anna Berg", "send", SAMPLE).act(f"{STUDY}/entries/{entry}/undo").status == 404


def test_an_organisation_whose_code_was_typed_with_two_blanks_has_its_contact(desk: DeskAtWork) -> None:
    """The code is one line with single blanks, for the organisation and for whoever is of it."""
    service = desk.office.service
    said = ContactMeant(address="x@y.example", by="Ines", organisation="OTHER  ONE", organisation_name="Other", list="another")
    add_contact(service, said, desk.office.later())
    with service.store.reading() as tx:
        assert contacts.addresses_of(tx, "OTHER ONE") == {"x@y.example"}


def test_each_letter_is_seen_as_it_would_look_and_the_workbook_is_had(desk: DeskAtWork) -> None:
    """In every language of the study, for an example organisation; and what applying the folder would change."""
    browser = desk.browser("Anna Berg", "look")
    assert "The folder is what runs." in browser.ask(f"{STUDY}/letters").words
    toml = desk.office.home / "studies" / SAMPLE / "study.toml"
    toml.write_text(toml.read_text() + "\n# Looked at.\n")
    assert "+# Looked at." in browser.ask(f"{STUDY}/letters").words
    offered = set(re.findall(rf'href="{STUDY}/letters/of/([\w-]+)/(\w+)"', browser.ask(f"{STUDY}/letters").text))
    assert offered == {(mailing, language) for mailing in MAILINGS for language in ("ar", "en", "es", "fr")}
    for mailing, language in offered:
        frame = browser.ask(f"{STUDY}/letters/of/{mailing}/{language}/html")
        assert (f'lang="{language}"' in frame.text, 'dir="rtl"' in frame.text) == (True, language == "ar")
        assert "sandbox" in frame.headers["content-security-policy"]
        assert len(browser.ask(f"{STUDY}/letters/of/{mailing}/{language}").words) > 400
    for language in ("ar", "en", "es", "fr"):
        assert browser.ask(f"{STUDY}/workbook/{language}").data.startswith(b"PK")
    assert [browser.ask(f"{STUDY}/{one}").status for one in ("letters/of/reminder/xx", "letters/of/none/en", "workbook/xx")] == [404] * 3


def test_the_report_on_quality_is_read_in_the_language_of_the_page(desk: DeskAtWork) -> None:
    """With the rates, and as PDF."""
    desk.office.write(person(0), ("answer.xlsx", desk.office.workbook(0)), reply_to=0)
    browser = desk.browser("Anna Berg", "look")
    assert "RR1" in browser.ask(f"{STUDY}/quality").words
    assert browser.ask(f"{STUDY}/quality/report.pdf").data.startswith(b"%PDF")
    assert "RR1" in browser.ask(f"{STUDY}/quality", Accept_Language="fr").words


def test_a_mailing_is_sent_to_oneself_by_the_service_that_runs_and_never_by_the_console(desk: DeskAtWork) -> None:
    """One letter in each language, once; until the service looks at the clock, the page says that they wait."""
    office, browser, page = desk.office, desk.browser("Anna Berg", "send"), f"{STUDY}/mailings/reminder"
    before = sent_to(desk, "anna@agency.example")
    assert "will send you the test letters" in browser.act(f"{page}/test", address="anna@agency.example").words
    assert last_entries(desk, 1) == [("Anna Berg", f"mailing {SAMPLE}/reminder: test letters asked for", "To anna@agency.example.")]
    assert browser.act(f"{page}/test", address="anna@agency.example").status == 400
    assert browser.act(f"{page}/test", address="anna at agency").status == 400
    assert browser.act(f"{STUDY}/mailings/none/test", address="anna@agency.example").status == 404
    assert "They wait for the service." in browser.ask(page).words
    assert sent_to(desk, "anna@agency.example") == before == []
    for _ in range(2):
        tick(office.service, office.later())
    assert len({one["Subject"] for one in sent_to(desk, "anna@agency.example")}) == len(sent_to(desk, "anna@agency.example")) == 2
    assert "2 letters left." in browser.ask(page).words
    assert desk.browser("Ben Carter", "decide").act(f"{page}/test", address="ben@agency.example").status == 403
    office.check()


def test_test_letters_that_an_interrupted_service_had_begun_are_not_begun_again(desk: DeskAtWork) -> None:
    """Whoever asked for them sees it, and may ask again."""
    office, browser, page = desk.office, desk.browser("Anna Berg", "send"), f"{STUDY}/mailings/reminder"
    browser.act(f"{page}/test", address="anna@agency.example")
    with office.service.store.transaction() as tx:
        (one,) = trials.waiting(tx)
        assert (trials.begin(tx, one.id, office.now), trials.begin(tx, one.id, office.now)) == (True, False)
    tick(office.service, office.later())
    assert sent_to(desk, "anna@agency.example") == []
    said = "They are being sent. If this still stands here after some minutes, the service was interrupted. Ask again then."
    assert said in browser.ask(page).words


def sent_to(desk: DeskAtWork, address: str) -> list[Message]:
    """Return the letters that left for an address."""
    found = (message_from_bytes(path.read_bytes()) for path in (desk.office.home / "out" / "new").iterdir())
    return [one for one in found if one["Delivered-To"] == address]


def test_a_note_stands_in_the_file_of_an_organisation_and_changes_nothing(desk: DeskAtWork) -> None:
    """With the way in which it was told and the name of who wrote it; undone, it says so."""
    office, browser, page = desk.office, desk.browser("Anna Berg", "decide"), f"{STUDY}/organisations/{reference(desk, 1)}"
    office.mark(1, "waiting")
    before = office.standing(1)
    done = browser.act(f"{page}/notes", text="Ask for <b>Ms Sato</b>, mornings only.", mode="telephone")
    assert "Noted on ORG001" in done.words
    assert ("Ask for <b>Ms Sato</b>, mornings only." in browser.ask(page).words, "by telephone" in browser.ask(page).words) == (True, True)
    assert office.standing(1) == before == "silent, waits"
    entry = done.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
    assert "Undone" in browser.act(f"{STUDY}/entries/{entry}/undo").words
    assert office.standing(1) == before
    assert [browser.act(f"{page}/notes", text=text, mode=mode).status for text, mode in ((" ", ""), ("So.", "pigeon"))] == [400, 400]
    assert desk.browser("Ben Carter", "look").act(f"{page}/notes", text="So.").status == 403
    office.check()


def test_an_organisation_is_marked_with_the_way_in_which_it_told_us(desk: DeskAtWork) -> None:
    """One alone, and several at once."""
    office, browser = desk.office, desk.browser("Anna Berg", "decide")
    browser.act(f"{STUDY}/organisations/{reference(desk, 0)}", what="waiting", mode="meeting")
    browser.act(f"{STUDY}/organisations", organisation=reference(desk, 1), what="declined", mode="paper")
    told = [(one.what, one.was) for one in office.entries() if one.what in {"waiting", "declined"}]
    assert told == [("waiting", "meeting"), ("declined", "paper")]


def test_what_was_stopped_is_not_let_go_by_who_may_only_decide(desk: DeskAtWork) -> None:
    """Undoing a pause sends; so it needs the role of who may pause, whether it is one entry or several."""
    sender, decider = desk.browser("Anna Berg", "send"), desk.browser("Ben Carter", "decide")
    sender.act(f"{STUDY}/pause", what="pause")
    entry = str(desk.office.entry("pause"))
    assert decider.act(f"{STUDY}/entries/{entry}/undo").status == 403
    assert decider.ask(f"{STUDY}/entries/undo", [("entry", entry)]).status == 403
    assert [one.what for one in desk.office.entries()][-1] == "pause"
    assert sender.act(f"{STUDY}/entries/{entry}/undo").status == 200
    assert [one.what for one in desk.office.entries()][-1] == "undo"


@pytest.mark.parametrize(
    ("kind", "what"), [(CaseKind.MAILING, "skip"), (CaseKind.STALLED, "resume"), (CaseKind.HALTED, "reject"), (CaseKind.RESTORED, "resume")]
)
def test_what_leaves_is_not_decided_by_who_may_only_decide(desk: DeskAtWork, kind: CaseKind, what: str) -> None:
    """Nor undone by them, nor offered to them; and what concerns every study is not decided by who may send in one alone."""
    study = None if kind is CaseKind.RESTORED else SAMPLE
    with desk.office.service.store.transaction() as tx:
        mailing = "reminder" if kind is CaseKind.MAILING else None
        held = Held(cause="x", kind=kind, study=study, mailing=mailing, reasons=("Why.",), at=desk.office.now)
        case = open_case(tx, held, "rule:x")
    decider, here, sender = (desk.browser(*who) for who in (("Ben", "decide"), ("Cleo", "send", SAMPLE), ("Dora", "send")))
    for browser in (decider,) if study else (decider, here):
        assert 'name="what"' not in browser.ask(f"{STUDY}/cases/{case}").text
        assert browser.act(f"{STUDY}/cases/{case}", what=what).status == 403
        assert browser.act(f"{STUDY}/cases", case=str(case), what=what).status == 403
        assert 'name="case"' not in browser.ask(f"{STUDY}/cases").text
        assert "It needs the role “send”" in browser.ask(f"{STUDY}/cases/{case}").words
    assert What.DECIDE not in {one.what for one in desk.office.entries()}
    deciding = here if study else sender
    assert 'name="what"' in deciding.ask(f"{STUDY}/cases/{case}").text
    assert deciding.act(f"{STUDY}/cases/{case}", what=what).status == 200
    entry = str(desk.office.entry("decide"))
    assert decider.act(f"{STUDY}/entries/{entry}/undo").status == 403
    assert decider.ask(f"{STUDY}/entries/undo", [("entry", entry)]).status == 403
    assert (here.act(f"{STUDY}/entries/{entry}/undo").status == 403) is (study is None)


def test_a_mailing_under_way_is_cancelled_by_who_may_send_and_undone_beside_it(desk: DeskAtWork) -> None:
    """Its page says how far it is, and why nothing more of it leaves."""
    under_way(desk.office)
    sender, decider = desk.browser("Anna Berg", "send"), desk.browser("Ben Carter", "decide")
    page = f"{STUDY}/mailings/reminder"
    assert "1 letter has left" in sender.ask(page).words
    assert "2 wait" in sender.ask(page).words
    assert decider.act(f"{page}/cancel").status == 403
    assert "Cancel the mailing" not in decider.ask(page).words
    done = sender.act(f"{page}/cancel", note="Wrong date")
    assert "1 letter has left; 2 letters will not leave" in done.words
    assert states(desk.office) == ["sent", "cancelled", "cancelled"]
    entry = desk.office.entry("cancel")
    assert f"entry {entry} of the journal" in sender.ask(page).words
    assert f"{STUDY}/entries/{entry}/undo" in done.text
    assert decider.act(f"{STUDY}/entries/{entry}/undo").status == 403
    sender.act(f"{STUDY}/entries/{entry}/undo")
    assert states(desk.office) == ["sent", "queued", "queued"]


def test_the_letters_of_a_mailing_are_looked_through_before_it_is_approved(desk: DeskAtWork) -> None:
    """Asked for by a button: how many letters, how large, what is wrong and who is doubtful; nothing is sent."""
    browser, page = desk.browser("Anna Berg", "send"), f"{STUDY}/mailings/reminder"
    assert "Look through the letters" in browser.ask(page).words
    seen = browser.act(f"{page}/check")
    assert "letters can be made." in seen.words
    assert "Nothing stands in the way." in seen.words
    assert re.search(r"English: the largest has [\d,]+ B", seen.words)
    assert f'action="{page}"' in seen.text
    letter = desk.office.home / "studies" / SAMPLE / "letters" / "reminder.en.md"
    letter.write_text(letter.read_text() + "\nSend it to [NAME OF THE OFFICE].\n")
    again = browser.act(f"{page}/check").words
    assert "To be mended before it is sent" in again
    assert "[NAME OF THE OFFICE] looks as if somebody still had to fill it in." in again
    assert browser.act(f"{STUDY}/mailings/none/check").status == 404
    assert desk.browser("Ben Carter", "decide").act(f"{page}/check").status == 403
    assert "Look through the letters" not in desk.browser("Dora Esser", "look").ask(page).words
    desk.office.check()


def test_no_letter_is_looked_through_that_would_not_leave(desk: DeskAtWork) -> None:
    """Of who is marked as ineligible, nothing is counted or warned about: the page says how many the mailing would have now."""
    browser, page = desk.browser("Anna Berg", "send"), f"{STUDY}/mailings/reminder"
    assert "3 letters can be made." in browser.act(f"{page}/check").words
    desk.office.mark(1, "ineligible")
    assert "2 letters can be made." in browser.act(f"{page}/check").words


def test_the_faults_of_a_letter_stand_beside_the_line_of_its_text(desk: DeskAtWork) -> None:
    """What a reader would stumble over, and what keeps the letter from being made; what is at no line stands above."""
    browser, page = desk.browser("Anna Berg", "look"), f"{STUDY}/letters/of/reminder/en"
    assert 'id="faults"' not in browser.ask(page).text
    file = desk.office.home / "studies" / SAMPLE / "letters" / "reminder.en.md"
    written = file.read_text()
    lines = written.rstrip("\n").count("\n") + 1
    file.write_text(f"{written.rstrip()}\n\nSend it to [NAME OF THE OFFICE].\n")
    beside = browser.ask(page).text.partition(f'id="line-{lines + 2}"')[2].partition("</li>")[0]
    assert "Send it to [NAME OF THE OFFICE]." in beside
    assert "looks as if somebody still had to fill it in." in beside
    file.write_text(f"{written.rstrip()}\n\nDear {{{{ nobody.name }}}},\n")
    broken = browser.ask(page)
    assert "nobody" in broken.text.partition(f'id="line-{lines + 2}"')[2].partition("</li>")[0].partition("notice")[2]
    assert broken.text.count('class="notice"') == 1
    file.write_text("No front matter.\n")
    assert "The letter has no front matter." in browser.ask(page).text.partition('id="line-1"')[2].partition("</li>")[0]
