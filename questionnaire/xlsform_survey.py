"""The survey sheet, row by row: groups opened and closed, and questions in their sections."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaire import xlsform_cells as cells
from questionnaire.definition import Choice, Place, Question, QuestionType, Section
from questionnaire.expressions import Expression, both
from questionnaire.xlsform_problems import Report
from questionnaire.xlsform_table import Row, Table, Vocabulary
from questionnaire.xlsform_types import Begin, Declared, End, declared

SURVEY = Vocabulary(
    used=frozenset({"type", "name", "label", "hint", "required", "relevant", "constraint", "excel::ref"})
    | {"constraint_message", "required_message"},
    unsupported=frozenset({"calculation", "repeat_count", "choice_filter", "default", "trigger"}),
    ignored=frozenset({"appearance", "guidance_hint", "image", "audio", "video", "big_image", "parameters", "read_only", "readonly"})
    | {"autoplay", "note", "notes", "comment", "comments", "hxl", "disabled"},
)
MAX_NAME = 64
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Group:
    """A group that is open. `relevant` is its own joined with those of the groups around it."""

    name: str
    kind: str
    place: tuple[str, int, str]
    relevant: Expression | None


@dataclass(frozen=True, slots=True)
class Written:
    """An expression, where it was written and of which question, kept until all names are known."""

    expression: Expression
    place: tuple[str, int, str]
    of: str


@dataclass(slots=True)
class Survey:
    """What the survey sheet says, as it is read. `names` are all that were given, by their folded form, each with its row."""

    languages: tuple[str, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    report: Report
    sections: list[Section] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    names: dict[str, tuple[str, int]] = field(default_factory=dict)
    unanswered: set[str] = field(default_factory=set)
    open: list[Group] = field(default_factory=list)

    def answerable(self) -> frozenset[str]:
        """Return every name that may stand in ${}, also those of questions that are refused for another reason."""
        return frozenset(name for name, _ in self.names.values()) - self.unanswered

    def read(self, table: Table) -> None:
        """Take in every row of the sheet, and tell of the groups that are left open."""
        for row in table.rows:
            self._row(row)
        for group in self.open:
            remedy = f"Add a row of type end_{group.kind} after its last question."
            self.report.error(group.place, f"The {group.kind} {group.name!r} is never closed.", remedy)

    def _row(self, row: Row) -> None:
        kind = declared(row, self.lists, self.report)
        if isinstance(kind, End):
            self._close(row, kind)
            return
        name = self._name(row, kind)
        for column in sorted(SURVEY.unsupported):
            if row.text(column):
                self.report.error(row.place(column), f"{column} is not supported.", "Empty the cell.")
        relevant = self._within_groups(self._expression(row, "relevant", name))
        if isinstance(kind, Begin):
            self._begin(row, kind, name, relevant)
        else:
            self._question(row, kind, name, relevant)

    def _close(self, row: Row, end: End) -> None:
        if not self.open:
            self.report.error(row.place("type"), f"No {end.kind} is open here.", "Remove the row, or add the row that begins it.")
            return
        begun = self.open.pop()
        if begun.kind != end.kind:
            message = f"It ends a {end.kind}, but row {begun.place[1]} begins a {begun.kind}."
            self.report.error(row.place("type"), message, f"Write end_{begun.kind}.")

    def _begin(self, row: Row, begin: Begin, name: str, relevant: Expression | None) -> None:
        """Open a group: an outermost one is a section; the heading of an inner one is printed as a note, so that no word is lost."""
        self.unanswered.add(name)
        if not self.open:
            self.sections.append(Section(name, cells.label(row, self.languages, self.report)))
        elif row.texts("label"):
            heading = cells.label(row, self.languages, self.report)
            place = Place(row.sheet, row.number)
            self.questions.append(Question(name, QuestionType.NOTE, heading, self.open[0].name, place, relevant=relevant))
        self.open.append(Group(name, begin.kind, row.place("type"), relevant))

    def _question(self, row: Row, kind: Declared | None, name: str, relevant: Expression | None) -> None:
        """Add the question; of one whose type is refused, the other cells are looked at all the same."""
        question = Question(
            name=name,
            type=kind.type if kind else QuestionType.NOTE,
            label=cells.label(row, self.languages, self.report),
            section=self.open[0].name if self.open else "",
            place=Place(row.sheet, row.number),
            hint=cells.translated(row, "hint", self.languages, self.report),
            choices=kind.choices if kind else (),
            required=self._keep(cells.required(row, self.report), row, "required", name),
            relevant=relevant,
            constraint=self._expression(row, "constraint", name),
            constraint_message=cells.translated(row, "constraint_message", self.languages, self.report),
            required_message=cells.translated(row, "required_message", self.languages, self.report),
            reference=row.text("excel::ref"),
        )
        self.questions.append(question)
        if kind and kind.type is QuestionType.NOTE:
            self.unanswered.add(name)

    def _name(self, row: Row, kind: Declared | Begin | None) -> str:
        """Return the row's name; a note may go without one, as in pyxform."""
        name, place = row.text("name"), row.place("name")
        if not name and isinstance(kind, Declared) and kind.type is QuestionType.NOTE:
            return f"note_{row.number}"
        if not name:
            self.report.error(place, "The row has no name.", "Give it a short name of letters, digits and underscores.")
            return name
        if not _NAME.fullmatch(name):
            self.report.error(place, f"The name {name!r} cannot stand in a workbook.", f"Write {legal_name(name)}.")
        if len(name) > MAX_NAME:
            self.report.error(place, f"The name has {len(name)} characters.", f"Shorten it to {MAX_NAME} at most.")
        # Excel's defined names do not tell capitals from small letters.
        first = self.names.setdefault(name.casefold(), (name, row.number))[1]
        if first != row.number:
            self.report.error(place, f"The name {name!r} stands in row {first} already.", "Give each question and group a name of its own.")
        return name

    def _within_groups(self, own: Expression | None) -> Expression | None:
        around = self.open[-1].relevant if self.open else None
        return both(around, own) if around and own else around or own

    def _expression(self, row: Row, column: str, name: str) -> Expression | None:
        return self._keep(cells.expression(row, column, self.report), row, column, name)

    def _keep(self, expression: Expression | None, row: Row, column: str, name: str) -> Expression | None:
        """Remember the expression for the check of what it names, which needs the whole sheet."""
        if expression:
            self.written.append(Written(expression, row.place(column), name))
        return expression


def legal_name(name: str) -> str:
    """Return the name nearest to `name` that both an XLSForm and Excel's defined names can have."""
    plain = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
    return plain if _NAME.fullmatch(plain) else f"q_{plain}".rstrip("_")
