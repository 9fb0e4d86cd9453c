"""The survey sheet, row by row: groups and repeats opened and closed, and questions in their sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from languages import catalogue
from questionnaire.definition import Choice, Place, Question, QuestionType, Repeat, Section, Text
from questionnaire.expressions import parse
from questionnaire.xlsform.choices.filters import FILTER, of_answers, offered, read_filter
from questionnaire.xlsform.problems import ProblemReport, Where
from questionnaire.xlsform.questions.beginning import with_beginning
from questionnaire.xlsform.questions.extras import SectionParts, SheetNames
from questionnaire.xlsform.questions.figures import FigureDefaults, with_figures
from questionnaire.xlsform.questions.question import read_question
from questionnaire.xlsform.questions.repeats import read_repeat
from questionnaire.xlsform.questions.types import Begin, Declared, End, Metadata, RowKind, declared
from questionnaire.xlsform.questions.within import Within
from questionnaire.xlsform.questions.written import WrittenExpressions
from questionnaire.xlsform.sheets import cells
from questionnaire.xlsform.sheets.form_sheet import FormRow
from questionnaire.xlsform.sheets.names import Names
from questionnaire.xlsform.survey.columns import check_columns

_REMARKS = "remarks"  # Ends the name of the question that asks for remarks on a section.


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

    `refused` are those of rows whose type is refused, so that what reads them is not told again. `figures` is what the form
    asks for beside every figure, and `default` is the language of texts that name none. `remarks` says that each section ends with a cell
    for remarks, `adopted` that the workbook is its author's own.
    """

    languages: tuple[str, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    report: ProblemReport
    default: str
    figures: FigureDefaults = field(default_factory=FigureDefaults)
    remarks: bool = False
    adopted: bool = False
    sections: list[Section] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    unanswered: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    written: WrittenExpressions = field(init=False)
    _names: Names = field(init=False)
    _sheets: SheetNames = field(default_factory=SheetNames)
    _parts: SectionParts = field(default_factory=SectionParts)
    _open: list[Group] = field(default_factory=list)
    _keys: dict[str, str] = field(default_factory=dict)  # Questions that name the row of the repeat around theirs, with that repeat.

    def __post_init__(self) -> None:
        self.written = WrittenExpressions(self.report)
        self._names = Names(self.report)

    def read(self, rows: Iterable[FormRow]) -> None:
        """Take in every row of the sheet, and tell of the groups that are left open."""
        for row in rows:
            self._row(row)
        for group in self._open:
            remedy = f"Add a row of type end_{group.kind} after its last question."
            self.report.error(group.place, f"The {group.kind} {group.name!r} is never closed.", remedy)

    @property
    def _within(self) -> Within:
        return self._open[-1].inside if self._open else Within()

    @property
    def _group(self) -> str:
        return self._open[-1].name if self._open else ""

    @property
    def ambiguous(self) -> frozenset[str]:
        """Return the names that stand in several groups."""
        return frozenset(self._names.ambiguous)

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
        if self.remarks and self._open[-1].name == self._within.section:
            self._remark(row)
        begun = self._open.pop()
        if begun.kind != end.kind:
            message = f"It ends a {end.kind}, but row {begun.place[1]} begins a {begun.kind}."
            self.report.error(row.place("type"), message, f"Write end_{begun.kind}.")
        self._check_repeat_is_filled(begun)

    def _remark(self, row: FormRow) -> None:
        """Ask for remarks at the end of a section that asks anything outside of repeats, unless its author does."""
        section = self._within.section
        asked = [one for one in self.questions if one.section == section and one.asked and not one.repeat]
        if not asked or any(one.name == _REMARKS or one.name.endswith(f"_{_REMARKS}") for one in asked):
            return
        labels, hints = (
            {code: catalogue(code).say(said).message for code in self.languages} for said in ("form_remarks", "form_remarks_hint")
        )
        name = self._names.derive(row, f"{section}_{_REMARKS}")
        place = Place(row.sheet, row.number)
        self.questions.append(
            Question(
                name=name, type=QuestionType.TEXT, label=labels, hint=hints, section=section, place=place, relevant=self._within.relevant
            )
        )

    def _check_repeat_is_filled(self, begun: Group) -> None:
        repeat = begun.inside.repeat
        if repeat is None or begun.name != repeat.name:
            return
        # Its questions are the last ones that were read.
        if any(one.repeat == repeat.name and one.type is not QuestionType.NOTE for one in reversed(self.questions)) or self.report.failed:
            return
        keys = [name for name, outer in self._keys.items() if outer == repeat.name]
        if keys:
            # It only holds other repeats: there is no table whose rows they could name.
            self.repeats.remove(repeat)
            self.unanswered.add(repeat.name)
            self.questions[:] = [one for one in self.questions if one.name not in keys and one.repeat != repeat.name]
        else:
            self.report.error(
                begun.place, f"The repeat {begun.name!r} has no questions, which is not supported.", "Add its questions, or remove it."
            )

    def _begin(self, row: FormRow, begin: Begin) -> None:
        """Open a group or a repeat; where it begins a section, all beneath it stands there."""
        around, repeats = self._within, begin.kind is RowKind.REPEAT
        outer, around = around.repeat, replace(around, repeat=None) if repeats else around
        check_columns(row, RowKind.REPEAT if repeats else RowKind.GROUP, self.report)
        name = self._names.read(row, group=self._group)
        relevant = self.written.relevant(row, name, around)
        sheet = self._sheets.read(row, self.languages, self.report)
        inside = replace(around, relevant=relevant)
        begins = not self._open or (bool(sheet) and not repeats)
        parts = self._parts.read(row, self.report, begins_section=begins)
        if begins:
            inside = replace(inside, section=self._section(row, name, sheet, parts))
        elif not repeats:
            self._heading(row, name, inside)
        if repeats:
            repeat = read_repeat(row, name, inside.section, relevant, sheet, self.lists, self.languages, self.report)
            self.repeats.append(repeat)
            inside = replace(inside, repeat=repeat)
            if outer:
                self._key_to(outer, repeat, row, inside)
        else:
            self.unanswered.add(name)
        self._open.append(Group(name, begin.kind, row.place("type"), inside))

    def _section(self, row: FormRow, name: str, sheet: Text, parts: tuple[str, ...]) -> str:
        """Add a section, and return its name."""
        if self._within.repeat:
            message = "A sheet for part of a repeat is not supported."
            self.report.error(row.place("sheet"), message, "Write it in the row that begins the repeat.")
        self.sections.append(Section(name, cells.heading(row, self.languages, self.report), sheet, parts))
        return name

    def _key_to(self, outer: Repeat, inner: Repeat, row: FormRow, inside: Within) -> None:
        """Ask in a repeat within another to which row of that each of its rows belongs: it is a table of its own."""
        name = self._names.read(replace(row, cells={("name", ""): f"{inner.name}_of_{outer.name}"}))
        message = f"A repeat inside a repeat is a table of its own. Its column {name} asks for the row of {outer.name}."
        self.report.warning(row.place("type"), message, "Say in its label what belongs there.")
        labels = {code: catalogue(code).say("form_row_of", table=outer.label.get(code, outer.name)).message for code in self.languages}
        counted = Question(
            name=name, type=QuestionType.INTEGER, label=labels, section=inside.section, place=Place(row.sheet, row.number),
            repeat=inner.name, required=parse("true()"), constraint=parse(". >= 1"), relevant=inside.relevant,
            row_of=outer.name,
        )  # fmt: skip
        if outer.instances:
            # A matrix has no rows to number: which of its columns is meant is chosen.
            counted = replace(counted, type=QuestionType.SELECT_ONE, choices=outer.instances, constraint=None, row_of="")
        self.questions.append(counted)
        self._keys[name] = outer.name

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
        name = self._names.read(row, f"note_{row.number}" if is_note else "", self._group)
        expressions = self.written.read(row, name, self._within)
        chosen_by = read_filter(row, self.report) if kind.choices and row.fills(FILTER) else None
        if row.fills(FILTER) and not kind.choices:
            self.report.warning(row.place(FILTER), f"{FILTER} is not used on a {kind.type}.", "Clear the cell.")
        if chosen_by:
            self.written.keep(of_answers(chosen_by), row, FILTER, name, self._within)
            kind = replace(kind, choices=offered(kind.choices, chosen_by))
        codes = self.figures.codes(row, kind.type, self.lists, self.default, self.report)
        question = read_question(row, kind, name, self._within, expressions, self.languages, self.report, codes)
        within = self._within.repeat
        question = with_beginning(row, question, self.report, adopted=self.adopted, table=within is not None and not within.instances)
        self.questions += with_figures(question, row, self.figures, self.lists, self.default, self._names, self.report)
        if is_note:
            self.unanswered.add(name)

    def _refused(self, row: FormRow) -> None:
        """Look at the other cells of a row whose type is refused all the same."""
        check_columns(row, RowKind.QUESTION, self.report)
        name = self._names.read(row, group=self._group)
        self.refused.add(name)
        self.written.read(row, name, self._within)
