"""The sheets of the workbook in one language, row by row: a section's questions, a matrix, or a table; and the layout that they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from languages import catalogue
from questionnaire.adopted.layout import lay_out_adopted
from questionnaire.asides import asides_of, beside_column, beside_slot
from questionnaire.definition import Aside, Choice, Question, Questionnaire, QuestionType, Repeat, Section
from questionnaire.helps import help_text
from questionnaire.items import key_of
from questionnaire.keys import cell_keys
from questionnaire.layout import (
    ANSWER,
    BEGUN,
    EDITION,
    FIRST_ROW,
    GROWTH,
    HEADING_ROW,
    LISTS_SHEET,
    MARKS_SHEET,
    Column,
    Layout,
    Slot,
    Table,
)
from questionnaire.printed import choice_labels, label, labels_of, printed, sheet_name

FIRST_COLUMN = 2  # Column 1 of a table prints the number of the row.


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLine:
    """One row of a sheet: a note, a question, one choice of a select_multiple, or the way to a sheet of its own (`to` is its name).

    `text` is what its label cell prints, and `help` its help cell. `slots` are its cells: one, or one for each column of a matrix; none
    where it takes no answer; `beside` are those for flags and notes beside them.
    """

    row: int
    question: Question | None
    choice: Choice | None
    text: str
    slots: tuple[Slot, ...] = ()
    beside: tuple[Slot, ...] = ()
    to: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One sheet: a section's title and its rows; of a matrix (`headings` are its columns'), or of a `table`.

    Above a table stand its `lines`: how to fill it, and its notes. Between them and the headings stand the `helps`, one a column. `asides`
    have a column each behind every column of answers, on a sheet of rows.
    """

    sheet: str
    title: str
    lines: tuple[PageLine, ...]
    repeat: Repeat | None = None
    headings: tuple[str, ...] = ()
    table: Table | None = None
    helps: tuple[str, ...] = ()
    asides: tuple[Aside, ...] = ()


def lay_out(questionnaire: Questionnaire, language: str) -> Layout:
    """Return the layout of `questionnaire` in `language`: pure, and the same as `pages` gives to the writer."""
    if questionnaire.original:
        return lay_out_adopted(questionnaire, language)
    made = pages(questionnaire, language)
    calculated = {question.name for question in questionnaire.questions if question.calculation}
    slots = tuple(slot for page in made for line in page.lines for slot in (*line.slots, *line.beside) if slot.question not in calculated)
    heading = catalogue(language).say("workbook_answer").message
    tables = tuple(page.table for page in made if page.table)
    begun = BEGUN if any(one.default or one.read_only for one in questionnaire.questions) else ""
    version, texts = f"{questionnaire.fingerprint}-{language}-{EDITION}{begun}", frozenset(filter(None, _texts(made, language)))
    return Layout(version=version, language=language, heading=heading, slots=slots, tables=tables, texts=texts)


def is_current(questionnaire: Questionnaire, layout: Layout) -> bool:
    """Say whether a layout is of the questionnaire as it is now."""
    return layout.version.startswith(f"{questionnaire.fingerprint}-")


def _texts(made: Iterable[Page], language: str) -> Iterator[str]:
    """Yield all texts that the pages print."""
    words = catalogue(language)
    yield from (words.say(f"workbook_{code}").message for code in ("number", "question", "answer", "help", "key", "previous"))
    for page in made:
        yield from (page.title, *page.headings, *page.helps, *(column.label for column in (page.table.columns if page.table else ())))
        for line in page.lines:
            yield from (slot.heading for slot in line.beside)
            yield from (line.text, line.help, printed(line.question.reference) if line.question else "")


def pages(questionnaire: Questionnaire, language: str) -> tuple[Page, ...]:
    """Return the sheets of the workbook in the order of the survey, with every row of each; a repeat's follows that of its section."""
    return tuple(_Pages(questionnaire, language).all())


def cover_name(language: str) -> str:
    """Return the name of the cover sheet."""
    return catalogue(language).say("workbook_cover").message


