"""The respondents' side of an installation to play with: everybody's mailbox, and replies as their owners' mail programs write them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from demo import respondents
from demo.acts import entries
from demo.respondents.files import File
from demo.usual_answers import usual
from domain.errors import CounterfoilError
from questionnaire.xlsform import load
from service.installation import config
from service.installation.install import SAMPLE

WORDS = "Please find our answers attached."
_LONGEST = 254  # RFC 5321 section 4.5.3.1, without the angle brackets.


@dataclass(frozen=True, slots=True)
class PostBox:
    """A mailbox that got mail: whose it is, how many letters are in it, and what the newest is about."""

    address: str
    letters: int
    newest: str


@dataclass(frozen=True, slots=True)
class Post:
    """The mail of an installation in `folder`, as the demo's servers keep it."""

    folder: Path

    @property
    def home(self) -> Path:
        """Return the installation."""
        return self.folder / "installation"

    def boxes(self) -> Sequence[PostBox]:
        """Return the mailboxes that got mail, by address."""
        return [self._box(one) for one in sorted(self._mail.glob("*")) if one.is_dir()]

    def letters(self, address: str) -> Sequence[respondents.Received]:
        """Return the letters of an address as people read them, oldest first. CounterfoilError where none came."""
        found = sorted((self._mail / address.lower()).glob("*.eml")) if _is_address(address) else []
        if not found:
            remedy = "`python -m demo.dev letters` lists those with mail."
            raise CounterfoilError("Nothing came to this address.", where=address, remedy=remedy)
        return [opened for path in found if (opened := _opened(path))]

    def filled(self, asked: respondents.Received) -> File:
        """Return the workbook of a letter, filled in. CounterfoilError where it brought none, or one that is not the study's own."""
        if asked.workbook is None:
            raise CounterfoilError("This letter brought no workbook.", where=asked.to, remedy="Send the mailing `questionnaire` first.")
        name, blank = asked.workbook
        form = load((self.home / "studies" / SAMPLE / "questionnaire.xlsx").read_bytes(), "questionnaire.xlsx")
        return name, respondents.fill(blank, entries(form, usual(0), asked.language))

    def asks(self, letter: respondents.Received) -> bool:
        """Say whether a letter brought a questionnaire; a digest brings a workbook too, and that one asks nothing."""
        try:
            self.filled(letter)
        except (CounterfoilError, LookupError):
            return False
        return True

    def reply(self, asked: respondents.Received, address: str, text: str, files: Sequence[File]) -> None:
        """Reply to a letter in the name of the mailbox's owner, with the letter quoted beneath."""
        name, now = asked.to_name, datetime.now(UTC)
        brought = [("".join(letter if letter.isprintable() else "_" for letter in one), data) for one, data in files]
        raw = respondents.answer(asked, sender=address, sender_name=name, text=text, files=brought, now=now)
        try:
            server = tomllib.loads((self.home / config.FILE).read_text(encoding="utf-8"))["transport"]
            respondents.send(raw, mail_from=address, rcpt_to=asked.reply_to, host=server["host"], port=server["port"])
        except (OSError, KeyError) as error:  # smtplib's errors are of the first kind.
            remedy = "The demo's servers are to be up, and counterfoil.toml as the demo wrote it: start `counterfoil demo --stay` again."
            raise CounterfoilError(f"The reply was not sent: {error}.", where=asked.reply_to, remedy=remedy) from error

    @property
    def _mail(self) -> Path:
        return self.folder / "servers" / "mail"

    def _box(self, folder: Path) -> PostBox:
        found = sorted(folder.glob("*.eml"))
        newest = _opened(found[-1]) if found else None
        return PostBox(folder.name, len(found), newest.subject if newest else "")


def _opened(path: Path) -> respondents.Received | None:
    """Return a letter; None where it is none that a mail program could show."""
    try:
        return respondents.open_letter(path)
    except ValueError:
        return None


def _is_address(text: str) -> bool:
    """Say whether it is one mailbox's name, and no way to another folder."""
    return "@" in text and len(text) <= _LONGEST and not set(text) & set("/\\\0")
