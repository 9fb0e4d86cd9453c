"""What applying a questionnaire would do to collected answers: none is dropped or takes on another meaning without a word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.answer import AnswerValue
from domain.changes import introduced, together
from domain.errors import Asked, ConfigurationError
from domain.sentences import counted
from questionnaire.items import parts
from questionnaire.versions.faults import MeaningFault
from questionnaire.versions.history import Version, follow
from questionnaire.versions.union import Union
from questionnaire.versions.words import UnreadableVersionError
from service.studies.folder import Folder
from service.studies.versions import Versions, versions
from service.wiring import Service
from store import Transaction
from store.answers.collected_answers import collected


class ChangedMeaningError(ConfigurationError):
    """A new version of a questionnaire would drop answers that were collected, or let them mean something else."""


@dataclass(frozen=True, slots=True)
class ChangedMeaning:
    """One change of meaning, and how many answers it concerns."""

    fault: MeaningFault
    answers: int

    def __str__(self) -> str:
        """Return it as a sentence."""
        return f"{self.fault.says} {counted(self.answers, 'answer')} collected so far."


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """What a new version changes of collected answers: what must be mapped, what a person must look at, and what the mapping has wrong."""

    unmapped: tuple[ChangedMeaning, ...] = ()
    reworded: tuple[ChangedMeaning, ...] = ()
    wrong: tuple[str, ...] = ()

    def refuse(self, *, confirmed: bool) -> None:
        """Raise ChangedMeaningError for what is not mapped; reworded questions are `confirmed` by whoever gives their name."""
        where = "study.toml [[changes]]"
        if self.wrong:
            raise ChangedMeaningError("\n".join(self.wrong), where=where, remedy="Correct the mapping, or take it out.")
        if self.unmapped:
            told = "\n".join(str(one) for one in self.unmapped)
            what = f"Answers that were collected would be lost, or mean something else:\n{told}"
            remedies = "\n".join(dict.fromkeys(f"  {one.fault.name}: {one.fault.remedy}" for one in self.unmapped))
            raise ChangedMeaningError(what, where=where, remedy=f"Say in a table [[changes]] what becomes of them:\n{remedies}")
        if self.reworded and not confirmed:
            told = "\n".join(str(one) for one in self.reworded)
            remedy = "If each still means the same, give your name to confirm it. If not, give the question or choice a new name."
            raise ChangedMeaningError(f"Texts of questions that were answered have changed:\n{told}", where=Asked.BY, remedy=remedy)


def meanings(service: Service, tx: Transaction, study: str, ready: Folder) -> Meanings:
    """Return what applying the files `ready` would change of the answers collected so far; nothing where none were."""
    try:
        known = versions(service, tx, study)
    except UnreadableVersionError:
        return Meanings()  # Nothing can be compared; to apply files that can be read is how that is mended.
    if known is None:
        return Meanings()
    version = next_version(known, ready)
    history = follow([*known.union.versions, version])
    made = history.steps[version.number]
    counts = _Counts(tx, study, known.union)
    return Meanings(
        unmapped=tuple(one for one in map(counts.concerned, made.faults) if one.answers),
        reworded=tuple(one for one in map(counts.concerned, made.notices) if one.answers),
        wrong=made.wrong,
    )


def next_version(known: Versions, ready: Folder) -> Version:
    """Return the version that applying the files `ready` would make."""
    newest = known.union.versions[-1]
    before = known.folders[newest.number].study.changes
    changes = together(introduced(before, ready.study.changes))
    return Version(number=newest.number + 1, questionnaire=ready.questionnaire, changes=changes)


class _Counts:
    """How many answers were collected to what a fault names."""

    def __init__(self, tx: Transaction, study: str, union: Union) -> None:
        self._tx, self._study, self._union = tx, study, union

    def concerned(self, fault: MeaningFault) -> ChangedMeaning:
        """Return a fault with the number of its answers."""
        version = fault.version or self._union.versions[-1].number
        translation = self._union.translations[version]
        name = translation.names.get(fault.name, fault.name)
        keys = {one.number: tuple(self._questions(one, name)) for one in self._union.versions}
        code, column = "", ""
        if fault.code and self._is_repeat(name):
            column = translation.instances.get(fault.name, {}).get(fault.code, fault.code)
        elif fault.code:
            code = translation.codes.get(fault.name, {}).get(fault.code, fault.code)
        return ChangedMeaning(fault, sum(self._concerns(code, column, *found) for found in collected(self._tx, self._study, keys)))

    def _is_repeat(self, name: str) -> bool:
        return any(one.name == name for one in self._union.questionnaire.repeats)

    def _questions(self, version: Version, name: str) -> Iterator[tuple[str, str]]:
        """Yield the (repeat, name) of the question of a version that has this name in the union, or of all in the repeat that has."""
        names = self._union.translations[version.number].names
        for one in version.questionnaire.valued:
            if names[one.name] == name or (one.repeat and names[one.repeat] == name):
                yield one.repeat, one.name

    def _concerns(self, code: str, column: str, version: int, key: str, value: AnswerValue) -> bool:
        translation = self._union.translations[version]
        if column:
            return parts(translation.key(key))[1] == column
        if code:
            said = translation.value(key, value)
            return code in said if isinstance(said, tuple) else said == code
        return True
