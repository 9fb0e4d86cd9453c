"""One message looked at whole: parsed, its files opened, classified, and its evidence gathered. What only the store knows comes later."""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from domain.evidence import Author
from domain.intent import Intent, IntentKind
from domain.message import Clue, Kind
from intake.parsing.mail import File, Mail, is_office
from intake.parsing.parse import parse
from intake.understanding.classify import Classification, classify
from intake.understanding.evidence.answers import answers
from intake.understanding.evidence.authentication import author, for_us
from intake.understanding.evidence.evidence import gather, workbook_clues
from intake.understanding.intents.around import told_around
from intake.understanding.intents.wanted import intents
from intake.understanding.machines.away import absence
from intake.understanding.machines.carried import is_carried
from intake.understanding.own_words.marks import as_sent
from intake.understanding.own_words.words import own_lines, own_words, sure_lines, with_signature
from intake.understanding.receiving import Receiving
from intake.understanding.rule import Attached, OpenedMessage
from questionnaire.marks import Marks, identify
from workbooks.caged.opened import Opened
from workbooks.cells import Workbook
from workbooks.harmless import NOT_LOOKED, Fitness, Looked, look_through, picture
from workbooks.refusal import Refusal

_NEVER_OPENED = {"text/calendar", "text/vcard", "text/x-vcard", "text/directory", "application/ics"}


class Opens(Protocol):
    """What opens files: `workbooks.caged.opened.Opener` in the cage."""

    def open(self, data: bytes, name: str) -> tuple[Opened, ...]:
        """Return what `data` is: a workbook, several out of a zip, or a refusal."""


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """A file that was opened. `marks` is what a workbook says of itself, None for what is no workbook.

    `looked` is whether it may be shown to others, where the message is one that a person may have to read.
    """

    file: File
    opened: Opened
    marks: Marks | None
    looked: Looked = NOT_LOOKED

    @property
    def clues(self) -> tuple[Clue, ...]:
        """Return the evidence that stands in this file and its name."""
        return workbook_clues(self.opened.name, self.marks or Marks())


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A message as far as it can be understood by itself.

    `sha256` is that of its bytes; `answers` are those of its files that are meant as answers. `author` is who says that they wrote it, and
    whether it is believed; `own_words` is its text without what it quotes, and `intents` what these words say; `otherwise` is what they say
    if a person wrote what looks like a machine's. `pictures` is for each file how it may be called where it is a picture in the text that
    may be shown to others, or "".
    """

    sha256: str
    mail: Mail
    files: tuple[ExaminedFile, ...]
    answers: tuple[ExaminedFile, ...]
    classification: Classification
    clues: tuple[Clue, ...]
    author: Author
    own_words: str
    intents: tuple[Intent, ...]
    otherwise: tuple[Intent, ...]
    pictures: tuple[str, ...]

    @property
    def signed_words(self) -> str:
        """Return all that stands above what the message quotes: the own words, and the signature with what is below it."""
        return with_signature(self.mail.text)

    @property
    def sure_words(self) -> str:
        """Return the own words without what may be the rest of a line that the message quotes: that decides nothing, and files nothing."""
        return sure_lines(self.mail.text, self.mail.headers.get("from"))

    @property
    def message_clues(self) -> tuple[Clue, ...]:
        """Return the evidence of the message itself: all but what stands in its files that are meant as answers."""
        inside = {clue for file in self.answers for clue in file.clues}
        return tuple(clue for clue in self.clues if clue not in inside)


def examine(raw: bytes, reader: Opens, receiving: Receiving | None = None, *, seconds: float = math.inf) -> Examined:
    """Return what the message `raw` is; never raises for what it contains. `receiving` is what is ours about the mailbox.

    Once this process has used `seconds` of its processor, no further file is looked through: it counts as one that is not to be shown.
    """
    ours = receiving or Receiving()
    mail = parse(raw)
    attached = tuple(
        Attached(file, opened) for file in mail.attachments if _is_opened(file) for opened in reader.open(file.data, file.name)
    )
    message = OpenedMessage(as_sent(mail), attached, ours.own)
    classification = classify(message)
    meant = answers(message)
    shown = may_be_read(classification, meant)
    files = tuple(_marked(one, shown=shown and time.process_time() <= seconds) for one in attached)
    meant_opened = frozenset(id(one.opened) for one in meant)
    marks = [(file.opened.name, file.marks) for file in files if file.marks]
    sender = mail.headers.get("from")
    words = own_words(mail.text, sender)
    in_doubt = classification.kind is Kind.AUTO_REPLY and classification.otherwise is not None
    said = _intents(message, words, classification.kind)
    return Examined(
        sha256=hashlib.sha256(raw).hexdigest(),
        mail=mail,
        files=files,
        answers=tuple(file for file in files if id(file.opened) in meant_opened),
        classification=classification,
        clues=gather(mail, marks, ours.own, ours.separator),
        author=for_us(author(mail, ours.authserv_ids), mail, ours.own),
        own_words=_own_words(message, sender),
        intents=said,
        otherwise=_intents(message, words, Kind.QUESTION) if in_doubt else said,
        pictures=tuple(picture(file.data) if shown and file.inline else "" for file in mail.attachments),
    )


def _own_words(message: OpenedMessage, sender: str) -> str:
    """Return the sender's own words, and what they tell among the lines around these where a workbook came along."""
    text = message.mail.text
    around = told_around(text, sender) if message.brings_workbook else ()
    return "\n\n".join(filter(None, (own_lines(text, sender), *around)))


def _is_opened(file: File) -> bool:
    return is_office(file.data) or not (file.inline or file.media_type in _NEVER_OPENED)


def may_be_read(classification: Classification, meant: Iterable[Attached]) -> bool:
    """Say whether a person may have to read a message with its files: a machine's they need not, nor one of workbooks that say it all."""
    said = (classification, classification.otherwise or classification)
    by_people = {kind for one in said for kind in (one.kind, *one.also)} & {Kind.QUESTION, Kind.UNSUBSCRIBE}
    returns = any(one.kind is Kind.RETURN for one in said)
    return bool(by_people) or (returns and any(isinstance(one.opened.result, Refusal) for one in meant))


def _intents(message: OpenedMessage, words: str, kind: Kind) -> tuple[Intent, ...]:
    """Return what is said. A machine has one thing to say; what a service carries is read, since nobody knows which words are its own."""
    if kind is Kind.AUTO_REPLY:
        return (absence(message.mail, words),)
    # A workbook that came along is a return: a draft, or a secret, is one whatever carried it.
    carried = kind is not Kind.RETURN and is_carried(message)
    return (Intent(intent=IntentKind.NOTE, words=words or message.mail.subject),) if carried else intents(message, words)


def _marked(attached: Attached, *, shown: bool) -> ExaminedFile:
    opened = attached.opened
    marks = identify(opened.result) if isinstance(opened.result, Workbook) else None
    if not shown:
        return ExaminedFile(attached.file, opened, marks)
    secret = marks is not None and bool(marks.token)
    return ExaminedFile(attached.file, opened, marks, Looked(Fitness.SECRET) if secret else look_through(opened.data, opened.name))
