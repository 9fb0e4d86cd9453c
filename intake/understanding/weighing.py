"""How likely a note carries each intent, all that is told of it weighed together.

Rules read sentence by sentence, and what no sentence says surely is lost to them, though three of them hint at it and no other intent is as
likely. `weighing.bin` is learned from notes of people of whom the likeness had learned nothing (`python -m tests.intake.weighing`): a
network of one hidden layer, and a way around it, over the traits of a note (`intake.understanding.traits`; decision 0148).
"""

from __future__ import annotations

import json
import math
import sys
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from operator import mul

from domain.intent import Intent, IntentKind
from intake.understanding.intent_rules.extension import days_to_come
from intake.understanding.intent_rules.unsubscribe import may_leave
from intake.understanding.said import HeardSentence, IntentRule, Said, words_of
from intake.understanding.traits import KINDS, names, traits_of
from languages.likeness import stands_for

NAME = "weighing.bin"


@dataclass(frozen=True, slots=True)
class From:
    """How likely an intent must be that no rule read (`unread`), and one that a rule did (`read`).

    `alike` is how like it a sentence, or a clause, must be where none did: the whole note tells of nothing that no sentence hints at.
    """

    unread: float
    read: float
    alike: float = 0.1


_FROM = {
    IntentKind.DECLINE: From(0.4, 0.3, 0.3),
    IntentKind.EXTENSION: From(0.4, 0.2, 0.6),
    IntentKind.SUCCESSOR: From(0.4, 0.4, 0.3),
    IntentKind.CORRECTION: From(0.55, 0.35),
    IntentKind.DRAFT: From(0.4, 0.4),
    IntentKind.CONFIDENTIAL: From(0.5, 0.2),
    IntentKind.ANSWERS_IN_TEXT: From(0.5, 0.3),
    IntentKind.ELSEWHERE: From(0.58, 0.3),
    IntentKind.RESEND: From(0.4, 0.3),
    IntentKind.UNSUBSCRIBE: From(0.95, 0.0, 0.3),
    IntentKind.CONFIRM: From(0.5, 0.35, 0.3),
    IntentKind.QUESTION: From(0.65, 0.55),
}
# What the rules call courtesy must be so likely to be no more, beside a workbook and alone; what they do not is passed on.
_COURTESY_BESIDE, _COURTESY_ALONE = 0.3, 0.7
# Beside a workbook hardly anybody says these, and what is told there of what came before has their words (decision 0033).
_NOT_BESIDE = {IntentKind.DECLINE, IntentKind.SUCCESSOR, IntentKind.ELSEWHERE, IntentKind.RESEND, IntentKind.UNSUBSCRIBE}
_SENTENCES, _WORDS = 2, 13  # A note that has fewer is short.
_HALF = 0.5  # A sentence carries what was weighed where it is at least half as like it as the likeliest one is.


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWeights:
    """A network: `hidden` and `direct` are a row of weights a unit or an intent, as many as there are `traits`, and `out` one an intent."""

    traits: tuple[str, ...]
    hidden: tuple[array[float], ...]
    hidden_bias: array[float]
    out: tuple[array[float], ...]
    direct: tuple[array[float], ...]
    bias: array[float]

    def chances(self, traits: Sequence[float]) -> Mapping[IntentKind, float]:
        """Return for each intent how likely a note with these traits carries it."""
        inner = [max(0.0, sum(map(mul, row, traits)) + bias) for row, bias in zip(self.hidden, self.hidden_bias, strict=True)]
        told = zip(KINDS, self.out, self.direct, self.bias, strict=True)
        return {kind: _chance(sum(map(mul, out, inner)) + sum(map(mul, direct, traits)) + bias) for kind, out, direct, bias in told}


def _chance(score: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, score))))


def packed(weights: NoteWeights) -> bytes:
    """Return weights as their file: a line that names the traits and tells how many units there are, and numbers of four bytes."""
    numbers = array("f")
    for row in (*weights.hidden, weights.hidden_bias, *weights.out, *weights.direct, weights.bias):
        numbers.extend(row)
    if sys.byteorder == "big":
        numbers.byteswap()
    return json.dumps({"traits": weights.traits, "units": len(weights.hidden)}).encode() + b"\n" + numbers.tobytes()


def unpacked(file: bytes) -> NoteWeights:
    """Return the weights of a file."""
    line, _, rest = file.partition(b"\n")
    head = json.loads(line)
    numbers = array("f", rest)
    if sys.byteorder == "big":
        numbers.byteswap()
    traits, units = tuple(head["traits"]), head["units"]
    lengths = (*[len(traits)] * units, units, *[units] * len(KINDS), *[len(traits)] * len(KINDS), len(KINDS))
    rows: list[array[float]] = []
    at = 0
    for length in lengths:
        rows.append(numbers[at : at + length])
        at += length
    out, direct = units + 1, units + 1 + len(KINDS)
    return NoteWeights(
        traits=traits,
        hidden=tuple(rows[:units]),
        hidden_bias=rows[units],
        out=tuple(rows[out:direct]),
        direct=tuple(rows[direct:-1]),
        bias=rows[-1],
    )


