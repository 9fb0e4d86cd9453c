"""A study at work whose mail is read from and written into Maildirs: people answer it, others overrule it, and its journal is looked at."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

from demo import respondents
from demo.acts import entries
from demo.respondents import Received
from demo.usual_answers import usual
from domain.journal import Entry, first_break
from domain.message import Kind
from questionnaire.xlsform import load
from service.answers.counting import counted
from service.cases.waiting import Waiting, waiting
from service.collecting import replay
from service.collecting.collect import collect
from service.deciding.held import decide
from service.deciding.organisation_marks import Marking, mark
from service.deciding.undo import Undoing, undo
from service.installation import config
from service.installation.install import SAMPLE
from service.keeping.moving import move
from service.operation.tick import tick
from service.rulings.decided import Decided, Deciding
from service.studies.running import require_running
from service.wiring import Service, open_service
from store import invitations, journal, messages, standings, submission_states, submissions
from tests.service.installed import at, maildirs, make
from tests.store.projections import fold, tables

ORGANISATIONS = 3
ME = "anna"
File = tuple[str, bytes]


@dataclass
class Template:
    """An installation that sent its circular and its questionnaire, to be copied; workbooks are filled once."""

    home: Path
    letters: tuple[Received, ...]
    books: dict[str, bytes] = field(default_factory=dict)

    def workbook(self, number: int, **changes: object) -> bytes:
        """Return the workbook of an organisation, filled well unless `changes` say otherwise."""
        key = f"{number} {sorted(changes.items())}"
        if key not in self.books:
            form = load((self.home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
            letter = self.letters[number]
            _, blank = letter.workbook or ("", b"")
            self.books[key] = respondents.fill(blank, entries(form, {**usual(number), **changes}, letter.language))  # type: ignore[dict-item]
        return self.books[key]


def template(home: Path) -> Template:
    """Make the installation."""
    make(home, ORGANISATIONS)
    with open_service(config.load(home, {})) as service:
        tick(service, at("02-10"))
        tick(service, at("02-20"))
    opened = [respondents.open_letter(path) for path in sorted((home / "out" / "new").iterdir())]
    found = {letter.to: letter for letter in opened if letter.workbook}
    return Template(home, tuple(found[person(number)] for number in range(ORGANISATIONS)))


def person(number: int) -> str:
    """Return the address of the contact of an organisation."""
    return f"person{number}@member{number}.example"


class Office:
    """A copy of that installation, opened. What is written is taken in at once, a minute after whatever happened before."""

    def __init__(self, kept: Template, service: Service) -> None:
        self.kept, self.service = kept, service
        self.home = service.installation.root
        self.now = at("03-01")

    def later(self, **more: int) -> datetime:
        """Let time pass, a minute unless it is said, and return what time it is."""
        self.now += timedelta(**(more or {"minutes": 1}))
        return self.now

    def workbook(self, number: int, **changes: object) -> bytes:
        """Return the workbook of an organisation, filled well unless `changes` say otherwise."""
        return self.kept.workbook(number, **changes)

    def write(self, sender: str, *files: File, text: str = "Attached.", reply_to: int | None = None, subject: str = "Our answers") -> int:
        """Send a message, a reply to the letter of the organisation `reply_to` where that is given; return its number."""
        return self.deliver(self.written(sender, *files, text=text, reply_to=reply_to, subject=subject))

    def written(
        self, sender: str, *files: File, text: str = "Attached.", reply_to: int | None = None, subject: str = "Our answers"
    ) -> bytes:
        """Return a message, a reply to the letter of the organisation `reply_to` where that is given."""
        mail = EmailMessage()
        answered = self.kept.letters[0 if reply_to is None else reply_to]
        mail["From"], mail["Subject"] = sender, subject
        mail["To"] = answered.sender if reply_to is None else answered.reply_to
        mail["Date"] = self.now
        mail["Message-ID"] = f"<{self.later().timestamp():.0f}@client.example>"
        mail.set_content(text)
        for name, data in files:
            mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
        return mail.as_bytes(policy=policy.SMTPUTF8)

    def deliver(self, raw: bytes) -> int:
        """Put a message into the mailbox, let it be taken in, and return its number."""
        name = f"{self.later().timestamp():.0f}.eml"
        (self.home / "inbox" / "new" / name).write_bytes(raw)
        collected = collect(self.service, self.now)
        assert collected.new == 1
        with self.service.store.reading() as tx:
            return messages.in_states(tx, ["done", "failed"])[-1].id

    def replay(self, message: int | None = None) -> list[replay.Replayed]:
        """Replay one message or all of them."""
        return replay.replay(self.service, message, self.later())

    def decide(self, case: int | str, what: str, to: str | None = None, by: str = ME, note: str = "") -> Decided:
        """Decide a case; a mailing is really sent."""
        return decide(self.service, Deciding(case=str(case), what=what, to=to, by=by, note=note, live=what == "send"), self.later())

    def undo(self, entry: int, by: str = ME, note: str = "") -> int:
        """Undo an entry, and return that of the undoing."""
        return undo(self.service, Undoing(entry=entry, by=by, note=note), self.later()).entry

    def mark(self, number: int, what: str, **more: object) -> int:
        """Mark an organisation, and return the entry."""
        with self.service.store.reading() as tx:
            found = require_running(self.service, tx, SAMPLE)
        return mark(self.service, found, Marking(organisation=f"ORG{number:03d}", what=what, by=ME, **more), self.later()).entry  # type: ignore[arg-type]

    def cases(self) -> tuple[Waiting, ...]:
        """Return what waits for a person."""
        with self.service.store.reading() as tx:
            return waiting(tx)

    def states(self, number: int) -> list[str]:
        """Return the states of the submissions of an organisation, oldest first."""
        with self.service.store.reading() as tx:
            invitation = invitations.of(tx, SAMPLE, f"ORG{number:03d}")
            assert invitation
            return [one.state.value for one in submissions.of_invitations(tx, [invitation.id])]

    def standing(self, number: int) -> str:
        """Return where an organisation stands."""
        with self.service.store.reading() as tx:
            found = require_running(self.service, tx, SAMPLE)
            lines = {one.code: one for one in standings.each(tx, SAMPLE, found.study.contact_list, found.today(self.now))}
        one = lines[f"ORG{number:03d}"]
        return f"{one.standing or 'ineligible'}{', waits' if one.waits else ''}"

    def counted(self) -> list[object]:
        """Return how many employees each organisation has whose answer counts, as the export would say it."""
        with self.service.store.reading() as tx:
            found = require_running(self.service, tx, SAMPLE)
            return [one.submission.answers["employees"] for one in counted(tx, found)]

    def entries(self) -> list[Entry]:
        """Return the whole journal."""
        with self.service.store.reading() as tx:
            return list(journal.pages(tx))

    def entry(self, what: str, about: str = "") -> int:
        """Return the number of the newest entry that decided this, about a thing of this kind."""
        return next(one.number for one in reversed(self.entries()) if one.what == what and str(one.about).startswith(about))

    def kind(self, message: int) -> Kind:
        """Return for what a message was taken."""
        with self.service.store.reading() as tx:
            return Kind(str(messages.with_ids(tx, [message])[0].kind))

    def tables(self) -> dict[str, object]:
        """Return all that is decided, as the tables say it."""
        with self.service.store.reading() as tx:
            return tables(tx)

    def check(self) -> None:
        """Assert that the journal's chain is whole, the tables say what its entries in force come to, and the standings add up."""
        with self.service.store.reading() as tx:
            everything = list(journal.pages(tx))
            assert first_break(everything) is None
            assert tables(tx) == fold(tx, everything)
            found = require_running(self.service, tx, SAMPLE)
            figures = standings.figures(tx, SAMPLE, found.study.contact_list, found.today(self.now))
            assert sum(figures.standings.values()) + figures.ineligible == ORGANISATIONS
            invited = invitations.of_study(tx, SAMPLE).values()
            counted = submission_states.states_of(tx, SAMPLE)
            declined = [one.id for one in invited if one.mark == "declined"]
            assert not [one for one in declined if "accepted" in {came.state for came in counted.get(one, ())}]


@contextmanager
def opened(kept: Template, folder: Path, url: str = "") -> Iterator[Office]:
    """Give a copy of the installation at work in `folder`; its store in the empty database at `url`, where one is named."""
    home = folder / "installation"
    shutil.copytree(kept.home, home)
    maildirs(home)
    if url:
        with open_service(config.load(home, {})) as service:
            move(service, url, at("03-01"))
        settings = home / config.FILE
        settings.write_text(f'{settings.read_text()}[store]\nurl = "{url}"\n')
    with open_service(config.load(home, {})) as service:
        yield Office(kept, service)
