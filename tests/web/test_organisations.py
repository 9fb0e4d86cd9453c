"""The list of organisations and the file of one: whom a mailing reached, who is reminded, and what was filed for whom."""

from __future__ import annotations

import io
import re
import zipfile

from service.contacts.lists import Signed, load_file
from service.installation.install import SAMPLE
from service.operation.tick import tick
from store import outbox, reminding
from tests.service.approving.test_cancelling import letters, under_way
from tests.service.installed import LIST, at, contacts_csv
from tests.service.office import person
from tests.web.desk import Browser, DeskAnswer, DeskAtWork
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
    assert '<option value="reminder" selected>reminder</option>' in page
    assert '<option value="not_sent" selected>was not sent</option>' in page


def without_regions(desk: DeskAtWork) -> None:
    """Load the list again with a column of regions that is blank."""
    file = desk.office.home / "again.csv"
    file.write_bytes(contacts_csv(3).replace(b";Europe;", b";;"))
    load_file(desk.office.service, file, LIST, {}, store=True, signed=Signed(by="Anna Berg", at=desk.office.later()))


def test_a_list_without_regions_is_not_asked_for_them(desk: DeskAtWork) -> None:
    """Neither a filter, nor a column, nor a table of one row that says the whole again; with regions each is there."""
    browser = desk.browser("Anna Berg", "look")
    for there in (True, False):
        organisations, report = (browser.ask(f"{STUDY}/{page}") for page in ("organisations", "quality"))
        assert ('name="region"' in organisations.text, ">Region</th>" in organisations.text) == (there, there)
        assert ("Europe" in organisations.words, ">Region</th>" in report.text) == (there, there)
        assert "(no region)" not in report.words + browser.ask(STUDY).words
        without_regions(desk)


def test_organisations_are_found_by_their_name_region_and_language(desk: DeskAtWork) -> None:
    """Each filter by itself and all together; a page offers what there is to choose, in the words of its language."""
    file = desk.office.home / "again.csv"
    file.write_bytes(contacts_csv(3).replace(b"Organisation 2;AT;Europe;", b"Organisation 2;AT;Africa;"))
    load_file(desk.office.service, file, LIST, {}, store=True, signed=Signed(by="Anna Berg", at=desk.office.later()))
    browser = desk.browser("Anna Berg", "look")
    assert listed(browser, region="Africa") == ["Organisation 2"]
    assert listed(browser, region="Europe") == ["Organisation 0", "Organisation 1"]
    assert listed(browser, region="Atlantis") == []
    reading = {language: listed(browser, language=language) for language in ("en", "fr", "ar")}
    assert sorted(reading["en"] + reading["fr"]) == ["Organisation 0", "Organisation 1", "Organisation 2"]
    assert (len(reading["en"]) in {1, 2}, reading["ar"]) == (True, [])
    for search in ("organisation+1", "person1@member1", reference(desk, 1)):
        assert listed(browser, search=search) == ["Organisation 1"], search
    (one,) = [language for language, names in reading.items() if "Organisation 1" in names]
    assert listed(browser, search="organisation+1", region="Europe", language=one, standing="silent") == ["Organisation 1"]
    assert listed(browser, search="organisation+1", region="Africa", language=one) == []
    assert ">French</option>" in browser.ask(f"{STUDY}/organisations").text


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
    said = "They are being sent. If this still stands here after some minutes, the service was interrupted. Ask again then."
    assert said in words
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


def filing(desk: DeskAtWork, browser: Browser, data: bytes, mode: str = "upload", site: str = "same-origin") -> DeskAnswer:
    """File a workbook for the first organisation, as a browser does."""
    head = "--edge\r\nContent-Disposition: form-data; name="
    fields = f'{head}"mode"\r\n\r\n{mode}\r\n{head}"note"\r\n\r\non a stick\r\n'
    file = f'{head}"file"; filename="..\\été.xlsx"\r\nContent-Type: application/octet-stream\r\n\r\n'
    body = (fields + file).encode() + data + b"\r\n--edge--\r\n"
    path = f"{STUDY}/organisations/{reference(desk, 0)}/workbooks"
    return browser.ask(path, body=body, Content_Type="multipart/form-data; boundary=edge", Sec_Fetch_Site=site)


