"""What is said so plainly that it is believed whatever a note is like: an absence, a question left out, an answer put right, a yes.

Phrases and weights tell what a note is like, and these are like something else: who is away until a day names one as who asks for time
does, and who leaves question 14 out refuses as who leaves all of them does (decision 0191).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intent_rules.extension import days_to_come
from intake.understanding.intent_rules.successor import addresses
from intake.understanding.intents.objections import with_objection
from intake.understanding.intents.other_ways import answered_already, led_elsewhere
from intake.understanding.intents.remarks import remarked
from intake.understanding.intents.said import HeardSentence, Said, tells, without_law, words_of
from intake.understanding.intents.stopping import answers_a_condition, taken_off
from intake.understanding.intents.withdrawals import with_withdrawal
from intake.understanding.intents.yeses import confirmed
from languages.plain import plainly

_OF_AN_ABSENCE = {IntentKind.EXTENSION, IntentKind.SUCCESSOR}  # What an absence is taken for.
_ABOUT_TIME = frozenset({"extension", "promise", "answering", "pending", "request"})
_NEAR = 240  # So many signs behind what was told stands what is right.
# Who confirms, or has a figure of their own to tell, says what is right beside what is not, and says so as who corrects does.
_RIVALS = {IntentKind.CONFIRM, IntentKind.ANSWERS_IN_TEXT, IntentKind.QUESTION, IntentKind.DECLINE, IntentKind.SUCCESSOR}
_LEFT = {IntentKind.NOTE, IntentKind.THANKS}
_LEFT_OR_LIKE = _LEFT | {IntentKind.CONFIRM}  # "It was sent already" is like a yes.
_LEFT_OR_WANTED = _LEFT | {IntentKind.RESEND}
_FIGURE, _STEM = re.compile(r"\d+"), re.compile(r"\b[^\W\d]{6}")  # A thing is known by the first letters of its name.
_SHORT = 5  # A sentence of so many words that has a figure says little else.


def mended(found: Sequence[Intent], said: Said) -> list[Intent]:
    """Return intents without those that plain words speak against, and with what is plainly put right or confirmed.

    Where none is left, there is a note.
    """
    if not found:
        return []  # Nothing was said, or what stands there is nobody's word.
    if _takes_part(said):
        return [Intent(intent=IntentKind.THANKS, words=words_of(said.spoken))]
    kept = [one for one in found if not (_is_an_absence(one, said) or _is_no_refusal(one, found, said) or _is_in_time(one, said))]
    kept = with_objection(_with_what_was_before(with_withdrawal(remarked(kept, said), said), said), said)
    kinds = {one.intent for one in kept}
    if kinds <= _LEFT | {IntentKind.SUCCESSOR} and (off := taken_off(said)) and (kinds <= _LEFT or off[0] is IntentKind.UNSUBSCRIBE):
        return [Intent(intent=off[0], words=words_of(off[1]))]
    # "She remains your contact" is like what is said of a successor.
    unnamed = {one.intent for one in kept if one.intent is IntentKind.SUCCESSOR and not one.address}
    if IntentKind.CORRECTION not in kinds and (righted := _put_right(said, kinds & _RIVALS)):
        kept = [one for one in kept if one.intent not in _LEFT] + [Intent(intent=IntentKind.CORRECTION, words=words_of(righted))]
    elif kinds - unnamed <= _LEFT and (confirming := confirmed(said)):
        kept = [Intent(intent=IntentKind.CONFIRM, words=words_of(confirming))]
    elif (kinds <= _LEFT and (leading := led_elsewhere(said))) or (kinds <= _LEFT_OR_LIKE and (leading := answered_already(said))):
        kept = [Intent(intent=IntentKind.ELSEWHERE, words=words_of(leading))]
    elif kinds <= _LEFT and (again := _wanted_again(said)):
        kept = [again]
    return kept or [Intent(intent=IntentKind.NOTE, words=words_of(said.spoken))]


def _with_what_was_before(found: Sequence[Intent], said: Said) -> list[Intent]:
    """Return intents with a question in place of the wish for a workbook where what was answered in a round before is asked for."""
    wanted = [one for one in said.spoken if (one.asks or "request" in one.heard.said) and plainly("of_before").search(one.text)]
    words = words_of(wanted)
    kept = [one for one in found if said.beside or one.intent not in _LEFT_OR_WANTED or one.words not in words]
    asks = any(one.intent is IntentKind.QUESTION for one in kept)
    return kept if len(kept) == len(found) or asks else [*kept, Intent(intent=IntentKind.QUESTION, words=words)]


def _wanted_again(said: Said) -> Intent | None:
    """Return the wish for the workbook of who says no more of it than our letters tell them to, "Please send it again"; or None."""
    wishes = tuple(one for one in said.spoken if plainly("again").search(one.text))
    if not wishes or said.beside:
        return None
    alone = not said.cut and not any(tells(one, beside=False) for one in said.spoken if one not in wishes)
    return Intent(intent=IntentKind.RESEND, words=words_of(wishes), alone=alone)


def _takes_part(said: Said) -> bool:
    """Say whether somebody says that they take part, or answer in time, and nothing else: that asks for nothing."""
    spoken = said.spoken
    plain = [one for one in spoken if plainly("takes_part").search(one.text)]
    rest = (one for one in spoken if one not in plain)
    return bool(plain) and not said.cut and not said.beside and not any(one.asks or one.heard.unsaid for one in rest)


def _is_an_absence(intent: Intent, said: Said) -> bool:
    """Say whether what looks like a wish for time, or a successor, is no more than that somebody is away and reads mail afterwards.

    Where they name who answers meanwhile, nobody asks for time either.
    """
    if intent.intent not in _OF_AN_ABSENCE or said.beside:
        return False
    leading = [one for one in said.spoken if one in said.where("successor") or addresses(one.text, said)]
    if leading and intent.intent is IntentKind.SUCCESSOR:
        return False
    spoken = [one for one in said.spoken if one not in leading]
    about = [one for one in spoken if one.asks or one.heard.said & _ABOUT_TIME or days_to_come(one, said)]
    if any(day.more for one in about for day in days_to_come(one, said)):
        return False  # "We need three more weeks because the office is closed on 25 January."
    text = "\n".join(one.text for one in spoken)
    away = any(plainly("away").search(one.text) for one in spoken)
    return away and all(map(_tells_of_absence, about)) and not plainly("expects").search(text)


def _is_in_time(intent: Intent, said: Said) -> bool:
    """Say whether what looks like a wish for time promises the answer by the day that was set: "on Friday, well before the deadline"."""
    if intent.intent is not IntentKind.EXTENSION or any(day.more for one in said.spoken for day in days_to_come(one, said)):
        return False
    keeps = any(not one.asks and plainly("in_time").search(one.text) and not plainly("late").search(one.text) for one in said.spoken)
    return keeps and not any(_asks_for_time(one) for one in said.spoken)


def _asks_for_time(sentence: HeardSentence) -> bool:
    asks = sentence.asks or "request" in sentence.heard.said or plainly("late").search(sentence.text)
    return "extension" in sentence.heard.said and bool(asks)


def _tells_of_absence(sentence: HeardSentence) -> bool:
    return not sentence.asks and any(plainly(kind).search(sentence.text) for kind in ("away", "returns"))


def _is_no_refusal(intent: Intent, found: Sequence[Intent], said: Said) -> bool:
    """Say whether a seeming refusal leaves out single questions, a file whose answers came elsewhere, or depends on something.

    Nor does it refuse to take back a question or a remark, and who has answered tells of somebody else's refusal; who quotes our
    letter's condition tells of none.
    """
    if intent.intent is not IntentKind.DECLINE:
        return False
    if any(plainly("ours_came").search(one.text) for one in said.spoken) or answers_a_condition(said, IntentKind.DECLINE):
        return True
    elsewhere = any(one.intent is IntentKind.ELSEWHERE for one in found)
    rest = any(plainly("rest_told").search(one.text) for one in said.spoken)
    sentences = [one for one in said.spoken if one.text in intent.words]
    if sentences and all("not_refused" in one.heard.said for one in sentences):
        return True
    carrying = [one.text for one in sentences]
    stays = [plainly("answers_stay").search(one) is not None for one in carrying]
    lesser = (kept or _leaves_something(one, rest=rest, elsewhere=elsewhere) for one, kept in zip(carrying, stays, strict=True))
    return bool(carrying) and all(lesser)


def _leaves_something(sentence: str, *, rest: bool, elsewhere: bool) -> bool:
    """Say whether a sentence refuses less than all. `rest` tells that the rest is answered, `elsewhere` that all is, in another place."""
    if plainly("whole").search(sentence):
        return plainly("last_resort").search(sentence) is not None
    kinds = ("item", "last_resort", "never_came", *(("no_file",) if elsewhere else ()))
    return rest or any(plainly(kind).search(without_law(sentence)) for kind in kinds)


def _put_right(said: Said, rivals: set[IntentKind]) -> tuple[HeardSentence, ...]:
    """Return the sentences that tell plainly which answer stands there and which is to; none where nobody does, or somebody asks.

    Beside a confirmation only what is said in one breath does: one figure may be right, and another not.
    """
    stated = [one for one in said.spoken if not one.asks]
    swapped = tuple(one for one in stated if plainly("swapped").search(one.text))
    if rivals:
        return swapped if rivals <= {IntentKind.CONFIRM} else ()
    threes = [stated[at : at + 3] for at in range(len(stated))]
    return swapped or next((found for three in threes if (found := _amended(three) or _taken_back(three) or _retold(three))), ())


def _amended(sentences: Sequence[HeardSentence]) -> tuple[HeardSentence, ...]:
    """Return these sentences where the first begins to tell what was put, and what is right stands near behind it."""
    text = words_of(sentences)
    told = plainly("told").search(sentences[0].text)
    right = plainly("amended").search(text, told.end(), told.end() + _NEAR) if told else None
    return tuple(sentences) if right else ()


def _taken_back(sentences: Sequence[HeardSentence]) -> tuple[HeardSentence, ...]:
    """Return these sentences where the first tells what was said before, and behind that it is said not to be so."""
    text = words_of(sentences)
    told = plainly("said_before").search(sentences[0].text)
    return tuple(sentences) if told and plainly("was_wrong").search(text, told.end(), told.end() + _NEAR) else ()


def _retold(sentences: Sequence[HeardSentence]) -> tuple[HeardSentence, ...]:
    """Return these sentences where the first tells a figure that was given, and a short one behind it another of the same thing."""
    first, *after = (one.text for one in sentences)
    if not plainly("said_before").search(first):
        return ()
    figures, stems = set(_FIGURE.findall(first)), set(_STEM.findall(first.lower()))
    again = (one for one in after if len(one.split()) <= _SHORT and stems & set(_STEM.findall(one.lower())))
    return tuple(sentences) if figures and any(figures.isdisjoint(others) for one in again if (others := set(_FIGURE.findall(one)))) else ()
