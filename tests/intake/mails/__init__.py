"""Ordinary mails that came with a filled workbook, as people write them: courtesy, and what stands around it; nothing to act on.

Each file is by another author, who had seen nothing of the program. Each judged what stood when it was written, once, and was then looked
into (decisions 0189, 0193 and 0196): an office's own heads and feet are never like those of the last one, so `ordinary.bin` is learned from
all of them, and `python -m tests.intake.ordinary --judge` tells what it knows of an author who is left out. Four of them were asked for all
that offices of a country and a trade put above and below their words, and for what people add beside courtesy: many are held (0201).

`bodies` are only what people write themselves, with whatever they put into and beside the sentence that hands a form over; the same authors
wrote `telling`: the like, in which one sentence tells in passing what somebody must know. They were asked that nobody can tell these from
those by words alone (0202). Three more of `telling` (`east`, `north` and `south`) wrote in languages of which few words are known.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from domain.intent import Intent, IntentKind
from intake.understanding.intents.around import with_note_around
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.words import own_words, subjects_of

HERE = Path(__file__).parent
TALKATIVE = ("ada", "rio", "sue", "tim", "ute")  # Those of 0201, and one more who was asked for the same.
PLAIN = (  # A hundred mails each (0202 to 0213).
    "aya",
    "bob",
    "bru",
    "eno",
    "fia",
    "guy",
    "nora",
    "otto",
    "pat",
    "rex",
    "roy",
    "sid",
    "ulf",
    "wim",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail: `sender` is its field From, and `text` all that it says, quotations and signature included."""

    id: str
    author: str
    sender: str
    subject: str
    text: str


def authors() -> tuple[str, ...]:
    """Return the names of the authors."""
    return tuple(sorted(file.stem for file in HERE.glob("*.toml")))


def mails(author: str) -> tuple[Mail, ...]:
    """Return the mails of an author."""
    told = tomllib.loads((HERE / f"{author}.toml").read_text(encoding="utf-8"))["mail"]
    return tuple(Mail(id=one["id"], author=author, sender=one["from"], subject=one["subject"], text=one["text"]) for one in told)


def bodies() -> tuple[str, ...]:
    """Return the authors of bodies alone, as `mails` is asked for them."""
    return tuple(sorted(f"bodies/{file.stem}" for file in (HERE / "bodies").glob("*.toml")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A mail that a workbook came with, of which a person must read the sentence `says`."""

    language: str
    text: str
    says: str


def tellers() -> tuple[str, ...]:
    """Return the names of those who wrote such mails."""
    return tuple(sorted(file.stem for file in (HERE / "telling").glob("*.toml")))


def telling(author: str) -> tuple[Telling, ...]:
    """Return those mails of one author."""
    told = tomllib.loads((HERE / "telling" / f"{author}.toml").read_text(encoding="utf-8"))["note"]
    return tuple(Telling(language=one["language"], text=one["text"], says=one["says"]) for one in told)


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingAround:
    """A mail that a workbook came with, of which a person must read `says`, whole lines or parts of some, around the letter or in it."""

    id: str
    sender: str
    subject: str
    text: str
    says: str


def plain_around() -> tuple[str, ...]:
    """Return the authors of ordinary mails of which only what stands around letters is learned, as `mails` is asked for them."""
    return tuple(sorted(f"around/plain/{file.stem}" for file in (HERE / "around" / "plain").glob("*.toml")))


def tellers_around() -> tuple[str, ...]:
    """Return the names of those who wrote such mails."""
    return tuple(sorted(file.stem for file in (HERE / "around").glob("*.toml")))


def telling_around(author: str) -> tuple[TellingAround, ...]:
    """Return those mails of one author."""
    told = tomllib.loads((HERE / "around" / f"{author}.toml").read_text(encoding="utf-8"))["mail"]
    return tuple(
        TellingAround(id=one["id"], sender=one["from"], subject=one["subject"], text=one["text"], says=one["says"]) for one in told
    )


def is_passed_by(mail: Telling) -> bool:
    """Say whether nobody would hear of such a mail."""
    return not is_held(said(own_words(mail.text), beside=True))


def read(mail: Mail | TellingAround) -> tuple[Intent, ...]:
    """Return what is read of a mail that a workbook came with."""
    theirs, ours = subjects_of(mail.subject)
    own = frozenset({parseaddr(mail.sender)[1].lower()})  # As whoever reads a message says: who names their own address names nobody else.
    found = said(own_words(mail.text, mail.sender), theirs, beside=True, own=own, answered=ours)
    return with_note_around(found, mail.text, mail.sender)


def is_held(found: tuple[Intent, ...]) -> bool:
    """Say whether more than courtesy was read, so that a mail is held or passed on to a person."""
    return bool({one.intent for one in found} - {IntentKind.THANKS})
