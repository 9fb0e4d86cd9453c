"""Ordinary mails that came with a filled workbook, as people write them: courtesy, and what stands around it; nothing to act on.

Each file is by another author, who had seen nothing of the program. Each judged what stood when it was written, once, and was then looked
into (decisions 0189, 0193 and 0196): an office's own heads and feet are never like those of the last one, so `ordinary.bin` is learned from
all of them, and `python -m tests.intake.ordinary --judge` tells what it knows of an author who is left out. Four of them were asked for all
that offices of a country and a trade put above and below their words, and for what people add beside courtesy: many are held (0201).
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from domain.intent import Intent, IntentKind
from intake.understanding.intents import said
from intake.understanding.words import bare_subject, own_words

HERE = Path(__file__).parent
TALKATIVE = ("rio", "sue", "tim", "ute")  # The four of 0201.


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """A mail in a language of which few words are known: a workbook came with it, and `says` is a sentence that a person must read."""

    language: str
    text: str
    says: str


def telling() -> tuple[tuple[Telling, ...], ...]:
    """Return those mails, by their authors."""
    files = sorted((HERE / "telling").glob("*.toml"))
    told = (tomllib.loads(file.read_text(encoding="utf-8"))["note"] for file in files)
    return tuple(tuple(Telling(language=one["language"], text=one["text"], says=one["says"]) for one in some) for some in told)


def read(mail: Mail) -> tuple[Intent, ...]:
    """Return what is read of a mail that a workbook came with."""
    bare = bare_subject(mail.subject)
    theirs, ours = (bare, "") if bare == mail.subject.strip() else ("", bare)
    return said(own_words(mail.text, mail.sender), theirs, beside=True, answered=ours)


def is_held(found: tuple[Intent, ...]) -> bool:
    """Say whether more than courtesy was read, so that a mail is held or passed on to a person."""
    return bool({one.intent for one in found} - {IntentKind.THANKS})
