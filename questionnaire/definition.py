"""The questionnaire as values: what an XLSForm says, ready to be laid out, filled, read and checked.

Source: the XLSForm reference (survey, choices and settings sheets).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from domain.finding import Severity
from questionnaire.expressions import Expression
from questionnaire.mention import MentionedAnswer

Text = Mapping[str, str]  # A text by language code, as in {"en": "Yes"}.
ORGANISATION, LAST_ROUND = "organisation", "last round"  # What may be put into a cell of an adopted workbook beforehand.


class Aside(StrEnum):
    """What has a cell of its own beside a figure."""

    FLAG = "flag"  # A code that marks the figure.
    NOTE = "note"  # A remark on it.


class QuestionType(StrEnum):
    """The XLSForm question types of the subset."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    NOTE = "note"
    CALCULATE = "calculate"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a list: the code that is stored, and what people see.

    `offered` is the condition under which it may be chosen, None where always. `attributes` are what other columns of the form say of it,
    a mapping for each row that has this name: conditions are made of them.
    """

    name: str
    label: Text
    offered: Expression | None = None
    attributes: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the XLSForm a thing was said, so that errors can point there. `row` counts from 1, as Excel does."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One row of the survey sheet. `section` is the name of the outermost group that holds it, `repeat` of its repeat ("" outside of all).

    One with a `calculation` is never asked: its value is worked out from other answers. `severity` says how much a constraint that is not
    met, or a required answer that is missing, weighs. `missing` are codes that may stand in a numeric cell instead of a number, as in n/a,
    with what they mean in `missing_labels`, as far as the form says it;
    `refusals` are those of them by which a respondent refuses to answer.
    In an adopted workbook `cell` says where its answer stands, and `fill` what is put there beforehand ("" for nothing); `cells` are the
    places in the workbooks of other languages.
    `previous` says that the last round's value is shown beside; `variance` is the share by which the answer may differ from it before it
    is asked about (0.25 is a quarter), None where it may differ by anything. `flags` are the codes that may mark a figure, as p for
    provisional; where the form has none, the usual ones are understood. `asides` have a cell beside the figure. `revises` names the
    question whose figure of the last round it asks for anew, "" where it is no such question. `mentions` are the answers that a note shows,
    by language. `default` gives what stands in its cell before anybody answers, and where it is `read_only` nobody may answer otherwise.
    A file is asked for by its name, and comes `attached` to the mail. `row_of` is the repeat around that of the question, where it asks to
    which of its rows one of its own belongs.
    """

    name: str
    type: QuestionType
    label: Text
    section: str
    place: Place
    hint: Text = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    required: Expression | None = None
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Text = field(default_factory=dict)
    required_message: Text = field(default_factory=dict)
    reference: str = ""  # The number that is printed before the label, from the column excel::ref.
    repeat: str = ""
    calculation: Expression | None = None
    severity: Severity = Severity.ERROR
    unit: Text = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    missing_labels: Mapping[str, Text] = field(default_factory=dict)
    refusals: tuple[str, ...] = ()
    previous: bool = False
    variance: float | None = None
    flags: tuple[Choice, ...] = ()
    asides: tuple[Aside, ...] = ()
    revises: str = ""
    cell: str = ""
    cells: Text = field(default_factory=dict)
    fill: str = ""
    mentions: Mapping[str, tuple[MentionedAnswer, ...]] = field(default_factory=dict)
    default: Expression | None = None
    read_only: bool = False
    attached: bool = False
    row_of: str = ""

    @property
    def asked(self) -> bool:
        """Say whether a person answers it: it is neither a note nor calculated."""
        return self.type is not QuestionType.NOTE and self.calculation is None


class Item(NamedTuple):
    """One answer that is wanted. `instance` is the code of the matrix's column or the number of the table's row, "" outside of repeats."""

    question: Question
    instance: str
    key: str


