"""What an automatic reply says of its owner: that they are away, until when, and who stands in for them.

A person says in passing that they will be away, and goes on to something else; a machine says that, and what its owner left for everyone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from domain.intent import Intent, IntentKind
from intake.parsing.mail import Mail
from intake.understanding.days.dates import MentionedDate, dates, with_whole_days
from intake.understanding.evidence.machine import absent_subject, is_daemon, is_no_reply, list_of
from intake.understanding.machines.recipients import ADDRESS
from intake.understanding.own_words.lines import count_words, is_broken
from intake.understanding.own_words.ticket_fields import is_field
from intake.understanding.own_words.words import asks, bare_subject, sentences
from languages.mail import pattern

_BEGINNING, _LONGEST, _LONGEST_SAID = 400, 1_200, 8_000
_LEFT_FOR_EVERYONE = ("automatic_thanks", "automatic_return", "automatic_urgent")
_OF_A_RECEIPT = (
    "automatic",
    "automatic_receipt",
    "automatic_promise",
    *_LEFT_FOR_EVERYONE,
    "office_rule",
    "desk_notice",
    "desk_line",
    "bounce_greeting",
    "signature",
)
_CERTAIN = ("automatic", "automatic_receipt", "automatic_challenge", "desk_notice")
_BESIDE_A_NOTICE = 2  # Sentences: what a ticket is called, and how to look it up.
_SPAN = 24  # Signs between the two days of a span.
_LEAST = 4  # Words; a name or a telephone number is no sentence of its own.
_MOMENT = re.compile(r"\b\d{1,4}([./-])\d{1,2}\1\d{1,4}\b|\b\d{1,2}:\d\d(?::\d\d)?\b")  # A day, or a time of one.
_SAYS_ABSENCE = ("absent", "absent_subject", "automatic_subject", "automatic_return")
_OF_AN_ABSENCE = (*_OF_A_RECEIPT, *_SAYS_ABSENCE, "has_left", "unread_mailbox")
_LEAVES = (*_SAYS_ABSENCE, "automatic_urgent", "has_left")
_TAKES_IN = ("automatic_thanks", "automatic_receipt", "automatic_challenge", "desk_notice")
_ABOUT_ABSENCE = (*_SAYS_ABSENCE, "automatic_until")


def sounds_automatic(subject: str, words: str) -> str:
    """Return the words that somebody is away, where nothing else marks an automatic reply but how it speaks; else "".

    Beside the absence there must be what is left for everyone: thanks for the message, when it is answered, whom to turn to. Whoever
    asks something, or speaks of the questionnaire, is a person.
    """
    beginning = f"{bare_subject(subject)}\n{words[:_BEGINNING]}"
    absent = pattern("absent").search(beginning) or pattern("has_left").search(beginning)
    if not absent or len(words) > _LONGEST or pattern("the_answer").search(words) or asks(words):
        return ""
    return absent[0] if any(pattern(kind).search(words) for kind in _LEFT_FOR_EVERYONE) and tells_little_else(words) else ""


def unmentioned(words: str) -> str:
    """Return words without those that speak of an automatic reply somebody got, and what a gateway says that it did automatically.

    Both have the words of a program that speaks of itself, and stand in what people write.
    """
    return pattern("automatic_mention").sub(" ", words)


def tells_little_else(words: str) -> bool:
    """Say whether no more than a sentence tells something else than an absence, and whom to turn to meanwhile."""
    return len(told_besides(words)) <= 1


def told_by_a_program(words: str, *, by_person: bool = False) -> str:
    """Return the words by which a program tells of itself, where marks of it stand beside that people's messages bear too; else "".

    That it took a request in, or what became of this, only programs tell, and little else; thanks, an absence and whom to turn to people
    tell as well, who say more than that. `by_person` is whether something is said that is left for nobody else than us.
    """
    words = unmentioned(words)
    others = len(told_besides(words))
    certain = next((found for kind in _CERTAIN if (found := pattern(kind).search(words))), None)
    if certain and others <= _BESIDE_A_NOTICE:
        return certain[0]
    if by_person or others > 1:
        return ""
    left = any(pattern(kind).search(words) for kind in ("automatic_promise", "automatic_return", "automatic_urgent"))
    told = next((found for kind in ("absent", "has_left", "automatic_thanks") if (found := pattern(kind).search(words))), None)
    return told[0] if told and (left or not others) else ""


def sounds_left_for_everyone(words: str) -> bool:
    """Say whether anything in these words is what programs answer with, whatever else is told."""
    words = unmentioned(words)
    of_programs = (*_CERTAIN, *_SAYS_ABSENCE, *_LEFT_FOR_EVERYONE, "automatic_promise", "has_left", "unread_mailbox")
    return any(pattern(kind).search(words) for kind in of_programs)


def tells_beside_marks(words: str) -> bool:
    """Say whether words tell something, and nothing that programs tell but thanks, which people begin with as well."""
    words = unmentioned(words)
    of_programs = (*_CERTAIN, *_SAYS_ABSENCE, "automatic_urgent", "automatic_promise", "has_left", "unread_mailbox")
    return tells_something(words) and not any(pattern(kind).search(words) for kind in of_programs)


def leaves_something(words: str) -> bool:
    """Say whether words leave something for everyone who writes: thanks, a promise, when they are answered, whom to turn to."""
    return any(pattern(kind).search(words) for kind in (*_LEFT_FOR_EVERYONE, "automatic_promise"))


def tells_something(words: str) -> bool:
    """Say whether a sentence tells something else than an absence, what became of a request, and whom to turn to meanwhile."""
    return bool(told_besides(words))


def told_besides(words: str) -> tuple[str, ...]:
    """Return the sentences that tell something else than an absence, what became of a request, and whom to turn to meanwhile."""
    said = (one for one in sentences(_unbroken(unmentioned(words))) if count_words(one) >= _LEAST)
    return tuple(one for one in said if not any(pattern(kind).search(one) for kind in _OF_AN_ABSENCE))


def tells_of_itself(words: str) -> bool:
    """Say whether nothing is told but that a program answers, and maybe when our letter was sent: no other number stands there."""
    said = sentences(unmentioned(words))
    others = any(one.isdigit() for one in _MOMENT.sub("", words))
    return bool(said) and not others and all(pattern("automatic").search(one) for one in said)


def goes_on_behind_an_absence(subject: str) -> bool:
    """Say whether somebody goes on in their own subject, as in "Out of office, but I answer": such a subject alone tells no program."""
    away = absent_subject(subject)
    return bool(away) and pattern("goes_on").search(subject.partition(away)[2]) is not None


def sounds_unread(words: str) -> str:
    """Return the words by which a mailbox says of itself that nobody reads it, where it tells little else; else "".

    Whoever leaves a mailbox says so, too, and speaks of our letter, asks, or goes on to who does their work now. The form of a web page is
    the questionnaire's word in some languages.
    """
    found = pattern("unread_mailbox").search(words)
    if not found or len(words) > _LONGEST or not tells_little_else(words) or asks(words) or pattern("our_letter").search(words):
        return ""
    besides = words[: found.start()] + words[found.end() :]
    return "" if pattern("the_answer").search(besides) and pattern("has_left").search(besides) else found[0]


def sounds_like_a_receipt(subject: str, words: str) -> str:
    """Return the words of a ticket system that took our letter in, where nothing else marks it; else "".

    It tells its number, and what it promises or forbids; whoever has more to say than one sentence is a person, who gave us a number.
    """
    said = sentences(unmentioned(words))
    receipt = next((found for one in (bare_subject(subject), *said) if (found := pattern("automatic_receipt").search(one))), None)
    if not receipt or len(words) > _LONGEST or not any(pattern("automatic_promise").search(one) for one in said):
        return ""
    others = [one for one in said if not (is_field(one) or any(pattern(kind).search(one) for kind in _OF_A_RECEIPT))]
    return receipt[0] if len(others) <= 1 else ""


def absence(mail: Mail, words: str) -> Intent:
    """Return what an automatic reply, whose own words are `words`, tells: `until` is the last day that it names, as it is named.

    That is the day of return where it says "back on 5 January", and the last day of absence where it says "until 4 January".
    """
    said = f"{mail.subject}\n{words[:_LONGEST_SAID]}"
    # Who only gives thanks for a letter, or tells what becomes of it, names other mailboxes of theirs, and days of ours.
    if any(pattern(kind).search(said) for kind in _TAKES_IN) and not any(pattern(kind).search(said) for kind in _LEAVES):
        return Intent(intent=IntentKind.AUTO_REPLY, words=words)
    address = _substitute(mail, words[:_LONGEST_SAID])
    left = pattern("has_left").search(said) is not None
    return Intent(intent=IntentKind.AUTO_REPLY, words=words, until=back(mail, words, mail.sent), address=address, left=left)


def back(mail: Mail, words: str, sent: datetime | None) -> date | None:
    """Return the latest day that the subject and the sentences about the absence name, or any sentence where these name none.

    Whoever has left, or has another address, does not come back, and who tells of no absence is not away. Days count from when it was
    `sent`.
    """
    words = words[:_LONGEST_SAID]
    received = pattern("automatic_receipt").search(words) and not pattern("absent").search(words)
    if sent is None or received or pattern("has_left").search(f"{mail.subject}\n{words}"):
        return None
    said = with_whole_days(sentences(_unbroken(words)))
    about = tuple(one for one in (_own_subject(mail), *said) if any(pattern(kind).search(one) for kind in _ABOUT_ABSENCE))
    for group in (about, said if about else ()):
        text = "\n".join(group)
        # Hours and working days are those within which an answer is promised, and end no absence.
        told = _without_begun(text, [found for found in dates(text, sent) if not (found.in_hours or _is_a_name(text, found))])
        named = [found.day for found in _without_periods(text, told) if found.day > sent.date()]
        if named:
            return max(named)
    return None


def _without_begun(text: str, told: Sequence[MentionedDate]) -> list[MentionedDate]:
    """Return the days without those that began a span: "from the 9th to 20 November", read on the 16th, tells of no 9 December.

    A day without a month is the next one, so that one which is past seems to come after the end that stands right behind it.
    """
    kept: list[MentionedDate] = []
    for one in reversed(told):
        ends = kept[-1] if kept else None
        between = text[one.end : ends.start] if ends else ""
        begun = one.next_such and ends is not None and ends.day < one.day and len(between) <= _SPAN and "\n" not in between
        if not begun:
            kept.append(one)
    return kept[::-1]


def _without_periods(text: str, told: Sequence[MentionedDate]) -> list[MentionedDate]:
    """Return the days without ends of weeks behind which a day of them is told: "closed in week 42, until Friday 17 October"."""
    behind = [(of, day) for of, day in pairwise(told) if day.exact and not of.exact and "\n" not in text[of.end : day.start]]
    ends = [of for of, day in behind if timedelta() < of.day - day.day < timedelta(days=7)]
    return [one for one in told if one not in ends]


def _is_a_name(text: str, found: MentionedDate) -> bool:
    """Say whether what reads as a month alone is rather how somebody is called, as in "write to Julio Pérez".

    Whom to turn to stands before it, and a name goes on behind it; a capital alone says nothing, as German nouns have one.
    """
    said = text[found.start : found.end]
    follows = re.match(r" {1,2}([^\W\d_]{2,})", text[found.end :])
    named = said.rpartition(" ")[2][:1].isupper() and follows is not None and follows[1][0].isupper()
    turned = pattern("turns_to", "", r"\s{1,2}$").search(text[: found.start])
    return named and turned is not None and said.count(" ") <= 1 and not any(one.isdigit() for one in said)


def _unbroken(words: str) -> str:
    """Return words with the lines joined at which a mail program broke a sentence."""
    lines: list[str] = []
    for line in words.split("\n"):
        goes_on = line[:1].islower() or line[:1].isdigit()
        if lines and goes_on and is_broken(lines[-1]):
            lines[-1] += f" {line}"
        else:
            lines.append(line)
    return "\n".join(lines)


def _own_subject(mail: Mail) -> str:
    """Return the subject, unless it is a mark and the subject that is answered, as in "Automatic reply: Answers due by 30 April"."""
    marks = (pattern(kind).match(mail.subject) for kind in ("automatic_subject", "absent_subject"))
    behind = next((mail.subject[mark.end() :].lstrip() for mark in marks if mark), "")
    answers = behind.startswith((":", "：")) and not any(pattern(kind).search(behind) for kind in _SAYS_ABSENCE)
    return "" if answers else mail.subject


def _substitute(mail: Mail, words: str) -> str | None:
    """Return the first address in the text that is not its author's own, nor one that nobody reads, or reads any more."""
    words = pattern("unread_mailbox").sub(" ", words)
    theirs = {mail.sender, list_of(mail.sender), mail.reply_address, *mail.recipients}
    found = (one[0].lower() for one in ADDRESS.finditer(words))
    return next((one for one in found if one not in theirs and not is_daemon(one) and not is_no_reply(one)), None)
