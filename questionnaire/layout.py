"""Where every answer stands in the workbook of one language: the one file that both the writer and the reader of workbooks follow.

A layout is data. It is kept with the study, and its version stands in the workbook, so that whatever wrote a workbook can read it again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from functools import cached_property

from questionnaire.definition import Choice, Question, Questionnaire, QuestionType, in_language
from templates import catalogue

EDITION = 1  # Raised whenever `lay_out` places things in another way, so that an older workbook keeps the layout that wrote it.
NUMBER, LABEL, ANSWER, HELP, KEY = range(1, 6)
TITLE_ROW, HEADING_ROW, FIRST_ROW = 1, 2, 3
LISTS_SHEET, MARKS_SHEET = "_lists", "_counterfoil"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})

_SHEET_NAME_UNITS = 31  # Excel counts UTF-16 units.
_KEY_LENGTH = 64
# Control characters are illegal in XML 1.0; marks of direction are invisible, and would make two equal labels differ.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_ILLEGAL_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\\s]+")
_ILLEGAL_IN_NAMES = re.compile(r"[^A-Za-z0-9_]")


@dataclass(frozen=True, slots=True)
class Slot:
    """One answer cell: a question's, or, for select_multiple, one choice's (`choice` is its code, else "").

    `row` and `column` count from 1. `key` is both the defined name of the cell and the text in the hidden key column of its row, the same
    in every language. `label` is the question's label as printed, `choice_label` the choice's ("" where there is none).
    """

    question: str
    choice: str
    sheet: str
    row: int
    column: int
    key: str
    label: str
    choice_label: str = ""


@dataclass(frozen=True)
class Layout:
    """Where every answer of one questionnaire stands in one language. `heading` is the text above the answer column."""

    version: str
    language: str
    heading: str
    slots: tuple[Slot, ...]

    @cached_property
    def by_question(self) -> dict[str, tuple[Slot, ...]]:
        """Return the slots of each question, in order."""
        grouped: dict[str, tuple[Slot, ...]] = {}
        for slot in self.slots:
            grouped[slot.question] = (*grouped.get(slot.question, ()), slot)
        return grouped

    @cached_property
    def keys(self) -> frozenset[str]:
        """Return the keys of all slots."""
        return frozenset(slot.key for slot in self.slots)

    @cached_property
    def titles(self) -> dict[str, tuple[str, str]]:
        """Return (question, key of its slot) by label; a label that two questions share is left out.

        The row of a select_multiple itself takes no answer: its key is one that no slot has.
        """
        firsts = [slots[0] for slots in self.by_question.values()]
        counted = Counter(slot.label for slot in firsts)
        return {
            slot.label: (slot.question, f"{slot.question}:" if slot.choice else slot.key) for slot in firsts if counted[slot.label] == 1
        }

    @cached_property
    def choices(self) -> dict[tuple[str, str], str]:
        """Return the key by (question, label of the choice), for each select_multiple."""
        return {(slot.question, slot.choice_label): slot.key for slot in self.slots if slot.choice}

    def to_json(self) -> str:
        """Return the layout as JSON text, for the store."""
        head = {"version": self.version, "language": self.language, "heading": self.heading}
        return json.dumps({**head, "slots": [astuple(slot) for slot in self.slots]}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """Return the layout that `to_json` wrote."""
        said = json.loads(text)
        return cls(said["version"], said["language"], said["heading"], tuple(Slot(*slot) for slot in said["slots"]))


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet: a note, a question, or one choice of a select_multiple. `text` is what its label cell prints."""

    row: int
    question: Question
    choice: Choice | None
    text: str
    slot: Slot | None


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: a section's title and its rows."""

    sheet: str
    title: str
    lines: tuple[Line, ...]


def lay_out(questionnaire: Questionnaire, language: str) -> Layout:
    """Return the layout of `questionnaire` in `language`: pure, and the same as `pages` gives to the writer."""
    slots = tuple(line.slot for page in pages(questionnaire, language) for line in page.lines if line.slot)
    heading = catalogue(language).say("workbook_answer").message
    return Layout(f"{questionnaire.fingerprint}-{language}-{EDITION}", language, heading, slots)


