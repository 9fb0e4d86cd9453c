"""A study at work with forty organisations, the mail server before it, and plain questions about what came of a message."""

from __future__ import annotations

import csv
import email.policy
import io
import itertools
import re
import shutil
import smtplib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

from demo import respondents
from demo.acts import entries
from demo.respondents import Received
from demo.usual_answers import usual
from domain.journal import first_break
from domain.letter import LetterKind
from questionnaire.xlsform import load
from service.authoring.drafts import apply
from service.cases.waiting import Waiting, waiting
from service.contacts.lists import load_file
from service.installation import config
from service.installation.install import SAMPLE, install
from service.operation.tick import tick
from service.studies.running import require_running
from service.wiring import Service, open_service
from store import counting, invitations, journal, messages, outbox, standings, submissions, suppressions
from tests.attacks.books import guessed, replaced
from tests.attacks.border import NAME, Border, in_ascii
from tests.service.installed import LIST, at, write_settings

ORGANISATIONS = 40
BOX, STAFF, COORDINATOR = "cybercrime.study@unodc.example", "miriam.keller@unodc.example", "thomas.aubert@itu.example"
DEPUTY, CONSULTANT, FOCAL = "deputy@member1.example", "adviser@consult.example", "focal@ministry.example"
ADVISED, SPOKEN_FOR = range(10, 13), range(20, 28)
PLAIN = tuple(number for number in range(ORGANISATIONS) if number not in {1, 7, *ADVISED, *SPOKEN_FOR})  # One contact, with DMARC.
EVIL = "mail.evil.example"  # The host of somebody who speaks for no organisation.
File = tuple[str, bytes]


def person(number: int) -> str:
    """Return the address of the contact of an organisation."""
    return f"person{number}@member{number}.example"


def last_round(number: int) -> str:
    """Return what an organisation said last round of its customers: nobody else may learn it."""
    return str(7_310_000 + number)


