"""What an automatic reply says of its owner: that they are away, until when, and who stands in for them.

A person says in passing that they will be away, and goes on to something else; a machine says that, and what its owner left for everyone.
"""

from __future__ import annotations

from datetime import date

from domain.intent import Intent, IntentKind
from intake.parsing.mail import Mail
from intake.understanding.dates import dates
from intake.understanding.machine import is_daemon, is_no_reply
from intake.understanding.recipients import ADDRESS
from intake.understanding.words import bare_subject, sentences
from languages.mail import pattern

_BEGINNING, _LONGEST, _LONGEST_SAID = 400, 1_200, 8_000
_LEFT_FOR_EVERYONE = ("automatic_thanks", "automatic_return", "automatic_urgent")
_SAYS_ABSENCE = ("absent", "automatic_subject", "automatic_return")
_ABOUT_ABSENCE = (*_SAYS_ABSENCE, "automatic_until")


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


def absence(mail: Mail, words: str) -> Intent:
    """Return what an automatic reply, whose own words are `words`, tells: `until` is the last day that it names, as it is named.

    That is the day of return where it says "back on 5 January", and the last day of absence where it says "until 4 January".
    """
    said = words[:_LONGEST_SAID]
    return Intent(intent=IntentKind.AUTO_REPLY, words=words, until=_until(mail, said), address=_substitute(mail, said))


def _until(mail: Mail, words: str) -> date | None:
    """Return the latest day that the subject and the sentences about the absence name, or any sentence where these name none."""
    sent = mail.sent
    if sent is None:
        return None
    said = sentences(words)
    about = tuple(one for one in (_own_subject(mail), *said) if any(pattern(kind).search(one) for kind in _ABOUT_ABSENCE))
    for group in (about, said):
        named = [found.day for found in dates("\n".join(group), sent) if found.day > sent.date()]
        if named:
            return max(named)
    return None


def _own_subject(mail: Mail) -> str:
    """Return the subject, unless it is a mark and the subject that is answered, as in "Automatic reply: Answers due by 30 April"."""
    mark = pattern("automatic_subject").match(mail.subject)
    behind = mail.subject[mark.end() :].lstrip() if mark else ""
    answers = behind.startswith((":", "：")) and not any(pattern(kind).search(behind) for kind in _SAYS_ABSENCE)
    return "" if answers else mail.subject


def _substitute(mail: Mail, words: str) -> str | None:
    """Return the first address in the text that is not its author's own, nor one that nobody reads."""
    theirs = {mail.sender, mail.reply_address, *mail.recipients}
    found = (one[0].lower() for one in ADDRESS.finditer(words))
    return next((one for one in found if one not in theirs and not is_daemon(one) and not is_no_reply(one)), None)
