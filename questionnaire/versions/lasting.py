"""As what the codes of a question began: what they mean stays the same, whatever later versions call them and the question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from questionnaire.definition import Question
from questionnaire.versions.history import Track, codes_of
from questionnaire.versions.union import Union


@dataclass(frozen=True, slots=True)
class LastingCode:
    """What a code means, whatever it is called.

    `key` is what the first version that had it called it, with the number of that version behind a tab where something else of the question
    had been called so before. `names` are what it was called and nothing before it, newest first.
    """

    key: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstCalled:
    """What a question and its codes were called first, in the same way: `name` and `names` of the question, and by its codes in the union.

    The codes are in the order in which they began.
    """

    name: str
    names: tuple[str, ...]
    codes: Mapping[str, LastingCode]

    def key(self, code: str) -> str:
        """Return the key of a code that an answer has and no version: its own, whatever else was called so."""
        taken = {name for one in self.codes.values() for name in (one.key, *one.names)}
        return f"{code}\t" if code in taken else code


# By the name of the question in the union.
Lasting = Mapping[str, FirstCalled]


def began_now(question: Question) -> FirstCalled:
    """Return what a question is called of which no other version is known."""
    return FirstCalled(question.name, (question.name,), {code: LastingCode(code, (code,)) for code in codes_of(question)})


def lasting(union: Union) -> Lasting:
    """Return of every question in the union as what it and its codes began."""
    tracks, owners, made = union.history.questions, _owners(union.history.questions), dict[str, FirstCalled]()
    for track in tracks:
        version, first = next(iter(track.stages.items()))
        name = union.translations[track.newest].names[track.last.name]
        key = first.name if owners[first.name] is track else f"{first.name}\t{version}"
        names = tuple(one for one in reversed(track.since) if owners[one] is track)
        made[name] = FirstCalled(key, names, _codes(track))
    return made


def _owners(tracks: Iterable[Track[Question]]) -> dict[str, Track[Question]]:
    """Return by each name the question that was called so first."""
    called = sorted(((since, name, track) for track in tracks for name, since in track.since.items()), key=lambda one: one[:2])
    return {name: track for _, name, track in reversed(called)}


@dataclass(slots=True, eq=False)
class _Meaning:
    """A code on its way through the versions; `age` is how many codes of the question began before it."""

    key: str
    age: int
    names: list[str] = field(default_factory=list)


def _codes(track: Track[Question]) -> dict[str, LastingCode]:
    every, now, alive = list[_Meaning](), dict[str, _Meaning](), set[str]()
    owners: dict[str, _Meaning] = {}
    for version, stage in track.stages.items():
        now = _carried(now, alive, track.carried[version].codes)
        for code in codes_of(stage):
            if code not in now:
                now[code] = _Meaning(f"{code}\t{version}" if code in owners else code, len(every))
                every.append(now[code])
            if owners.setdefault(code, now[code]) is now[code] and code not in now[code].names:
                now[code].names.insert(0, code)
        alive = set(codes_of(stage))
    called = {meaning: code for code, meaning in now.items()}
    return {called[one]: LastingCode(one.key, tuple(one.names)) for one in every if one in called}


def _carried(before: Mapping[str, _Meaning], alive: set[str], recoded: Mapping[str, str]) -> dict[str, _Meaning]:
    """Return by their new names the codes that go on.

    Of several that become one it is that which is called so already, if it was there, or else the one that began first.
    """
    made: dict[str, _Meaning] = {}
    for code in sorted(before, key=lambda one: (one not in alive, recoded.get(one, one) != one, before[one].age)):
        made.setdefault(recoded.get(code, code), before[code])
    return made
