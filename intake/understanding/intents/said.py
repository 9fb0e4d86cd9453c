"""What a person said, sentence by sentence: the form in which the rules of intents read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from domain.intent import Intent, IntentKind
from intake.understanding.own_words.boxes import without_unticked
from intake.understanding.own_words.cards import is_telephone
from intake.understanding.own_words.feet import PAGE, states
from intake.understanding.own_words.footers import has_matter
from intake.understanding.own_words.formalities import asks_kindly, hands_over_corrected, is_ceremony, numbers, stands_for_another
from languages.courtesies import ASKS, FewWords, announces, few_words_of, is_courtesy, is_of_few_words, tells_in_few_words
from languages.heard import Heard, courtesy
from languages.intents import hear
from languages.plain import plainly

_BEGINS = 6  # The sentences at the beginning of a letter by one of which its language is known.
_READ = 8_000  # So many characters are read as sentences; what a longer text says beyond them is left to a person.
_FEW, _SOME, _MANY = 2, 5, 8  # So many words that are no courtesy say something: in a statement, in what is hardly courtesy, in all else.
# So like courtesy is what says no more: beside a workbook people explain and excuse themselves, and alone they rather tell something.
_BESIDE, _ALONE, _HARDLY = 0.6, 0.97, 0.7
_LINE, _SIGNS = 48, 20  # A line of so many letters or ideographs was broken by a mail program: the sentence goes on in the next.
_END = re.compile("[.!?\u061f]{1,9}[\"'\u00bb\u201d)]{0,3}(?=\\s)|[\u3002\uff01\uff1f]{1,9}[\"'\u00bb\u201d\u300d)]{0,3}|\n")
# What is no end of a sentence: the day of a date as in German, an initial, a title, another short abbreviation.
_SHORT = re.compile(r"(?:^|[\s(])(?:\d{1,2}(?:\.\s?\d{1,2})?|[A-Z]\w{0,2}|\w|\w\.[\s-]?\w)\.$")
_COUNTED = re.compile(r"\d\s[^\W\d]{1,3}\.$")  # But a short word behind a number is a unit: "1,204 GWh. The gas comes from them".
_ABBREVIATED = re.compile(r"\s\w{1,3}[?\u061f]")  # "in tab. 2?" goes on behind the full stop.
_ENDED = re.compile("[.!?:;,\u061f\u061b\u060c\u3002\uff01\uff1f\uff1a\uff0c][\"'\u00bb\u201d)]{0,3}$")
INTENTS, _COURTESY = frozenset(IntentKind), "courtesy"
_COLUMNS = re.compile(r"\S(?:[ \u00a0]{3,}|[ \u00a0]*\t\s*)\S")  # Of a register or a table: each line is by itself.
_LINK = re.compile(r"https?://\S{0,2000}", re.IGNORECASE)
_INITIALS = re.compile(r"(?:[^\W\d_]\. ?){2,4}")  # Of two names at least: one letter may be an answer.
_NUMBER = 24  # Signs behind an abbreviation in which its number stands.
_ITEM = re.compile(r"(?:[-*\u2022\u2013]|\w{1,3}[.):]|[^\W\d]{1,12}\.?\s?\d{1,3}(?:\.\d{1,2})?\s?[:=\uff1a])\s")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardSentence:
    """A sentence as it was written, what it says, and whether it asks."""

    text: str
    heard: Heard
    asks: bool

    @property
    def leads(self) -> bool:
        """Say whether the address of a page stands in it."""
        return bool(_LINK.search(self.text))

    @property
    def names_page(self) -> bool:
        """Say whether the address of a page stands in it in any form: "Unsubscribe: www.shop.example/leave" tells others how to leave."""
        return PAGE.search(self.text) is not None


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person said.

    `titles` is their subject, where it is their own and not that of the letter they answer. `beside` tells that a workbook came along,
    `cut` that the text was longer than what is read; `own` are the sender's address and ours; `sent` is the sender's time. `answered` is
    the subject of the letter that they answer.
    """

    sentences: tuple[HeardSentence, ...]
    titles: tuple[HeardSentence, ...] = ()
    beside: bool = False
    own: frozenset[str] = frozenset()
    sent: datetime | None = None
    cut: bool = False
    answered: str = ""

    def where(self, *names: str) -> tuple[HeardSentence, ...]:
        """Return the sentences that say one of `names` (`languages.phrase_table.PhraseTable`)."""
        return tuple(one for one in self.spoken if not one.heard.said.isdisjoint(names))

    @cached_property
    def spoken(self) -> tuple[HeardSentence, ...]:
        """Return the sentences, with the subject where these carry no intent of their own."""
        return self.sentences if any(one.heard.said & INTENTS for one in self.sentences) else (*self.sentences, *self.titles)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentRule:
    """A rule: `says` is one sentence. `find` is given what the rules of a lower `order` found, and returns the intent, or None.

    `tell` makes the intent of the sentences that carry it, where more than their words belongs to it.
    """

    intent: IntentKind
    order: int
    says: str
    find: Callable[[Said, Sequence[Intent]], Intent | None]
    tell: Callable[[Sequence[HeardSentence], Said], Intent] | None = None


def words_of(sentences: Sequence[HeardSentence]) -> str:
    """Return sentences in one line."""
    return " ".join(one.text for one in sentences)


def tells(sentence: HeardSentence, *, beside: bool) -> bool:
    """Say whether a sentence says more than courtesy: it states something, or goes on for long beside its courtesy."""
    heard = sentence.heard
    least = _FEW if heard.telling else _SOME if heard.courteous < _HARDLY and not beside else _MANY
    return heard.courteous < (_BESIDE if beside else _ALONE) and heard.unsaid >= least


