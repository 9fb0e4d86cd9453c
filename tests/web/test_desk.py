"""What people do at the console: decide, undo, mark, approve, load contacts, take answers away; each by the verb, under their name."""

from __future__ import annotations

import io
import re
import zipfile
from threading import Thread
from urllib.parse import quote

import pytest
from sqlalchemy import event, text

from service.contacts.lists import Signed, load_file
from service.installation.install import SAMPLE
from service.operation.tick import tick
from service.process.presence import Presence
from service.views.audit import newest
from store import invitations
from tests.service.installed import LIST, contacts_csv
from tests.service.office import person
from tests.web.desk import Browser, DeskAnswer, DeskAtWork

STUDY = f"/studies/{SAMPLE}"
REFUSES = "We will not take part in this survey. Please do not write to us again."
EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>'


def reference(desk: DeskAtWork, number: int) -> str:
    """Return the printed reference of an organisation."""
    with desk.office.service.store.reading() as tx:
        found = invitations.of(tx, SAMPLE, f"ORG{number:03d}")
    assert found
    return found.reference


def last_entries(desk: DeskAtWork, number: int = 3) -> list[tuple[str, str, str]]:
    """Return what the newest entries of the journal say: by whom, what, and the note."""
    with desk.office.service.store.reading() as tx:
        return [(one.by, one.what, one.note) for one in newest(tx, number)]


def upload(browser: Browser, name: str, data: bytes) -> DeskAnswer:
    """Send a file of contacts, as a browser does."""
    head = f'--edge\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\nContent-Type: text/csv\r\n\r\n'
    body = head.encode() + data + b"\r\n--edge--\r\n"
    return browser.ask(f"{STUDY}/contacts", body=body, Content_Type="multipart/form-data; boundary=edge")


def token_of(answer: DeskAnswer) -> str:
    """Return the secret under which an upload is kept, from its preview."""
    return answer.text.partition('name="token" value="')[2].partition('"')[0]


def test_who_has_answered_withdraws_by_one_button_and_one_undoing_brings_all_back(desk: DeskAtWork) -> None:
    """Declined alone is not offered beside an answer that counts; the standing and the answer change together."""
    office = desk.office
    office.write(person(2), ("answers.xlsx", office.workbook(2)), reply_to=2)
    office.write(person(2), text=REFUSES, reply_to=2)
    (case,) = office.cases()
    browser = desk.browser("Anna Berg", "decide")
    page = browser.ask(f"{STUDY}/cases/{case.id}").text
    assert ('value="withdraw"' in page, 'value="declined"' in page) == (True, False)
    assert "Nobody is written to." in browser.ask(f"{STUDY}/cases/{case.id}").words
    done = browser.act(f"{STUDY}/cases/{case.id}", what="withdraw")
    assert (office.standing(2), office.states(2)) == ("declined", ["rejected"])
    undo = done.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
    assert "Undone" in browser.act(f"{STUDY}/entries/{undo}/undo").words
    assert (office.standing(2), office.states(2)) == ("answered, waits", ["accepted"])
    office.check()


def test_a_case_is_decided_under_the_name_of_who_is_signed_in_and_undone_beside_it(desk: DeskAtWork) -> None:
    """The same decision as on the command line, in the same journal."""
    office = desk.office
    office.write(person(2), text=REFUSES, reply_to=2)
    (case,) = office.cases()
    browser = desk.browser("Anna Berg", "decide")
    assert "We will not take part" in browser.ask(f"{STUDY}/cases/{case.id}").words
    done = browser.act(f"{STUDY}/cases/{case.id}", what="declined", note="told me on the telephone")
    assert office.standing(2) == "declined"
    assert ("Anna Berg", f"case {case.id} decided: declined", "told me on the telephone") in last_entries(desk)
    undo = done.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
    assert "Undone" in browser.act(f"{STUDY}/entries/{undo}/undo").words
    assert office.standing(2) != "declined"
    office.check()


