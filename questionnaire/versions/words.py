"""In which words an answer is said: those of one version, or those of all versions that there were when somebody said it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from math import isclose
from typing import Any

from domain.answer import AnswerValue
from domain.edit import Edit
from domain.errors import ConfigurationError
from questionnaire.definition import Question, Questionnaire, Repeat
from questionnaire.items import parts
from questionnaire.versions.backward import Backward
from questionnaire.versions.history import Track, Version, codes_of
from questionnaire.versions.translation import Translation
from questionnaire.versions.union import Union, union


class UnreadableVersionError(ConfigurationError):
    """An earlier version of a study cannot be read any more, so that nobody knows what the answers to it mean."""


@dataclass(frozen=True)
class VersionWords:
    """The versions of a questionnaire, oldest first, and in which words each speaks; `unreadable` says why others cannot be read.

    A submission speaks in the words of its version. What a person of the agency says while a version runs is in the words of the union of
    all versions until then. Both are said in the words of the union of today, which are those that everybody is shown.
    """

    versions: tuple[Version, ...]
    unreadable: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def union(self) -> Union:
        """Return the union of all versions."""
        return union(self.versions)

    @cached_property
    def are_one(self) -> bool:
        """Say whether all versions can be read and have the same questionnaire, so that there is nothing to translate."""
        return not self.unreadable and len({one.questionnaire.fingerprint for one in self.versions}) == 1

    def refuse_unreadable(self, numbers: Sequence[int]) -> None:
        """Raise UnreadableVersionError where one of these versions cannot be read."""
        for number in numbers:
            if number in self.unreadable:
                remedy = "Restore the archive, where files are missing; or use the version of the program that applied it."
                raise UnreadableVersionError(
                    f"Version {number} of the questionnaire cannot be read: {self.unreadable[number]}", where="versions", remedy=remedy
                )

    def version(self, number: int) -> int:
        """Return the version that a number names, or else the oldest: what was filed before versions were counted has none."""
        self.refuse_unreadable([number])
        return number if number in self._forms else self.versions[0].number

    @cached_property
    def _forms(self) -> dict[int, Questionnaire]:
        return {one.number: one.questionnaire for one in self.versions}

    def form(self, number: int) -> Questionnaire:
        """Return the questionnaire of a version."""
        return self._forms[self.version(number)]

    def translation(self, number: int) -> Translation:
        """Return how what is answered to a version is said in the union."""
        return self.union.translations[self.version(number)]

    def asks(self, number: int, key: str) -> bool:
        """Say whether a version asks for the item that has this key in the union."""
        return self.union.asks(self.version(number), key)

    @cached_property
    def _ever(self) -> frozenset[str]:
        return frozenset().union(*self.union.asked.values())

    def lacking(self, numbers: Sequence[int]) -> frozenset[str]:
        """Return the keys of the union for which none of these versions asks, those of the rows of a table as one (see `Union.asked`)."""
        return self._ever.difference(*(self.union.asked[self.version(one)] for one in numbers))

    def not_offered(self, number: int) -> Mapping[str, tuple[str, ...]]:
        """Return the choices of the union that a version did not offer, of each of its questions that takes several."""
        return self.union.not_offered[self.version(number)]

    @cached_property
    def all_tables(self) -> frozenset[str]:
        """Return the tables that any version has, by their names in the union."""
        return frozenset(one.name for one in self.union.questionnaire.repeats if not one.instances)

    @cached_property
    def _tables(self) -> dict[int, frozenset[str]]:
        return {number: self.all_tables.intersection(parts(key)[0] for key in asked) for number, asked in self.union.asked.items()}

    def tables(self, number: int) -> frozenset[str]:
        """Return the tables that a version has, by their names in the union."""
        return self._tables[self.version(number)]

    @cached_property
    def _unions(self) -> dict[int, Union]:
        return {self.versions[-1].number: self.union}

    def until(self, number: int) -> Union:
        """Return the union as it was while a version ran."""
        number = self.version(number)
        if number not in self._unions:
            self._unions[number] = union(one for one in self.versions if one.number <= number)
        return self._unions[number]

    @cached_property
    def _since(self) -> dict[tuple[int, int], Translation]:
        return {}

    def since(self, number: int, until: int | None = None) -> Translation:
        """Return how what was said in the union while a version ran is said in that of a later one, which is today's if none is named."""
        pair = self.version(number), self.versions[-1].number if until is None else self.version(until)
        if pair not in self._since:
            self._since[pair] = _later(self.until(pair[0]), self.until(pair[1]))
        return self._since[pair]

    def edit(self, edit: Edit) -> Edit:
        """Return an edit as it is said in the union of today."""
        since, question = self.since(edit.version), edit.question
        return replace(
            edit,
            question=since.key(question),
            given=since.value(question, edit.given),
            before=since.value(question, edit.before),
            value=since.value(question, edit.value),
            version=self.versions[-1].number,
        )

    @cached_property
    def _backward(self) -> dict[tuple[int, int], Backward]:
        return {}

    def backward(self, number: int, until: int | None = None) -> Backward:
        """Return how what is said in the union, as it was while the version `until` ran, is said in the words of one version."""
        pair = self.version(number), self.versions[-1].number if until is None else self.version(until)
        if pair not in self._backward:
            self._backward[pair] = Backward(self.form(number), self.until(pair[1]).translations[pair[0]])
        return self._backward[pair]

    def says_again(self, edit: Edit, number: int, answers: Mapping[str, AnswerValue]) -> bool:
        """Say whether a submission says what was edited again, or says nothing of it since its version does not ask.

        The two are compared as they would have been when the newer of them was said: no later version makes one of two answers.
        """
        newer = self._newer(edit, number)
        since, own = self.since(edit.version, newer), self._own(edit, number)
        if own is None:
            return True
        said = self.until(newer).translations[self.version(number)].value(own, answers.get(own))
        return same(said, since.value(edit.question, edit.given))

    def edit_in(self, edit: Edit, number: int) -> tuple[Edit, bool] | None:
        """Return an edit as it would have been made while a version ran, and whether its value can be said there (else it is blank).

        None where that version does not ask for the item.
        """
        newer, own = self._newer(edit, number), self._own(edit, number)
        if own is None:
            return None
        since, backward = self.since(edit.version, newer), self.backward(number, newer)
        (given, _), (before, _), (value, can_be) = (
            backward.said(own, since.value(edit.question, one)) for one in (edit.given, edit.before, edit.value)
        )
        return replace(edit, question=own, given=given, before=before, value=value, version=number), can_be

    def _newer(self, edit: Edit, number: int) -> int:
        return max(self.version(edit.version), self.version(number))

    def _own(self, edit: Edit, number: int) -> str | None:
        """Return the key that the item of an edit has in a version."""
        newer = self._newer(edit, number)
        return self.backward(number, newer).key(self.since(edit.version, newer).key(edit.question))