class _Pages:
    """The pages while they are made: the names of sheets that are taken, and the keys of all cells."""

    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self._form, self._language, self._words = questionnaire, language, catalogue(language)
        self._keys = cell_keys(questionnaire)
        self._taken = {cover_name(language).casefold(), LISTS_SHEET, MARKS_SHEET}
        self._repeats = {repeat.name: repeat for repeat in questionnaire.repeats}

    def all(self) -> Iterator[Page]:
        sections = {section.name: section for section in self._form.sections}
        by_section: dict[str, list[Question]] = {}
        for question in self._form.questions:
            if self._is_shown(question):
                by_section.setdefault(question.section, []).append(question)
        for name, questions in by_section.items():
            yield from self._section(sections.get(name), name, questions)

    def _section(self, section: Section | None, name: str, questions: Sequence[Question]) -> Iterator[Page]:
        """Yield the section's own sheet, unless it has nothing but repeats, and then a sheet a repeat."""
        named = list(dict.fromkeys(question.repeat for question in questions if question.repeat))
        only_repeats = all(question.repeat for question in questions)
        title = self._label(section.label, name) if section else name or self._words.say("workbook_general").message
        sheet = "" if only_repeats else sheet_name(self._label(section.sheet, title) if section else title, self._taken)
        # The names of the sheets are wanted before the rows that point at them.
        sheets = {repeat: self._repeat_sheet(self._repeats[repeat]) for repeat in named}
        if not only_repeats:
            own = [question for question in questions if not question.repeat]
            lines = tuple(self._lines(questions, sheet, sheets, asides_of(own)))
            yield Page(sheet=sheet, title=title, lines=lines, asides=asides_of(own))
        for repeat, its_sheet in sheets.items():
            inside = [question for question in questions if question.repeat == repeat]
            yield self._repeat(self._repeats[repeat], its_sheet, inside)

    def _repeat_sheet(self, repeat: Repeat) -> str:
        return sheet_name(self._label(repeat.sheet, self._label(repeat.label, repeat.name)), self._taken)

    def _lines(self, questions: Iterable[Question], sheet: str, sheets: Mapping[str, str], asides: Sequence[Aside]) -> Iterator[PageLine]:
        row = FIRST_ROW
        told: set[str] = set()
        for question in questions:
            if question.repeat:
                if question.repeat not in told:
                    told.add(question.repeat)
                    to = sheets[question.repeat]
                    yield PageLine(row=row, question=None, choice=None, text=self._words.say("workbook_see_sheet", sheet=to).message, to=to)
                    row += 1
                continue
            for line in self._rows(question, sheet, row, asides):
                yield line
                row = line.row + 1

    def _rows(self, question: Question, sheet: str, row: int, asides: Sequence[Aside]) -> Iterator[PageLine]:
        """Yield the row of a question, and the rows of its choices where it is a select_multiple."""
        text, helped = self._label(question.label, question.name), self._help(question)
        if question.type in {QuestionType.NOTE, QuestionType.SELECT_MULTIPLE}:
            yield PageLine(row=row, question=question, choice=None, text=text, help=helped)
        else:
            slot = Slot(
                question=question.name, choice="", sheet=sheet, row=row, column=ANSWER, key=self._keys[question.name, "", ""], label=text
            )
            beside = tuple(beside_slot(slot, question, asides, self._keys, "", self._words))
            yield PageLine(row=row, question=question, choice=None, text=text, slots=(slot,), beside=beside, help=helped)
        if question.type is QuestionType.SELECT_MULTIPLE:
            offered = zip(question.choices, choice_labels(question, self._language, self._form.languages), strict=True)
            for at, (choice, choice_text) in enumerate(offered, row + 1):
                key = self._keys[question.name, choice.name, ""]
                slot = Slot(
                    question=question.name,
                    choice=choice.name,
                    sheet=sheet,
                    row=at,
                    column=ANSWER,
                    key=key,
                    label=text,
                    choice_label=choice_text,
                )
                yield PageLine(row=at, question=question, choice=choice, text=choice_text, slots=(slot,))

    def _repeat(self, repeat: Repeat, sheet: str, questions: Sequence[Question]) -> Page:
        title = self._label(repeat.label, repeat.name)
        if repeat.instances:
            headings = labels_of(repeat.instances, self._language, self._form.languages)
            lines = tuple(self._matrix(repeat, sheet, questions, headings))
            return Page(sheet=sheet, title=title, lines=lines, repeat=repeat, headings=headings, asides=asides_of(questions))
        return self._table(repeat, sheet, title, questions)

    def _table(self, repeat: Repeat, sheet: str, title: str, questions: Sequence[Question]) -> Page:
        further = 0 if repeat.fixed else GROWTH
        how = self._words.say("workbook_table_fixed" if repeat.fixed else "workbook_table", further=further).message
        notes = [(note, self._label(note.label, note.name)) for note in questions if note.type is QuestionType.NOTE]
        texts: list[tuple[Question | None, str]] = [(None, how), *notes]
        lines = tuple(PageLine(row=row, question=note, choice=None, text=text) for row, (note, text) in enumerate(texts, HEADING_ROW))
        columns = tuple(self._columns(question for question in questions if question.type is not QuestionType.NOTE))
        helps = tuple("" if column.aside else self._help(self._form.by_name[column.question]) for column in columns)
        if not columns:
            return Page(
                sheet=sheet,
                title=title,
                lines=tuple(PageLine(row=row, question=note, choice=None, text=text) for row, (note, text) in enumerate(notes, FIRST_ROW)),
                repeat=repeat,
            )
        # The row of the helps stands between.
        table = Table(
            repeat=repeat.name, sheet=sheet, head=HEADING_ROW + len(lines) + 1, room=repeat.room, columns=columns, further=further
        )
        return Page(sheet=sheet, title=title, lines=lines, repeat=repeat, table=table, helps=helps)

    def _matrix(self, repeat: Repeat, sheet: str, questions: Sequence[Question], headings: Sequence[str]) -> Iterator[PageLine]:
        asides = asides_of(questions)
        for row, question in enumerate(questions, FIRST_ROW):
            text = self._label(question.label, question.name)
            is_note = question.type is QuestionType.NOTE
            slots = () if is_note else tuple(self._cells(question, repeat, sheet, row, text, headings, 1 + len(asides)))
            beside = tuple(
                each
                for slot, instance in zip(slots, repeat.instances, strict=not is_note)
                for each in beside_slot(slot, question, asides, self._keys, instance.name, self._words)
            )
            yield PageLine(row=row, question=question, choice=None, text=text, slots=slots, beside=beside, help=self._help(question))

    def _cells(
        self, question: Question, repeat: Repeat, sheet: str, row: int, text: str, headings: Sequence[str], step: int
    ) -> Iterator[Slot]:
        """Yield the cells of a question, one an instance, each `step` columns behind the one before."""
        name = question.name
        for place, (instance, heading) in enumerate(zip(repeat.instances, headings, strict=True)):
            yield Slot(
                question=name, choice="", sheet=sheet, row=row, column=ANSWER + place * step, key=self._keys[name, instance.name, ""],
                label=text, item=key_of(question, instance.name), heading=heading, anchor=self._keys[name, "", ""],
            )  # fmt: skip

    def _columns(self, questions: Iterable[Question]) -> Iterator[Column]:
        column = FIRST_COLUMN
        for question in questions:
            text, calculated = self._label(question.label, question.name), question.calculation is not None
            offered = zip(question.choices, choice_labels(question, self._language, self._form.languages), strict=True)
            several = question.type is QuestionType.SELECT_MULTIPLE
            for choice, heading in [(choice.name, f"{text}: {each}") for choice, each in offered] if several else [("", text)]:
                made = Column(
                    question=question.name,
                    choice=choice,
                    column=column,
                    key=self._keys[question.name, choice, ""],
                    label=heading,
                    calculated=calculated,
                )
                both = (made, *beside_column(made, question, self._keys, self._words))
                yield from both
                column += len(both)

    def _help(self, question: Question) -> str:
        return help_text(question, self._language, self._form.languages)

    def _is_shown(self, question: Question) -> bool:
        """Say whether a question stands in the workbook: a calculation without a label works unseen."""
        return question.calculation is None or bool(question.label)

    def _label(self, text: Mapping[str, str], otherwise: str) -> str:
        return label(text, self._language, self._form.languages, otherwise)
