"""Who takes all their answers back: they take no part any more, however little that sounds like a refusal (decision 0170)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import HeardSentence, Said, without_law, words_of
from languages.plain import plainly

# What others wrote is nobody's word here: "you write that we “withdraw our answers”".
_QUOTED = re.compile(
    '"[^"]{0,300}"|\u201c[^\u201d]{0,300}\u201d|\u201e[^\u201c\u201d]{0,300}[\u201c\u201d]|\u00ab[^\u00bb]{0,300}\u00bb|\u300c[^\u300d]{0,300}\u300d'
)
# What a sentence that takes answers back is read as besides: that these are secret, or wrong. With the answers it is taken back.
_OF_ANSWERS = {IntentKind.NOTE, IntentKind.THANKS, IntentKind.CONFIDENTIAL, IntentKind.CORRECTION, IntentKind.ANSWERS_IN_TEXT}
_AMISS = {IntentKind.CORRECTION, IntentKind.DRAFT, IntentKind.ANSWERS_IN_TEXT}  # Who also says one of these answers anew.


def with_withdrawal(found: Sequence[Intent], said: Said) -> list[Intent]:
    """Return intents with a refusal where somebody takes all their answers back; else as they are.

    Beside a workbook it is a note, since whoever brings answers may mean those that came before: a person reads that.
    """
    taken = taken_back(said)
    if not taken or any(one.intent is IntentKind.DECLINE for one in found):
        return list(found)
    words = words_of(taken)
    if said.beside:
        kept = [one for one in found if one.intent is not IntentKind.THANKS]
        return kept or [Intent(intent=IntentKind.NOTE, words=words)]
    if any(one.intent in _AMISS and one.words not in words for one in found):
        return list(found)
    kept = [one for one in found if one.intent not in _OF_ANSWERS and one.words not in words]
    return [*kept, Intent(intent=IntentKind.DECLINE, words=words)]


def taken_back(said: Said) -> tuple[HeardSentence, ...]:
    """Return the sentences that take all answers back; none where others are to come in their place.

    Who asks whether they can does not do so yet, but a polite request may have the mark of a question.
    """
    if plainly("answers_anew").search(words_of(said.spoken)):
        return ()
    return tuple(one for one in said.spoken if _takes_back(one))


def _takes_back(sentence: HeardSentence) -> bool:
    text = without_law(unquoted(sentence))
    asks = sentence.asks and "request" not in sentence.heard.said
    less = any(plainly(kind).search(text) for kind in ("item", "answers_kept", "answers_stay"))
    return not asks and not less and plainly("answers_back").search(text) is not None


def unquoted(sentence: HeardSentence) -> str:
    """Return a sentence without what it quotes, which is nobody's word here."""
    return _QUOTED.sub(" ", sentence.text)
