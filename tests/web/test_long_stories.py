"""Stories that go through several doors, in a real browser: undone in the browser, decided there and by mail, from an empty office on.

Letters leave by SMTP and answers come into a mailbox of IMAP, on servers that run.
"""

from __future__ import annotations

import email
import email.policy
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from demo import respondents
from demo.acts import entries
from demo.servers import Servers
from domain.study import Study
from service import config
from service.drafts import apply
from service.install import install
from service.new_study import new_study
from service.running import require_running
from service.users import first_link
from service.wiring import open_service
from tests.service import mailed_cases
from tests.service.installation import connect, contacts_csv
from tests.service.mailed_cases import COORDINATOR, DAY, about_cases, answering
from tests.service.office import Office, Template, person
from tests.service.test_new_study import NOW, WATER
from tests.web.desk import PASSWORD, DeskAtWork, desk_of
from tests.web.on_servers import letters, mail_servers, post, tick
from tests.web.test_browser import STUDY, chromium
from tests.web.test_stories import office, seated

__all__ = ["chromium", "office"]
REFUSES = "We will not take part in this survey. Please do not write to us again."


@contextmanager
def served_home(home: Path, servers: Servers) -> Iterator[DeskAtWork]:
    """Serve the console of an installation that a story made itself; by servers that run, and believing the agency's."""
    connect(home, servers)
    settings = home / config.FILE
    believed = f'[mailbox]\nauthserv_ids = ["{mailed_cases.SERVER}"]\n'
    settings.write_text(settings.read_text(encoding="utf-8").replace("[mailbox]\n", believed), encoding="utf-8")
    with open_service(config.load(home, {})) as service:
        office = Office(Template(home, ()), service)
        with desk_of(office) as found:
            yield found


def test_a_decision_is_undone_beside_it_long_after_and_the_undoing_too(desk: DeskAtWork, chromium: Chromium) -> None:
    """By another person, on the pages on which it stands: of the organisation and of the journal."""
    desk.office.write(person(2), text=REFUSES, reply_to=2)
    first = seated(chromium, desk, "Anna Berg", "decide")
    first.goto(f"{STUDY}/cases/1")
    first.get_by_role("button", name="It declined").click()
    first.get_by_role("heading", name="Done").wait_for()
    assert desk.office.standing(2) == "declined"
    second = seated(chromium, desk, "Ben Carter", "decide")
    second.goto(f"{STUDY}/organisations?search=ORG002")
    second.get_by_role("link", name="Organisation 2").click()
    decided = second.get_by_role("listitem").filter(has_text="decided: declined")
    decided.get_by_role("button", name="Undo").click()
    second.get_by_text("Undone").first.wait_for()
    assert desk.office.standing(2) != "declined"
    second.get_by_role("button", name="Undo").click()
    second.get_by_text("Undone").first.wait_for()
    assert desk.office.standing(2) == "declined"
    desk.office.check()


def test_a_case_is_decided_by_mail_undone_in_the_browser_and_decided_there(tmp_path: Path, chromium: Chromium) -> None:
    """Each door sees what the other did; an answer to a notice that is out of date decides nothing, and says who did."""
    mailed_cases.with_a_case(tmp_path)
    (notice,) = about_cases(tmp_path)
    with mail_servers(tmp_path) as servers, served_home(tmp_path, servers) as desk:
        office = desk.office
        office.now = DAY
        page = seated(chromium, desk, "Anna Berg", "decide")
        answer(office, servers, notice, "declined: confirmed by telephone")
        page.goto(f"{STUDY}/cases/1")
        page.get_by_text("Thomas Aubert").first.wait_for()
        assert page.get_by_role("button", name="It declined").count() == 0
        page.get_by_role("button", name="Undo").first.click()
        page.get_by_text("Undone").first.wait_for()
        page.goto(f"{STUDY}/cases/1")
        page.get_by_role("button", name="Nothing to do").or_(page.locator("button[value=reject]")).first.click()
        page.get_by_role("heading", name="Done").wait_for()
        told = answer(office, servers, notice, "declined")
        assert "because Anna Berg decided it" in " ".join(str(told[-1].get_body(("plain",)).get_content()).split())  # type: ignore[union-attr]
        assert office.cases() == ()


