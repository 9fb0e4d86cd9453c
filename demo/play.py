"""Playing the demo: day by day, people act, and then the service ticks, with a time of its own and real mail over real sockets."""

from __future__ import annotations

import shutil
import time as clock
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from demo import truth
from demo.acts import Actor, act
from demo.script import AUTHSERV_ID, FROM, IMPOSTORS, PARTS, REFUSALS, RETURNS_TO, TO, day
from demo.servers import Servers
from domain.contact import Role
from domain.errors import ConfigurationError
from domain.letter import LetterKind
from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.digests.digest import preview_digest
from service.exports.export import export
from service.installation import config
from service.installation.install import SAMPLE, install
from service.mailings.rehearse import find_case, invited_cases, preview
from service.operation.tick import tick
from service.sending.tick_report import TickReport
from service.studies.running import Running, require_running
from service.views.status import status
from service.wiring import Service, open_service
from settings import private
from store import contact_lists, outbox

HOUR = time(10, 5)  # Shortly after the hour at which mailings go out.
_MARK = ".counterfoil-demo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What the demo came to. `status` is the contract's object, `differences` what is not as the script says."""

    status: dict[str, Any]
    rows: dict[str, truth.Row]
    names: dict[str, str]
    differences: tuple[str, ...]
    files: dict[str, str]


def play(
    folder: Path,
    tell: Callable[[str], None],
    *,
    ticks: int = 1,
    deliveries: int = 1,
    renew_on: frozenset[date] = frozenset(),
    then: Callable[[Played], None] = lambda _: None,
) -> Played:
    """Play the whole study in `folder`; the servers end after `then`.

    Each tick runs `ticks` times and each message is delivered `deliveries` times; on the days of `renew_on` the mailbox
    comes back whole under a new UIDVALIDITY. None of that may change what comes of it.
    """
    began = clock.monotonic()
    clear(folder)
    home = folder / "installation"
    install(home)
    study_id = SAMPLE
    place, studies = folder.resolve() / "servers", home.resolve() / "studies"
    with Servers(place, script=REFUSALS, authserv_id=AUTHSERV_ID, user=RETURNS_TO, studies=studies) as servers:
        settings(home, servers)
        with open_service(config.load(home, {})) as service:
            running = _prepare(service, home, study_id)
            for today in _days():
                now = datetime.combine(today, HOUR, ZoneInfo(running.study.zone))
                for actor in _actors(service, servers, running, today, now, deliveries):
                    who = f"a stranger as {actor.code}" if actor.by in IMPOSTORS else actor.code
                    tell(f"{today:%d %b}  {who}: {actor.deed.act.replace('_', ' ')}")
                    act(actor)
                if today in renew_on:
                    servers.renew()
                for _ in range(ticks):
                    _tell_report(tick(service, now), today, tell)
            played = _finish(service, running, servers, folder, now, began)
        then(played)
        return played