def test_a_mailing_that_did_not_leave_heads_its_case_by_its_name(desk: DeskAtWork) -> None:
    """On the dashboard and in the list of cases, in the language of who reads; nobody's address is in question."""
    office = desk.office
    assert tick(office.service, office.later(days=60)).held
    browser = desk.browser("Anna Berg", "decide")
    for page in (STUDY, f"{STUDY}/cases"):
        words = browser.ask(page).words
        assert "mailing “reminder” mailing that did not leave" in words
        assert "sender not recognised" not in words
    assert "envoi « rappel »" in browser.ask(STUDY, Accept_Language="fr").words


def test_of_two_who_decide_a_case_at_once_one_is_told_that_it_was_decided(desk: DeskAtWork) -> None:
    """And by whom."""
    desk.office.write(person(2), text=REFUSES, reply_to=2)
    (case,) = desk.office.cases()
    browsers = [desk.browser(name, "decide") for name in ("Anna Berg", "Ben Ode")]
    got: list[DeskAnswer] = []
    threads = [
        Thread(target=lambda one=one, what=what: got.append(one.act(f"{STUDY}/cases/{case.id}", what=what)))
        for one, what in zip(browsers, ("declined", "reject"), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.status for one in got) == [200, 400]
    assert "already been decided" in next(one.words for one in got if one.status == 400)
    desk.office.check()


def test_a_mailing_never_leaves_by_the_console(desk: DeskAtWork) -> None:
    """What a form of the page does not offer is not done for who sends it all the same."""
    desk.office.now = desk.office.now.replace(month=12)
    tick(desk.office.service, desk.office.now)
    case = next(one for one in desk.office.cases() if one.kind == "mailing")
    browser = desk.browser("Anna Berg")
    page = browser.ask(f"{STUDY}/cases/{case.id}")
    assert 'value="send"' not in page.text
    refused = browser.act(f"{STUDY}/cases/{case.id}", what="send")
    assert (refused.status, "The console sends no mailing" in refused.words) == (400, True)


def test_what_an_organisation_says_on_the_telephone_is_marked_with_a_note(desk: DeskAtWork) -> None:
    """With the last day on which it holds."""
    browser, ref = desk.browser("Anna Berg", "decide"), reference(desk, 1)
    assert browser.act(f"{STUDY}/organisations/{ref}", what="waiting", until="2012-04-01", note="by telephone").status == 200
    assert desk.office.standing(1) == "silent, waits"
    wrong = browser.act(f"{STUDY}/organisations/{ref}", what="waiting", until="tomorrow")
    assert (wrong.status, "not a date" in wrong.words) == (400, True)


def test_what_people_write_is_shown_and_never_obeyed(desk: DeskAtWork) -> None:
    """A subject, the words, the name of a file, an answer, an organisation's name, a note, a search (cross-site scripting)."""
    office, browser = desk.office, desk.browser("Anna Berg")
    # A name of a file is what follows the last slash.
    office.write(person(0), (f"{_evil('file')}.xlsx", office.workbook(0, gaps=EVIL)), subject=EVIL, text=_evil("words"), reply_to=0)
    name = _evil("organisation").replace('"', '""')
    loaded = contacts_csv(3).replace(b"Organisation 1;", f'"{name}";'.encode())
    seen = upload(browser, "list.csv", loaded)
    browser.act(f"{STUDY}/contacts/preview", token=token_of(seen), what="load")
    browser.act(f"{STUDY}/pause", what="pause", note=_evil("note"))
    first, second = (f"{STUDY}/organisations/{reference(desk, number)}" for number in (0, 1))
    places = {
        first: ("file",),
        f"{first}/answers/gaps": ("file",),
        f"{first}/workbooks/1": ("file",),
        second: ("organisation",),
        f"{STUDY}/organisations": ("organisation",),
        f"{STUDY}/journal": ("note",),
        f"{STUDY}/messages/1": ("words", "file"),
        STUDY: (),
        f"{STUDY}/organisations?search={quote(_evil('search'))}": ("search",),
    }
    shown = {page: browser.ask(page).text for page in places}
    for page, whose in places.items():
        assert [what for what in whose if f"alert({what})" not in shown[page]] == [], page
    assert sum("&lt;script&gt;" in one for one in (shown[f"{first}/answers/gaps"], shown[f"{STUDY}/messages/1"])) == 2
    assert [page for page, one in {**shown, "preview": seen.text}.items() if "<script" in one or "<img" in one] == []


def _evil(what: str) -> str:
    return f'<img src=x onerror="alert({what})">'


def test_what_people_write_turns_nothing_around(desk: DeskAtWork) -> None:
    """No override of direction is shown, by which a program passes for a document, or the words beside it say something else."""
    turned = f"a\u202excod.xlsx{chr(0x2069)}"
    damaged = desk.office.workbook(1, employees=3)[:-5]
    number = desk.office.write("x@evil.example", (turned, damaged), subject=f"{turned} subject", text=f"{turned} words")
    (case,) = desk.office.cases()
    browser = desk.browser("Anna Berg", "decide")
    pages = [browser.ask(f"{STUDY}/{page}").text for page in ("cases", f"cases/{case.id}", f"messages/{number}")]
    assert not [one for one in pages if {"\u202e", "\u2069"} & {*one}]
    assert all("axcod.xlsx" in one for one in pages)


def test_things_of_another_study_are_not_found_by_their_numbers(desk: DeskAtWork) -> None:
    """Letters, messages and entries are counted through the whole installation (insecure direct object references)."""
    office = desk.office
    office.write(person(2), text=REFUSES, reply_to=2)
    with office.service.store.transaction() as tx:
        for statement in ("UPDATE letter SET study = 'other'", "UPDATE hold SET study = 'other'", "UPDATE journal SET study = 'other'"):
            tx.execute(text(statement))
        tx.execute(text("UPDATE message SET study = 'other', invitation_id = NULL"))
    browser = desk.browser("Anna Berg", "send", SAMPLE)
    for page in (
        "letters/1",
        "letters/1/html",
        "letters/1/letter.eml",
        "letters/1/proof.pdf",
        "letters/1/files/1",
        "messages/1",
        "messages/1/message.eml",
        "cases/1",
    ):
        assert browser.ask(f"{STUDY}/{page}").status == 404, page
    assert browser.act(f"{STUDY}/cases/1", what="reject").status == 404
    assert browser.act(f"{STUDY}/entries/1/undo").status == 404
    assert "applied" not in browser.ask(f"{STUDY}/journal").words


def test_a_list_is_looked_at_before_it_is_loaded_and_a_wrong_one_is_mended(desk: DeskAtWork) -> None:
    """A column that was not known is read as a person says; nothing is kept before."""
    browser = desk.browser("Anna Berg", "send")
    assert upload(browser, "../../etc/list.csv", b"").status == 400
    seen = upload(browser, "../../etc/list.csv", contacts_csv(5) + b"ORG009;Nine;AT;Europe;en;to;P;no-address;Dear\n")
    assert "2 contacts are added" in seen.words
    rows = {number: f"person{number}@member{number}.example" in seen.words for number in (3, 4)}
    assert (rows, "no-address" in seen.words) == ({3: True, 4: True}, True)
    assert "1 row is rejected" in seen.words
    assert "3 organisations with 3 contacts" in browser.ask(f"{STUDY}/contacts").words
    loaded = browser.act(f"{STUDY}/contacts/preview", token=token_of(seen), what="load")
    assert "2 added" in loaded.words
    assert "5 organisations with 5 contacts" in browser.ask(f"{STUDY}/contacts").words
    assert browser.act(f"{STUDY}/contacts/preview", token=token_of(seen), what="load").status == 400
    assert list((desk.office.home / "uploads").iterdir()) == []
    taken = browser.ask(f"{STUDY}/contacts/list.csv")
    assert taken.headers["content-disposition"] == f'attachment; filename="{LIST}.csv"'
    assert [person(number) in taken.data.decode() for number in range(6)] == [True] * 5 + [False]


def test_a_file_whose_headings_are_unknown_shows_its_columns_for_a_person_to_say_what_they_are(desk: DeskAtWork) -> None:
    """With its first rows, and nothing to load until then; also where a person says it only in part, or wrongly."""
    browser = desk.browser("Anna Berg", "send")
    seen = upload(browser, "list.csv", b"Spalte A;Postfach\nORG000;new@member0.example\nORG001;<b>\n")
    assert seen.status == 200
    assert "No column is known to hold the addresses" in seen.words
    assert "new@member0.example" in seen.words
    assert ('value="load"' in seen.text, "<b>" in seen.text) == (False, False)
    code, address, token = ("column", "Spalte A=organisation_code"), ("column", "Postfach=address"), ("token", token_of(seen))
    half = browser.ask(f"{STUDY}/contacts/preview", [("column", ""), address, token, ("what", "look")])
    assert ("No column is known" in half.words, 'value="load"' in half.text) == (True, False)
    whole = browser.ask(f"{STUDY}/contacts/preview", [code, address, token, ("what", "look")])
    assert "1 contact is added" in whole.words
    loaded = browser.ask(f"{STUDY}/contacts/preview", [code, address, token, ("what", "load")])
    assert "1 added" in loaded.words


def test_the_journal_says_who_loaded_a_list_and_why(desk: DeskAtWork) -> None:
    """On the page of the study whose list it is; where nothing changed, it says nothing."""
    browser = desk.browser("Anna Berg", "send")
    for _ in range(2):
        seen = upload(browser, "list.csv", contacts_csv(5))
        browser.act(f"{STUDY}/contacts/preview", token=token_of(seen), what="load", note="the new members")
    assert ("Anna Berg", f"the contact list {LIST} loaded: 2 added, 0 changed", "the new members") in last_entries(desk, 1)
    assert browser.ask(f"{STUDY}/journal").words.count("2 added, 0 changed") == 1


def test_a_list_that_was_loaded_is_undone_beside_it_by_who_may_load_it(desk: DeskAtWork) -> None:
    """And put on again; whoever may only decide does neither, and a list of another study is none of theirs."""
    browser, decider = desk.browser("Anna Berg", "send"), desk.browser("Ben Carter", "decide")
    seen = upload(browser, "list.csv", contacts_csv(5))
    loaded = browser.act(f"{STUDY}/contacts/preview", token=token_of(seen), what="load")
    undo = loaded.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
    assert decider.act(f"{STUDY}/entries/{undo}/undo").status == 403
    asked = browser.act(f"{STUDY}/entries/{undo}/undo")
    assert "Contacts that leave the list (2)" in asked.words
    assert "person4@member4.example" in asked.words
    assert "5 organisations with 5 contacts" in browser.ask(f"{STUDY}/contacts").words
    undone = browser.act(f"{STUDY}/entries/{undo}/undo", seen="1")
    assert "2 contacts taken off the list" in undone.words
    assert browser.act(f"{STUDY}/entries/{undo}/undo").status == 400
    assert "3 organisations with 3 contacts" in browser.ask(f"{STUDY}/contacts").words
    again = undone.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
    assert "Contacts that come onto the list again (2)" in browser.act(f"{STUDY}/entries/{again}/undo").words
    assert "2 contacts put on the list" in browser.act(f"{STUDY}/entries/{again}/undo", seen="1").words
    assert "5 organisations with 5 contacts" in browser.ask(f"{STUDY}/contacts").words
    file = desk.office.home / "other.csv"
    file.write_bytes(contacts_csv(1))
    signed = Signed(by="Ines Boss", at=desk.office.later())
    other = load_file(desk.office.service, file, "others", {}, store=True, signed=signed).entry
    assert other
    assert browser.act(f"{STUDY}/entries/{other}/undo").status == 404


def test_the_timeline_of_an_organisation_names_no_folder_of_the_computer(desk: DeskAtWork) -> None:
    """Its letters went into a Maildir."""
    assert str(desk.office.home) not in desk.browser("Anna Berg", "look").ask(f"{STUDY}/organisations/{reference(desk, 0)}").text


def test_five_thousand_contacts_are_loaded_and_the_page_stays_small(desk: DeskAtWork) -> None:
    """The preview shows the first of them, and how many there are."""
    browser = desk.browser("Anna Berg", "send")
    seen = upload(browser, "many.csv", contacts_csv(5000))
    assert "4997 contacts are added" in seen.words.replace("\u00a0", " ")
    assert len(seen.data) < 100_000
    assert "4997 added" in browser.act(f"{STUDY}/contacts/preview", token=token_of(seen), what="load").words
    assert len(browser.ask(f"{STUDY}/organisations").data) < 100_000


def test_an_upload_that_would_burst_is_read_in_the_cage_and_one_that_is_too_large_is_not_read(desk: DeskAtWork) -> None:
    """A workbook of two gigabytes of zeros; and a form of eleven megabytes."""
    browser, packed = desk.browser("Anna Berg", "send"), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", b"<Types/>")
        bomb.writestr("xl/workbook.xml", bytes(200_000_000))
    refused = upload(browser, "bomb.xlsx", packed.getvalue())
    assert (refused.status, "Nothing was done" in refused.words) == (400, True)
    assert upload(browser, "large.csv", bytes(11 * 1024 * 1024)).status == 413
    assert browser.ask(STUDY).status == 200


def test_a_mailing_is_approved_as_it_was_seen_and_not_as_it_became(desk: DeskAtWork) -> None:
    """By its whole hash; and the list may change before the button is pressed."""
    browser = desk.browser("Anna Berg", "send")
    page = browser.ask(f"{STUDY}/mailings/reminder")
    sha256 = page.text.partition('name="sha256" value="')[2].partition('"')[0]
    seen = upload(browser, "list.csv", contacts_csv(4))
    browser.act(f"{STUDY}/contacts/preview", token=token_of(seen), what="load")
    stale = browser.act(f"{STUDY}/mailings/reminder", sha256=sha256)
    assert (stale.status, "not what would be sent any more" in stale.words) == (400, True)
    fresh = browser.ask(f"{STUDY}/mailings/reminder").text.partition('name="sha256" value="')[2].partition('"')[0]
    assert "approved by Anna Berg" in browser.act(f"{STUDY}/mailings/reminder", sha256=fresh).words


def test_answers_are_taken_away_as_a_file_and_the_journal_says_by_whom(desk: DeskAtWork) -> None:
    """The same files as on the command line."""
    desk.office.write(person(0), ("answer.xlsx", desk.office.workbook(0)), reply_to=0)
    got = desk.browser("Anna Berg", "look").act(f"{STUDY}/results", kind="csv", note="for the yearbook")
    with zipfile.ZipFile(io.BytesIO(got.data)) as packed:
        assert f"{SAMPLE}.csv" in packed.namelist() or any(name.endswith(".csv") for name in packed.namelist())
    assert ("Anna Berg", f"study {SAMPLE} exported as csv", "for the yearbook") in last_entries(desk, 1)
    desk.office.check()


def test_answers_are_taken_of_one_version_or_without_names(desk: DeskAtWork) -> None:
    """As on the command line; the name of the file and the journal say so."""
    desk.office.write(person(0), ("answer.xlsx", desk.office.workbook(0)), reply_to=0)
    browser, page = desk.browser("Anna Berg", "look"), f"{STUDY}/results"
    assert 'name="version"' not in (seen := browser.ask(page)).text  # There is one version alone, so that none is chosen.
    assert '<option value="csv" selected>' in seen.text
    assert ">annexes<" not in seen.text  # Each format has a name in words.
    got = browser.act(page, kind="csv", version="1", anonymous="1")
    assert f'filename="{SAMPLE}-csv-version-1-anonymous.zip"' in got.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(got.data)) as packed:
        named = [name for name in packed.namelist() if b"Member 0" in packed.read(name) or person(0).encode() in packed.read(name)]
    assert named == []
    assert last_entries(desk, 1) == [("Anna Berg", f"study {SAMPLE} exported as csv, version 1, without names", "")]
    assert "There is no version 7." in browser.act(page, kind="csv", version="7").words
    assert browser.act(page, kind="csv", version="first").status == 404
    assert browser.act(page, kind="values", anonymous="1").status == 400
    assert last_entries(desk, 1)[0][1].endswith("without names")  # Nothing else was taken.


