"""Who objects to a workbook or an answer that was sent: by another, or by mistake. It may count while nobody reads that.

"Ignore the file that you have, the final version is mine" has the words of a draft, and "I will send the right one tomorrow" those of who
needs time: whoever says so wants, above all, that what is there does not count.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import HeardSentence, Said, words_of
from intake.understanding.intents.withdrawals import taken_back, unquoted
from languages.plain import plainly

_BEFORE = 2  # So many sentences before it tell what is to be dropped: "a colleague sent you a file. Please ignore it".
# What an objection is read as, where its sentences alone carry that.
_TAKEN_FOR = {IntentKind.NOTE, IntentKind.THANKS, IntentKind.DRAFT, IntentKind.CONFIRM, IntentKind.ELSEWHERE, IntentKind.CORRECTION}


def with_objection(found: Sequence[Intent], said: Said) -> list[Intent]:
    """Return intents with an objection in place of what it is taken for; as they are where nobody objects, or all answers are taken back.

    Beside a workbook nobody needs to object: it takes the place of what came before. What is asked for besides stays, and a promise to
    send what is right is no wish for time.
    """
    told = () if said.beside or taken_back(said) else objecting(said)
    if not told:
        return list(found)
    words, kind = words_of(told), _kind(found, told, said)
    kept = [one for one in found if one.intent not in _TAKEN_FOR and not _is_promised(one, said) and one.words not in words]
    return [*kept, Intent(intent=kind, words=words, objects=True)]


def _kind(found: Sequence[Intent], told: Sequence[HeardSentence], said: Said) -> IntentKind:
    """Return what an objection is: of who tells that what was sent was a draft, in its sentences or others, that; else a correction."""
    drafts = [one for intent in found if intent.intent is IntentKind.DRAFT for one in said.spoken if one.text in intent.words]
    called = any(one not in told or plainly("called_draft").search(one.text) for one in drafts)
    disputes = any(_denies(one) or _is_of_another(one) for one in told)
    return IntentKind.DRAFT if called and not disputes else IntentKind.CORRECTION


def objecting(said: Said) -> tuple[HeardSentence, ...]:
    """Return the sentences that object to what was sent, with what they say is not right; none where nobody does."""
    spoken = said.spoken
    denied = [one for one in spoken if _denies(one)]
    told = [one for at, one in enumerate(spoken) if _objects(one) or _drops(spoken, at) or (denied and _is_of_another(one))]
    return tuple(one for one in spoken if one in told or one in denied) if told else ()


def _denies(sentence: HeardSentence) -> bool:
    """Say whether a sentence tells that something is not right."""
    return not sentence.asks and ("not_so" in sentence.heard.said or plainly("was_wrong").search(unquoted(sentence)) is not None)


def _objects(sentence: HeardSentence) -> bool:
    return _may_object(sentence) and plainly("objects").search(unquoted(sentence)) is not None


def _drops(spoken: Sequence[HeardSentence], at: int) -> bool:
    """Say whether a sentence wants that dropped of which one just before it tells that it was sent."""
    if not _may_object(spoken[at]) or not plainly("drop_it").search(unquoted(spoken[at])):
        return False
    before = spoken[max(0, at - _BEFORE) : at + 1]
    return any(plainly("was_sent").search(unquoted(one)) and not plainly("objects_not").search(one.text) for one in before)


def _is_of_another(sentence: HeardSentence) -> bool:
    """Say whether a sentence tells that the final version is another one, as beside "this is not correct"."""
    return not sentence.asks and plainly("other_final").search(unquoted(sentence)) is not None


def _may_object(sentence: HeardSentence) -> bool:
    """Say whether a sentence may object: who asks whether they can does not do so yet, and depends on nothing."""
    asks = sentence.asks and "request" not in sentence.heard.said
    return not asks and plainly("objects_not").search(sentence.text) is None


def _is_promised(intent: Intent, said: Said) -> bool:
    """Say whether what looks like a wish for time only promises what is right: no sentence of it asks for anything."""
    if intent.intent is not IntentKind.EXTENSION:
        return False
    carrying = [one for one in said.spoken if one.text in intent.words]
    return not any(one.asks or "request" in one.heard.said or "promise" not in one.heard.said for one in carrying)
