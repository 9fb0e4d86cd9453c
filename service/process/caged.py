"""What the cage of an installation reads: whole messages, and single files.

It is no part of `service.wiring`, which every command loads: most of them read neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from cage.cage import NotStartedError
from domain.bulk import Content
from domain.errors import ConfigurationError
from intake.understanding.caged import Examination, examination_caged
from intake.understanding.examine import Examined
from intake.understanding.receiving import Receiving
from service.wiring import Service
from workbooks.annotate import CellMark, Notice
from workbooks.caged.reader import Opened, Reader
from workbooks.cells import Cell, CellValue
from workbooks.harmless import Looked


class NothingReadError(ConfigurationError):
    """The cage cannot start here: that is no message's fault."""


@dataclass(frozen=True, slots=True)
class Unlocking:
    """A reader that tries the passwords of the installation on encrypted workbooks."""

    reader: Reader
    passwords: tuple[str, ...] = field(repr=False)

    def open(self, data: bytes, name: str) -> tuple[Opened, ...]:
        """Open a file (see `workbooks.caged.reader.Reader.open`)."""
        return self.reader.open(data, name, self.passwords)

    def look_through(self, data: bytes, name: str) -> Looked:
        """Return whether a file may be shown to others (see `workbooks.caged.reader.Reader.look_through`)."""
        return self.reader.look_through(data, name)

    def annotate(self, data: bytes, marks: Sequence[CellMark], notice: Notice) -> bytes:
        """Mark cells of a file (see `workbooks.caged.reader.Reader.annotate`)."""
        return self.reader.annotate(data, marks, notice)

    def fill(self, data: bytes, values: Mapping[Cell, CellValue]) -> bytes:
        """Fill cells of a file (see `workbooks.caged.reader.Reader.fill`)."""
        return self.reader.fill(data, values)


@contextmanager
def reader(service: Service) -> Iterator[Unlocking]:
    """Open what reads and patches workbooks, in the cage."""
    with Reader(service.cage) as lent:
        yield Unlocking(lent, service.installation.passwords)


def examine(service: Service, raw: Content, receiving: Receiving) -> Examined:
    """Return what the message `raw` is (see `examination`)."""
    return examination(service, raw, receiving).examined


def examination(service: Service, raw: Content, receiving: Receiving) -> Examination:
    """Return what the message `raw` is, as the cage tells it (see `intake.understanding.caged.examination_caged`).

    NothingReadError where no message can be read on this machine.
    """
    try:
        return examination_caged(service.cage, raw, receiving, service.installation.passwords)
    except NotStartedError as error:
        raise NothingReadError(str(error), remedy="`counterfoil doctor` says which wall of the cage does not stand.") from error
