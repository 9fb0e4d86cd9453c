"""All versions of a questionnaire as one: every question and code that was ever asked, in the order of today."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from questionnaire.definition import Choice, Question, Questionnaire, QuestionType, Repeat, Section
from questionnaire.items import Item, items, key_of, parts
from questionnaire.versions.history import Track, Version, VersionHistory, codes_of, follow
from questionnaire.versions.kinds import NUMBERS
from questionnaire.versions.translation import Translation

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Then:
    """An item as one version had it, with one of its choices where that is meant."""

    item: Item
    choice: Choice | None


@dataclass(frozen=True, kw_only=True)
class Union:
    """The union of the `versions` (at least one, oldest first).

    `questionnaire` is that of today with all that earlier ones asked, after its old neighbours. By the number of a version, `translations`
    say its answers in the union's words, and `asked` are the keys that it had: `repeat[].question` for a column of a table.
    """

    questionnaire: Questionnaire
    versions: tuple[Version, ...]
    translations: Mapping[int, Translation]
    asked: Mapping[int, frozenset[str]]
    history: VersionHistory

    def asks(self, version: int, key: str) -> bool:
        """Say whether a version asked for the item that has this key in the union."""
        asked = self.asked[version]
        if key in asked or "[" not in key:
            return key in asked
        repeat, _, question = parts(key)
        return f"{repeat}[].{question}" in asked

    def as_it_was(self, version: int, key: str, code: str = "") -> Then | None:
        """Return what a version had for the item that has this key in the union, and for its choice; None where it had none."""
        if not self.asks(version, key):
            return None
        form, back = self._form(version), self._back[version]
        _, instance, name = parts(key)
        question = form.by_name[back[name]]
        columns = self.translations[version].instances.get(question.repeat, {})
        old = next((one for one, to in columns.items() if to == instance), instance)
        codes = self.translations[version].codes.get(question.name, {})
        choice = next((one for one in question.choices if codes.get(one.name) == code), None)
        if code and choice is None:
            return None
        return Then(Item(question, old, key_of(question, old)), choice if code else None)

    @cached_property
    def _back(self) -> dict[int, dict[str, str]]:
        """Return the names of a version by those in the union."""
        return {number: {to: name for name, to in one.names.items()} for number, one in self.translations.items()}

    def _form(self, version: int) -> Questionnaire:
        return next(one.questionnaire for one in self.versions if one.number == version)

    def covers(self, version: int) -> bool:
        """Say whether the newest version has all that a version asked, under the same names, in the same units and codes."""
        form = self._form(version)
        newest, mine = self.versions[-1], self.translations[version]
        now = {one.name: one for one in _named(newest.questionnaire)}
        theirs = self.translations[newest.number]
        for one in _named(form):
            there = now.get(one.name)
            if there is None or mine.names[one.name] != theirs.names[one.name] or mine.factors.get(one.name, 1) != 1:
                return False
            codes = mine.instances if isinstance(one, Repeat) else mine.codes
            if any(to != code for code, to in codes.get(one.name, {}).items()) or not codes_of(one).keys() <= codes_of(there).keys():
                return False
        return True


def union(versions: Iterable[Version]) -> Union:
    """Return the union of the versions of a questionnaire, oldest first."""
    history = follow(versions)
    newest = history.versions[-1]
    named = _Names(history)
    repeats = tuple(named.repeat(track) for track in _ordered(history, history.repeats, lambda form: form.repeats))
    questions = [named.question(track) for track in _ordered(history, history.questions, lambda form: form.valued)]
    made = replace(
        newest.questionnaire,
        questions=_with_notes(newest.questionnaire, questions),
        repeats=repeats,
        sections=_sections(history.versions),
        source_sha256=hashlib.sha256("".join(one.questionnaire.source_sha256 for one in history.versions).encode()).hexdigest(),
    )
    translations = {one.number: named.translation(one.number) for one in history.versions}
    asked = {one.number: frozenset(_asked(one.questionnaire, translations[one.number])) for one in history.versions}
    return Union(questionnaire=made, versions=history.versions, translations=translations, asked=asked, history=history)


def _named(form: Questionnaire) -> tuple[Question | Repeat, ...]:
    return (*form.valued, *form.repeats)


def _asked(form: Questionnaire, translation: Translation) -> Iterable[str]:
    tables = {one.name for one in form.repeats if not one.instances}
    yield from (translation.key(item.key) for item in items(form))
    yield from (translation.key(key_of(one)) for one in form.valued if one.repeat in tables)


_Kind = TypeVar("_Kind", bound=Question | Repeat)
_Tracks = tuple[Track[Question] | Track[Repeat], ...]


class _Names:
    """What each track is called in the union: as in the newest version that has it, unless something newer has that name."""

    def __init__(self, history: VersionHistory) -> None:
        self._history = history
        tracks: _Tracks = (*history.repeats, *history.questions)
        newest = history.versions[-1].questionnaire
        taken = {one.name.casefold() for one in newest.sections}
        self._names: dict[int, str] = {}
        for track in sorted(tracks, key=lambda one: -one.newest):
            name, number = track.last.name, 0
            while name.casefold() in taken:
                name = f"{track.last.name}_v{track.newest}{f'_{number}' if number else ''}"
                number += 1
            taken.add(name.casefold())
            self._names[id(track)] = name

    def repeat(self, track: Track[Repeat]) -> Repeat:
        """Return a repeat of the union, with every column that it ever had."""
        return replace(track.last, name=self._names[id(track)], instances=_choices(track))

    def question(self, track: Track[Question]) -> Question:
        """Return a question of the union, with every choice and missing code that it ever had."""
        last = track.last
        numbers = last.type in NUMBERS
        decimal = numbers and any(_is_decimal(one) or track.factor(version) != 1 for version, one in track.stages.items())
        return replace(
            last,
            name=self._names[id(track)],
            type=QuestionType.DECIMAL if decimal else last.type,
            repeat=self._repeat_of(track),
            choices=_choices(track),
            missing=_missing(track),
        )

    def _repeat_of(self, track: Track[Question]) -> str:
        name = track.last.repeat
        return next((self._names[id(one)] for one in self._history.repeats if one.name(track.newest) == name), "") if name else ""

    def translation(self, version: int) -> Translation:
        """Return how the answers of a version are said in the union."""
        questions = {one.name(version): one for one in self._history.questions if version in one.stages}
        repeats = {one.name(version): one for one in self._history.repeats if version in one.stages}
        every: _Tracks = (*self._history.repeats, *self._history.questions)
        known = sorted(every, key=lambda track: track.newest)
        return Translation(
            names={name: self._names[id(track)] for name, track in (*questions.items(), *repeats.items())},
            instances={name: _codes(track, version) for name, track in repeats.items()},
            factors={name: track.factor(version) for name, track in questions.items() if track.factor(version) != 1},
            codes={name: codes for name, track in questions.items() if (codes := _codes(track, version))},
            otherwise={one.name: self._names[id(track)] for track in known for one in track.stages.values()},
        )


def _codes(track: Track[_Kind], version: int) -> dict[str, str]:
    return {code: track.code(version, code) for code in codes_of(track.stages[version])}


def _is_decimal(one: Question | Repeat) -> bool:
    return isinstance(one, Question) and one.type is QuestionType.DECIMAL


def _choices(track: Track[_Kind]) -> tuple[Choice, ...]:
    stages = [
        [(track.code(number, code), what) for code, what in codes_of(track.stages[number]).items()] for number in _newest_first(track)
    ]
    merged = _merged([[(code, what) for code, what in some if isinstance(what, Choice)] for some in stages])
    return tuple(replace(what, name=code) for code, what in merged)


def _missing(track: Track[Question]) -> tuple[str, ...]:
    stages = [
        [(track.code(number, code), code) for code, what in codes_of(track.stages[number]).items() if not isinstance(what, Choice)]
        for number in _newest_first(track)
    ]
    return tuple(code for code, _ in _merged(stages))


def _newest_first(track: Track[_Kind]) -> list[int]:
    return sorted(track.stages, reverse=True)


def _ordered(history: VersionHistory, tracks: Sequence[Track[_Kind]], of: Callable[[Questionnaire], Sequence[_Kind]]) -> list[Track[_Kind]]:
    """Return the tracks in the order of the newest version; what it does not have stands after its old neighbour."""
    stages: list[list[tuple[str, Track[_Kind]]]] = []
    for version in reversed(history.versions):
        there = {track.name(version.number): track for track in tracks if version.number in track.stages}
        stages.append([(str(id(there[one.name])), there[one.name]) for one in of(version.questionnaire)])
    return [track for _, track in _merged(stages)]


def _sections(versions: Sequence[Version]) -> tuple[Section, ...]:
    return tuple(one for _, one in _merged([[(one.name, one) for one in version.questionnaire.sections] for version in reversed(versions)]))


def _merged(stages: Sequence[Sequence[tuple[str, _T]]]) -> list[tuple[str, _T]]:
    """Return the things of several lists once each, by the first list's order; what another has besides stands after its neighbour."""
    made: list[tuple[str, _T]] = []
    known: set[str] = set()
    for some in stages:
        place = 0
        for name, thing in some:
            if name not in known:
                known.add(name)
                made.insert(place, (name, thing))
            elif place >= len(made) or made[place][0] != name:
                place = next(number for number, (there, _) in enumerate(made) if there == name)
            place += 1
    return made


def _with_notes(newest: Questionnaire, questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return the questions of the union with the notes of today before what they stand before."""
    made, waiting = list(questions), list[Question]()
    for one in newest.questions:
        if one.type is QuestionType.NOTE:
            waiting.append(one)
            continue
        at = next(number for number, there in enumerate(made) if there.name == one.name)
        made[at:at] = waiting
        waiting = []
    return (*made, *waiting)
