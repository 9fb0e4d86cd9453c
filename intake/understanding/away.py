"""What an automatic reply says of its owner: that they are away, until when, and who stands in for them.

A person says in passing that they will be away, and goes on to something else; a machine says that, and what its owner left for everyone.
"""

from __future__ import annotations

from intake.understanding.words import bare_subject, sentences
from languages.mail import pattern

_BEGINNING, _LONGEST = 400, 1_200
_LEFT_FOR_EVERYONE = ("automatic_thanks", "automatic_return", "automatic_urgent")


def sounds_automatic(subject: str, words: str) -> str:
    """Return the words that somebody is away, where nothing else marks an automatic reply but how it speaks; else "".

    Beside the absence there must be what is left for everyone: thanks for the message, when it is answered, whom to turn to. Whoever
    asks something, or speaks of the questionnaire, is a person.
    """
    absent = pattern("absent").search(f"{bare_subject(subject)}\n{words[:_BEGINNING]}")
    if (
        not absent
        or len(words) > _LONGEST
        or pattern("the_answer").search(words)
        or any(one.endswith(("?", "؟", "？")) for one in sentences(words))
    ):
        return ""
    return absent[0] if any(pattern(kind).search(words) for kind in _LEFT_FOR_EVERYONE) else ""
