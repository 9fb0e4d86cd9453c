"""All versions of a questionnaire as one: every question and code that was ever asked, in the order of today."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from questionnaire.definition import Choice, Item, Question, Questionnaire, QuestionType, Repeat, Section
from questionnaire.items import items, key_of, parts
from questionnaire.kinds import NUMBERS
from questionnaire.versions.history import Track, Version, VersionHistory, codes_of, follow
from questionnaire.versions.merged import merged
from questionnaire.versions.step import Carried
from questionnaire.versions.translation import Translation


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
    def not_offered(self) -> Mapping[int, Mapping[str, tuple[str, ...]]]:
        """Return by the number of a version the choices that it did not offer, of each of its questions that takes several."""
        return {one.number: dict(self._lacking(one)) for one in self.versions}

    def _lacking(self, version: Version) -> Iterator[tuple[str, tuple[str, ...]]]:
        said = self.translations[version.number]
        for question in version.questionnaire.valued:
            if question.type is QuestionType.SELECT_MULTIPLE:
                name, codes = said.names[question.name], said.codes.get(question.name, {})
                offered = {codes.get(one.name, one.name) for one in question.choices}
                if lacking := tuple(one.name for one in self.questionnaire.by_name[name].choices if one.name not in offered):
                    yield name, lacking

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
        tracks: _Tracks = (*history.repeats, *history.questions)
        newest = history.versions[-1].questionnaire
        # The section of a repeat that stands outside of groups is called like it.
        repeats = {one.name for one in newest.repeats}
        taken = {one.name.casefold() for one in newest.sections if one.name not in repeats}
        self._names: dict[Track[Question] | Track[Repeat], str] = {}
        for track in sorted(tracks, key=lambda one: -one.newest):
            name, number = track.last.name, 0
            while name.casefold() in taken:
                name = f"{track.last.name}_v{track.newest}{f'_{number}' if number else ''}"
                number += 1
            taken.add(name.casefold())
            self._names[track] = name
        self._ways = {track: track.to_newest() for track in tracks}
        self._questions, self._repeats = _by_version(history.questions), _by_version(history.repeats)
        known = sorted(tracks, key=lambda track: track.newest)
        self._otherwise = {one.name: self._names[track] for track in known for one in track.stages.values()}

    def repeat(self, track: Track[Repeat]) -> Repeat:
        """Return a repeat of the union, with every column that it ever had."""
        return replace(track.last, name=self._names[track], instances=_choices(track, self._ways[track]))

    def question(self, track: Track[Question]) -> Question:
        """Return a question of the union, with every choice, missing code and flag that it ever had."""
        last, ways = track.last, self._ways[track]
        numbers = last.type in NUMBERS
        decimal = numbers and any(_is_decimal(one) or ways[version].factor != 1 for version, one in track.stages.items())
        return replace(
            last,
            name=self._names[track],
            type=QuestionType.DECIMAL if decimal else last.type,
            repeat=self._names[self._repeats[track.newest][last.repeat]] if last.repeat else "",
            choices=_choices(track, ways),
            missing=_missing(track, ways),
            missing_labels={
                ways[number].codes.get(code, code): label
                for number in sorted(track.stages)
                for code, label in track.stages[number].missing_labels.items()
            },
            flags=tuple(flag for _, flag in merged([[(one.name, one) for one in track.stages[at].flags] for at in reversed(track.stages)])),
        )

    def translation(self, version: int) -> Translation:
        """Return how the answers of a version are said in the union."""
        questions, repeats = self._questions.get(version, {}), self._repeats.get(version, {})
        there: Mapping[str, Track[Question] | Track[Repeat]] = {**questions, **repeats}
        return Translation(
            names={name: self._names[track] for name, track in there.items()},
            instances={name: _codes(track, version, self._ways[track]) for name, track in repeats.items()},
            factors={name: how.factor for name, track in questions.items() if (how := self._ways[track][version]).factor != 1},
            codes={name: codes for name, track in questions.items() if (codes := _codes(track, version, self._ways[track]))},
            otherwise=self._otherwise,
        )


_Ways = Mapping[int, Carried]


def _by_version(tracks: Iterable[Track[_Kind]]) -> dict[int, dict[str, Track[_Kind]]]:
    """Return the tracks by the number of each version that has them, and by their names there."""
    found: dict[int, dict[str, Track[_Kind]]] = {}
    for track in tracks:
        for version, one in track.stages.items():
            found.setdefault(version, {})[one.name] = track
    return found


def _codes(track: Track[_Kind], version: int, ways: _Ways) -> dict[str, str]:
    now = ways[version].codes
    return {code: now.get(code, code) for code in codes_of(track.stages[version])}


def _is_decimal(one: Question | Repeat) -> bool:
    return isinstance(one, Question) and one.type is QuestionType.DECIMAL


def _choices(track: Track[_Kind], ways: _Ways) -> tuple[Choice, ...]:
    return tuple(replace(what, name=code) for code, what in _ever(track, ways) if isinstance(what, Choice))


def _missing(track: Track[Question], ways: _Ways) -> tuple[str, ...]:
    return tuple(code for code, what in _ever(track, ways) if not isinstance(what, Choice))


def _ever(track: Track[_Kind], ways: _Ways) -> list[tuple[str, Choice | str]]:
    """Return every code that a track ever had, as it is called in the newest version, in the order of that one."""
    kinds = (True, False)
    stages = [
        [(ways[one].codes.get(code, code), what) for code, what in codes_of(track.stages[one]).items()] for one in reversed(track.stages)
    ]
    return [both for kind in kinds for both in merged([[two for two in some if isinstance(two[1], Choice) is kind] for some in stages])]


def _ordered(history: VersionHistory, tracks: Sequence[Track[_Kind]], of: Callable[[Questionnaire], Sequence[_Kind]]) -> list[Track[_Kind]]:
    """Return the tracks in the order of the newest version; what it does not have stands after its old neighbour."""
    there = _by_version(tracks)
    stages = [[there[one.number][thing.name] for thing in of(one.questionnaire)] for one in reversed(history.versions)]
    return [track for _, track in merged([[(track, track) for track in some] for some in stages])]


def _sections(versions: Sequence[Version]) -> tuple[Section, ...]:
    return tuple(one for _, one in merged([[(one.name, one) for one in version.questionnaire.sections] for version in reversed(versions)]))


def _with_notes(newest: Questionnaire, questions: Sequence[Question]) -> tuple[Question, ...]:
    """Return the questions of the union with the notes of today before what they stand before."""
    before, waiting = dict[str, list[Question]](), list[Question]()
    for one in newest.questions:
        if one.type is QuestionType.NOTE:
            waiting.append(one)
        else:
            before[one.name], waiting = waiting, []
    return (*(each for one in questions for each in (*before.get(one.name, ()), one)), *waiting)
