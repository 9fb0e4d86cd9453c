"""The survey sheet, row by row: groups and repeats opened and closed, and questions in their sections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from questionnaire.definition import Choice, Place, Question, QuestionType, Repeat, Section, Text
from questionnaire.xlsform import cells
from questionnaire.xlsform.columns import check_columns, is_comment, is_disabled
from questionnaire.xlsform.extras import SheetNames
from questionnaire.xlsform.extras import flags as read_flags
from questionnaire.xlsform.form_sheet import FormRow, FormSheet
from questionnaire.xlsform.names import Names
from questionnaire.xlsform.problems import ProblemReport, Where
from questionnaire.xlsform.question import read_question
from questionnaire.xlsform.repeats import read_repeat
from questionnaire.xlsform.types import Begin, Declared, End, Metadata, RowKind, declared
from questionnaire.xlsform.within import Within
from questionnaire.xlsform.written import WrittenExpressions


@dataclass(frozen=True, slots=True)
class Group:
    """A group or repeat that is open, and where the rows stand that it holds."""

    name: str
    kind: RowKind
    place: Where
    inside: Within


@dataclass(slots=True, kw_only=True)
class Survey:
    """What the survey sheet says, as it is read. `unanswered` are the names of groups, notes and what is not asked here at all.

    `refused` are those of rows whose type is refused, so that what reads them is not told again. `flags` may mark every figure that has
    none of its own, and `default` is the language of texts that name none.
    """

    languages: tuple[str, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    report: ProblemReport
    default: str
    flags: tuple[Choice, ...] = ()
    sections: list[Section] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    written: WrittenExpressions = field(init=False)
    _names: Names = field(init=False)
    _sheets: SheetNames = field(default_factory=SheetNames)
    _open: list[Group] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.written = WrittenExpressions(self.report)
        self._names = Names(self.report)

    def read(self, table: FormSheet) -> None:
        """Take in every row of the sheet, and tell of the groups that are left open."""
        for row in table.rows:
            if not is_disabled(row, self.report) and not is_comment(row, self.report):
                self._row(row)
        for group in self._open:
            remedy = f"Add a row of type end_{group.kind} after its last question."
            self.report.error(group.place, f"The {group.kind} {group.name!r} is never closed.", remedy)

    @property
    def _within(self) -> Within:
        return self._open[-1].inside if self._open else Within()

    def _row(self, row: FormRow) -> None:
        kind = declared(row, self.lists, self.report)
        match kind:
            case End():
                self._close(row, kind)
            case Metadata():
                self.unanswered.add(row.text("name") or row.text("type"))
            case Begin():
                self._begin(row, kind)
            case Declared():
                self._question(row, kind)
            case None:
                self._refused(row)

    def _close(self, row: FormRow, end: End) -> None:
        if not self._open:
            self.report.error(row.place("type"), f"No {end.kind} is open here.", "Remove the row, or add the row that begins it.")
            return
        begun = self._open.pop()
        if begun.kind != end.kind:
            message = f"It ends a {end.kind}, but row {begun.place[1]} begins a {begun.kind}."
            self.report.error(row.place("type"), message, f"Write end_{begun.kind}.")
        self._check_repeat_is_filled(begun)

    def _check_repeat_is_filled(self, begun: Group) -> None:
        repeat = begun.inside.repeat
        if repeat is None or begun.name != repeat.name or self.report.failed:
            return
        if not any(one.repeat == repeat.name and one.type is not QuestionType.NOTE for one in self.questions):
            self.report.error(
                begun.place, f"The repeat {begun.name!r} has no questions, which is not supported.", "Add its questions, or remove it."
            )

    def _begin(self, row: FormRow, begin: Begin) -> None:
        """Open a group or a repeat; where it begins a section, all beneath it stands there."""
        around, repeats = self._within, begin.kind is RowKind.REPEAT
        if repeats and around.repeat:
            message = "A repeat inside a repeat is not supported."
            self.report.error(row.place("type"), message, "Put its questions into the repeat around it, or make it a separate repeat.")
        check_columns(row, RowKind.REPEAT if repeats else RowKind.GROUP, self.report)
        name = self._names.read(row)
        relevant = self.written.relevant(row, name, around)
        sheet = self._sheets.read(row, self.languages, self.report)
        inside = replace(around, relevant=relevant)
        if not self._open or (sheet and not repeats):
            inside = replace(inside, section=self._section(row, name, sheet))
        elif not repeats:
            self._heading(row, name, inside)
        if repeats and not around.repeat:
            repeat = read_repeat(row, name, inside.section, relevant, sheet, self.lists, self.languages, self.report)
            self.repeats.append(repeat)
            inside = replace(inside, repeat=repeat)
        else:
            self.unanswered.add(name)
        self._open.append(Group(name, begin.kind, row.place("type"), inside))

    def _section(self, row: FormRow, name: str, sheet: Text) -> str:
        """Add a section, and return its name."""
        if self._within.repeat:
            message = "A sheet for part of a repeat is not supported."
            self.report.error(row.place("sheet"), message, "Write it in the row that begins the repeat.")
        self.sections.append(Section(name, cells.heading(row, self.languages, self.report), sheet))
        return name

    def _heading(self, row: FormRow, name: str, inside: Within) -> None:
        """Print the label of an inner group as a note, so that no word is lost; a table has no place for it between its columns."""
        label = cells.translated(row, "label", self.languages, self.report)
        repeat = inside.repeat
        if label and repeat and not repeat.instances:
            message = "The label of a group in a repeat is not printed: its questions are columns of one table."
            self.report.warning(row.place("label", next(iter(label))), message, "Show in its questions' labels what belongs together.")
        elif label:
            place = Place(row.sheet, row.number)
            self.questions.append(
                Question(
                    name=name,
                    type=QuestionType.NOTE,
                    label=label,
                    section=inside.section,
                    place=place,
                    relevant=inside.relevant,
                    repeat=repeat.name if repeat else "",
                )
            )

    def _question(self, row: FormRow, kind: Declared) -> None:
        check_columns(row, RowKind.QUESTION, self.report)
        is_note = kind.type is QuestionType.NOTE
        # A note may go without a name, as in pyxform.
        name = self._names.read(row, otherwise=f"note_{row.number}" if is_note else "")
        expressions = self.written.read(row, name, self._within)
        flags = read_flags(row, self.lists, self.default, self.report) or self.flags
        self.questions.append(read_question(row, kind, name, self._within, expressions, self.languages, self.report, flags))
        if is_note:
            self.unanswered.add(name)

    def _refused(self, row: FormRow) -> None:
        """Look at the other cells of a row whose type is refused all the same."""
        check_columns(row, RowKind.QUESTION, self.report)
        name = self._names.read(row)
        self.refused.add(name)
        self.written.read(row, name, self._within)