def by_phrases(intent: IntentKind, *, asked: bool = True) -> Callable[[Said, Sequence[Intent]], Intent | None]:
    """Return the finder of an intent that its phrases alone carry; those in a question count only where `asked`."""

    def find(said: Said, _found: Sequence[Intent]) -> Intent | None:
        sentences = tuple(one for one in said.where(intent) if asked or not one.asks)
        alone = not said.cut and not any(tells(one, beside=said.beside) for one in said.spoken if one not in sentences)
        return Intent(intent=intent, words=words_of(sentences), alone=alone) if sentences else None

    return find


def read(text: str, *, beside: bool = False) -> tuple[HeardSentence, ...]:
    """Return the sentences of a text. `beside` tells that a workbook came along."""
    sentences = written(text, beside=beside)
    few = _few_words_of(sentences) if beside else ()
    if beside:
        sentences = tuple(one for one in sentences if not asks_kindly(one))
    return tuple(
        _beside(one, heard, few) if beside else HeardSentence(text=one, heard=heard, asks=_asks(one))
        for one, heard in zip(sentences, hear(sentences, beside=beside), strict=True)
    )


def written(text: str, *, beside: bool = False) -> tuple[str, ...]:
    """Return the sentences of a text as they were written; a line is the end of one where no mail program broke it."""
    return tuple(_split(_unwrapped(without_unticked(text[:_READ])), beside=beside))


def _asks(sentence: str) -> bool:
    return bool(ASKS.search(_LINK.sub(" ", sentence)))


def _beside(sentence: str, heard: Heard, few: Sequence[FewWords]) -> HeardSentence:
    """Return a sentence that stands beside a workbook. A telephone is no answer there, initials sign, and what was corrected is in it."""
    if is_telephone(sentence) or _INITIALS.fullmatch(sentence) or hands_over_corrected(sentence):
        return HeardSentence(text=sentence, heard=courtesy(heard.words), asks=False)
    said = HeardSentence(text=sentence, heard=_polite(sentence, heard, few=few), asks=_asks(sentence))
    if heard.said & INTENTS or not is_ceremony(sentence):
        return said
    return replace(said, heard=replace(said.heard, said=said.heard.said | {_COURTESY}, telling=False, courteous=1.0, unsaid=0))


def _few_words_of(sentences: Sequence[str]) -> tuple[FewWords, ...]:
    """Return the languages of few words of a text, or of one of its first sentences: who only announces a form in one, and then goes on."""
    return few_words_of(sentences) or next(filter(None, (few_words_of([one]) for one in sentences[:_BEGINS])), ())


def _polite(sentence: str, heard: Heard, *, few: Sequence[FewWords]) -> Heard:
    """Return what a sentence beside a workbook says: courtesy where it has no other words, in a language of which these are known.

    In a text of such languages (`few`), what announces the form is courtesy too where it has few other words and none that tells; whatever
    else has such a word, or one of the study, tells something, however short it is. What came without a workbook may be all that a person
    wanted to say, and is never called courtesy by this.
    """
    if states(sentence):
        return replace(heard, telling=True, courteous=0.0, unsaid=max(heard.unsaid, _FEW))
    if is_courtesy(sentence, anchored=not few):
        return courtesy(heard.words)
    if not few:
        return heard
    matters = has_matter(sentence)
    if not matters and announces(sentence, few):
        return courtesy(heard.words)
    # Said twice, it may be courtesy in a language that is known better.
    twice = "courtesy" in heard.said and not is_of_few_words([sentence])
    unlike = "courtesy" not in heard.said or heard.courteous < _BESIDE
    if (matters and not twice) or (unlike and tells_in_few_words(sentence, few)):
        return replace(heard, telling=True, courteous=0.0, unsaid=max(heard.unsaid, _FEW))
    return heard


def without_law(text: str) -> str:
    """Return a text without the parts of laws, and the places of a whole form, which are numbered as its questions are."""
    return plainly("no_item").sub(" ", text)


def is_cut(text: str) -> bool:
    """Say whether a text is longer than what is read of it."""
    return len(text) > _READ


def _unwrapped(text: str) -> str:
    """Return a text whose sentences go on across the line breaks that a mail program put in."""
    joined: list[str] = []
    lines = text.split("\n")
    for before, raw in zip(["", *lines], lines, strict=False):
        line = " ".join(raw.split())
        if joined and line and not (_COLUMNS.search(before) or _COLUMNS.search(raw)) and _goes_on(joined[-1], line):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
    return "\n".join(joined)


def _goes_on(before: str, line: str) -> bool:
    if before.endswith((":", "\uff1a")) and _LINK.match(line):
        return True
    if not before or _ENDED.search(before[-8:]) or _ITEM.match(line) or stands_for_another(line):
        return False
    signs = sum(1 for character in before[-_LINE:] if character > "\u3000")
    return line[0].islower() or len(before) >= _LINE or signs >= _SIGNS


def _split(text: str, *, beside: bool) -> Iterator[str]:
    start = 0
    for end in _END.finditer(text):
        part = text[start : end.end()].strip()
        short = _SHORT.search(part[-8:]) and not _COUNTED.search(part[-8:])
        if end[0] != "\n" and (short or (end[0] == "." and _ABBREVIATED.match(text, end.end()))):
            continue
        if beside and end[0] == "." and numbers(part, text[end.end() : end.end() + _NUMBER]):
            continue
        if part:
            yield part
        start = end.end()
    if rest := text[start:].strip():
        yield rest