@dataclass(frozen=True, slots=True)
class Section:
    """An outermost group: one sheet of the workbook. `relevant` holds for all its questions, and is already joined into theirs.

    `sheet` is the name of its sheet, where the form gives one beside the label. `parts` are the offices that fill it in; without any, each
    does.
    """

    name: str
    label: Text
    sheet: Text = field(default_factory=dict)
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Questions that are answered several times: a table on a sheet of its own, a row an instance.

    With `instances` it is a matrix: so many instances, no more and no fewer, each a column, and each question a row; `list_name` is the
    list that they come from. Else `room` is the number of rows that are printed (people may add more, unless `fixed`). `relevant` is
    already joined into that of its questions. In an adopted workbook `rows`, `key` and `header` say where its rows, their keys and the
    headings stand, and `lines` the same three in the workbooks of other languages.
    """

    name: str
    label: Text
    section: str
    place: Place
    room: int
    fixed: bool = False
    instances: tuple[Choice, ...] = ()
    list_name: str = ""
    relevant: Expression | None = None
    sheet: Text = field(default_factory=dict)
    rows: str = ""
    key: str = ""
    header: str = ""
    lines: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedFile:
    """A workbook that somebody designed by hand, and that is sent as it is: `file` is its name, `data` its bytes.

    `stamp` is the cell where the reference is printed ("" for none). Its macros are sent with it only where `macros` says so.
    """

    file: str
    data: bytes = field(repr=False)
    stamp: str = ""
    macros: bool = False


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """What is asked. `fingerprint` names its content, so that a layout knows whose it is.

    `original` is the workbook that was adopted; None where the program makes one of its own. `originals` are those of other languages.
    """

    id: str
    title: Text
    version: str
    languages: tuple[str, ...]
    sections: tuple[Section, ...]
    questions: tuple[Question, ...]
    source_sha256: str
    repeats: tuple[Repeat, ...] = ()
    original: AdoptedFile | None = None
    originals: Mapping[str, AdoptedFile] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Return a hash by which what was made of a questionnaire is found again; those of one source may still differ."""
        return hash((self.id, self.source_sha256))

    @cached_property
    def by_name(self) -> Mapping[str, Question]:
        """Return the questions by name."""
        return {question.name: question for question in self.questions}

    @cached_property
    def dates(self) -> frozenset[str]:
        """Return the names of the questions that take a date."""
        return frozenset(question.name for question in self.questions if question.type is QuestionType.DATE)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """Return the parts into which the sections fall, in order; none where the questionnaire has none."""
        return tuple(dict.fromkeys(part for section in self.sections for part in section.parts))

    @cached_property
    def parts_of_section(self) -> Mapping[str, tuple[str, ...]]:
        """Return the parts of each section by its name."""
        return {section.name: section.parts for section in self.sections}

    @cached_property
    def answerable(self) -> tuple[Question, ...]:
        """Return the questions that a person answers (all but notes and calculations), in order."""
        return tuple(question for question in self.questions if question.asked)

    @cached_property
    def valued(self) -> tuple[Question, ...]:
        """Return the questions that have a value: those that a person answers, and the calculations."""
        return tuple(question for question in self.questions if question.type is not QuestionType.NOTE)

    @cached_property
    def in_repeat(self) -> Mapping[str, tuple[Question, ...]]:
        """Return the questions and calculations of each repeat by its name, in order."""
        return {
            repeat.name: tuple(one for one in self.questions if one.repeat == repeat.name and one.type is not QuestionType.NOTE)
            for repeat in self.repeats
        }

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Return the items outside of repeats, in order."""
        return tuple(Item(one, "", one.name) for one in self.valued if not one.repeat)

    @cached_property
    def fingerprint(self) -> str:
        """Return a short name of the content (the first 12 hexadecimal digits of a SHA-256)."""
        return hashlib.sha256(f"{self.id}\0{self.version}\0{self.source_sha256}".encode()).hexdigest()[:12]


def in_language(text: Text, language: str, languages: tuple[str, ...] = ()) -> str:
    """Return `text` in `language`, or else in the first of `languages` that has it, or else in any, or ""."""
    for wanted in (language, *languages, *text):
        if text.get(wanted):
            return text[wanted]
    return ""