def test_an_organisation_s_file_shows_its_letters_its_messages_and_where_each_answer_stood(desk: DeskAtWork) -> None:
    """From the answer to the cell, the file and the message; the letter as it was sent."""
    office, browser, ref = desk.office, desk.browser("Anna Berg", "look"), reference(desk, 0)
    office.write(person(0), ("answer.xlsx", office.workbook(0)), text="Here it is.", reply_to=0)
    page = browser.ask(f"{STUDY}/organisations/{ref}")
    assert "answer.xlsx" in page.words
    trace = browser.ask(f"{STUDY}/organisations/{ref}/answers/employees")
    assert ("answer.xlsx" in trace.words, person(0) in trace.words, "!" in trace.words) == (True, True, True)
    assert '<h1 dir="auto">employees</h1>' not in trace.text  # It says what was asked.
    assert "Here it is." in browser.ask(f"{STUDY}/messages/1").words
    letter = browser.ask(f"{STUDY}/letters/1/html")
    assert "sandbox" in letter.headers["content-security-policy"]
    assert ref in letter.words
    assert "cid:" not in letter.text
    shown = browser.ask(f"{STUDY}/letters/1")
    assert ref in re.findall(r"<pre[^>]*>(.*?)</pre>", shown.text, re.DOTALL)[0]  # Its text, beside its HTML in a frame.
    assert f'src="{STUDY}/letters/1/html"' in shown.text
    sent = browser.ask(f"{STUDY}/letters/1/letter.eml")
    kept = [path.read_bytes().replace(b"\r\n", b"\n") for path in (office.home / "out" / "new").iterdir()]
    assert [one for one in kept if one.endswith(sent.data.replace(b"\r\n", b"\n"))]
    assert browser.ask(f"{STUDY}/letters/1/proof.pdf").data.startswith(b"%PDF")


