"""The codes and units of one question in two versions: choices, columns of a matrix, and what numbers are counted in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from domain.changes import Changes
from questionnaire.definition import Choice, Question
from questionnaire.kinds import COUNTED
from questionnaire.versions.faults import FaultKind, MeaningFault, Wordings, alike, differ, key, recoded_pair, reworded, shown

_NONE_GIVEN: Mapping[str, float] = MappingProxyType({})


def compare_codes(
    name: str, renamed: str, old: Sequence[Choice], new: Sequence[Choice], recoded: Mapping[str, str], dropped: Collection[str]
) -> Iterator[MeaningFault]:
    """Yield what became of the codes of a question or a repeat, which is now called `renamed`.

    `recoded` are its new codes by the old ones, and `dropped` all that is asked no more (see `domain.changes.Changes`).
    """
    there = {choice.name: choice for choice in new}
    came_from = {choice.name: recoded.get(choice.name, choice.name) for choice in old}
    for choice in old:
        if f"{name}/{choice.name}" in dropped:
            continue
        now = there.get(came_from[choice.name])
        if now is None:
            yield _gone(name, renamed, choice, old, new)
            continue
        if not differ(choice.label, now.label) or (choice.name != now.name and alike(choice.label, now.label)):
            continue
        # What went into this code, by a mapping or by staying what it is, may say what it says.
        others = Wordings({one.name: one.label for one in old if came_from[one.name] != now.name})
        yield from reworded(choice.name, choice.label, now.label, others, "choice", of=name, now=renamed)


def _gone(name: str, renamed: str, choice: Choice, old: Sequence[Choice], new: Sequence[Choice]) -> MeaningFault:
    known = {one.name for one in old}
    heir = next((one.name for one in new if one.name not in known and alike(one.label, choice.label)), "")
    drop, recode = f'dropped = ["{name}/{choice.name}"]', recoded_pair(renamed, choice.name, heir or "new_code")
    says = f"The choice {choice.name} ({shown(choice.label)!r}) of {name} is gone."
    return MeaningFault(kind=FaultKind.CODE_DROPPED, name=name, code=choice.name, says=says, remedy=f"{recode} or {drop}")


def unit_changed(question: Question, now: Question, changes: Changes) -> Iterator[MeaningFault]:
    """Yield what became of the unit of a number.

    Where no language has it as it was, nobody can tell a new unit from new words for the same one, so that a person says the factor.
    """
    if question.type not in COUNTED or now.name in changes.scaled or question.unit == now.unit:
        return
    if alike(question.unit, now.unit) or not any((*question.unit.values(), *now.unit.values())):
        if any(question.unit.get(one, text) != text for one, text in now.unit.items()):
            says = f"The unit of {question.name} reads otherwise in one language ({shown(now.unit)!r})."
            yield MeaningFault(kind=FaultKind.REWORDED, name=question.name, says=says, remedy="")
        return
    old, new = (shown(one.unit) or "nothing" for one in (question, now))
    says = f"The unit of {question.name} was {old!r}, and is now {new!r}."
    yield MeaningFault(kind=FaultKind.RESCALED, name=question.name, says=says, remedy=factor_line([now.name]))


def factor_line(names: Iterable[str], given: Mapping[str, float] = _NONE_GIVEN) -> str:
    """Return the line of TOML that says by how much the numbers of these questions are others now, and what to put into it.

    `given` are factors that stand in the table already, which can have one such line only.
    """
    factors = ", ".join((*(f"{key(name)} = {factor}" for name, factor in given.items()), *(f"{key(name)} = FACTOR" for name in names)))
    return f"scaled = {{ {factors} }}, where new = old x FACTOR: 0.001 from ones to thousands, 1 where only the word is new"