@cache
def weights() -> NoteWeights | None:
    """Return what was learned; None where it was learned of other traits, and the rules are believed alone."""
    found = unpacked(resources.files(__package__).joinpath(NAME).read_bytes())
    return found if found.traits == names() else None


def chances_of(said: Said, read: Sequence[Intent]) -> Mapping[IntentKind, float]:
    """Return how likely a note carries each intent, where rules `read` some in it.

    Nothing where it is too short to be weighed: what a sentence says by itself the rules read better, and it might mean anything.
    """
    learned, spoken = weights(), said.sentences or said.titles
    if learned is None or len(spoken) < _SENTENCES or sum(one.heard.words for one in spoken) < _WORDS:
        return {}
    return learned.chances(traits_of(said, {one.intent for one in read}))


def weighed(said: Said, read: Sequence[Intent], rules: Sequence[IntentRule], chances: Mapping[IntentKind, float]) -> list[Intent]:
    """Return the intents of a note in which `rules` `read` some, each with the words that carry it, in the order of the rules."""
    if not chances:
        return list(read)
    by_kind = {one.intent: one for one in read}
    found: list[Intent] = []
    for rule in (one for one in rules if one.intent in _FROM):
        bounds, chance, known = _FROM[rule.intent], chances[rule.intent], by_kind.get(rule.intent)
        if known and (known.alone or chance >= bounds.read):
            found.append(known)
        elif not known and chance >= bounds.unread and (more := _carried(rule, said, found)):
            found.append(more)
    return found or [_left(said, by_kind, chances)]


def _carried(rule: IntentRule, said: Said, found: Sequence[Intent]) -> Intent | None:
    """Return an intent that no rule read, with the sentences that are likest it; None where they take it back, or something forbids it."""
    spoken = said.sentences or said.titles
    likest = max(_alike(one, rule.intent) for one in spoken)
    carrying = tuple(one for one in spoken if _alike(one, rule.intent) >= _HALF * likest)
    denied = any(rule.intent in one.heard.denied for one in carrying)
    if denied or likest < _FROM[rule.intent].alike or not _may_carry(rule.intent, carrying, said, found):
        return None
    return rule.tell(carrying, said) if rule.tell else Intent(intent=rule.intent, words=words_of(carrying))


def _may_carry(kind: IntentKind, carrying: Sequence[HeardSentence], said: Said, found: Sequence[Intent]) -> bool:
    """Say whether sentences may carry an intent beside what came along, and what was found before it."""
    others = {one.intent for one in found}
    match kind:
        case IntentKind.EXTENSION:  # A promise beside a workbook tells of a copy, or an annex, unless that is a draft.
            may = not said.beside or (IntentKind.DRAFT in others and any(days_to_come(one, said) for one in carrying))
        case IntentKind.DRAFT:  # What is not final and did not come along is late.
            may = said.beside
        case IntentKind.ELSEWHERE:  # The address of a page alone says nothing of what is there.
            may = not all(one.leads for one in carrying)
        case IntentKind.CONFIRM:  # "Yes, we need more time": a yes to that, and to no figure.
            may = not others or not any("yes" in one.heard.said for one in carrying)
        case IntentKind.ANSWERS_IN_TEXT:  # Whoever answers nothing tells no answer that is only likely.
            may = IntentKind.DECLINE not in others
        case IntentKind.QUESTION:  # Whoever answers below what was asked repeats it.
            may = IntentKind.ANSWERS_IN_TEXT not in others
        case IntentKind.UNSUBSCRIBE:
            may = _is_wished(carrying, said, found)
        case _:
            may = True
    return may and not (said.beside and kind in _NOT_BESIDE)


def _is_wished(carrying: Sequence[HeardSentence], said: Said, found: Sequence[Intent]) -> bool:
    """Say whether sentences rather wish no more mail, in words of stopping or beyond doubt, and nobody will replace whoever wishes it."""
    replaced = any(one.intent is IntentKind.SUCCESSOR for one in found)
    rather = all(IntentKind.UNSUBSCRIBE in one.heard.rather and not one.asks and not one.leads for one in carrying)
    return rather and not replaced and any(_speaks_of_it(one, said) for one in carrying) and may_leave(carrying, said, found)


def _speaks_of_it(sentence: HeardSentence, said: Said) -> bool:
    plainly = IntentKind.UNSUBSCRIBE in sentence.heard.plainly or "leaving" in sentence.heard.said
    return plainly or "stop" in stands_for(sentence.text, [one.text for one in said.sentences])


def _alike(sentence: HeardSentence, kind: IntentKind) -> float:
    return max((one.get(kind, 0.0) for one in (sentence.heard.shares, *sentence.heard.parts)), default=0.0)


def _left(said: Said, read: Mapping[IntentKind, Intent], chances: Mapping[IntentKind, float]) -> Intent:
    """Return what is left where there is no intent: courtesy, or else a note, which a person reads."""
    bound = _COURTESY_BESIDE if said.beside else _COURTESY_ALONE
    kind = IntentKind.THANKS if IntentKind.THANKS in read and chances[IntentKind.THANKS] >= bound else IntentKind.NOTE
    return read.get(kind) or Intent(intent=kind, words=words_of(said.sentences or said.titles))