def pages(questionnaire: Questionnaire, language: str) -> tuple[Page, ...]:
    """Return the sheets of the workbook in the order of the survey, with every row of each."""
    titles = {section.name: in_language(section.label, language, questionnaire.languages) for section in questionnaire.sections}
    general = catalogue(language).say("workbook_general").message
    keys = _keys(questionnaire)
    taken = {cover_name(language).casefold(), LISTS_SHEET, MARKS_SHEET}
    made = []
    for section in dict.fromkeys(question.section for question in questionnaire.questions):
        title = printed(titles.get(section, "")) or section or general
        sheet = _sheet_name(title, taken)
        taken.add(sheet.casefold())
        questions = [question for question in questionnaire.questions if question.section == section]
        made.append(Page(sheet, title, tuple(_lines(questions, sheet, language, questionnaire.languages, keys))))
    return tuple(made)


def cover_name(language: str) -> str:
    """Return the name of the cover sheet."""
    return catalogue(language).say("workbook_cover").message


def printed(text: str) -> str:
    """Return `text` as a cell can hold it: without unprintable characters and outer space, lines ended by a line feed."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def choice_labels(question: Question, language: str, languages: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return the labels of the choices as printed; two that would look the same get their code behind them."""
    labels = [printed(in_language(choice.label, language, languages)) or choice.name for choice in question.choices]
    return tuple(
        f"{label} ({choice.name})" if labels.count(label) > 1 else label for label, choice in zip(labels, question.choices, strict=True)
    )


def _lines(
    questions: Sequence[Question],
    sheet: str,
    language: str,
    languages: tuple[str, ...],
    keys: dict[tuple[str, str], str],
) -> Iterator[Line]:
    row = FIRST_ROW
    for question in questions:
        label = printed(in_language(question.label, language, languages)) or question.name
        slot = None
        if question.type not in {QuestionType.NOTE, QuestionType.SELECT_MULTIPLE}:
            slot = Slot(question.name, "", sheet, row, ANSWER, keys[question.name, ""], label)
        yield Line(row, question, None, label, slot)
        row += 1
        if question.type is QuestionType.SELECT_MULTIPLE:
            for choice, text in zip(question.choices, choice_labels(question, language, languages), strict=True):
                slot = Slot(question.name, choice.name, sheet, row, ANSWER, keys[question.name, choice.name], label, text)
                yield Line(row, question, choice, text, slot)
                row += 1


def _keys(questionnaire: Questionnaire) -> dict[tuple[str, str], str]:
    # Excel does not tell the case of defined names apart, and knows neither hyphens nor other alphabets everywhere.
    keys: dict[tuple[str, str], str] = {}
    taken: set[str] = set()
    for question, choice in _places(questionnaire.questions):
        raw = f"q_{question}__{choice}" if choice else f"q_{question}"
        legal = _ILLEGAL_IN_NAMES.sub("_", raw)
        if legal != raw or len(legal) > _KEY_LENGTH or legal.casefold() in taken:
            digest = hashlib.sha256(f"{question}/{choice}".encode()).hexdigest()[:8]
            legal = f"{legal[: _KEY_LENGTH - 9]}_{digest}"
        taken.add(legal.casefold())
        keys[question, choice] = legal
    return keys


def _places(questions: Iterable[Question]) -> Iterator[tuple[str, str]]:
    for question in questions:
        if question.type is QuestionType.SELECT_MULTIPLE:
            yield from ((question.name, choice.name) for choice in question.choices)
        elif question.type is not QuestionType.NOTE:
            yield question.name, ""


def _sheet_name(title: str, taken: set[str]) -> str:
    wanted = _ILLEGAL_IN_SHEET_NAMES.sub(" ", title).strip("' ")
    number = 1
    while True:
        ending = f" ({number})" if number > 1 else ""
        name = _cut(wanted, _SHEET_NAME_UNITS - len(ending)) + ending
        # Excel keeps the name History for itself.
        if name.strip() and name.casefold() not in taken | {"history"}:
            return name
        number += 1


def _cut(text: str, units: int) -> str:
    if _units(text) <= units:
        return text
    while _units(text) > units - 1:
        text = text[:-1]
    whole_words, space, _ = text.rpartition(" ")
    return (whole_words if space and len(whole_words) > units // 2 else text).rstrip(" ,;.'") + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
