"""An office on programs that run: `counterfoil serve` and `counterfoil run`, on a store of either kind, and people at browsers."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from demo import respondents
from demo.acts import entries
from questionnaire.xlsform import load
from settings import private
from tests.cli.program import done
from tests.servers import HOST, free_port
from tests.service.installed import contacts_csv, write_settings
from tests.service.sending.test_silent_relay import until
from tests.stories.post import RETURNS, SERVER, Post
from tests.web.desk import PASSWORD
from tests.web.on_servers import beside

CITY = "city"  # The study of which the questionnaire went out to five organisations.
COORDINATOR = "anna.berg@agency.example"
_PROGRAM = [sys.executable, "-c", "from cli.main import run; run()"]


@dataclass
class House:
    """An installation, the post, and browsers; `first` is the link of the first person, which `serve` prints."""

    home: Path
    post: Post
    chromium: Chromium
    address: str = ""
    first: str = ""

    def told(self, *command: str | Path) -> list[dict[str, Any]]:
        """Return what a command answers, as JSON."""
        return beside(partial(done, *command, "--json", "--home", self.home)).objects

    def browser(self) -> Page:
        """Return a page of somebody who is not signed in."""
        return self.chromium.new_context(base_url=self.address, locale="en", accept_downloads=True).new_page()

    def seated(self, name: str, role: str) -> Page:
        """Return a page of a person of this role, who followed their link and chose a password."""
        page = self.browser()
        page.goto(str(self.told("users", "add", name, "--role", role)[0]["link"]))
        page.locator("#password").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Sign out").wait_for()
        return page

    def study(self, name: str, organisations: int, **changes: str) -> str:
        """Make a study with a list, and apply it; the first of its mailings are due in a week. Return the address of its page."""
        draft_study(self, name, **changes)
        file = self.home / f"{name}.csv"
        file.write_bytes(self.people(name, organisations))
        self.told("contacts", "load", file, "--list", name)
        self.told("study", "apply", "--study", name)
        return f"/studies/{name}"

    def people(self, study: str, organisations: int) -> bytes:
        """Return a list of contacts whose mail is kept apart from that of other studies, and of other houses with the same post."""
        listed = contacts_csv(organisations).replace(b"@member", f"@{study}".encode())
        return listed.replace(b".example", f".{self.home.parent.name}.example".encode())

    def person(self, study: str, number: int) -> str:
        """Return the address of the contact of an organisation in a study."""
        return f"person{number}@{study}{number}.{self.home.parent.name}.example"

    def letters(self, study: str, number: int) -> list[EmailMessage]:
        """Return what lies in the mailbox of an organisation's contact."""
        return self.post.mail_for(self.person(study, number))

    def write(self, study: str, number: int, words: str, *files: tuple[str, bytes]) -> None:
        """Let the contact of an organisation answer the newest letter that they got."""
        until(lambda: bool(self.letters(study, number)))
        mail, letter = EmailMessage(), self.letters(study, number)[-1]
        mail["From"], mail["To"] = self.person(study, number), letter["Reply-To"]
        mail["Subject"], mail["Message-ID"] = f"Re: {letter['Subject']}", f"<{free_port()}.{number}@{study}.example>"
        mail.set_content(words)
        for name, data in files:
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        self.post.deliver(mail)

    def workbook(self, study: str, number: int, said: Mapping[str, Any]) -> tuple[str, bytes]:
        """Return the workbook that an organisation's contact got, filled by what they see in it."""
        until(lambda: any(one.workbook for one in map(respondents.open_letter, self.post.files(self.person(study, number)))))
        received = map(respondents.open_letter, self.post.files(self.person(study, number)))
        letter = next(one for one in received if one.workbook)
        name, blank = letter.workbook or ("", b"")
        form = load((self.home / "studies" / study / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
        return name, respondents.fill(blank, entries(form, said, letter.language))

    def cases(self, study: str) -> list[dict[str, Any]]:
        """Return every case of a study."""
        return [one for one in self.told("held", "--all") if str(one["reference"]).startswith(prefix_of(study))]

    def standing(self, study: str, number: int) -> str:
        """Return where an organisation stands."""
        told = self.told("status", "--all", "--study", study)
        return next(str(one["standing"]) for one in told if one.get("code") == f"ORG{number:03d}")


def prefix_of(study: str) -> str:
    """Return what every printed reference of a study begins with."""
    return f"{study[:3].upper()}27"


def send_now(page: Page, study: str, mailing: str) -> None:
    """Ask for a mailing on its page, and say so on the second one."""
    page.goto(f"/studies/{study}/mailings/{mailing}")
    page.get_by_role("button", name="Send it now").click()
    page.get_by_text("What has left cannot be called back.").wait_for()
    page.locator("main form[method=post] button").click()
    page.get_by_text("The service that runs will send the mailing").wait_for()


def words_of(mail: EmailMessage) -> str:
    """Return the words of a letter, each line after the other."""
    return " ".join(str(mail.get_body(("plain",)).get_content()).split())  # type: ignore[union-attr]


def draft_study(house: House, name: str, **changes: str) -> None:
    """Make the folder of a study; `changes` replace the values of lines in its settings."""
    first = datetime.now(UTC).date() + timedelta(days=7)
    people = ("--from", "Water Office <office@agency.example>", "--contact", f"Anna Berg <{COORDINATOR}>")
    words = ("--title", f"Study {name}", "--prefix", prefix_of(name), "--languages", "en,fr", "--first-day", first.isoformat())
    house.told("study", "new", name, *words, *people, "--returns-to", f"{name}@{RETURNS}")
    file = house.home / "studies" / name / "study.toml"
    text = file.read_text(encoding="utf-8")
    for key, value in changes.items():
        text, there = re.subn(rf"^{key} = .*$", f"{key} = {value}", text, count=1, flags=re.MULTILINE)
        assert there, key
    file.write_text(text, encoding="utf-8")


@contextmanager
def served(folder: Path, post: Post, chromium: Chromium, url: str = "") -> Iterator[House]:
    """Give an empty installation whose console a process serves; its store is the database at `url`, or SQLite beside it."""
    house = House(folder / "office", post, chromium)
    done("init", house.home, "--empty")
    private.write(house.home / "imap.secret", post.imap.password.encode())
    common = f'host = "{HOST}"\nsecurity = "none"'
    account = f'port = {post.imap.port}\nuser = "{post.imap.user}"\npassword_file = "imap.secret"'
    sections = {
        "transport": f'kind = "smtp"\nport = {post.gate.port}\nconnections = 1\n{common}',
        "mailbox": f'kind = "imap"\n{account}\nauthserv_ids = ["{SERVER}"]\n{common}',
        "console": f"port = {free_port()}",
    }
    write_settings(house.home, sections | ({"store": f'url = "{url}"'} if url else {}))
    with _program(house.home, "serve", "--json") as console:
        told = json.loads(console.stdout.readline() if console.stdout else "")
        house.address, house.first = told["address"], told["first_user"]
        yield house


@contextmanager
def at_work(house: House) -> Iterator[None]:
    """Let the service run beside the console: it sends, and takes in what comes."""
    with _program(house.home, "run", "--live", "--every", "1", "--json"):
        yield


@contextmanager
def _program(home: Path, *command: str) -> Iterator[subprocess.Popen[str]]:
    """Run a command until the block ends; it ends well when it is told to."""
    log = home / f"{command[0]}.log"
    with log.open("w") as errors:
        pipe = subprocess.PIPE if command[0] == "serve" else errors
        process = subprocess.Popen([*_PROGRAM, *command, "--home", str(home)], stdout=pipe, stderr=errors, text=True)
    try:
        yield process
        process.terminate()
        assert process.wait(300) == 0, log.read_text()
    finally:
        process.kill()
        process.wait(300)
        if process.stdout:
            process.stdout.close()