def answer(office: Office, servers: Servers, letter: EmailMessage, words: str) -> list[EmailMessage]:
    """Let the coordinator answer a letter about the case, and return the letters that the mail server took for them since."""
    before = len(servers.mail_for(COORDINATOR))
    post(servers, answering(COORDINATOR, letter["Reply-To"], words))
    assert not tick(office.service, office.later()).problems
    return [email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in servers.mail_for(COORDINATOR)[before:]]


def test_from_an_empty_office_to_an_exported_answer(tmp_path: Path, chromium: Chromium) -> None:
    """A study of one's own, a first person by the printed link, a list, the letters, an answer, and the file with it."""
    home = tmp_path / "office"
    install(home, empty=True)
    with mail_servers(tmp_path) as servers, served_home(home, servers) as desk:
        office = desk.office
        office.now = NOW
        new_study(office.service, WATER, NOW.date())
        apply(office.service, WATER.id, NOW, by="Anna Berg")
        page = first_person(chromium, desk, "Anna Berg")
        page.get_by_role("link", name="supply").first.click()
        page.get_by_role("link", name="Contacts").click()
        page.get_by_label("File").set_input_files({"name": "list.csv", "mimeType": "text/csv", "buffer": contacts_csv(1)})
        page.get_by_role("button", name="Look at it").click()
        page.get_by_role("button", name="Load it").click()
        page.get_by_text("1 added, 0 changed").wait_for()
        for mailing in ("circular", "questionnaire"):
            office.now = next(one.at for one in found_study(office).mailings if one.name == mailing)
            assert not tick(office.service, office.now).problems
        (letter,) = [one for one in letters(servers) if one.workbook and one.to == person(0)]
        respond(office, servers, letter)
        page = seated(chromium, desk, "Ben Carter", "look")  # Weeks have passed.
        page.goto(f"/studies/{WATER.id}")
        page.get_by_text("1 of 1 organisations have answered").wait_for()
        page.goto(f"/studies/{WATER.id}/results")
        page.get_by_label("Format").select_option("csv")
        with page.expect_download() as taken:
            page.get_by_role("button", name="Download").click()
        with zipfile.ZipFile(io.BytesIO(Path(taken.value.path()).read_bytes())) as packed:
            answers = b"".join(packed.read(name) for name in packed.namelist() if name.endswith(".csv"))
            assert b"4711" in answers, packed.namelist()


def first_person(chromium: Chromium, desk: DeskAtWork, name: str) -> Page:
    """Return a page of the first person, who followed the link that `serve` prints."""
    secret = first_link(desk.office.service, desk.office.now)
    page = chromium.new_context(base_url=f"http://127.0.0.1:{desk.settings.port}", locale="en").new_page()
    page.goto(f"/welcome/{secret}")
    page.get_by_label("Your name, as you sign with it").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name="Save and sign in").click()
    page.get_by_role("button", name="Sign out").wait_for()
    return page


def found_study(office: Office) -> Study:
    """Return the study as it runs."""
    with office.service.store.reading() as tx:
        return require_running(office.service, tx, WATER.id).study


def respond(office: Office, servers: Servers, letter: respondents.Received) -> None:
    """Fill the workbook of a letter by its visible labels, send it back, and let the service take it in."""
    name, blank = letter.workbook or ("", b"")
    with office.service.store.reading() as tx:
        form = require_running(office.service, tx, WATER.id).questionnaire
    said = entries(form, {"respondent": "Ana Novak, statistician", "staff": 4711, "active": "yes"}, letter.language)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = letter.to, letter.reply_to, "Our answers", "<1@member0.example>"
    mail.set_content("Attached.")
    mail.add_attachment(respondents.fill(blank, said), maintype="application", subtype="octet-stream", filename=name)
    post(servers, mail.as_bytes())
    assert not tick(office.service, office.later(hours=1)).problems
