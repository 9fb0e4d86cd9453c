"""One message looked at whole: parsed, its files opened, classified, and its evidence gathered. What only the store knows comes later."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Protocol

from domain.message import Clue
from intake.parsing.mail import File, Mail
from intake.parsing.parse import parse
from intake.understanding.answers import answers
from intake.understanding.classify import Classification, classify
from intake.understanding.evidence import gather, workbook_clues
from intake.understanding.rule import Attached, OpenedMessage
from questionnaire.reading import Marks, identify
from workbooks.cells import Workbook
from workbooks.reader import Opened

_NEVER_OPENED = {"text/calendar", "text/vcard", "text/x-vcard", "text/directory", "application/ics"}


class Opens(Protocol):
    """What opens files safely: `workbooks.reader.Reader`."""

    def open(self, data: bytes, name: str) -> tuple[Opened, ...]:
        """Return what `data` is: a workbook, several out of a zip, or a refusal."""


@dataclass(frozen=True, slots=True)
class ExaminedFile:
    """A file that was opened. `marks` is what a workbook says of itself, None for what is no workbook."""

    file: File
    opened: Opened
    marks: Marks | None

    @property
    def clues(self) -> tuple[Clue, ...]:
        """Return the evidence that stands in this file and its name."""
        return workbook_clues(self.opened.name, self.marks or Marks())


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A message as far as it can be understood by itself.

    `sha256` is that of its bytes; `answers` are those of its files that are meant as answers.
    """

    sha256: str
    mail: Mail
    files: tuple[ExaminedFile, ...]
    answers: tuple[ExaminedFile, ...]
    classification: Classification
    clues: tuple[Clue, ...]

    @property
    def message_clues(self) -> tuple[Clue, ...]:
        """Return the evidence of the message itself: all but what stands in its files that are meant as answers."""
        inside = {clue for file in self.answers for clue in file.clues}
        return tuple(clue for clue in self.clues if clue not in inside)


def examine(raw: bytes, reader: Opens, own_addresses: Collection[str] = (), separator: str = "+") -> Examined:
    """Return what the message `raw` is; never raises for what it contains.

    `own_addresses` are those that letters are sent from and come back to; `separator` is that of their tags.
    """
    own = frozenset(address.lower() for address in own_addresses)
    mail = parse(raw)
    attached = tuple(
        Attached(file, opened)
        for file in mail.attachments
        if not file.inline and file.media_type not in _NEVER_OPENED
        for opened in reader.open(file.data, file.name)
    )
    message = OpenedMessage(mail, attached, own)
    files = tuple(_marked(one) for one in attached)
    meant = frozenset(id(one.opened) for one in answers(message))
    marks = [(file.opened.name, file.marks) for file in files if file.marks]
    return Examined(
        sha256=hashlib.sha256(raw).hexdigest(),
        mail=mail,
        files=files,
        answers=tuple(file for file in files if id(file.opened) in meant),
        classification=classify(message),
        clues=gather(mail, marks, own, separator),
    )


def _marked(attached: Attached) -> ExaminedFile:
    result = attached.opened.result
    return ExaminedFile(attached.file, attached.opened, identify(result) if isinstance(result, Workbook) else None)
