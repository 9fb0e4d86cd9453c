"""A word or two that stop something: our mail, or what somebody sent by mistake."""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.said import Said, words_of
from languages.likeness import stands_for

_FEW = 3  # Words, which stop anything.
_LEAVING = {"unsubscribe", "decline"}
_OF_A_FORM, _SENT = {"form", "draft", "wrong"}, {"send", "day"}  # What somebody stops (languages/concepts.py).


def without_other_stops(found: Sequence[Intent], said: Said) -> tuple[Intent, ...]:
    """Return intents without the wish to leave of who stops something else; a note where none is left, which a person reads."""
    kept = tuple(one for one in found if not _stops_something_else(one, said))
    return kept if kept or not found else (Intent(intent=IntentKind.NOTE, words=words_of(said.spoken)),)


def _stops_something_else(intent: Intent, said: Said) -> bool:
    """Say whether a word or two stop something else than our mail, as in "Stop please! What my apprentice sent was an exercise.".

    Beside such a word they tell of a form or of what they sent, and of no mail, nor of a wish to leave or to refuse.
    """
    carrying = [one for one in said.spoken if one.text in intent.words]
    if intent.intent is not IntentKind.UNSUBSCRIBE or not carrying or any(one.heard.words > _FEW for one in carrying):
        return False
    texts = [one.text for one in said.spoken]
    others = [one for one in said.spoken if one not in carrying]
    told = [stands_for(one.text, texts) for one in others]
    leaves = any("mail" in one for one in told) or any(_LEAVING & {*one.heard.said, *one.heard.plainly} for one in others)
    return not leaves and any(one & _OF_A_FORM or one >= _SENT for one in told)