@dataclass(repr=False)
class AtWork:
    """An installation that sent its circular and its questionnaire, to be copied, with the questionnaires that it sent, by organisation."""

    home: Path
    letters: tuple[Received, ...]
    filled: dict[str, bytes] = field(default_factory=dict)

    def workbook(self, number: int, **changes: object) -> bytes:
        """Return the workbook of an organisation with its token, filled well unless `changes` say otherwise; it is filled once."""
        key = str(sorted(changes.items()))
        _, blank = self.letters[0].workbook or ("", b"")
        if key not in self.filled:
            form = load((self.home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
            self.filled[key] = respondents.fill(blank, entries(form, {**usual(0), **changes}, "en"))  # type: ignore[dict-item]
        swaps = {self.token(0): self.token(number), guessed(0): guessed(number), last_round(0): last_round(number)}
        return replaced(self.filled[key], swaps) if number else self.filled[key]

    def token(self, number: int) -> str:
        """Return the token of an organisation, which stands in its letter's Reply-To."""
        return self.letters[number].reply_to.partition("@")[0].rpartition("+r")[2]


@dataclass(frozen=True, repr=False)
class Left:
    """A letter that left the house, and to whom in truth (its envelope's recipient)."""

    to: str
    letter: Received

    def __repr__(self) -> str:
        """Say to whom it went, and its subject."""
        return f"<{self.to}: {self.letter.subject}>"

    @property
    def attached(self) -> bytes:
        """Return what is in its attachments, those within zips one by one."""
        return b"\0".join(piece for _, data in self.letter.attachments for piece in _pieces(data))

    def says(self, text: str) -> bool:
        """Say whether a text stands anywhere in the letter: in a header, in what is read, in a part of what is attached."""
        head = self.letter.raw.partition(b"\r\n\r\n")[0].decode("utf-8", "replace")
        within = self.attached
        return any(text in place for place in (head, self.letter.subject, self.letter.text, self.letter.html)) or text.encode() in within


@dataclass(repr=False)
class Scene:
    """The study at work. Whatever is posted is taken in with the next tick, a minute after what happened before."""

    kept: AtWork
    service: Service
    border: Border
    port: int
    now: datetime = field(default_factory=lambda: at("03-01"))
    _seen: set[str] = field(default_factory=set)
    _identifiers: Iterator[int] = field(default_factory=itertools.count)

    @property
    def home(self) -> Path:
        """Return the folder of the installation."""
        return self.service.installation.root

    def letter(self, number: int) -> Received:
        """Return the letter that brought the questionnaire to an organisation."""
        return self.kept.letters[number]

    def token(self, number: int) -> str:
        """Return the secret of an organisation."""
        return self.kept.token(number)

    def tag(self, number: int) -> str:
        """Return the tag of the letter that brought the questionnaire."""
        return self.letter(number).message_id.strip("<>").partition("@")[0]

    def workbook(self, number: int, **changes: object) -> bytes:
        """Return an organisation's own workbook, filled, with its token."""
        return self.kept.workbook(number, **changes)

    def tokenless(self, number: int, **changes: object) -> bytes:
        """Return what whoever has seen one workbook makes for any organisation: filled, under its printed reference, without a token."""
        return replaced(self.workbook(number, **changes), {self.token(number): "", last_round(number): ""})

    def post(self, raw: bytes, mail_from: str, host: str, to: str = BOX) -> None:
        """Hand a message over to the agency's mail server, as `host`."""
        with smtplib.SMTP("127.0.0.1", self.port, local_hostname=host, timeout=60) as client:
            wide = [] if mail_from.isascii() and to.isascii() else ["SMTPUTF8"]
            client.sendmail(mail_from, [to], raw, mail_options=wide)

    def write(self, sender: str, *files: File, host: str = "", **more: str) -> None:
        """Write to the study and let it be taken in, by the sender's own server where no `host` is named. See `compose`."""
        raw = self.compose(sender, *files, **more)
        domain = in_ascii(sender.rpartition("@")[2])
        self.post(raw, "someone@evil.example" if host == EVIL else sender, host or f"mail.{domain}", more.get("to", BOX))
        self.take_in()

    def reply(self, number: int, sender: str, *files: File, host: str = "", **more: str) -> None:
        """Answer the letter of an organisation with a mail program: to its answer address, and with the letter's identifier."""
        letter = self.letter(number)
        threads = {"In-Reply-To": letter.message_id, "References": letter.message_id, "subject": f"Re: {letter.subject}"}
        self.write(sender, *files, host=host, **{"to": letter.reply_to, **threads, **more})

    def compose(self, sender: str, *files: File, text: str = "Please find our answers attached.", **more: str) -> bytes:
        """Return a message; what is neither `to`, `subject` nor `text` is a field of its header."""
        mail = EmailMessage(policy=email.policy.SMTP)
        fields = {"From": sender, "To": more.pop("to", BOX), "Subject": more.pop("subject", "Our answers"), **more}
        fields.setdefault("Message-ID", f"<{next(self._identifiers)}.{self.now:%d%H%M}@{sender.rpartition('@')[2].strip('>')}>")
        fields.setdefault("Date", f"{self.now:%a, %d %b %Y %H:%M:%S %z}")
        for name, value in fields.items():
            mail[name] = value
        mail.set_content(text)
        for name, data in files:
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        return mail.as_bytes(policy=email.policy.SMTP if sender.isascii() else email.policy.SMTPUTF8)

    def take_in(self, **later: int) -> None:
        """Let a minute pass, or as much as is said, and the program do what is due."""
        self.now += timedelta(**(later or {"minutes": 1}))
        report = tick(self.service, self.now)
        assert not report.problems, report.problems

    def remind(self) -> set[int]:
        """Let the day of the reminder come, and return who is reminded."""
        self.now = at("03-26")
        self.take_in()
        with self.service.store.reading() as tx:
            sent = [one for one in outbox.of_mailings(tx, ["reminder"]) if one.state == "sent"]
        return {int(str(one.organisation).removeprefix("ORG")) for one in sent}

    def left(self) -> list[Left]:
        """Return the letters that left since this was asked last, oldest first."""
        by_number = sorted(self.unseen(), key=lambda path: int(path.name.partition(".")[0]))
        return [Left(_delivered_to(path), respondents.open_letter(path)) for path in by_number]

    def unseen(self) -> list[Path]:
        """Return the files of the letters that left since this was asked last."""
        new = [path for path in (self.home / "out" / "new").iterdir() if path.name not in self._seen]
        self._seen |= {path.name for path in new}
        return new

    def passed_on(self) -> list[Left]:
        """Return what of the letters that left were people's words, passed on to the staff."""
        with self.service.store.reading() as tx:
            tags = {one.tag for one in outbox.of_studies(tx, [SAMPLE]) if one.kind is LetterKind.PASSED_ON}
        return [one for one in self.left() if one.letter.message_id.strip("<>").partition("@")[0] in tags]

    def answers(self) -> dict[int, object]:
        """Return how many employees each organisation has whose answer counts, as the export would say it."""
        with self.service.store.reading() as tx:
            numbers = {one.id: int(one.organisation.removeprefix("ORG")) for one in invitations.of_study(tx, SAMPLE).values()}
            return {numbers[one.submission.invitation_id]: one.submission.answers["employees"] for one in counting.of_study(tx, SAMPLE)}

    def states(self, number: int) -> list[str]:
        """Return the states of what was filed for an organisation, oldest first."""
        with self.service.store.reading() as tx:
            invitation = invitations.of_study(tx, SAMPLE)[f"ORG{number:03d}"]
            return [one.state.value for one in submissions.of_invitations(tx, [invitation.id])]

    def standing(self, number: int) -> str:
        """Return where an organisation stands, and whether it waits for us."""
        with self.service.store.reading() as tx:
            found = require_running(self.service, tx, SAMPLE)
            lines = {one.code: one for one in standings.each(tx, SAMPLE, found.study.contact_list, found.today(self.now))}
        one = lines[f"ORG{number:03d}"]
        return f"{one.standing}{', waits' if one.waits else ''}"

    def cases(self) -> tuple[Waiting, ...]:
        """Return what waits for a person."""
        with self.service.store.reading() as tx:
            return waiting(tx)

    def suppressed(self, *others: str) -> set[str]:
        """Return which addresses are not written to any more, of all contacts, the staff and `others`."""
        everyone = {STAFF, COORDINATOR, BOX, DEPUTY, CONSULTANT, FOCAL, *map(person, range(ORGANISATIONS)), *others}
        with self.service.store.reading() as tx:
            return set(suppressions.suppressed(tx, everyone))

    def kinds(self) -> list[str]:
        """Return for what each message was taken, oldest first; each was understood."""
        with self.service.store.reading() as tx:
            assert not messages.in_states(tx, ["pending", "failed"])
            return [str(one.kind) for one in messages.in_states(tx, ["done"])]

    def untouched(self) -> None:
        """Assert that nothing counts, nobody is suppressed, and everybody is reminded who had been."""
        assert self.answers() == {}
        assert self.suppressed() == set()
        assert self.remind() == set(range(ORGANISATIONS))

    def check(self) -> None:
        """Assert that the journal's chain is whole."""
        with self.service.store.reading() as tx:
            assert first_break(list(journal.pages(tx))) is None


def outsiders(letters: list[Left], *known: str) -> list[str]:
    """Return to whom letters went who is neither on record, nor staff, nor among `known`."""
    record = {STAFF, COORDINATOR, DEPUTY, CONSULTANT, FOCAL, *map(person, range(ORGANISATIONS)), *known}
    return [one.to for one in letters if one.to.lower() not in record]


def at_work(home: Path, url: str = "") -> AtWork:
    """Make the installation: forty organisations with last round's figures, of whom some share a contact."""
    install(home)
    (home / "people.csv").write_bytes(_people())
    folder = home / "studies" / SAMPLE
    values = "".join(f"ORG{number:03d},{last_round(number)}\n" for number in range(ORGANISATIONS))
    (folder / "previous.csv").write_text(f"organisation_code,customers\n{values}")
    _connect(home, "")
    with open_service(config.load(home, {"COUNTERFOIL_DATABASE_URL": url})) as service:
        load_file(service, home / "people.csv", LIST, {}, store=True)
        apply(service, SAMPLE, at("02-01"), by="staff")
        tick(service, at("02-10"))
        tick(service, at("02-20"))
        tick(service, at("03-01", 9))  # The digest of the week leaves.
    opened = {path: respondents.open_letter(path) for path in sorted((home / "out" / "new").iterdir())}
    # Where there are two contacts, the letter is that of the first.
    found = {one.subject[-13:-1]: one for path, one in opened.items() if one.workbook and _delivered_to(path).startswith("person")}
    return AtWork(home, tuple(found[guessed(number)] for number in range(ORGANISATIONS)))


@contextmanager
def opened(kept: AtWork, folder: Path, border: Border, port: int, *, says: bool = True) -> Iterator[Scene]:
    """Give a copy of the installation at work in `folder`; the mail server's word is believed unless it `says` nothing."""
    home = folder / "installation"
    shutil.copytree(kept.home, home)
    _connect(home, f'authserv_ids = ["{NAME}"]' if says else "")
    border.inbox, border.says, border.received_first = home / "inbox", says, False
    with open_service(config.load(home, {})) as service:
        scene = Scene(kept, service, border, port)
        scene.unseen()  # Those that the mailings brought; nobody asks what stands in them, and to open them takes half a second.
        yield scene
        scene.check()


def _people() -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(["code", "organisation", "country", "region", "language", "role", "name", "address", "salutation"])
    for number in range(ORGANISATIONS):
        plain = [f"ORG{number:03d}", f"Organisation {number}", "AT", "Europe", "en"]
        writer.writerow([*plain, "to", f"Person {number}", person(number), f"Dear Person {number}"])
        also: Mapping[str, bool] = {DEPUTY: number == 1, CONSULTANT: number in ADVISED, FOCAL: number in SPOKEN_FOR}
        for address in (address for address, here in also.items() if here):
            writer.writerow([*plain, "cc", address.partition("@")[0].title(), address, "Dear colleague"])
    return buffer.getvalue().encode()


def _connect(home: Path, more: str) -> None:
    for folder in ("new", "cur", "tmp"):
        (home / "inbox" / folder).mkdir(parents=True, exist_ok=True)
    mailbox = f'kind = "maildir"\npath = "{home / "inbox"}"\n{more}'
    write_settings(home, {"transport": f'kind = "maildir"\npath = "{home / "out"}"', "mailbox": mailbox})


def _delivered_to(path: Path) -> str:
    found = re.search(rb"^Delivered-To: (.*?)\r?$", path.read_bytes(), re.MULTILINE)
    assert found
    return found[1].decode()


def _pieces(data: bytes) -> Iterator[bytes]:
    yield data
    with suppress(zipfile.BadZipFile), zipfile.ZipFile(io.BytesIO(data)) as package:
        yield from (package.read(name) for name in package.namelist())