def test_the_console_says_in_red_that_nobody_sends_until_the_service_runs(desk: DeskAtWork) -> None:
    """By a lock that the service holds as long as it lives."""
    browser = desk.browser("Anna Berg", "look")
    for page in (STUDY, f"{STUDY}/cases", f"{STUDY}/mailings", f"{STUDY}/organisations"):
        assert "The service is not running" in browser.ask(page).words, page
    with Presence(desk.office.service) as presence:
        presence.show()
        assert "The service is not running" not in browser.ask(STUDY).words
    assert "The service is not running" in browser.ask(STUDY).words


@pytest.mark.parametrize("page", ["", "/cases", "/organisations", "/organisations?search=member&standing=silent", "/mailings", "/journal"])
def test_a_page_asks_the_database_as_often_however_many_organisations_there_are(desk: DeskAtWork, page: str) -> None:
    """What takes longer with each organisation would take too long with ten thousand."""
    browser = desk.browser("Anna Berg")
    before = _statements(desk, browser, STUDY + page)
    seen = upload(browser, "many.csv", contacts_csv(400))
    browser.act(f"{STUDY}/contacts/preview", token=token_of(seen), what="load")
    assert _statements(desk, browser, STUDY + page) <= before + 1
    assert before < 40


def _statements(desk: DeskAtWork, browser: Browser, page: str) -> int:
    asked: list[str] = []
    engine = desk.office.service.store.engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    browser.ask(page)  # What is read once is not counted.
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert browser.ask(page).status == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(asked)
