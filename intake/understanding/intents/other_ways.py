"""Who says plainly that the answers come another way: by telephone, in print, or on a page to take them from (decision 0194).

Or that they have come already: a colleague sent them, or it was done last month.
"""

from __future__ import annotations

from intake.understanding.intents.said import HeardSentence, Said, tells
from languages.plain import plainly


def led_elsewhere(said: Said) -> tuple[HeardSentence, ...]:
    """Return the sentences that tell where the answers are; none where nobody does, somebody asks, or a workbook came along."""
    spoken = said.spoken
    if said.beside or any(one.asks for one in spoken):
        return ()
    told = tuple(one for one in spoken if plainly("by_phone").search(one.text) and plainly("figures").search(one.text))
    if told:
        return told
    pairs = (spoken[at : at + 2] for at in range(len(spoken)))
    return next((pair for pair in pairs if _are_to_be_taken(pair)), ())


def _are_to_be_taken(sentences: tuple[HeardSentence, ...]) -> bool:
    """Say whether the first sentence names what is printed or a page, and they tell that the answers are there, or come by no mail."""
    if not plainly("printed").search(sentences[0].text) or not any(plainly("figures").search(one.text) for one in sentences):
        return False
    return any(plainly(kind).search(one.text) for one in sentences for kind in ("taken_there", "no_mail"))


def answered_already(said: Said) -> tuple[HeardSentence, ...]:
    """Return the sentences that tell that somebody has answered already; none where more is told, somebody asks, or a workbook came along.

    Greetings have the words of it, as "colleague" and "Mr", and it is no courtesy: where no answer came, a person looks for it.
    """
    if said.beside or any(one.asks or plainly("affirms").match(one.text) for one in said.spoken):
        return ()
    told = tuple(one for one in said.spoken if plainly("answered_already").search(one.text))
    return () if any(tells(one, beside=False) for one in said.spoken if one not in told) else told
