"""Errors that a person can cause: each says where, what is wrong, and how to mend it."""

from __future__ import annotations


class CounterfoilError(Exception):
    """An error to be told to a person, never shown as a traceback.

    `where` is a file, sheet, row, setting or address; `what` is a sentence; `remedy` is a sentence that says what to do.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.remedy = remedy

    def __str__(self) -> str:
        """Say where, what and how to mend it, in one line."""
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the place and the remedy when an error crosses a process border."""
        return (_rebuild, (type(self), self.what, self.where, self.remedy))


def _rebuild(kind: type[CounterfoilError], what: str, where: str, remedy: str) -> CounterfoilError:
    return kind(what, where=where, remedy=remedy)


class ConfigurationError(CounterfoilError):
    """Wrong use or configuration: the command line ends with exit status 2."""


class LetterError(CounterfoilError):
    """A letter that cannot be made: nothing is sent until it is mended."""


class ContactFileError(CounterfoilError):
    """A contact file of which nothing can be taken in."""
