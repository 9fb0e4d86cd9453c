"""What a rule of classification is: one small file each in classifiers/, with an object `RULE`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.message import Kind, Report
from intake.parsing.mail import File, Mail
from workbooks.caged.opened import Opened
from workbooks.cells import Workbook


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the message, and what it was opened as: one of perhaps several workbooks in a zip."""

    file: File
    opened: Opened


@dataclass(frozen=True, slots=True)
class OpenedMessage:
    """What a rule may look at: the message, its opened files, and the addresses that are ours (in lower case, without tags)."""

    mail: Mail
    files: tuple[Attached, ...] = ()
    own_addresses: frozenset[str] = frozenset()

    @property
    def brings_workbook(self) -> bool:
        """Say whether a workbook that can be read came along: a letter, a scan, a picture holds no answers that words could explain."""
        return any(isinstance(one.opened.result, Workbook) for one in self.files)


@dataclass(frozen=True, slots=True)
class Hit:
    """That a rule hit: `why` is a sentence, `reports` is what a bounce or complaint says of addresses.

    `store_decides` says that what the message is otherwise is found out as well, since it depends on what the store knows.
    """

    why: str
    reports: tuple[Report, ...] = ()
    store_decides: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule: `says` is one sentence; the rule of the lowest `order` that hits gives the message its leading kind."""

    name: str
    order: int
    says: str
    kind: Kind
    examine: Callable[[OpenedMessage], Hit | None]
