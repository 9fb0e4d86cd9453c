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


@dataclass(slots=True)
class Track(Generic[_Kind]):
    """One question, or one repeat, on its way. By the number of the version: what it was there, and how it came there from before."""

    stages: dict[int, _Kind] = field(default_factory=dict)
    carried: dict[int, Carried] = field(default_factory=dict)

    @property
    def newest(self) -> int:
        """Return the newest version that has it."""
        return max(self.stages)

    @property
    def last(self) -> _Kind:
        """Return what it is in the newest version that has it."""
        return self.stages[self.newest]

    def name(self, version: int) -> str:
        """Return its name in a version, "" where that does not have it."""
        return self.stages[version].name if version in self.stages else ""

    def code(self, version: int, code: str) -> str:
        """Return what a code of one version is in the newest."""
        for later in sorted(one for one in self.carried if one > version):
            code = self.carried[later].codes.get(code, code)
        return code

    def factor(self, version: int) -> Decimal:
        """Return by what the numbers of one version are multiplied to be those of the newest."""
        made = Decimal(1)
        for later, carried in self.carried.items():
            made = made * carried.factor if later > version else made
        return made

    def had(self, name: str, until: int) -> bool:
        """Say whether it had a name before the version `until`, and had another one there, or was gone."""
        return self.name(until) != name and any(one.name == name for number, one in self.stages.items() if number < until)

    def codes_until(self, version: int) -> dict[str, Choice | str]:
        """Return every code that it had before a version, as it is there, with what it was called last."""
        found: dict[str, Choice | str] = {}
        for number in sorted(one for one in self.stages if one < version):
            for code, what in codes_of(self.stages[number]).items():
                found[self._code_at(number, version, code)] = what
        return found

    def _code_at(self, number: int, version: int, code: str) -> str:
        for later in sorted(one for one in self.carried if number < one <= version):
            code = self.carried[later].codes.get(code, code)
        return code


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
    return VersionHistory(tuple(way.versions), tuple(way.questions), tuple(way.repeats), way.steps)


class _Way:
    """The tracks as far as they were followed."""

    def __init__(self) -> None:
        self.versions: list[Version] = []
        self.questions: list[Track[Question]] = []
        self.repeats: list[Track[Repeat]] = []
        self.steps: dict[int, VersionStep] = {}

    def go(self, version: Version) -> None:
        """Follow every track into the next version."""
        form, made = version.questionnaire, VersionStep(questions={}, repeats={})
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
        self, tracks: list[Track[_Kind]], things: Sequence[_Kind], carried: Mapping[str, Carried], version: Version
    ) -> Iterator[MeaningFault]:
        number, before = version.number, self.versions[-1].number if self.versions else 0
        there = {track.name(before): track for track in tracks if before in track.stages}
        arriving = {one.name: (there[old], one) for old, one in carried.items()}
        for thing in things:
            track, how = arriving.get(thing.name, (None, Carried(name=thing.name)))
            earlier = [one for one in tracks if one is not track and one.had(thing.name, before)]
            if track is None or track.name(before) != thing.name:
                track = track or next((one for one in reversed(earlier) if self._ends(one, thing, version)), None)
                if earlier and track not in earlier and not (track and track.had(thing.name, before)):
                    yield _returned(earlier[-1], thing)
            fault = _back(track, thing, how, number) if track else None
            if fault:
                yield fault
            if track is None or fault:
                track = Track()
                tracks.append(track)
            track.stages[number], track.carried[number] = thing, how

    def _ends(self, track: Track[_Kind], thing: _Kind, version: Version) -> bool:
        """Say whether a track ended as just this thing, which means the same."""
        return version.number not in track.stages and track.last.name == thing.name and self._same(track, thing, version)

    def _same(self, track: Track[_Kind], thing: _Kind, version: Version) -> bool:
        """Say whether what comes back means what it meant when it went: without a word, its answers would go on."""
        earlier = next(one.questionnaire for one in self.versions if one.number == track.newest)
        again = step(earlier, version.questionnaire, NO_CHANGES)
        carried = again.repeats if isinstance(thing, Repeat) else again.questions
        worded = any(one.name == thing.name for one in again.notices)
        return thing.name in carried and not worded and self._same_repeat(track, thing, version)

    def _same_repeat(self, track: Track[_Kind], thing: _Kind, version: Version) -> bool:
        last, number = track.last, version.number
        if isinstance(last, Repeat) or isinstance(thing, Repeat) or not last.repeat:
            return True
        # The repeats of this version were led before its questions.
        return any(one.name(track.newest) == last.repeat and one.name(number) == thing.repeat for one in self.repeats)


def _returned(track: Track[_Kind], thing: _Kind) -> MeaningFault:
    number = max(number for number, one in track.stages.items() if one.name == thing.name)
    later = track.last.name
    went = f"goes on as {later}" if later != thing.name else "is asked no more"
    says = f"The name {thing.name} was another question's until version {number}: that one {went}."
    return MeaningFault(
        kind=FaultKind.RETURNED, name=thing.name, says=says, remedy="give the new question a name that no version had", version=number
    )


def _back(track: Track[_Kind], thing: _Kind, how: Carried, number: int) -> MeaningFault | None:
    """Return the fault where a code comes back that had meant something else: the version before did not have it any more."""
    last = track.stages[max(one for one in track.stages if one < number)]
    known = {how.codes.get(code, code) for code in codes_of(last)}
    gone = {how.codes.get(code, code): what for code, what in track.codes_until(number).items()}
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