def clear(folder: Path) -> None:
    """Make the folder anew; one that holds something else is left alone (ConfigurationError)."""
    if folder.exists() and any(folder.iterdir()) and not (folder / _MARK).exists():
        raise ConfigurationError("This folder contains other files.", where=str(folder), remedy="Choose another with --out.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / _MARK).touch()


def settings(home: Path, servers: Servers) -> None:
    """Let an installation send to and collect from these servers."""
    private.write(home / "imap.secret", servers.password.encode())
    (home / config.FILE).write_text(
        f"""[transport]
kind = "smtp"
host = "{servers.host}"
port = {servers.smtp_port}
security = "none"        # the servers of the demo are on this machine

[mailbox]
kind = "imap"
host = "{servers.host}"
port = {servers.imap_port}
security = "none"
user = "{servers.user}"
password_file = "imap.secret"
authserv_ids = ["{AUTHSERV_ID}"]    # the server of the demo says of every message whether its sender is real
""",
        encoding="utf-8",
    )


def _prepare(service: Service, home: Path, study_id: str) -> Running:
    begin = datetime.combine(FROM, time(8), ZoneInfo("Europe/Vienna"))
    load_file(service, home / "studies" / study_id / "contacts.csv", "itu-d-sector-members", {}, store=True)
    apply(service, study_id, begin, by="demo")
    with service.store.reading() as tx:
        return require_running(service, tx, study_id)


def _days() -> Iterator[date]:
    return (FROM + timedelta(days=number) for number in range((TO - FROM).days + 1))


def _actors(service: Service, servers: Servers, running: Running, today: date, now: datetime, repeat: int) -> Iterator[Actor]:
    with service.store.reading() as tx:
        listed = contact_lists.load_list(tx, running.study.contact_list)
    for number, part in enumerate(PARTS):
        for deed in part.deeds:
            if day(deed.on) != today:
                continue
            of_part = [contact for contact in listed.contacts if contact.organisation == part.code]
            first = next(contact for contact in of_part if contact.role is Role.TO)
            contact = next((contact for contact in of_part if contact.address == deed.by), first)
            yield Actor(
                servers=servers,
                service=service,
                running=running,
                number=number,
                code=part.code,
                contact=contact,
                by=deed.by or first.address,
                deed=deed,
                now=now,
                repeat=repeat,
            )


def _tell_report(report: TickReport, today: date, tell: Callable[[str], None]) -> None:
    if report.idle:
        return
    parts = [f"{name} to {letters} contacts" for name, letters in report.planned.items()]
    parts += [f"{number} {kind.replace('_', ' ')}" for kind, number in report.understood.items()]
    parts += [f"{report.digests} digests"] if report.digests else []
    parts += [f"{number} {outcome}" for outcome, number in report.sent.items() if number]
    tell(f"{today:%d %b}  Counterfoil: {'; '.join(parts)}")
    for line in (*report.held, *report.problems):
        tell(f"          {line}")


def _finish(service: Service, running: Running, servers: Servers, folder: Path, now: datetime, began: float) -> Played:
    rows = truth.observed(service, running, servers.accepted(), now)
    files = _files(service, running, folder, now)
    cases = invited_cases(service, running, now)
    with service.store.reading() as tx:
        figures = status(tx, running, now)
        letters = outbox.of_studies(tx, [running.study.id])
    kinds = [letter.kind for letter in letters if letter.state == "sent"]
    chasing = {"reminder", "last-call"}
    more = {
        "reminders": sum(letter.mailing in chasing and letter.state == "sent" for letter in letters),
        "digests": kinds.count(LetterKind.DIGEST),
        "receipts": kinds.count(LetterKind.RECEIPT),
        "seconds": round(clock.monotonic() - began, 1),
        "files": files,
    }
    found = tuple(truth.differences(truth.expected(), rows))
    names = {code: case.organisation.name for code, case in cases.items()}
    return Played(status=figures | more | {"differences": list(found)}, rows=rows, names=names, differences=found, files=files)


def _files(service: Service, running: Running, folder: Path, now: datetime) -> dict[str, str]:
    case = find_case(service, running, PARTS[0].code, now)
    digest = preview_digest(service, running, running.study.digests[0].name, now, folder / "digest")
    # Each is dated of the day on which it left, not of that on which the play ends.
    circular, asked = (running.study.mailing(name) for name in ("circular", "questionnaire"))
    letter = preview(service, running, circular, case, circular.at, folder / "letter")
    workbook = preview(service, running, asked, case, asked.at, folder / "letter")
    exported = export(service, running, "xlsx", folder / "export", now, labels=False, language="en")
    return {
        "digest": str(next(path for path in digest if path.suffix == ".html")),
        "letter": str(next(path for path in letter if path.suffix == ".pdf")),
        "workbook": str(next(path for path in workbook if path.suffix == ".xlsx")),
        "export": str(exported.files[0]),
        "database": str(folder / "installation" / "counterfoil.db"),
    }


def tell(played: Played, console: Console) -> None:
    """Show the status table, whether all is as the script says, and where the files are."""
    table = Table(title="The result", title_justify="left", box=None, header_style="dim", pad_edge=False)
    for column in ("organisation", "standing", "letters", "answers"):
        table.add_column(column, justify="right" if column in {"letters", "answers"} else "left")
    for code, row in played.rows.items():
        answers = str(len(row.answers)) if row.answers else ""
        table.add_row(f"{played.names[code]} ({code})", row.standing, str(sum(row.letters.values())), answers)
    console.print(table)
    counted = played.status["organisations"]
    console.print("\n" + "; ".join(f"{number} {word}" for word, number in counted.items()))
    for word in ("reminders", "receipts", "digests"):
        console.print(f"{played.status[word]} {word} sent")
    rows = played.rows.values()
    decided = "; ".join(f"{row.code} {', '.join(row.cases)}" for row in rows if row.cases)
    console.print(f"{sum(row.passed_on for row in rows)} messages passed on to staff")
    console.print(f"{sum(row.astray for row in rows)} letters to strangers who only used a name")
    console.print(f"cases: {decided}")
    for name, path in played.files.items():
        console.print(f"{name:9} {path}", markup=False)
    for line in played.differences:
        console.print(f"NOT AS SCRIPTED: {line}", markup=False)
    verdict = "Everything is as scripted" if not played.differences else f"{len(played.differences)} things are not as scripted"
    console.print(f"{verdict}; {played.status['seconds']} seconds.")
