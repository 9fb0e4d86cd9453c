"""An installation to play with: the model study on mail servers of its own; and the respondents' side of it in a terminal.

`counterfoil demo --stay` keeps it up. In another terminal, `python -m demo.dev letters [ADDRESS]` shows what respondents got, and
`python -m demo.dev answer ADDRESS` sends the newest workbook back, filled in.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from demo.play import clear, settings
from demo.post import WORDS, Post
from demo.script import AUTHSERV_ID, RETURNS_TO
from demo.servers import Servers
from domain.errors import CounterfoilError
from service.authoring.drafts import apply
from service.contacts.lists import load_file
from service.installation import config
from service.installation.install import SAMPLE, install
from service.wiring import open_service

_FOLDER = Path("demo-dev")
_DAY = re.compile(r"\b2012-\d\d-\d\d")


def main() -> int:
    """Do what the command line says, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m demo.dev", description="The mail of an installation to play with.")
    parser.add_argument("--out", type=Path, default=_FOLDER, help="the folder (demo-dev)")
    commands = parser.add_subparsers(dest="command", metavar="letters | answer", required=True)
    commands.add_parser("letters", help="who got letters, or what one got").add_argument("address", nargs="?")
    commands.add_parser("answer", help="send the newest workbook back, filled in").add_argument("address")
    chosen = parser.parse_args()
    post = Post(chosen.out.resolve())
    try:
        if chosen.command == "answer":
            say(answer(post, chosen.address))
        else:
            say(*(letters(post, chosen.address) if chosen.address else mailboxes(post)))
    except CounterfoilError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def say(*lines: str) -> None:
    """Print lines at once, for whoever waits for them."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


@contextmanager
def up(folder: Path) -> Iterator[None]:
    """Make the installation, and keep its servers up until the block ends."""
    clear(folder)
    studies = folder.resolve() / "installation" / "studies"
    with Servers(folder.resolve() / "servers", authserv_id=AUTHSERV_ID, user=RETURNS_TO, studies=studies) as servers:
        prepare(folder / "installation", servers)
        yield


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
    """Return study.toml with all its days moved: the circular became due yesterday, late enough to leave at once and not to be held."""
    by = today - timedelta(days=1) - date(2012, 2, 10)
    return _DAY.sub(lambda found: str(date.fromisoformat(found[0]) + by), study)


def mailboxes(post: Post) -> Iterator[str]:
    """Yield the addresses that got mail, with how many letters."""
    for box in post.boxes():
        yield f"{box.letters:4}  {box.address}"


def letters(post: Post, address: str) -> Iterator[str]:
    """Yield the letters of an address as people read them, oldest first, each with its files."""
    for letter in post.letters(address):
        yield f"{letter.path}\n{letter.subject}\n\n{letter.text.strip()}\n"
        yield from (f"  [{name}, {len(content)} bytes]" for name, content in letter.attachments)


def answer(post: Post, address: str) -> str:
    """Fill in the newest workbook of an address, reply with it, and say so."""
    asked = next((one for one in reversed(post.letters(address)) if one.workbook), None)
    if asked is None:
        remedy = "Send the mailing `questionnaire` first."
        raise CounterfoilError("No letter to this address brought a workbook.", where=address, remedy=remedy)
    name, filled = post.filled(asked)
    post.reply(asked, address, WORDS, [(name, filled)])
    return f"{name} went to {asked.reply_to}; the service collects it."


if __name__ == "__main__":
    sys.exit(main())
