"""The address wants no more mailings."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, words_of
from languages.likeness import stands_for
from languages.mail import pattern

# Whoever wants one of these will hear from us, or we from them; for whom somebody else answers, neither is needed.
_STAYS = {
    IntentKind.EXTENSION,
    IntentKind.RESEND,
    IntentKind.CORRECTION,
    IntentKind.DRAFT,
}
_BARE = 3  # Words; so few are like a wish by chance.
_SHORT, _LONG = 60, 120  # Words; a longer text says other things too, and what is only rather like such a wish may be one of them.


def _find(said: Said, found: Sequence[Intent]) -> Intent | None:
    alone = _alone(said)
    if alone:
        return Intent(intent=IntentKind.UNSUBSCRIBE, words=words_of(alone))
    # A wish may be put politely, as a question. A sentence with a link tells how others leave a list of theirs, or speaks of ours.
    replaced = any(one.intent == IntentKind.SUCCESSOR for one in found)
    told = tuple(
        one
        for one in said.spoken
        if _is_wish(one, said) and not (one.names_page or _tells_others(one) or (replaced and _is_of_another(one, said)))
    )
    wished = tuple(one for one in told if not one.asks or "request" in one.heard.said)
    if not wished or not may_leave(wished, said, found):
        return None
    return Intent(intent=IntentKind.UNSUBSCRIBE, words=words_of(wished))


def may_leave(wished: Sequence[HeardSentence], said: Said, found: Sequence[Intent]) -> bool:
    """Say whether nothing in a text speaks against such a wish in some of its sentences: an answer, a promise, much else."""
    if names_debtors(said):
        return False
    surely = all("unsubscribe" in one.heard.rather for one in wished)
    long = sum(one.heard.words for one in said.sentences) > (_LONG if surely else _SHORT)
    return not (long or said.beside or said.where("promise") or any(one.intent in _STAYS for one in found))


def names_debtors(said: Said) -> bool:
    """Say whether a text names a list of those who are late: whoever has answered wants to be off that one, and hears of the next study."""
    return any(pattern("debtors").search(one.text) for one in (*said.sentences, *said.titles))


def _is_wish(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence says such a wish, or is like one beyond doubt and speaks of stopping: "I sign off from all of it".

    In a few words that are only like one ("forget", "delete it please"), nothing tells what is to be stopped: a person reads them.
    """
    like = "unsubscribe" in sentence.heard.plainly and sentence.heard.words > _BARE and not sentence.asks
    if "unsubscribe" in sentence.heard.said or not like:
        return "unsubscribe" in sentence.heard.said
    return "stop" in stands_for(sentence.text, [one.text for one in said.sentences])


def _tells_others(sentence: HeardSentence) -> bool:
    """Say whether a sentence tells others how to leave a list of theirs: "if you wish no more of it, write to leave@firm.example"."""
    return "supposing" in sentence.heard.said and "@" in sentence.text


def _is_of_another(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence speaks of somebody else, as of whom another replaces: "take Julian off your list, he has left us"."""
    return "they" in stands_for(sentence.text, [one.text for one in said.sentences])


def _alone(said: Said) -> tuple[HeardSentence, ...]:
    """Return the word that is a whole text, or a whole subject above an empty one, as the address of List-Unsubscribe gets it.

    A word or two may stress it: "unsubscribe. everywhere. for good."
    """
    sentences = tuple(one for one in said.sentences if one.heard.unsaid) or said.titles
    first, behind = sentences[:1], sentences[1:]
    bare = len(behind) <= _BARE and all(one.heard.words == 1 and not (one.heard.said or one.asks) for one in behind)
    return first if bare and any("stop" in one.heard.said and not one.names_page for one in first) else ()


RULE = IntentRule(
    intent=IntentKind.UNSUBSCRIBE,
    order=80,
    says="The word alone, or an unmistakable wish that no more mail comes, in a short text that promises nothing.",
    find=_find,
)
