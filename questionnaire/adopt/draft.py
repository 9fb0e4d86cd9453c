"""The draft of an XLSForm: what was found, as the sheets of a form, with where each answer stands and how sure each guess is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from languages.locales import english_name
from questionnaire.adopt.translations.translations import TranslatedBook
from questionnaire.adopt.values import Adopted, FoundQuestion, FoundRepeat, HeadedPart
from questionnaire.adopt.words.names import Taken, slug
from questionnaire.legal import legal_name

Rows = list[list[str]]
_Row = dict[tuple[str, str], str]  # By column and language; "" is that of the first workbook.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,29}")
_HEAD = ("type", "name", "label", "hint", "constraint", "constraint_message", "unit", "excel::ref", "excel::columns")
_CHECKS = ("calculation", "severity")
_LINES = ("excel::rows", "excel::key", "excel::header")
_PLACES = ("excel::cell", *_LINES)
_GUESSES = ("excel::guess_cell", "excel::guess_label", "excel::guess_type")
PERCENT = "%"  # The unit of a cell that its author shows in per cent: what people type there is read as that.
_TRANSLATED = {"label", "hint", "constraint_message", "unit"}


def draft(found: Adopted, translations: Sequence[TranslatedBook] = ()) -> tuple[tuple[str, Sequence[str], Rows], ...]:
    """Return the sheets survey, choices and settings: name, header and rows of each."""
    made = _Draft(found, tuple(translations))
    named = _named(found, translations)
    columns = list(made.columns())
    header = [_header(column, language, named) for column, language in columns]
    survey = [[row.get(column, "") for column in columns] for row in made.rows()]
    files = {f"excel::workbook::{one.found.language}": _file(one.found) for one in translations}
    stem = PurePath(found.file).stem
    settings = [[legal_name(stem), stem, named[""], _file(found), *files.values()]]
    return (
        ("survey", header, survey),
        ("choices", ("list_name", "name", *(f"label::{name}" for name in named.values())), made.lists.rows),
        ("settings", ("form_id", "form_title", "default_language", "excel::workbook", *files), settings),
    )


def additions(
    found: Adopted, items: Sequence[FoundQuestion | FoundRepeat], taken: Iterable[str], translations: Sequence[TranslatedBook] = ()
) -> tuple[list[list[dict[str, str]]], Rows]:
    """Return the rows of the survey for each of some items, by their headers, and those of choices; `taken` are names that lists have."""
    made, named = _Draft(found, tuple(translations), taken), _named(found, translations)
    columns = set(made.columns())
    rows = [
        [{_header(*column, named): text for column, text in row.items() if column in columns} for row in made.item(one)] for one in items
    ]
    return rows, made.lists.rows


def _named(found: Adopted, translations: Iterable[TranslatedBook]) -> dict[str, str]:
    """Return the languages as headers name them, by their codes; "" is that of the first workbook."""
    languages = {"": found.language} | {one.found.language: one.found.language for one in translations}
    return {key: f"{english_name(language)} ({language})" for key, language in languages.items()}


def _header(column: str, language: str, named: dict[str, str]) -> str:
    return f"{column}::{named[language]}" if column in _TRANSLATED else f"{column}::{language}" if language else column


def _file(found: Adopted) -> str:
    return f"{found.file} sha256:{found.sha256}"


class _Draft:
    """The survey of a draft while it is written; the lists that its questions need are in `lists`."""

    def __init__(self, found: Adopted, translations: tuple[TranslatedBook, ...], taken: Iterable[str] = ()) -> None:
        self._found, self._translations, self.lists = found, translations, _Lists(_taken=Taken(taken))
        sections = [name for sheet in found.sheets for name in (sheet.name, *(part.name for part in sheet.parts))]
        self._taken = Taken([*sections, *(one.name for one in found.questions), *(one.name for one in found.repeats)])

    def columns(self) -> Iterator[tuple[str, str]]:
        """Yield the columns: those of words in each language, those of places also for each workbook where anything stands elsewhere."""
        for column in (*_HEAD, *(_CHECKS if self._found.checks else ()), *_PLACES, *_GUESSES):
            yield column, ""
            for one in self._translations:
                if column in _TRANSLATED or (column in _PLACES and one.moved):
                    yield column, one.found.language

    def rows(self) -> Iterator[_Row]:
        """Yield the rows of the survey."""
        for sheet in self._found.sheets:
            yield self._titled(sheet.name, sheet.label)
            for part in sheet.parts:
                yield from self._part(part)
            yield from self._checks(sheet.label)
            yield _row({"type": "end_group"})

    def _part(self, part: HeadedPart) -> Iterator[_Row]:
        if part.name:
            yield self._titled(part.name, part.label)
        for item in part.items:
            yield from self.item(item)
        if part.name:
            yield _row({"type": "end_group"})

    def item(self, item: FoundQuestion | FoundRepeat) -> list[_Row]:
        """Return the rows of one question, or of a repeat with its questions."""
        return list(self._repeated(item)) if isinstance(item, FoundRepeat) else [self._question(item)]

    def _titled(self, name: str, label: str) -> _Row:
        others = {("label", one.found.language): one.titles.get(name, "") for one in self._translations}
        return _row({"type": "begin_group", "name": name, "label": label}) | others

    def _repeated(self, item: FoundRepeat) -> Iterator[_Row]:
        row = _row({"type": "begin_repeat", "name": item.name, "label": item.label, **dict(zip(_LINES, item.lines, strict=True))})
        there = {one.found.language: one.repeats.get(item.name) for one in self._translations}
        if item.keys:
            keys = tuple(one.keys if one else () for one in there.values())
            row["excel::columns", ""] = self.lists.give(item.keys, f"{item.name}_rows", keys)
        for language, one in there.items():
            if one:
                row |= {
                    ("label", language): one.label,
                    **{(column, language): text for column, text in zip(_LINES, one.lines, strict=True)},
                }
        yield row
        for question in item.questions:
            yield self._question(question)
        yield from self._checks(item.questions[0].sheet, item.name)
        yield _row({"type": "end_repeat"})

    def _checks(self, sheet: str, repeat: str = "") -> Iterator[_Row]:
        """Yield what a sheet, or a repeat on it, checks: calculations that nobody sees, each with what it must be."""
        for one in self._found.checks:
            if (one.sheet, one.repeat) == (sheet, repeat):
                fallback = f"check_{one.place.rpartition('!')[2].lower()}"
                said = {"type": "calculate", "name": self._taken.give(slug(one.label, fallback)), "calculation": one.value}
                message = {"constraint_message": one.message} if one.message else {}
                yield _row({**said, "constraint": f". {one.wanted} 0", "severity": "warning", **message, "excel::cell": one.place})

    def _question(self, one: FoundQuestion) -> _Row:
        kind, there = one.kind, {each.found.language: each.questions.get(one.name) for each in self._translations}
        choices = tuple(other.kind.choices if other else () for other in there.values())
        said = {
            "type": f"select_one {self.lists.give(kind.choices, kind.list_name or one.name, choices)}" if kind.choices else kind.type,
            "name": one.name,
            **said_of(one),
            "excel::cell": one.place,
            "excel::guess_cell": one.cell_guess,
            "excel::guess_label": one.label_guess,
            "excel::guess_type": kind.sureness,
        }
        others = {
            (column, language): text
            for language, other in there.items()
            if other
            for column, text in {**said_of(other), "excel::cell": other.place}.items()
            if column in _TRANSLATED or column in _PLACES
        }
        return _row(said) | others


def _row(said: dict[str, str]) -> _Row:
    return {(column, ""): text for column, text in said.items()}


def said_of(one: FoundQuestion) -> dict[str, str]:
    """Return what a workbook says of a question beside its type and its place, by the columns of a form; "" where it says nothing."""
    kind = one.kind
    return {
        "label": one.label,
        "hint": kind.hint,
        "constraint": kind.rule,
        "constraint_message": kind.message if kind.rule else "",
        "unit": (PERCENT if kind.shares and PERCENT not in one.unit else one.unit) if kind.type in {"integer", "decimal"} else "",
        "excel::ref": one.reference,
    }


def code_of(choice: str, number: int) -> str:
    """Return what is stored for the `number`th choice of a list: itself, where it can be."""
    return choice if _CODE.fullmatch(choice) else slug(choice, f"c{number}")


@dataclass
class _Lists:
    """The lists of choices so far, each once: what two drop-downs share is one list."""

    rows: Rows = field(default_factory=list)
    _known: dict[tuple[tuple[str, ...], ...], str] = field(default_factory=dict)
    _taken: Taken = field(default_factory=Taken)

    def give(self, choices: tuple[str, ...], wanted: str, others: tuple[tuple[str, ...], ...] = ()) -> str:
        """Return the name of the list of these choices; `others` are the same in other languages, if there are as many."""
        words = [other if len(other) == len(choices) else ("",) * len(choices) for other in others]
        known = (choices, *words)
        if known not in self._known:
            name = self._known[known] = self._taken.give(slug(wanted, "list"))
            codes = Taken()
            for number, (choice, *same) in enumerate(zip(choices, *words, strict=True), 1):
                self.rows.append([name, codes.give(code_of(choice, number)), choice, *same])
        return self._known[known]
