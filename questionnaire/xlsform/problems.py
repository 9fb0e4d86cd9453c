"""What is wrong with a form: every problem with its sheet, row and column, gathered so that all are told at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from domain.errors import CounterfoilError
from domain.finding import Severity
from questionnaire.guesses import Guesses

Where = tuple[str, int, str]  # The sheet, the row (0 for all of it) and the header of the column ("" for the whole row).


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong. `row` counts from 1 as Excel does, 0 for the sheet as a whole; `column` is the header as it is written.

    `question` is the name of the question or group in whose row it stands, "" elsewhere. `left_out` says that the question is left out for
    it, and `with_group` that this is because its group is.
    """

    sheet: str
    row: int
    column: str
    message: str
    remedy: str
    severity: Severity = Severity.ERROR
    question: str = ""
    left_out: bool = False
    with_group: bool = False

    @property
    def where(self) -> str:
        """Return the place in words, as in `sheet survey, row 4, column relevant`."""
        row = f", row {self.row}" if self.row else ""
        column = f", column {self.column}" if self.column else ""
        return f"sheet {self.sheet}{row}{column}" if self.sheet else "the file"

    def __str__(self) -> str:
        """Say where, what and how to mend it, in one line."""
        return f"{self.where}: {self.message} {self.remedy}".rstrip()


class FormErrors(CounterfoilError):  # noqa: N818 - It holds all of them, and its name says so.
    """A form that cannot be used: `problems` are all that was found, warnings too."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        count = "one error" if len(errors) == 1 else f"{len(errors)} errors"
        super().__init__(f"The form has {count}.\n" + "\n".join(map(str, errors)), where=file)
        self.problems = problems

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the problems when the error crosses a process border."""
        return (FormErrors, (self.where, self.problems))


@dataclass(slots=True)
class ProblemReport:
    """The problems found so far; the one value here that changes, since every step of loading adds to it."""

    problems: list[Problem] = field(default_factory=list)
    guesses: Guesses = field(default_factory=Guesses)

    @property
    def failed(self) -> bool:
        """Say whether any problem is an error."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)

    def error(self, place: Where, message: str, remedy: str) -> None:
        """Add an error at `place`."""
        self._add(place, message, remedy, Severity.ERROR)

    def warning(self, place: Where, message: str, remedy: str) -> None:
        """Add a warning at `place`."""
        self._add(place, message, remedy, Severity.WARNING)

    def did_you_mean(self, word: str, known: Collection[str], otherwise: str) -> str:
        """Return a remedy that names the known word nearest to `word`, or else `otherwise`, as where so much was compared before."""
        return did_you_mean(word, known, otherwise) if self.guesses.may_guess(word, known) else otherwise

    def _add(self, place: Where, message: str, remedy: str, severity: Severity) -> None:
        """Add a problem, cut to what a person reads: a message quotes cells, which may be as long as a book."""
        sheet, row, column = place
        self.problems.append(
            Problem(sheet=sheet, row=row, column=_cut(column, 100), message=_cut(message, 500), remedy=_cut(remedy, 500), severity=severity)
        )


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def nearest(word: str, known: Iterable[str], cutoff: float = 0.7) -> str | None:
    """Return the known word that `word` may be a misspelling of, or None; `cutoff` is the likeness, from 0 to 1, that is wanted."""
    folded = {name.casefold(): name for name in known}
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=cutoff)
    return folded[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return a remedy that names the known word nearest to `word`, or else `otherwise`."""
    near = nearest(word, known)
    return f"Did you mean {near}?" if near else otherwise
