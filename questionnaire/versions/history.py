"""The way of every question and repeat through the versions of a questionnaire, under whatever names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Generic, TypeVar

from domain.changes import NO_CHANGES, Changes
from questionnaire.definition import Choice, Question, Questionnaire, Repeat
from questionnaire.versions.faults import FaultKind, MeaningFault, differ, shown
from questionnaire.versions.step import Carried, VersionStep, step


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One applied version: its number, what it asks, and the changes that it introduced."""

    number: int
    questionnaire: Questionnaire
    changes: Changes = NO_CHANGES


_Kind = TypeVar("_Kind", bound=Question | Repeat)


@dataclass(slots=True, eq=False)
class Track(Generic[_Kind]):
    """One question, or one repeat, on its way. By the number of the version: what it was there, and how it came there from before.

    `ever` has every code that it ever had, as it is in the newest version that has it, with what it was called last; `since` has its names,
    each with the version in which it had it first.
    """

    stages: dict[int, _Kind] = field(default_factory=dict)
    carried: dict[int, Carried] = field(default_factory=dict)
    ever: dict[str, Choice | str] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)

    @property
    def newest(self) -> int:
        """Return the newest version that has it."""
        return next(reversed(self.stages))

    @property
    def last(self) -> _Kind:
        """Return what it is in the newest version that has it."""
        return self.stages[self.newest]

    def go_on(self, version: int, thing: _Kind, how: Carried) -> None:
        """Let it go on as `thing` in a version that is newer than all it has."""
        self.ever = {how.codes.get(code, code): what for code, what in self.ever.items()} | codes_of(thing)
        self.stages[version], self.carried[version] = thing, how
        self.since.setdefault(thing.name, version)

    def name(self, version: int) -> str:
        """Return its name in a version, "" where that does not have it."""
        return self.stages[version].name if version in self.stages else ""

    def to_newest(self) -> dict[int, Carried]:
        """Return for each version that has it how it comes from there to the newest, all steps taken together."""
        made: dict[int, Carried] = {}
        name, factor, codes = self.last.name, Decimal(1), dict[str, str]()
        for version in reversed(self.stages):
            made[version] = Carried(name=name, factor=factor, codes=codes)
            came = self.carried[version]
            factor *= came.factor
            codes = {code: codes.get(to, to) for code in (*codes, *came.codes) for to in (came.codes.get(code, code),)}
        return made

    def had(self, name: str, until: int) -> bool:
        """Say whether it had a name before the version `until`, and had another one there, or was gone."""
        return self.name(until) != name and self.since.get(name, until) < until


def codes_of(one: Question | Repeat) -> dict[str, Choice | str]:
    """Return the codes of a question (choices, missing codes) or of a matrix (columns)."""
    choices = one.instances if isinstance(one, Repeat) else one.choices
    missing = () if isinstance(one, Repeat) else one.missing
    return {choice.name: choice for choice in choices} | dict.fromkeys(missing, "missing")


@dataclass(frozen=True, slots=True)
class VersionHistory:
    """All tracks of questions and repeats through the versions, and what each version made of the one before."""

    versions: tuple[Version, ...]
    questions: tuple[Track[Question], ...]
    repeats: tuple[Track[Repeat], ...]
    steps: Mapping[int, VersionStep]


def follow(versions: Iterable[Version]) -> VersionHistory:
    """Return the history of the versions of a questionnaire, oldest first."""
    way = _Way()
    for one in versions:
        way.go(one)
    return VersionHistory(tuple(way.versions), tuple(way.questions.every), tuple(way.repeats.every), way.steps)


class _Tracks(Generic[_Kind]):
    """The tracks of one kind as far as they were followed: all of them, those that have had a name, and those of the version before."""

    def __init__(self) -> None:
        self.every: list[Track[_Kind]] = []
        self.before: dict[str, Track[_Kind]] = {}
        self._named: dict[str, dict[int, Track[_Kind]]] = {}
        self._places: dict[Track[_Kind], int] = {}

    def named(self, name: str) -> list[Track[_Kind]]:
        """Return the tracks that ever had a name, in the order in which they began."""
        found = self._named.get(name, {})
        return [found[place] for place in sorted(found)]

    def keep(self, track: Track[_Kind], name: str) -> None:
        """Record that a track has a name; it may have begun just now."""
        place = self._places.setdefault(track, len(self.every))
        if place == len(self.every):
            self.every.append(track)
        self._named.setdefault(name, {})[place] = track


