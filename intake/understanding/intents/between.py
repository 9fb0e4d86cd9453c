"""Whether somebody answers between the lines of our letter, which no program does."""

from __future__ import annotations

from intake.parsing.mail import Mail
from intake.understanding.evidence.machine import null_sender
from intake.understanding.evidence.reports import REPLY_CODE, STATUS
from intake.understanding.machines.away import sounds_left_for_everyone
from intake.understanding.own_words.quotations import own_parts
from languages.mail import pattern

_LONGEST = 8_000
_FEWEST = 2  # Places; a program quotes once, and may sign below.


def answers_between_lines(mail: Mail) -> bool:
    """Say whether somebody writes below several places that they quote, as whoever edits their answers into our letter.

    A program quotes our letter whole, above or below its own words. What servers said to each other looks so too, and has their codes.
    """
    if null_sender(mail):
        return False
    _, *below = own_parts(mail.text[:_LONGEST].split("\n"))
    said = ["\n".join(part).strip() for part in below]
    told = [one for one in said if one and not pattern("attribution").search(one)]
    coded = any(REPLY_CODE.search(one) or STATUS.search(one) for one in told)
    return not coded and sum(not sounds_left_for_everyone(one) for one in told) >= _FEWEST
