"""What was found in a workbook, row by row of the draft that becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from questionnaire.adopt.sureness import Sureness, least
from questionnaire.adopt.types.kinds import AnswerKind
from workbooks.anatomy.vba import Macros
from workbooks.cells import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundQuestion:
    """One question: its name, label and type, the cells where its answers stand, and how sure each guess is.

    `named` says that the author gave its cells a name. `place` is how the draft refers to the cells: by that name, or by address.
    """

    name: str
    label: str
    kind: AnswerKind
    sheet: str
    cells: tuple[Position, ...]
    place: str
    cell_guess: Sureness
    label_guess: Sureness
    named: bool = False
    reference: str = ""
    unit: str = ""

    @property
    def guess(self) -> Sureness:
        """Return how sure the least sure of its guesses is."""
        return least(self.cell_guess, self.label_guess, self.kind.sureness)

    def each(self, made: Callable[[FoundQuestion], FoundQuestion]) -> FoundQuestion:
        """Return what is made of it."""
        return made(self)

    def doubting(self, names: AbstractSet[str]) -> FoundQuestion:
        """Return it with its type left to a person, if it is one of those of these names."""
        return replace(self, kind=replace(self.kind, sureness=Sureness.NEEDS_YOU)) if self.name in names else self

    @property
    def signature(self) -> tuple[str, int, int]:
        """Return what tells it from questions of other kinds, whatever its words are: its type, its choices and its cells, counted."""
        kind = self.kind
        return (kind.untold, 0, len(self.cells)) if kind.untold else (kind.type, len(kind.choices), len(self.cells))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRepeat:
    """A table or, with `keys`, a matrix: its questions are columns. `rows`, `key` and `header` say where its rows stand."""

    name: str
    label: str
    questions: tuple[FoundQuestion, ...]
    rows: str
    header: str
    key: str = ""
    keys: tuple[str, ...] = ()

    def each(self, made: Callable[[FoundQuestion], FoundQuestion]) -> FoundRepeat:
        """Return it with each question made into another one."""
        return replace(self, questions=tuple(map(made, self.questions)))

    @property
    def lines(self) -> tuple[str, str, str]:
        """Return its rows, the column of their keys, and the row of the headings."""
        return self.rows, self.key, self.header


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCheck:
    """A cell that checks answers: `value` is an expression of them, and `wanted` the sign that it must have to 0.

    It is in each row of `repeat`, or "" outside of all. `label` is what is printed beside it, or what it is called after, and `message`
    tells what does not hold, in the words of the workbook.
    """

    sheet: str
    place: str
    label: str
    message: str
    value: str
    wanted: str
    repeat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadedPart:
    """What stands beneath one heading of a sheet ("" where there is none)."""

    name: str
    label: str
    items: tuple[FoundQuestion | FoundRepeat, ...]

    def each(self, made: Callable[[FoundQuestion], FoundQuestion]) -> HeadedPart:
        """Return the part with each question made into another one."""
        return replace(self, items=tuple(one.each(made) for one in self.items))


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingSheet:
    """A sheet that asks something."""

    name: str
    label: str
    parts: tuple[HeadedPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """All that was found in a workbook. `language` is that of its labels, `macros` says that it has some, and `code` which.

    `checks` are those that it makes of the answers, and `unsaid` a sentence on each of which no form can say what it wants.
    """

    file: str
    sha256: str
    language: str
    sheets: tuple[AskingSheet, ...]
    macros: bool = False
    code: Macros = field(default_factory=Macros)
    checks: tuple[FoundCheck, ...] = ()
    unsaid: tuple[str, ...] = ()
    questions: tuple[FoundQuestion, ...] = field(init=False)
    repeats: tuple[FoundRepeat, ...] = field(init=False)

    def __post_init__(self) -> None:
        items = [item for sheet in self.sheets for part in sheet.parts for item in part.items]
        flat = tuple(one for item in items for one in (item.questions if isinstance(item, FoundRepeat) else (item,)))
        object.__setattr__(self, "questions", flat)
        object.__setattr__(self, "repeats", tuple(item for item in items if isinstance(item, FoundRepeat)))

    def doubting(self, names: AbstractSet[str]) -> Adopted:
        """Return it with the types of some questions left to a person, whose choices or rows may be others in another language."""
        return self.each(lambda one: one.doubting(names))

    def each(self, made: Callable[[FoundQuestion], FoundQuestion]) -> Adopted:
        """Return it with each question made into another one."""
        return replace(self, sheets=tuple(replace(sheet, parts=tuple(part.each(made) for part in sheet.parts)) for sheet in self.sheets))

    @property
    def open_labels(self) -> int:
        """Return how many questions have no label yet."""
        return sum(one.label_guess is Sureness.NEEDS_YOU for one in self.questions)

    @property
    def open_types(self) -> int:
        """Return how many questions have no type yet."""
        return sum(one.kind.sureness is Sureness.NEEDS_YOU for one in self.questions)

    @property
    def needs(self) -> int:
        """Return how many questions a person must look at."""
        return sum(one.guess is Sureness.NEEDS_YOU for one in self.questions)
