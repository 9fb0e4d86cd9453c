"""What a person wants, read from their own words, in the languages of the respondents; a person reads what is not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache, lru_cache

import intake.understanding.intent_rules
from domain.intent import Intent, IntentKind
from domain.process.plugins import discover, keyed
from intake.parsing.mail import answers_invitation
from intake.understanding.intents.around import with_note_around
from intake.understanding.intents.between import answers_between_lines
from intake.understanding.intents.ordinary import is_ordinary, unlike_ordinary
from intake.understanding.intents.plain import mended
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, is_cut, read, words_of
from intake.understanding.intents.stopping import without_other_stops
from intake.understanding.intents.weighing import chances_of, weighed
from intake.understanding.intents.withdrawals import taken_back
from intake.understanding.own_words.banners import without_own_notice
from intake.understanding.own_words.feet import states
from intake.understanding.own_words.formalities import is_ceremony
from intake.understanding.own_words.heads import numbers_letter
from intake.understanding.own_words.words import subjects_of
from intake.understanding.rule import OpenedMessage
from languages.courtesies import is_of_few_words

# A command of this program that somebody pasted from a digest is nobody's word, beside whatever they say.
_COMMAND = re.compile(r"\bcounterfoil (?:[a-z-]+ ){1,3}(?:\d|--)")


_INTENTS = frozenset(IntentKind) - {IntentKind.THANKS}


@cache
def intent_rules() -> tuple[IntentRule, ...]:
    """Return the rules in the order in which they are asked; two for one intent or of one order are an error at start-up."""
    found: tuple[IntentRule, ...] = discover(intake.understanding.intent_rules, "RULE")
    keyed(found, lambda rule: (f"intent {rule.intent}", f"order {rule.order}"), "intent rule's")
    return tuple(sorted(found, key=lambda rule: rule.order))


def intents(message: OpenedMessage, words: str) -> tuple[Intent, ...]:
    """Return what a person's own `words` say, and the subject of their message where it is theirs; nothing where there is no word.

    Who declines a meeting declines no study, and their calendar wrote that: what else it means, a person finds out. And who writes "No."
    between our lines answers what stands above it.
    """
    mail = message.mail
    theirs, ours = subjects_of(mail.subject)  # That of an answer, and of what is forwarded, tells what they were asked.
    meets = any(map(answers_invitation, mail.attachments))
    beside = message.brings_workbook
    own = message.own_addresses | {mail.sender}
    found = said(words, "" if meets else theirs, beside=beside, own=own, sent=mail.sent, answered=ours)
    found = with_note_around(found, mail.text, mail.headers.get("from")) if beside else found
    if any(one.intent is IntentKind.DECLINE for one in found) and words and answers_between_lines(mail):
        others = tuple(one for one in found if one.intent not in {IntentKind.DECLINE, IntentKind.ANSWERS_IN_TEXT})
        return (Intent(intent=IntentKind.ANSWERS_IN_TEXT, words=words), *others)
    return tuple(one for one in found if not (meets and one.intent is IntentKind.DECLINE))


@lru_cache(maxsize=16)
def said(
    words: str,
    subject: str = "",
    *,
    beside: bool = False,
    own: frozenset[str] = frozenset(),
    sent: datetime | None = None,
    answered: str = "",
) -> tuple[Intent, ...]:
    """Return what words, and a subject, say. `beside`, `own`, `sent` and `answered` are those of `Said`."""
    words = without_own_notice(words) if beside else words
    told = told_by(words, subject, beside=beside, own=own, sent=sent, answered=answered)
    found = by_rules(told)
    return concluded(told, found, chances_of(told, found))


def concluded(told: Said, found: Sequence[Intent], chances: Mapping[IntentKind, float]) -> tuple[Intent, ...]:
    """Return what was said, where rules `found` some intents and weights tell how likely each is."""
    known = _is_note_in_few_words(told, found) or _is_stated(told, found) or _is_ceremonial(told, found)
    read = weighed(told, found, intent_rules(), {} if known else chances)
    believed = mended(without_other_stops(read, told), told)
    ordinary = is_ordinary(believed, told) and not taken_back(told)
    if (ordinary or {one.intent for one in believed} <= {IntentKind.THANKS}) and (telling := unlike_ordinary(told)):
        return (Intent(intent=IntentKind.NOTE, words=words_of(telling)),)
    if ordinary:
        return (Intent(intent=IntentKind.THANKS, words=words_of(told.sentences)),)
    return tuple(sorted(believed, key=lambda one: _order()[one.intent]))


@cache
def _order() -> Mapping[IntentKind, int]:
    """Return the order of each intent, which is that of its rule."""
    return {rule.intent: rule.order for rule in intent_rules()}


def _is_note_in_few_words(told: Said, found: Sequence[Intent]) -> bool:
    """Say whether the rules found a note beside a workbook in a language of which few words are known: weights know no more of it."""
    notes = [one.intent for one in found] == [IntentKind.NOTE]
    return notes and told.beside and is_of_few_words([one.text for one in told.sentences])


def _is_stated(told: Said, found: Sequence[Intent]) -> bool:
    """Say whether the rules found a note beside a workbook that tells a fact: weights know few of these from courtesy."""
    return told.beside and [one.intent for one in found] == [IntentKind.NOTE] and any(states(one.text) for one in told.sentences)


def _is_ceremonial(told: Said, found: Sequence[Intent]) -> bool:
    """Say whether rules found nothing in a note verbale with a workbook: its long sentences are like nothing that weights know."""
    nothing = {one.intent for one in found} <= {IntentKind.THANKS}
    return nothing and told.beside and any(is_ceremony(one.text) for one in told.sentences)


def told_by(
    words: str,
    subject: str = "",
    *,
    beside: bool = False,
    own: frozenset[str] = frozenset(),
    sent: datetime | None = None,
    answered: str = "",
) -> Said:
    """Return words, and a subject, as rules read them."""
    theirs = "" if beside and numbers_letter(subject) else subject
    sentences, titles = _without_commands(read(words, beside=beside)), read(theirs, beside=beside)
    return Said(sentences=sentences, titles=titles, beside=beside, own=own, sent=sent, cut=is_cut(words), answered=answered)


def _without_commands(sentences: tuple[HeardSentence, ...]) -> tuple[HeardSentence, ...]:
    """Return sentences without the commands among them where others carry an intent; what is merely thanks does not hide one."""
    others = tuple(one for one in sentences if not _COMMAND.search(one.text))
    return others if any(one.heard.said & _INTENTS for one in others) else sentences


def by_rules(told: Said) -> list[Intent]:
    """Return what the rules alone read in what was said."""
    found: list[Intent] = []
    for rule in intent_rules():
        if intent := rule.find(told, found):
            found.append(intent)
    return found


def wanted(message: OpenedMessage, words: str, *kinds: IntentKind) -> tuple[Intent, ...]:
    """Return the intents of these kinds."""
    return tuple(intent for intent in intents(message, words) if intent.intent in kinds)
