"""An installation to play with: the model study on mail servers of its own, until Ctrl-C; and the respondents' side of it.

`python -m demo.dev` stays up. In another terminal, `python -m demo.dev letters [ADDRESS]` shows what respondents got, and
`python -m demo.dev answer ADDRESS` sends the newest workbook back, filled in.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
import threading
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from demo import respondents
from demo.acts import entries
from demo.play import clear, settings
from demo.script import AUTHSERV_ID, RETURNS_TO, usual
from demo.servers import Servers
from domain.errors import CounterfoilError
from questionnaire.xlsform import load
from service import config
from service.install import SAMPLE, install
from service.lists import load_file
from service.running import apply
from service.wiring import open_service

_FOLDER = Path("demo-dev")
_DAY = re.compile(r"\b2012-\d\d-\d\d")
_GUIDE = """The model study, moved to today: its questionnaires can be sent now.

installation  {home}
SMTP          {host}:{smtp}, no account
IMAP          {host}:{imap}, user "{user}", password "{password}"
mail          {mail}/ADDRESS/*.eml

In another terminal:
  export COUNTERFOIL_HOME={home}
  {bin}/counterfoil send questionnaire --live
  {respondents} letters                                  # who got letters
  {respondents} letters ines.carvalho@atlantida.example  # what stands in them
  {respondents} answer ines.carvalho@atlantida.example   # sends the workbook back, filled in
  {bin}/counterfoil --verbose collect
  {bin}/counterfoil status --all

Ctrl-C stops the servers. The folder stays."""


def main() -> int:
    """Do what the command line says, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m demo.dev", description="An installation to play with, on its own mail servers.")
    parser.add_argument("--out", type=Path, default=_FOLDER, help="the folder (demo-dev)")
    commands = parser.add_subparsers(dest="command", metavar="letters | answer")
    commands.add_parser("letters", help="who got letters, or what one got").add_argument("address", nargs="?")
    commands.add_parser("answer", help="send the newest workbook back, filled in").add_argument("address")
    chosen = parser.parse_args()
    folder = chosen.out.resolve()
    try:
        if chosen.command is None:
            stay(folder)
        elif chosen.command == "answer":
            say(answer(folder, chosen.address))
        else:
            say(*(letters(folder, chosen.address) if chosen.address else mailboxes(folder)))
    except CounterfoilError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def say(*lines: str) -> None:
    """Print lines at once, for whoever waits for them."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def stay(folder: Path) -> None:
    """Make the installation, tell where everything is, and keep the servers until a signal ends them."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    clear(folder)
    home = folder / "installation"
    with Servers(folder / "servers", intake=[RETURNS_TO], authserv_id=AUTHSERV_ID) as servers:
        prepare(home, servers)
        found = {"smtp": servers.smtp_port, "imap": servers.imap_port, "user": servers.user, "password": servers.password}
        bin_ = os.path.relpath(Path(sys.executable).parent)
        people = f"{bin_}/python -m demo.dev" + ("" if folder == _FOLDER.resolve() else f" --out {folder}")
        say(_GUIDE.format(home=home, host=servers.host, mail=servers.folder / "mail", bin=bin_, respondents=people, **found))
        ended.wait()


def prepare(home: Path, servers: Servers) -> None:
    """Install the model study with its contacts, connect it to the servers, and let it run as of today."""
    install(home)
    settings(home, servers)
    study = home / "studies" / SAMPLE
    file, now = study / "study.toml", datetime.now(UTC)
    file.write_text(moved(file.read_text(encoding="utf-8"), now.date()), encoding="utf-8")
    with open_service(config.load(home, {})) as service:
        load_file(service, study / "contacts.csv", "itu-d-sector-members", {}, store=True)
        apply(service, SAMPLE, now, by="demo")


def moved(study: str, today: date) -> str:
    """Return study.toml with all its days moved, so that the questionnaires are due tomorrow."""
    by = today + timedelta(days=1) - date(2012, 2, 20)
    return _DAY.sub(lambda found: str(date.fromisoformat(found[0]) + by), study)


def mailboxes(folder: Path) -> Iterator[str]:
    """Yield the addresses that got mail, with how many letters."""
    for box in sorted((folder / "servers" / "mail").glob("*")):
        yield f"{len(list(box.glob('*.eml'))):4}  {box.name}"


def letters(folder: Path, address: str) -> Iterator[str]:
    """Yield the letters of an address as people read them, oldest first, each with its files."""
    for letter in _received(folder, address):
        yield f"{letter.path}\n{letter.subject}\n\n{letter.text.strip()}\n"
        yield from (f"  [{name}, {len(content)} bytes]" for name, content in letter.attachments)


def answer(folder: Path, address: str) -> str:
    """Fill in the newest workbook of an address, reply with it, and say so."""
    asked = next((one for one in reversed(_received(folder, address)) if one.workbook), None)
    if asked is None or asked.workbook is None:
        remedy = "Send the mailing `questionnaire` first."
        raise CounterfoilError("No letter to this address brought a workbook.", where=address, remedy=remedy)
    home, (name, blank) = folder / "installation", asked.workbook
    form = load((home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
    filled = respondents.fill(blank, entries(form, usual(0), asked.language))
    server = tomllib.loads((home / config.FILE).read_text(encoding="utf-8"))["transport"]
    text, now = "Please find our answers attached.", datetime.now(UTC)
    raw = respondents.answer(asked, sender=address, sender_name=asked.to_name, text=text, files=[(name, filled)], now=now)
    respondents.send(raw, mail_from=address, rcpt_to=asked.reply_to, host=server["host"], port=server["port"])
    return f"{name} went to {asked.reply_to}; `counterfoil collect` will collect it."


def _received(folder: Path, address: str) -> list[respondents.Received]:
    found = sorted((folder / "servers" / "mail" / address.lower()).glob("*.eml"))
    if not found:
        raise CounterfoilError("Nothing came to this address.", where=address, remedy="`python -m demo.dev letters` lists those with mail.")
    return [respondents.open_letter(path) for path in found]


if __name__ == "__main__":
    sys.exit(main())