def same(one: AnswerValue, other: AnswerValue) -> bool:
    """Say whether two answers are the same; numbers that were multiplied by factors may differ in their last digit."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return isclose(one, other, rel_tol=1e-12)
    return one == other


def _later(before: Union, now: Union) -> Translation:
    """Return how what is said in a union is said in one of the same versions and more.

    The tracks of the first are those of the second as far as they went, in the same order.
    """
    there: tuple[Question | Repeat, ...] = (*before.questionnaire.repeats, *before.questionnaire.valued)
    old = {one.name: one for one in there}
    names, codes, factors = dict[str, str](), dict[str, dict[str, str]](), dict[str, Decimal]()
    pairs: list[tuple[Track[Any], Track[Any]]] = [
        *zip(before.history.repeats, now.history.repeats, strict=False),
        *zip(before.history.questions, now.history.questions, strict=False),
    ]
    for then, track in pairs:
        name, how = _name(before, then), track.to_newest()[then.newest]
        names[name], factors[name] = _name(now, track), how.factor
        codes[name] = {code: how.codes.get(code, code) for code in codes_of(old[name])}
    repeats = {one.name for one in before.questionnaire.repeats}
    return Translation(
        names=names,
        instances={name: some for name, some in codes.items() if name in repeats},
        factors={name: factor for name, factor in factors.items() if factor != 1},
        codes={name: some for name, some in codes.items() if some and name not in repeats},
        otherwise={},
    )


def _name(made: Union, track: Track[Any]) -> str:
    return made.translations[track.newest].names[track.last.name]
