"""How likely a note carries each intent, all that is told of it weighed together.

Rules read sentence by sentence, and what no sentence says surely is lost to them, though three of them hint at it and no other intent is as
likely. What they are weighed by stands in `intake.understanding.intents.note_weights`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from domain.intent import Intent, IntentKind
from intake.understanding.intent_rules.answers_in_text import is_row
from intake.understanding.intent_rules.unsubscribe import names_debtors
from intake.understanding.intents.note_weights import weights
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, words_of
from intake.understanding.intents.told_days import with_told_days
from intake.understanding.intents.traits import told
from languages.likeness import stands_for

# So likely an intent must be to be read, chosen by notes of authors who were left out of learning; what takes effect at once more so.
LIKELY_FROM = {
    IntentKind.DECLINE: 0.6,
    IntentKind.EXTENSION: 0.6,
    IntentKind.SUCCESSOR: 0.23,
    IntentKind.CORRECTION: 0.8,
    IntentKind.DRAFT: 0.42,
    IntentKind.CONFIDENTIAL: 0.56,
    IntentKind.ANSWERS_IN_TEXT: 0.7,
    IntentKind.ELSEWHERE: 0.8,
    IntentKind.RESEND: 0.8,
    IntentKind.UNSUBSCRIBE: 0.5,
    IntentKind.CONFIRM: 0.8,
    IntentKind.QUESTION: 0.7,
}
_WISHED, _WISHED_NOT = 0.8, 0.96  # Where no rule read a wish for no more mail, and where words deny it that are like one.
_SURELY = 0.95  # From here on a promise, or an address that hardly is a successor's, says nothing against such a wish.
_HARDLY = 0.75  # Less than that a successor is hardly named, or time wanted: the address, and the day, are of what is to be taken off.
_CORRECTS = 0.85  # And so likely a correction must be there: that the mailbox is a child's corrects no answer.
_PLAINLY = 0.96  # From here on it need not speak of mail, or of stopping.
_BESIDES = 0.98  # The same where another is named to write to: most of these mean that they are replaced, and no end of mail.
# So likely courtesy must be no more than that, beside a workbook and alone: where the rules call it so, and where they do not.
_COURTESY, _RATHER_COURTESY = {True: 0.3, False: 0.93}, {True: 0.9, False: 0.98}
# Beside a workbook hardly anybody says these, and what is told there of what came before has their words (decision 0033).
_NOT_BESIDE = {IntentKind.DECLINE, IntentKind.SUCCESSOR, IntentKind.ELSEWHERE, IntentKind.RESEND}
_REFUSED = 0.48  # So likely a refusal must be that a rule read: it knows plain words.
_REFUSES = 0.35  # From here on who surely wants no more mail refuses too: most of such a note is about the mail.
# Whose words are a wish's too: an address, "by 2 April", and "this address is a child's".
_OF_LEAVING = {IntentKind.SUCCESSOR, IntentKind.EXTENSION, IntentKind.CORRECTION}
_OF_MAIL = frozenset({"mail", "write_to"})  # What there is to be stopped.
_LEAVES_NOT = {IntentKind.SUCCESSOR, IntentKind.EXTENSION, IntentKind.RESEND, IntentKind.CORRECTION, IntentKind.DRAFT}
_SENTENCES, _WORDS, _LONG = 2, 13, 120  # A note that has fewer is short, and one that has more words long.
_FEW, _IN_FEW = 8, 0.95  # So many words of a short note tell a wish for no more mail, where it is so likely.
_BESIDE = 0.95  # So likely it must be that more time is wanted beside a workbook that is no draft.
# So likely it must be that time is wanted by who sends a draft or tells of answers: the day may be that of a meeting, or of publication.
_BESIDE_ANSWERS = 0.8
_ANSWERING = (IntentKind.DRAFT, IntentKind.CONFIDENTIAL, IntentKind.CORRECTION, IntentKind.CONFIRM, IntentKind.ANSWERS_IN_TEXT)
_ASKED = 0.35  # So likely a question must be that a rule read, where it may stand at the end of something else.
_LITTLE = 0.05  # So likely what a rule read must be to stand beside a refusal, a draft or an answer elsewhere.
_LEFT = {IntentKind.NOTE, IntentKind.THANKS}  # What is left where no rule reads anything.
_HALF = 0.5  # A sentence carries what was weighed where it is at least half as like it as the likeliest one is.


def chances_of(said: Said, read: Sequence[Intent]) -> Mapping[IntentKind, float]:
    """Return how likely a note carries each intent, where rules `read` some in it; nothing where it is not weighed."""
    learned = weights()
    if not learned or _has_less(said, _FEW):
        return {}
    return counted(said, read, learned.chances(*told(said, {one.intent for one in read})))


def counted(said: Said, read: Sequence[Intent], chances: Mapping[IntentKind, float]) -> Mapping[IntentKind, float]:
    """Return how likely intents are where that counts: in a short note only where no more mail is surely wished, and no rule read anything.

    What else a sentence says by itself the rules read better, and it might mean anything. Where a word begins the note that alone would be
    such a wish, and all behind it speaks of mail ("Stop. You have sent me five mails."), it need be no likelier than in a longer one.
    """
    if not _has_less(said, _WORDS):
        return chances
    surely = _WISHED if _stops_mail(said) else _IN_FEW
    wished = chances.get(IntentKind.UNSUBSCRIBE, 0.0) >= surely and all(one.intent in _LEFT for one in read)
    return chances if wished and not _has_less(said, _FEW) else {}


def _stops_mail(said: Said) -> bool:
    """Say whether a word that alone stops our mail begins a note, and every sentence behind it speaks of mail."""
    texts, behind = [one.text for one in said.sentences], said.sentences[1:]
    begins = any("stop" in one.heard.said for one in said.sentences[:1])
    return begins and bool(behind) and not any(_OF_MAIL.isdisjoint(stands_for(one.text, texts)) for one in behind)


def _has_less(said: Said, words: int) -> bool:
    """Say whether a note is one sentence, or has fewer words."""
    spoken = said.sentences or said.titles
    return len(spoken) < _SENTENCES or sum(one.heard.words for one in spoken) < words


def weighed(said: Said, read: Sequence[Intent], rules: Sequence[IntentRule], chances: Mapping[IntentKind, float]) -> list[Intent]:
    """Return the intents of a note in which `rules` `read` some, each with the words that carry it, in the order of the rules."""
    return with_told_days(_weighed(said, read, rules, chances) if chances else list(read), said)


def _weighed(said: Said, read: Sequence[Intent], rules: Sequence[IntentRule], chances: Mapping[IntentKind, float]) -> list[Intent]:
    by_kind = {one.intent: one for one in read}
    found: list[Intent] = []
    for rule in (one for one in rules if one.intent in LIKELY_FROM):
        known, likely = by_kind.get(rule.intent), _is_likely(rule.intent, chances)
        stands = known and (
            known.alone or likely or _stands_beside(rule.intent, by_kind, found, chances) or _is_asked(known, said, chances)
        )
        if known and stands and not _is_replaced(known, found, chances):
            found.append(known)
        elif not known and likely and _may_carry(rule.intent, carrying := _carrying(rule.intent, said), said, found, chances):
            found.append(_told(rule, carrying, said))
    return found or [_left(said, by_kind, chances)]


def _is_likely(kind: IntentKind, chances: Mapping[IntentKind, float]) -> bool:
    """Say whether an intent is likely; who surely wants no more mail names the address to be taken off, and by which day."""
    surely_leaves = chances[IntentKind.UNSUBSCRIBE] >= _SURELY
    if kind is IntentKind.DECLINE and surely_leaves:
        return chances[kind] >= _REFUSES
    leaves = kind in _OF_LEAVING and surely_leaves
    answers = kind is IntentKind.EXTENSION and any(chances[one] >= LIKELY_FROM[one] for one in _ANSWERING)
    return chances[kind] >= (
        (_CORRECTS if kind is IntentKind.CORRECTION else _HARDLY) if leaves else _BESIDE_ANSWERS if answers else LIKELY_FROM[kind]
    )


def _told(rule: IntentRule, carrying: Sequence[HeardSentence], said: Said) -> Intent:
    return rule.tell(carrying, said) if rule.tell else Intent(intent=rule.intent, words=words_of(carrying))


def _carrying(kind: IntentKind, said: Said) -> tuple[HeardSentence, ...]:
    """Return the sentences that are likest an intent which no rule read."""
    spoken = said.sentences or said.titles
    likest = max(_alike(one, kind) for one in spoken)
    return tuple(one for one in spoken if _alike(one, kind) >= _HALF * likest)


def _stands_beside(kind: IntentKind, read: Collection[IntentKind], found: Sequence[Intent], chances: Mapping[IntentKind, float]) -> bool:
    """Say whether what was read stands though it weighs less: who refuses, sends a draft or answers elsewhere tells what is right."""
    beside = {IntentKind.DECLINE, IntentKind.DRAFT, IntentKind.ELSEWHERE}
    if kind is IntentKind.DECLINE:  # A plain refusal above a command that somebody pasted is one, and its numbers are no answers.
        what = IntentKind.ANSWERS_IN_TEXT  # "I don't do spreadsheets. We have 42 hives": who refuses the form answers all the same.
        answers = 0.0 if what in read else chances[what]
        return chances[kind] >= (answers if answers >= _BESIDE_ANSWERS else _REFUSES if answers >= LIKELY_FROM[what] else _REFUSED)
    return kind is IntentKind.CONFIRM and chances[kind] >= _LITTLE and any(one.intent in beside for one in found)


def _is_asked(known: Intent, said: Said, chances: Mapping[IntentKind, float]) -> bool:
    """Say whether a question that a rule read stands, for less than the rest of the note: most of it tells something else.

    Beside a workbook, or below answers, it may be one of the form that is repeated.
    """
    answers = said.beside or chances[IntentKind.ANSWERS_IN_TEXT] >= LIKELY_FROM[IntentKind.ANSWERS_IN_TEXT]
    return known.intent is IntentKind.QUESTION and not answers and chances[known.intent] >= _ASKED


def _is_replaced(known: Intent, found: Sequence[Intent], chances: Mapping[IntentKind, float]) -> bool:
    """Say whether a wish for no more mail is that of who names another to write to: they are written to no more, and it is no end."""
    successor = any(one.intent is IntentKind.SUCCESSOR for one in found)
    unsure = not known.alone and chances[IntentKind.UNSUBSCRIBE] < _BESIDES
    return known.intent is IntentKind.UNSUBSCRIBE and successor and unsure


def _may_carry(
    kind: IntentKind, carrying: Sequence[HeardSentence], said: Said, found: Sequence[Intent], chances: Mapping[IntentKind, float]
) -> bool:
    """Say whether sentences may carry what no rule read, beside what came along, and what was found before it."""
    others, told = {one.intent for one in found}, any(kind not in one.heard.denied for one in carrying)
    match kind:
        case IntentKind.EXTENSION:  # A day beside a workbook may be that of a meeting.
            return not said.beside or IntentKind.DRAFT in others or (chances[kind] >= _BESIDE and told)
        case IntentKind.CONFIDENTIAL:  # Figures that are said to be no secret are spoken of in the same words.
            return told
        case IntentKind.ANSWERS_IN_TEXT:  # Whoever answers nothing tells no answer that is only likely.
            return IntentKind.DECLINE not in others
        case IntentKind.QUESTION:  # Whoever answers below what was asked repeats it.
            return IntentKind.ANSWERS_IN_TEXT not in others or not all(is_row(one, said) for one in carrying)
        case IntentKind.UNSUBSCRIBE:
            return _may_leave(carrying, said, chances) and (chances[kind] >= _PLAINLY or _speaks_of_mail(carrying, said, others))
        case _:
            return not (said.beside and kind in _NOT_BESIDE)


def _speaks_of_mail(carrying: Sequence[HeardSentence], said: Said, others: Collection[IntentKind]) -> bool:
    """Say whether sentences speak of mail, or of stopping where nothing is refused: "strike us off again, it is out of our remit"."""
    text = [one.text for one in said.sentences]
    told = frozenset[str]().union(*(stands_for(one.text, text) for one in carrying))
    return not told.isdisjoint(_OF_MAIL if IntentKind.DECLINE in others else _OF_MAIL | {"stop"})


def _may_leave(carrying: Sequence[HeardSentence], said: Said, chances: Mapping[IntentKind, float]) -> bool:
    """Say whether a note may wish no more mail: none does that brings a workbook, promises or awaits something, has a link, or is long.

    What tells others how they may leave ("if you wish no more of our news, reply with STOP") is the foot of somebody's letters. Who asks
    something behind words that no wish has ("your letter says: write unsubscribe. Is that so for all studies?") wants to know.
    """
    chance = chances[IntentKind.UNSUBSCRIBE]
    promises = chance < _SURELY and said.where("promise")
    stays = said.beside or promises or names_debtors(said) or any(_is_likely(one, chances) for one in _LEAVES_NOT)
    denied = [one for one in carrying if IntentKind.UNSUBSCRIBE in one.heard.denied]
    others = any("supposing" in one.heard.said for one in carrying if one in denied or "@" in one.text)
    asks = len(denied) == len(carrying) and _asks_behind(carrying, said)
    surely = chance >= (_WISHED_NOT if denied else _WISHED)
    long = sum(one.heard.words for one in said.sentences) > _LONG
    return surely and not (others or asks or stays or long or any(one.names_page for one in said.sentences))


def _asks_behind(told: Sequence[HeardSentence], said: Said) -> bool:
    """Say whether a sentence behind these is a question, and surely one: "how often yet?" and "will you?" only look like it."""
    last = max((at for at, one in enumerate(said.sentences) if one in told), default=len(said.sentences))
    return any(one.asks and "question" in one.heard.rather for one in said.sentences[last + 1 :])


def _alike(sentence: HeardSentence, kind: IntentKind) -> float:
    return max((one.get(kind, 0.0) for one in (sentence.heard.shares, *sentence.heard.parts)), default=0.0)


def _left(said: Said, read: Mapping[IntentKind, Intent], chances: Mapping[IntentKind, float]) -> Intent:
    """Return what is left where there is no intent: courtesy, or else a note, which a person reads."""
    bounds = _COURTESY if IntentKind.THANKS in read else _RATHER_COURTESY
    polite = chances[IntentKind.THANKS] >= bounds[said.beside] and not said.cut
    kind = IntentKind.THANKS if polite else IntentKind.NOTE
    return read.get(kind) or Intent(intent=kind, words=words_of(said.sentences or said.titles))
