"""The questionnaire as it is printed on paper: every question with room for its answer, in the order of the survey.

Paper shows no list and turns no row grey. So choices are boxes to tick, and a question that is asked under a condition says so in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.sentences import Catalogue
from languages import catalogue
from questionnaire.asides import heading_of, meaning
from questionnaire.definition import Aside, Question, Questionnaire, QuestionType, Repeat, Text, in_language
from questionnaire.expressions import Expression
from questionnaire.expressions.sentence import to_sentence
from questionnaire.helps import help_text
from questionnaire.printed import choice_labels, label, labels, labels_of, printed

MOST_CHOICES = 80  # Boxes to tick; a list of thousands is not printed, and the choice is written down.
_IN_A_CELL = 5  # Choices that a cell of a table has room for; more stand above it, and one is written down.
_COLUMNS = 6  # Of a table beside its first; a wider one goes on beneath.


class PaperKind(StrEnum):
    """What a block of the page is, and so what room it has."""

    NOTE = "note"
    LINE = "line"
    BOX = "box"
    TICKS = "ticks"
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperColumn:
    """A column of a table: its heading, the boxes to tick in each cell, and whether a cell needs room for words."""

    heading: str
    choices: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBlock:
    """A question or a table: `number` and `label` are what is asked, `help` how, `condition` when ("" for always), `unit` in what.

    `round` says that one of the choices is ticked, else several are. Of a table `rows` are what stands before each of its rows.
    """

    kind: PaperKind
    label: str
    number: str = ""
    help: str = ""
    condition: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    round: bool = False
    beside: tuple[PaperColumn, ...] = ()
    columns: tuple[PaperColumn, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperSection:
    """A section with its blocks; `condition` is that of all of them."""

    title: str
    condition: str
    blocks: tuple[PaperBlock, ...]


def on_paper(questionnaire: Questionnaire, language: str) -> tuple[PaperSection, ...]:
    """Return what is printed of a questionnaire in one of its languages; every question that a person answers is in it."""
    return tuple(_Paper(questionnaire, language).sections())


class _Paper:
    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self._form, self._language, self._words = questionnaire, language, catalogue(language)
        self._repeats = {repeat.name: repeat for repeat in questionnaire.repeats}
        self._labels = labels(questionnaire, language)

    def sections(self) -> Iterator[PaperSection]:
        known = {section.name: section for section in self._form.sections}
        by_section: dict[str, list[Question]] = {}
        for question in self._form.questions:
            if question.calculation is None or question.label:
                by_section.setdefault(question.section, []).append(question)
        for name, questions in by_section.items():
            section = known.get(name)
            title = self._text(section.label, name) if section else self._words.say("workbook_general").message
            conditions = {question.relevant.text if question.relevant else "" for question in questions}
            shared = questions[0].relevant if len(conditions) == 1 else None
            yield PaperSection(title=title, condition=self._condition(shared), blocks=tuple(self._blocks(questions, shared)))

    def _blocks(self, questions: Sequence[Question], shared: Expression | None) -> Iterator[PaperBlock]:
        told = set[str]()
        for question in questions:
            if not question.repeat:
                yield self._question(question, shared)
            elif question.repeat not in told:
                told.add(question.repeat)
                yield from self._repeat(self._repeats[question.repeat], [one for one in questions if one.repeat == question.repeat], shared)

    def _question(self, question: Question, shared: Expression | None) -> PaperBlock:
        choices = choice_labels(question, self._language, self._form.languages)
        return PaperBlock(
            kind=_kind(question, choices),
            label=self._text(question.label, question.name),
            number=printed(question.reference),
            help=self._help(question, choices),
            condition="" if shared else self._condition(question.relevant),
            unit=printed(in_language(question.unit, self._language, self._form.languages)),
            choices=choices if len(choices) <= MOST_CHOICES else (),
            round=question.type is QuestionType.SELECT_ONE,
            beside=tuple(self._beside(question)),
        )

    def _help(self, question: Question, choices: Sequence[str]) -> str:
        help_ = self._helped(question)
        many = self._words.say("paper_many", count=len(choices)).message if len(choices) > MOST_CHOICES else ""
        return "\n".join(filter(None, (help_, many)))

    def _helped(self, question: Question) -> str:
        """Return the help of a question without how several choices are made in a workbook: here the boxes say it."""
        given = help_text(question, self._language, self._form.languages).split("\n")
        return "\n".join(one for one in given if one != self._words.say("workbook_choose_several").message)

    def _beside(self, question: Question) -> Iterator[PaperColumn]:
        for aside in question.asides:
            flags = question.flags if aside is Aside.FLAG else ()
            choices = tuple(meaning(flag, self._language, self._form.languages) for flag in flags)
            yield PaperColumn(heading=heading_of(aside, self._words), choices=choices, wide=aside is Aside.NOTE)

    def _repeat(self, repeat: Repeat, questions: Sequence[Question], shared: Expression | None) -> Iterator[PaperBlock]:
        title = self._text(repeat.label, repeat.name)
        condition = "" if shared else self._condition(repeat.relevant)
        yield from (self._question(note, shared) for note in questions if note.type is QuestionType.NOTE)
        asked = [one for one in questions if one.type is not QuestionType.NOTE]
        helps = "\n".join(self._column_help(one, repeat, shared) for one in asked if self._column_help(one, repeat, shared))
        if repeat.instances:
            rows = tuple(self._text(one.label, one.name) for one in asked)
            columns = [PaperColumn(heading=one) for one in labels_of(repeat.instances, self._language, self._form.languages)]
        else:
            rows = tuple(str(number) for number in range(1, repeat.room + 1))
            columns = [column for one in asked for column in self._columns(one)]
        for first in range(0, len(columns), _COLUMNS):
            yield PaperBlock(
                kind=PaperKind.TABLE,
                label=title,
                help=helps if not first else "",
                condition=condition if not first else "",
                columns=tuple(columns[first : first + _COLUMNS]),
                rows=rows,
            )

    def _columns(self, question: Question) -> Iterator[PaperColumn]:
        choices = choice_labels(question, self._language, self._form.languages)
        yield PaperColumn(
            heading=self._text(question.label, question.name),
            choices=choices if len(choices) <= _IN_A_CELL else (),
            wide=question.type is QuestionType.TEXT,
        )
        yield from self._beside(question)

    def _column_help(self, question: Question, repeat: Repeat, shared: Expression | None) -> str:
        """Return what is said above a table of one of its columns, or rows: the choices too, where a cell has no room for them."""
        choices = choice_labels(question, self._language, self._form.languages)
        own = question.relevant if question.relevant not in {shared, repeat.relevant} else None
        said = [self._condition(own), *self._helped(question).split("\n")]
        if choices and (repeat.instances or len(choices) > _IN_A_CELL):
            offered = " / ".join(choices) if len(choices) <= MOST_CHOICES else self._words.say("paper_many", count=len(choices)).message
            said.append(offered)
        given = " ".join(filter(None, said))
        return f"{self._text(question.label, question.name)}: {given}" if given else ""

    def _condition(self, relevant: Expression | None) -> str:
        if relevant is None:
            return ""
        return self._words.say(
            "paper_only_if", condition=to_sentence(relevant.tree, self._labels, self._words, dates=self._form.dates)
        ).message

    def _text(self, text: Text, otherwise: str) -> str:
        return label(text, self._language, self._form.languages, otherwise)


def _kind(question: Question, choices: Sequence[str]) -> PaperKind:
    if question.type is QuestionType.NOTE:
        return PaperKind.NOTE
    if question.type is QuestionType.TEXT and not question.calculation:
        return PaperKind.BOX
    return PaperKind.TICKS if 0 < len(choices) <= MOST_CHOICES else PaperKind.LINE


def paper_words(words: Catalogue, codes: Iterable[str]) -> dict[str, str]:
    """Return the words of the page that are no question's, by their codes."""
    return {code: words.say(code).message for code in codes}
