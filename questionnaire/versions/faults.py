"""What is at fault where a version of a questionnaire means something else than the one before, as sentences with a mapping to write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from questionnaire.definition import Question, Questionnaire, Text, in_language
from questionnaire.kinds import family


class FaultKind(StrEnum):
    """What happened to a question or a code."""

    DROPPED = "dropped"  # It is not in the new version.
    MOVED = "moved"  # It is in another repeat, in none, or its repeat is of another kind.
    RETYPED = "retyped"  # It holds another kind of answer.
    RESCALED = "rescaled"  # Its numbers are in another unit.
    SWAPPED = "swapped"  # It says what another one said before.
    CODE_DROPPED = "code_dropped"  # One of its codes is not in the new version.
    RETURNED = "returned"  # It has the name or the code of something else that was there in an earlier version.
    REWORDED = "reworded"  # It says something else, which may mean the same.

    @property
    def breaks(self) -> bool:
        """Say whether the answers from now on are other answers than those before: they never stand in one column."""
        return self not in {FaultKind.CODE_DROPPED, FaultKind.REWORDED}


@dataclass(frozen=True, slots=True, kw_only=True)
class MeaningFault:
    """One change of meaning. `name` is the question or repeat in the version before, `code` its choice where only that is concerned.

    `remedy` is what to write: a line for `[[changes]]`, or another sentence where no mapping helps. `version` is that before, or an earlier
    one that a thing comes back from (0 for that before).
    """

    kind: FaultKind
    name: str
    says: str
    remedy: str
    code: str = ""
    version: int = 0


def recoded_pair(name: str, code: str, now: str = "new_code") -> str:
    """Return a line of TOML that gives a code its new one."""
    return f'recoded = {{ {key(name)} = {{ {key(code)} = "{now}" }} }}'


def key(name: str) -> str:
    """Return a name as a key of TOML."""
    return name if name.isascii() and name.replace("_", "").replace("-", "").isalnum() else f'"{name}"'


def differ(old: Text, new: Text) -> bool:
    """Say whether a text reads otherwise, in a language that both have, or because they have none in common."""
    shared = _shared(old, new)
    return any(old[one].split() != new[one].split() for one in shared) or (not shared and any(old.values()) != any(new.values()))


def alike(old: Text, new: Text) -> bool:
    """Say whether a text reads the same in a language that both have."""
    return any(old[one].split() == new[one].split() for one in _shared(old, new))


def shown(text: Text) -> str:
    """Return a text for a message."""
    return in_language(text, "en")


def _shared(old: Text, new: Text) -> list[str]:
    return [one for one in old if old[one] and new.get(one)]


class Wordings:
    """Things by what they say, so that what says the same is found without looking at all of them."""

    def __init__(self, texts: Mapping[str, Text]) -> None:
        self._by_words: dict[tuple[str, str], list[str]] = {}
        self._places = {name: place for place, name in enumerate(texts)}
        for name, text in texts.items():
            for language, said in text.items():
                if said:
                    self._by_words.setdefault((language, " ".join(said.split())), []).append(name)

    def alike(self, text: Text, but: str = "") -> str:
        """Return the first thing that says this in a language that both have, apart from one; "" where none does."""
        keys = [(language, " ".join(said.split())) for language, said in text.items() if said]
        found = [next((name for name in self._by_words.get(key, ()) if name != but), "") for key in keys]
        return min(filter(None, found), key=self._places.__getitem__, default="")


class SaidBefore:
    """The questions of two versions by what they say."""

    def __init__(self, old: Questionnaire, new: Questionnaire) -> None:
        self._old, self._new = old, new

    @cached_property
    def _fresh(self) -> dict[str, Wordings]:
        """Return what the new version alone has, by the kind of its answers."""
        found: dict[str, dict[str, Text]] = {}
        for one in self._new.valued:
            if one.name not in self._old.by_name:
                found.setdefault(family(one), {})[one.name] = one.label
        return {kind: Wordings(texts) for kind, texts in found.items()}

    @cached_property
    def _before(self) -> dict[str, Wordings]:
        """Return what the version before had, by the repeat in which it was asked."""
        found: dict[str, dict[str, Text]] = {}
        for one in self._old.valued:
            found.setdefault(one.repeat, {})[one.name] = one.label
        return {repeat: Wordings(texts) for repeat, texts in found.items()}

    def gone(self, question: Question) -> MeaningFault:
        """Return the fault of a question that is not there any more, with the name under which it may go on."""
        fresh = self._fresh.get(family(question))
        heir = fresh.alike(question.label) if fresh else ""
        remedy = f'dropped = ["{question.name}"]'
        if heir:
            remedy = f'renamed = {{ {key(question.name)} = "{heir}" }} or {remedy}'
        says = f"The question {question.name} ({shown(question.label)!r}) is gone."
        return MeaningFault(kind=FaultKind.DROPPED, name=question.name, says=says, remedy=remedy)

    def moved(self, question: Question, now: Question) -> MeaningFault:
        """Return the fault of a question that stands elsewhere."""
        before, after = (f"in {one.repeat}" if one.repeat else "outside of repeats" for one in (question, now))
        says = f"The question {question.name} was answered {before}, and is now answered {after}, in another way."
        return MeaningFault(kind=FaultKind.MOVED, name=question.name, says=says, remedy=_another(question))

    def retyped(self, question: Question, now: Question) -> MeaningFault:
        """Return the fault of a question of another type."""
        says = f"The question {question.name} was {question.type.value}, and is now {now.type.value}."
        return MeaningFault(kind=FaultKind.RETYPED, name=question.name, says=says, remedy=_another(question))

    def worded(self, question: Question, now: Question) -> Iterator[MeaningFault]:
        """Yield what a question says otherwise: at fault where that is what another one said."""
        yield from reworded(question.name, question.label, now.label, self._before[question.repeat], "question")


def reworded(name: str, old: Text, new: Text, others: Wordings, noun: str, *, of: str = "", now: str = "") -> Iterator[MeaningFault]:
    """Yield what one thing among `others` of its kind says otherwise.

    Where the thing is a code, `of` is its question in the version before, which is called `now` in the new one.
    """
    if not differ(old, new):
        return
    whose = f" of {of}" if of else ""
    taken = "" if alike(old, new) else others.alike(new, name)
    if taken:
        says = f"The {noun} {name}{whose} says {shown(new)!r}, which {taken} said before."
        pair = recoded_pair(now, taken, name) if of else f'renamed = {{ {key(taken)} = "{name}" }}'
        yield MeaningFault(kind=FaultKind.SWAPPED, name=of or name, says=says, remedy=f"{pair}, and the like for the others")
    else:
        says = f"The {noun} {name}{whose} said {shown(old)!r}, and now says {shown(new)!r}."
        yield MeaningFault(kind=FaultKind.REWORDED, name=of or name, code=name if of else "", says=says, remedy="")


def _another(question: Question) -> str:
    return f'give the new question another name, and write dropped = ["{question.name}"]'
