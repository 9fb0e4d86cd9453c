"""Errors that a person can cause: each says where, what is wrong, and how to mend it."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path


class Asked(StrEnum):
    """What a person names for a verb, as the place of an error; how it is given, only the command line knows."""

    STUDY = "the study"
    ORGANISATION = "the organisation"
    WHOSE = "the organisation of the contact"
    ITS_NAME = "the name of the organisation"
    LIST = "the contact list"
    LANGUAGE = "the language"
    LAST_DAY = "the last day"
    LIVE = "sending for real"
    OTHERWISE = "the question that is otherwise"
    REASON = "why it is decided"
    ANONYMOUS = "names left out"
    BY = "the name of who confirms it"
    FIRST_DAY = "the first day"
    MODE = "mode"
    KIND = "the kind of case"
    LANGUAGES = "the languages"
    COORDINATOR = "the coordinator"
    DATABASE = "the URL of the new database"
    HEALTH = "the port of those who watch"


class CounterfoilError(Exception):
    """An error to be told to a person, never shown as a traceback.

    `where` is a file, sheet, row, setting or address; `what` is a sentence; `remedy` is a sentence that says what to do. `key` names the
    words `[fault]` of the console that say both in the reader's language, filled with `facts`; "" where it is told in English alone.
    `told_to_programs` says that whoever reads JSON has read it already, in a form of its own.
    """

    told_to_programs = False

    def __init__(self, what: str, *, where: str = "", remedy: str = "", key: str = "", facts: Mapping[str, object] | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy
        self.key = key
        self.facts = dict(facts or {})

    def __str__(self) -> str:
        """Say where, what and how to mend it, in one line."""
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the place and the remedy when an error crosses a process border."""
        return (_rebuild, (type(self), self.what, self.where, self.remedy, self.key, self.facts))


def _rebuild(kind: type[CounterfoilError], what: str, where: str, remedy: str, key: str, facts: Mapping[str, object]) -> CounterfoilError:
    return kind(what, where=where, remedy=remedy, key=key, facts=facts)


class ConfigurationError(CounterfoilError):
    """Wrong use or configuration: the command line ends with exit status 2."""


class UnreadFileError(ConfigurationError):
    """A file that the system does not let the program read. Its cause says which and why, for who sits at that computer."""


class NotSignedInError(CounterfoilError):
    """An account to which nobody is signed in any more: a person has to do it again, or to put the application right."""


class LetterError(CounterfoilError):
    """A letter that cannot be made: nothing is sent until it is mended."""


class ContactFileError(CounterfoilError):
    """A contact file of which nothing can be taken in."""


class StoreError(ConfigurationError):
    """The database or the disk beneath does not do its work now. Nothing is wrong with what was asked, which may be asked again."""


class OriginalError(ConfigurationError):
    """A content of the archive that cannot be had any more: what needs it cannot be done, and all else can."""


class MissingError(OriginalError):
    """A content of the archive that is gone: erased or lost."""


class ErasedError(MissingError):
    """A content that was erased because of whom it was about: its hash stays, and nothing brings it back."""


# What the system says where there is no room, and where somebody else has the right.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
SHUT = frozenset({errno.EACCES, errno.EPERM})


def disk_fault(error: OSError, path: Path | str) -> StoreError:
    """Return what a person is told of an error of the system at `path`."""
    remedy = "Check the path and the disk, then try again."
    if error.errno in FULL:
        remedy = "Free some space on the disk (or in the user's quota), then try again."
    elif error.errno in SHUT:
        remedy = "Give the user that runs Counterfoil read and write access there, then try again."
    elif error.errno == errno.EROFS:
        remedy = "The file system is mounted read-only: see why (dmesg), mount it so that it can be written to, then try again."
    said, facts = error.strerror or str(error), {"where": str(path), "said": error.strerror or str(error)}
    return StoreError(f"This cannot be read or written: {said}.", where=str(path), remedy=remedy, key="disk", facts=facts)