def test_a_workbook_is_filed_for_an_organisation_by_upload_and_undone_beside_it(desk: DeskAtWork) -> None:
    """It counts as one that came by mail; the same file is filed once, and nobody is written to."""
    office, browser = desk.office, desk.browser("Anna Berg", "decide")
    done = filing(desk, browser, office.workbook(0), "paper")
    assert "été.xlsx is filed on paper: it counts." in done.words
    assert office.entries()[-1].was == "paper"
    assert office.standing(0) == "answered"
    assert last_entries(desk, 1) == [("Anna Berg", last_entries(desk, 1)[0][1], "on a stick")]
    assert "Nothing was filed: this file was filed on paper" in filing(desk, browser, office.workbook(0)).words
    with office.service.store.reading() as tx:
        assert [one.kind for one in outbox.to_addresses(tx, [person(0)]) if one.state == "queued"] == []
    entry = done.text.partition(f'action="{STUDY}/entries/')[2].partition("/")[0]
    assert "Undone" in browser.act(f"{STUDY}/entries/{entry}/undo").words
    assert office.standing(0) == "silent"
    office.check()


def test_what_is_no_workbook_of_the_organisation_is_not_filed(desk: DeskAtWork) -> None:
    """Another one's, none, one that bursts or is too large; a way that there is not, a form of another site, a person who may not."""
    office, browser, packed = desk.office, desk.browser("Anna Berg", "decide"), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", b"<Types/>")
        bomb.writestr("xl/workbook.xml", bytes(200_000_000))
    good = office.workbook(0)
    refused = [
        filing(desk, browser, office.workbook(1)),
        filing(desk, browser, b"no workbook"),
        filing(desk, browser, b""),
        filing(desk, browser, packed.getvalue()),
        filing(desk, browser, bytes(11 * 1024 * 1024)),
        filing(desk, browser, good, "pigeon"),
        filing(desk, browser, good, site="cross-site"),
        filing(desk, desk.browser("Ben Carter", "look"), good),
    ]
    assert [one.status for one in refused] == [400, 400, 400, 400, 413, 400, 403, 403]
    assert office.standing(0) == "silent"
    office.check()


def test_two_workbooks_of_an_organisation_stand_side_by_side_with_what_differs(desk: DeskAtWork) -> None:
    """The earlier first, however they are asked for; what is another organisation's is not found by its number."""
    office, page = desk.office, f"{STUDY}/organisations/{reference(desk, 0)}"
    browser = desk.browser("Anna Berg", "look")
    office.write(person(0), ("first.xlsx", office.workbook(0)), reply_to=0)
    assert "Show side by side" not in browser.ask(page).words
    office.write(person(0), ("second.xlsx", office.workbook(0, gaps="None <b>any</b> more")), reply_to=0)
    office.write(person(1), ("another.xlsx", office.workbook(1)), reply_to=1)
    assert "Show side by side" in browser.ask(page).words
    for asked in ("first=1&second=2", "first=2&second=1"):
        seen = browser.ask(f"{page}/workbooks?{asked}")
        assert "1 answer differs." in seen.words
        assert seen.words.index("first.xlsx") < seen.words.index("second.xlsx")
        (row,) = re.findall(r"<tr><th scope=\"row\"><code>gaps</code></th>(.*?)</tr>", seen.text)
        assert row.endswith('<td dir="auto">None &lt;b&gt;any&lt;/b&gt; more</td>')
    for asked in ("first=1&second=3", "first=1&second=1", "first=1&second=x", "first=1"):
        assert browser.ask(f"{page}/workbooks?{asked}").status == 404, asked


def test_what_the_staff_wrote_or_filed_about_an_organisation_is_no_message_from_it(desk: DeskAtWork) -> None:
    """It stands under a heading of its own, and can be opened there."""
    office = desk.office
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    office.write("thomas.aubert@itu.example", text="They telephoned.", subject=f"About {reference(desk, 0)}")
    page = desk.browser("Anna Berg", "look").ask(f"{STUDY}/organisations/{reference(desk, 0)}").text
    _, _, rest = page.partition("<h2>Messages from it</h2>")
    from_it, _, about = rest.partition("<h2>Messages of the staff about it</h2>")
    assert "Our answers" in from_it
    assert "About " not in from_it
    assert f"About {reference(desk, 0)}" in about.partition("</section>")[0]
