"""From one version of a questionnaire to the next: which questions go on, and what is at fault where they mean something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from domain.changes import Changes
from questionnaire.definition import Questionnaire, Repeat
from questionnaire.kinds import family
from questionnaire.versions.codes import compare_codes, unit_changed
from questionnaire.versions.faults import FaultKind, MeaningFault, SaidBefore, recoded_pair
from questionnaire.versions.mapping import mapping_faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """How a question, or a repeat, of the version before goes on: its new `name`, the `factor` of its numbers, and its new `codes`."""

    name: str
    factor: Decimal = Decimal(1)
    codes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionStep:
    """What a version makes of the one before.

    `questions` and `repeats` are those that go on, by their old names. `faults` are what would drop, rename, retype, rescale or re-code
    answers, if there are any; `notices` what a person should look at; `wrong` what the mapping itself says that cannot be.
    """

    questions: Mapping[str, Carried]
    repeats: Mapping[str, Carried]
    faults: tuple[MeaningFault, ...] = ()
    notices: tuple[MeaningFault, ...] = ()
    wrong: tuple[str, ...] = ()


def step(old: Questionnaire, new: Questionnaire, changes: Changes) -> VersionStep:
    """Return what `new` makes of `old`, as `changes` map it."""
    return _Comparison(old, new, changes).made()


class _Comparison:
    """Two versions side by side, and what was found so far."""

    def __init__(self, old: Questionnaire, new: Questionnaire, changes: Changes) -> None:
        self.old, self.new, self.changes = old, new, changes
        self.faults: list[MeaningFault] = []
        self.notices: list[MeaningFault] = []
        self.to_repeats = {one.name: one for one in new.repeats}
        self.said = SaidBefore(old, new)
        self.dropped = frozenset(changes.dropped)
        self.ended = set(self.dropped)

    def made(self) -> VersionStep:
        repeats = {one.name: carried for one in self.old.repeats if (carried := self._repeat(one))}
        questions = {one.name: carried for one in self.old.valued if (carried := self._question(one.name, repeats))}
        wrong = tuple(mapping_faults(self.old, self.new, self.changes))
        return VersionStep(questions=questions, repeats=repeats, faults=tuple(self.faults), notices=tuple(self.notices), wrong=wrong)

    def _told(self, found: Iterator[MeaningFault]) -> bool:
        """Keep what was found, and say whether the meaning goes on."""
        whole = True
        for one in found:
            (self.notices if one.kind is FaultKind.REWORDED else self.faults).append(one)
            whole = whole and not one.kind.breaks
        return whole

    def _repeat(self, repeat: Repeat) -> Carried | None:
        """Return how a repeat goes on; None where it is gone, or is of another kind now. Its questions say so."""
        name = self.changes.renamed.get(repeat.name, repeat.name)
        there = self.to_repeats.get(name)
        if repeat.name in self.dropped or there is None or bool(there.instances) != bool(repeat.instances):
            return None
        codes = self.changes.recoded.get(name, {})
        found = compare_codes(repeat.name, name, repeat.instances, there.instances, codes, self.dropped)
        if self._told(found):
            return Carried(name=name, codes=codes)
        self.ended.add(repeat.name)
        return None

    def _question(self, name: str, repeats: Mapping[str, Carried]) -> Carried | None:
        question, renamed = self.old.by_name[name], self.changes.renamed.get(name, name)
        if name in self.dropped or question.repeat in self.ended:
            return None
        now = self.new.by_name.get(renamed)
        if now is None or family(now) == "":
            self.faults.append(self.said.gone(question))
            return None
        stays = repeats[question.repeat].name == now.repeat if question.repeat in repeats else question.repeat == now.repeat == ""
        if not stays:
            self.faults.append(self.said.moved(question, now))
            return None
        if family(question) != family(now):
            self.faults.append(self.said.retyped(question, now))
            return None
        whole = self._told(self.said.worded(question, now))
        whole = self._told(unit_changed(question, now, self.changes)) and whole
        codes = self.changes.recoded.get(renamed, {})
        whole = self._told(compare_codes(name, renamed, question.choices, now.choices, codes, self.dropped)) and whole
        whole = self._told(self._missing(name, renamed)) and whole
        if not whole:
            return None
        factor = Decimal(repr(self.changes.scaled.get(renamed, 1)))
        return Carried(name=renamed, factor=factor, codes=codes)

    def _missing(self, name: str, renamed: str) -> Iterator[MeaningFault]:
        now, codes = self.new.by_name[renamed].missing, self.changes.recoded.get(renamed, {})
        for code in self.old.by_name[name].missing:
            if codes.get(code, code) not in now and f"{name}/{code}" not in self.dropped:
                says = f"The code {code!r} may no longer stand instead of a number in {name}."
                remedy = f'{recoded_pair(renamed, code)} or dropped = ["{name}/{code}"]'
                yield MeaningFault(kind=FaultKind.CODE_DROPPED, name=name, code=code, says=says, remedy=remedy)
