"""An answer of staff: whoever was passed a message on replies to that letter, and their words go to who wrote the message. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from domain.case import CaseKind, Decision
from domain.effects import Effect, Hold, Ignore, SendAnswer
from domain.letter import Letter, LetterKind
from domain.message import WRITTEN, NamedDelivery
from domain.said_of_case import Beside
from intake.deciding.policy import forged
from intake.understanding.coordinators.case_words import is_unsure, lone_word, said_of_case
from intake.understanding.examine import Examined
from languages import ENGLISH
from languages.decisions import word
from languages.telling import named, phrased

_L = TypeVar("_L", Letter, NamedDelivery)


def answers(examined: Examined, answered: Sequence[NamedDelivery], now: datetime) -> Iterator[Effect]:
    """Yield what comes of a reply to a letter by which a message was passed on; nothing where the message is no such reply.

    `answered` are our letters whose tags the message carries. It is one only from the address to which that letter went, and by a person.
    A word that decides a case is meant for us, and not for who wrote the message: it waits for a person. `now` is in the study's zone.
    The tag is the secret of the letter; that the mail server calls the address forged is believed all the same, and nothing is sent then.
    Nor is anything where it called the address forged of whoever wrote the message: somebody who asked nothing would get the answer.
    """
    if examined.classification.kind not in WRITTEN:
        return
    letter = answered_passing_on(examined, answered)
    if letter is None:
        return
    if forged(examined):
        yield Ignore(phrased("messages.why.forged_answer", letter=str(letter.letter_id)))
    elif why := _decides(examined, now, str(letter.letter_id)):
        yield Hold(cause=f"answer:{examined.sha256[:16]}", kind=CaseKind.MESSAGE, reasons=(why,))
    elif letter.forged:
        yield Hold(
            cause=f"answer:{examined.sha256[:16]}", kind=CaseKind.MESSAGE, reasons=(_to_somebody_else(letter),), words=examined.own_words
        )
    elif words := _unsigned(examined):
        yield SendAnswer(letter_id=letter.letter_id, words=words)
    else:
        yield Ignore(phrased("messages.why.says_nothing", letter=str(letter.letter_id)))


def _decides(examined: Examined, now: datetime, letter: str) -> str:
    """Return why an answer was meant for us, also one that takes itself back; "" where it says nothing of the kind."""
    found = said_of_case(examined.own_words, now, examined.signed_words)
    if found and isinstance(found.what, Decision):
        return phrased("reasons.decides_beside", letter=letter, decision=named("decision", found.what))
    if is_unsure(examined.own_words, examined.signed_words):
        return phrased("reasons.takes_back_beside", letter=letter)
    if (found and found.what is Beside.UNDO) or lone_word(examined.own_words):
        return phrased("reasons.decides_beside", letter=letter, decision=lone_word(examined.own_words) or word(ENGLISH, Beside.UNDO))
    return ""


def _to_somebody_else(letter: NamedDelivery) -> str:
    """Return why an answer is not sent to an address that somebody else wrote as theirs, and how it is sent all the same."""
    if letter.question is None:
        return phrased("reasons.sender_forged", letter=str(letter.letter_id))
    return phrased("reasons.asker_forged", letter=str(letter.letter_id), question=str(letter.question))


def answered_passing_on(examined: Examined, letters: Iterable[_L]) -> _L | None:
    """Return which of our letters a message answers that passed another on, and went to where this one comes from; None where none is."""
    named = {one.partition("@")[0].lower() for one in examined.mail.in_reply_to}
    passed_on = (one for one in letters if one.kind is LetterKind.PASSED_ON and one.address.lower() == examined.mail.author)
    return next((one for one in passed_on if one.tag in named), None)


def _unsigned(examined: Examined) -> str:
    """Return the words of whoever answers without the lines that are their name or hold their address: they speak for the study."""
    address = examined.mail.author
    name = " ".join(examined.mail.headers.get("from").replace(address, "").split()).strip(' "<>').casefold()
    lines = examined.own_words.splitlines()
    return "\n".join(one for one in lines if address not in one.lower() and one.strip().casefold() != (name or None)).strip()