class _Way:
    """The versions as far as they were followed."""

    def __init__(self) -> None:
        self.versions: list[Version] = []
        self.questions, self.repeats = _Tracks[Question](), _Tracks[Repeat]()
        self.steps: dict[int, VersionStep] = {}
        self._again: dict[int, VersionStep] = {}

    def go(self, version: Version) -> None:
        """Follow every track into the next version."""
        form, made = version.questionnaire, VersionStep(questions={}, repeats={})
        self._again = {}
        if self.versions:
            made = step(self.versions[-1].questionnaire, form, version.changes)
        faults = list(self._lead(self.repeats, form.repeats, made.repeats, version))
        # The questions of a repeat that is another one now are others too.
        other = {one.name for one in faults if one.kind is FaultKind.RETURNED}
        old = self.versions[-1].questionnaire.by_name if self.versions else {}
        going = {name: carried for name, carried in made.questions.items() if old[name].repeat not in other}
        faults += self._lead(self.questions, form.valued, going, version)
        self.steps[version.number] = replace(made, faults=(*made.faults, *faults))
        self.versions.append(version)

    def _lead(
        self, tracks: _Tracks[_Kind], things: Sequence[_Kind], carried: Mapping[str, Carried], version: Version
    ) -> Iterator[MeaningFault]:
        number, before = version.number, self.versions[-1].number if self.versions else 0
        arriving = {one.name: (tracks.before[old], one) for old, one in carried.items()}
        there: dict[str, Track[_Kind]] = {}
        for thing in things:
            track, how = arriving.get(thing.name, (None, Carried(name=thing.name)))
            earlier = [one for one in tracks.named(thing.name) if one is not track and one.had(thing.name, before)]
            if track is None or track.name(before) != thing.name:
                track = track or next((one for one in reversed(earlier) if self._ends(one, thing, version)), None)
                if earlier and track not in earlier and not (track and track.had(thing.name, before)):
                    yield _returned(earlier[-1], thing)
            fault = _back(track, thing, how) if track else None
            if fault:
                yield fault
            if track is None or fault:
                track = Track()
            track.go_on(number, thing, how)
            tracks.keep(track, thing.name)
            there[thing.name] = track
        tracks.before = there

    def _ends(self, track: Track[_Kind], thing: _Kind, version: Version) -> bool:
        """Say whether a track ended as just this thing, which means the same."""
        return version.number not in track.stages and track.last.name == thing.name and self._same(track, thing, version)

    def _same(self, track: Track[_Kind], thing: _Kind, version: Version) -> bool:
        """Say whether what comes back means what it meant when it went: without a word, its answers would go on."""
        # Many things may come back from one version: the two are compared once.
        if (again := self._again.get(track.newest)) is None:
            earlier = next(one.questionnaire for one in self.versions if one.number == track.newest)
            again = self._again[track.newest] = step(earlier, version.questionnaire, NO_CHANGES)
        carried = again.repeats if isinstance(thing, Repeat) else again.questions
        worded = any(one.name == thing.name for one in again.notices)
        return thing.name in carried and not worded and self._same_repeat(track, thing, version)

    def _same_repeat(self, track: Track[_Kind], thing: _Kind, version: Version) -> bool:
        last, number = track.last, version.number
        if isinstance(last, Repeat) or isinstance(thing, Repeat) or not last.repeat:
            return True
        # The repeats of this version were led before its questions.
        return any(one.name(track.newest) == last.repeat for one in self.repeats.named(thing.repeat) if one.name(number) == thing.repeat)


def _returned(track: Track[_Kind], thing: _Kind) -> MeaningFault:
    number = max(number for number, one in track.stages.items() if one.name == thing.name)
    later = track.last.name
    went = f"goes on as {later}" if later != thing.name else "is asked no more"
    says = f"The name {thing.name} was another question's until version {number}: that one {went}."
    return MeaningFault(
        kind=FaultKind.RETURNED, name=thing.name, says=says, remedy="give the new question a name that no version had", version=number
    )


def _back(track: Track[_Kind], thing: _Kind, how: Carried) -> MeaningFault | None:
    """Return the fault where a code comes back that had meant something else: the version before did not have it any more."""
    last = track.last
    known = {how.codes.get(code, code) for code in codes_of(last)}
    gone = {how.codes.get(code, code): what for code, what in track.ever.items()}
    for code, what in codes_of(thing).items():
        then = gone.get(code)
        if code in known or then is None:
            continue
        if isinstance(then, Choice) != isinstance(what, Choice) or _says_other(then, what):
            told = shown(then.label) if isinstance(then, Choice) else "a missing code"
            says = f"The code {code} of {thing.name} meant {told!r} in an earlier version."
            return MeaningFault(kind=FaultKind.RETURNED, name=last.name, says=says, remedy="give the new choice a code that no version had")
    return None


def _says_other(then: Choice | str, now: Choice | str) -> bool:
    return isinstance(then, Choice) and isinstance(now, Choice) and differ(then.label, now.label)
