"""They confirm what the letter that they answer asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, words_of
from languages.likeness import stands_for

# What is said of another answer, of this round, or of whoever answers: "we take no part in it, but the figure of last year is right".
_BESIDE_IT = {
    IntentKind.CONFIDENTIAL,
    IntentKind.CORRECTION,
    IntentKind.DECLINE,
    IntentKind.DRAFT,
    IntentKind.ELSEWHERE,
    IntentKind.SUCCESSOR,
}
_WITH_FIGURES = {"confirm", "correction", "answers_in_text"}
_OF_FIGURES = frozenset({"figure", "label", "right", "wrong", "jump", "odd", "none", "unit", "count", "check", "twice", "mean", "blank"})
_PART = "label"  # Whoever takes part names no part of a form, unless it has a number.
_BARE = "yes"
_SHORT = 4  # So many words of courtesy beside a "yes" are surely no more than that.


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    # A yes to something else goes on with what it is a yes to: "yes, we need more time". But one answer may be right, and another not.
    kinds = {one.intent for one in found}
    names = (IntentKind.CONFIRM,) if kinds else (IntentKind.CONFIRM, _BARE)
    figures = tuple(one for one in said.spoken if _names_figure(one)) if kinds <= {IntentKind.CORRECTION} else ()
    # What is said beyond doubt is said whatever else is, where it is more than a yes to that.
    plain = tuple(one for one in said.spoken if IntentKind.CONFIRM in one.heard.plainly and _BARE not in one.heard.said)
    asked = (*said.where(*names), *figures) if kinds <= _BESIDE_IT else plain
    sentences = tuple(
        one for one in asked if not one.asks and one.heard.said.isdisjoint(_taken(kinds, one, said)) and not _joins(one, said)
    )
    told = tuple(one for one in said.spoken if one in sentences)
    return Intent(intent=IntentKind.CONFIRM, words=words_of(told), alone=_is_bare(said)) if told else None


def _joins(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence confirms that somebody takes part, and nothing of a figure: "we confirm that we shall attend"."""
    told = stands_for(sentence.text, [one.text for one in said.sentences])
    numbered = any(sign.isdigit() for sign in sentence.text)
    return "join" in told and told.isdisjoint(_OF_FIGURES if numbered else _OF_FIGURES - {_PART})


def _names_figure(sentence: HeardSentence) -> bool:
    """Say whether a sentence names a figure, and rather says that something is so than what else figures are named for."""
    return sentence.heard.rather & _WITH_FIGURES == {"confirm"} and any(sign.isdigit() for sign in sentence.text)


def _taken(kinds: Collection[IntentKind], sentence: HeardSentence, said: Said) -> set[IntentKind]:
    """Return which of the things that were found this sentence may have been found for: a correction that others tell as well is theirs."""
    told_by_others = any(one != sentence for one in said.where(IntentKind.CORRECTION))
    return set(kinds) - ({IntentKind.CORRECTION} if told_by_others else set())


def _is_bare(said: Said) -> bool:
    """Say whether a text, and a subject of its own, say nothing but yes."""
    beside = [one for one in (*said.sentences, *said.titles) if one.asks or _BARE not in one.heard.said]
    return not said.cut and bool(said.where(_BARE)) and all(_is_short_courtesy(one) for one in beside)


def _is_short_courtesy(sentence: HeardSentence) -> bool:
    return not sentence.asks and sentence.heard.unsaid == 0 and sentence.heard.words <= _SHORT


RULE = IntentRule(
    intent=IntentKind.CONFIRM,
    order=82,
    says="A yes and nothing else, or a statement that what was asked is so.",
    find=_find,
)
