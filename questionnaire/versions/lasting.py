"""As what the codes of a question began: what they mean stays the same, whatever later versions call them and the question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from questionnaire.definition import Question
from questionnaire.versions.history import Track, codes_of
from questionnaire.versions.union import Union


@dataclass(frozen=True, slots=True)
class FirstCalled:
    """The `name` by which a question was first asked, and by its codes in the union what the first version that had them called them.

    A code of which an earlier version of the question meant something else has the number of the version behind it.
    """

    name: str
    codes: Mapping[str, str]


# By the name of the question in the union.
Lasting = Mapping[str, FirstCalled]


def first_called(all_: Lasting, question: str, code: str) -> str:
    """Return what a code of a question in the union was called first."""
    return all_[question].codes.get(code, code) if question in all_ else code


def lasting(union: Union) -> Lasting:
    """Return of every question in the union as what it and its codes began."""
    made: dict[str, FirstCalled] = {}
    for track in union.history.questions:
        first = next(iter(track.stages.values()))
        name = union.translations[track.newest].names[track.last.name]
        made[name] = FirstCalled(first.name, dict(_first_codes(track)))
    return made


def _first_codes(track: Track[Question]) -> Iterator[tuple[str, str]]:
    ways, known, before = track.to_newest(), set[str](), set[str]()
    for version, stage in track.stages.items():
        codes = codes_of(stage)
        now = {code: ways[version].codes.get(code, code) for code in codes}
        # Of several that became one, it is the one that was called so already, if any was.
        for code in sorted(codes, key=lambda one: now[one] != one):
            if now[code] not in known:
                known.add(now[code])
                yield now[code], f"{code}\t{version}" if code in before else code
        before.update(codes)
