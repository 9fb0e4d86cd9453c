"""What a newer edition of a workbook says of a question that it asks still: its words, its type and its choices, where they are others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from questionnaire.adopt import FoundQuestion, Sureness, said_of
from questionnaire.renewal.references import renamed
from questionnaire.renewal.wording import known_label

_SHOWN = 8  # Choices that are told one by one.


class Facet(StrEnum):
    """What may be another in a newer edition, as the columns of a form are called."""

    TYPE = "type"
    CHOICES = "choices"
    LABEL = "label"
    HINT = "hint"
    LIMITS = "constraint"
    MESSAGE = "constraint_message"
    UNIT = "unit"
    NUMBER = "excel::ref"


TEXTS = tuple(one for one in Facet if one not in {Facet.TYPE, Facet.CHOICES})


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedInBoth:
    """One question of a form in the older edition and in the newer. What each says is written in the names of the form."""

    name: str
    before: FoundQuestion
    now: FoundQuestion
    old: Mapping[str, str]
    new: Mapping[str, str]

    @property
    def is_known(self) -> bool:
        """Say whether anything tells the type of its answers now."""
        return self.now.kind.sureness is not Sureness.NEEDS_YOU


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedFacet:
    """What is another about a question: `old` and `new` as people read it."""

    question: str
    facet: Facet
    old: str
    new: str


def asked_in_both(name: str, before: FoundQuestion, now: FoundQuestion, older: Mapping[str, str], newer: Mapping[str, str]) -> AskedInBoth:
    """Return a question in both editions; `older` and `newer` are the form's names by those that each edition would give."""
    return AskedInBoth(name=name, before=before, now=now, old=_said(before, older), new=_said(now, newer))


def is_called_alike(one: AskedInBoth) -> bool:
    """Say whether both editions print the same label for a question."""
    return bool(known_label(one.before)) and known_label(one.before) == known_label(one.now)


def _said(one: FoundQuestion, names: Mapping[str, str]) -> dict[str, str]:
    return {column: renamed(text, names) for column, text in said_of(one).items()}


def changes(one: AskedInBoth) -> Iterator[ChangedFacet]:
    """Yield what is another about a question in the newer edition."""
    before, now = one.before.kind, one.now.kind
    if before.type != now.type or bool(before.choices) != bool(now.choices):
        yield ChangedFacet(question=one.name, facet=Facet.TYPE, old=_type(one.before), new=_type(one.now))
    elif before.choices != now.choices:
        yield ChangedFacet(
            question=one.name, facet=Facet.CHOICES, old=_listed(before.choices), new=_newly_listed(before.choices, now.choices)
        )
    texts = {facet: (one.old[facet], one.new[facet]) for facet in TEXTS} | {Facet.LABEL: (known_label(one.before), known_label(one.now))}
    yield from (ChangedFacet(question=one.name, facet=facet, old=old, new=new) for facet, (old, new) in texts.items() if old != new)


def new_among(one: AskedInBoth) -> tuple[str, ...]:
    """Return the choices that came in the newer edition."""
    before, now = one.before.kind.choices, one.now.kind.choices
    cased = recased(before, now)
    return tuple(choice for choice in now if choice not in before and choice not in cased)


def recased(before: Sequence[str], now: Sequence[str]) -> dict[str, str]:
    """Return the choices that are only written in other capitals now, with what they were; not where two look the same."""
    went, came = [one for one in before if one not in now], [one for one in now if one not in before]
    pairs = [(new, old) for new in came for old in went if new.casefold() == old.casefold()]
    return {new: old for new, old in pairs if sum(new == one or old == other for one, other in pairs) == 1}


def pairs_of_came(one: AskedInBoth, other: AskedInBoth) -> tuple[tuple[str, str], ...]:
    """Return the choices that came, each with its words in another language, as far as that has as many that it had not before.

    By place alone a choice that came could get the words of one that stays: each list may be in the order of its own alphabet.
    """
    came, words = new_among(one), new_among(other)
    return tuple(zip(came, words, strict=True)) if len(came) == len(words) else ()


def _type(one: FoundQuestion) -> str:
    kind = one.kind
    if kind.choices:
        return f"{kind.type} ({_listed(kind.choices)})"
    return "not known" if kind.sureness is Sureness.NEEDS_YOU else kind.type


def _listed(choices: tuple[str, ...]) -> str:
    return ", ".join(choices) if len(choices) <= _SHOWN else f"{len(choices)} choices"


def _newly_listed(before: tuple[str, ...], now: tuple[str, ...]) -> str:
    """Return choices; of a long list what came and went, or that it has another order."""
    if len(now) <= _SHOWN and len(before) <= _SHOWN:
        return _listed(now)
    parts = [("came", [one for one in now if one not in before]), ("went", [one for one in before if one not in now])]
    said = "; ".join(
        f"{word}: {', '.join(those[:_SHOWN])}{f' and {len(those) - _SHOWN} more' if len(those) > _SHOWN else ''}"
        for word, those in parts
        if those
    )
    return f"{len(now)} choices ({said or 'in another order'})"
