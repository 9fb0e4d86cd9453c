"""How like what an ordinary cover mail says a sentence beside a workbook is: greetings, courtesy, and all that stands around a letter.

What an office prints above and beneath its letters no list can name: streets, registers, mottos, slogans, notices of lawyers, numbers of
soldiers; nor can one name what people say of the form that they hand over, who filled it in and for whom. Yet these look alike, by the
words, the form and the place that they have, and by the intents that are heard in them. `ordinary.bin` is learned from mails that say
nothing but "here it is", beside notes of people who say something, some of them in passing (`python -m tests.intake.ordinary`): logistic
regression over hashed pieces of a sentence and of those next to it (Weinberger et al., Feature hashing for large scale multitask learning,
2009). It takes back what rules read in such sentences, and finds what they take for courtesy. Decisions 0196 and 0202 tell how well.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from zlib import crc32

from domain.intent import Intent, IntentKind
from intake.understanding.intents.said import INTENTS, HeardSentence, Said, tells
from intake.understanding.own_words.feet import speaks_to_us, states, tells_of_change
from intake.understanding.own_words.lines import count_words
from languages.courtesies import is_of_few_words
from languages.heard import Heard
from languages.mail import pattern
from languages.plain import plainly

NAME = "ordinary.bin"
PLACES = 1 << 20  # Two million pieces are taught; in a quarter of the places, each would share its own with seven others.
# Such a reading may be taken back. A draft, a secret and a correction hold a workbook, and who names a successor changes whom we
# write to: these are believed.
_TAKEN_BACK = {IntentKind.NOTE, IntentKind.ANSWERS_IN_TEXT, IntentKind.QUESTION, IntentKind.ELSEWHERE}
# So likely is a sentence that is taken back; a subject, which few put there without a reason; and one with a word with which people wish
# something of us.
_LIKELY, _LIKELY_SUBJECT, _LIKELY_TO_US = 0.62, 0.9, 0.95
# Less likely says something, whatever rules read in it; so does a long one that is hardly likelier, and what speaks of gaps where weights
# are not very sure.
_UNLIKELY, _UNLIKELY_IF_LONG, _UNLIKELY_OF_GAPS = 0.09, 0.4, 0.9
_LONG = 12  # Words.
_INTENTS = INTENTS - {IntentKind.THANKS}
# What is told of answers in passing is no ordinary mail's, however courteous the sentence is.
_OF_ANSWERS = ("measured_in", "by_whose_hand", "unapproved", "by_others")
_POLITE = frozenset({"courtesy"})
_OF_THE_STUDY = frozenset({"portion", "completing"})  # Who names questions, or tells what is final or done, tells something of the answers.
_WORD, _DIGIT, _LETTER, _RUN = re.compile(r"\w+|[^\w\s]"), re.compile(r"\d"), re.compile(r"[^\W\d_]"), re.compile(r"(.)\1{2,}")
_FIGURE = re.compile("9[^Aa]{0,6}")
_WORDS, _SIGNS, _FORM, _BEGINNING, _ENDING, _FIGURES = 60, 200, 80, 12, 6, 4
_LETTERS = range(3, 6)
_FIRST, _LAST = 4, 6  # So many sentences from the beginning, and from the end, have a place of their own.
# From such a likelihood on an intent is a piece, of a sentence and of a clause; in so many steps.
_SHARE, _OF_A_CLAUSE, _STEPS = 0.1, 0.2, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """A sentence and what is heard in it, the ones before and behind it (empty where there is none), and its place among `count`.

    `titles` tells that it stands in a subject.
    """

    text: str
    heard: Heard
    before: str = ""
    behind: str = ""
    place: int = 0
    count: int = 1
    titles: bool = False


@dataclass(frozen=True, slots=True)
class OrdinaryWeights:
    """What was learned: a byte for each place, its weight plus 128, in units of `scale`."""

    bias: float
    scale: float
    weights: bytes

    def chance(self, sentence: Neighbours) -> float:
        """Return how likely a sentence is one of an ordinary mail, from 0 to 1."""
        places = places_of(sentence)
        score = sum(map(self.weights.__getitem__, places)) - 128 * len(places)
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, self.bias + self.scale * score / math.sqrt(len(places))))))


def neighbours(sentences: Sequence[HeardSentence], *, titles: bool = False) -> Iterator[Neighbours]:
    """Yield each sentence with those next to it."""
    texts, count = [one.text for one in sentences], len(sentences)
    for place, (before, one, behind) in enumerate(zip(("", *texts), sentences, (*texts[1:], ""), strict=False)):
        yield Neighbours(text=one.text, heard=one.heard, before=before, behind=behind, place=place, count=count, titles=titles)


def places_of(sentence: Neighbours) -> list[int]:
    """Return the places of all pieces of a sentence, each once, in order; there is always one."""
    pieces = {f"@{min(sentence.place, _FIRST)}", f"${min(sentence.count - 1 - sentence.place, _LAST)}", *_letters(sentence.text)}
    for mark, text in ((".", sentence.text), ("<", sentence.before), (">", sentence.behind)):
        pieces.update(mark + one for one in (*_words(text), *_looks(text)))
    words = ["^", *_words(sentence.text), "$"]
    pieces.update(f"&{one} {following}" for one, following in pairwise(words))
    pieces.update(_intents(sentence.heard))
    pieces.update(("+",) if sentence.titles else ())
    return sorted({crc32(one.encode()) % PLACES for one in pieces})


def _intents(heard: Heard) -> Iterator[str]:
    """Yield which intents a sentence, and the likest of its clauses, may carry, and how likely it does."""
    of_clauses: dict[str, float] = {}
    for part in heard.parts:
        of_clauses |= {kind: share for kind, share in part.items() if share > of_clauses.get(kind, 0.0)}
    for mark, kinds in (("m", heard.maybe), ("r", heard.rather), ("p", heard.plainly), ("d", heard.denied)):
        yield from (f"?{mark}{kind}" for kind in kinds)
    yield from _shares("s", heard.shares, _SHARE)
    yield from _shares("c", of_clauses, _OF_A_CLAUSE)
    if heard.shares:
        yield f"?l{max(heard.shares, key=heard.shares.__getitem__)}"


def _shares(mark: str, shares: Mapping[str, float], least: float) -> Iterator[str]:
    return (f"?{mark}{kind}{int(share * _STEPS)}" for kind, share in shares.items() if share >= least)


def _words(text: str) -> list[str]:
    return [_DIGIT.sub("9", one) for one in _WORD.findall(text.lower())[:_WORDS]]


def _letters(text: str) -> Iterator[str]:
    """Yield what stands next to each other in a text, in threes to fives; in Chinese these are words."""
    signs = f"^{_DIGIT.sub('9', text.lower())}$"[:_SIGNS]
    return (f"%{signs[at : at + long]}" for long in _LETTERS for at in range(len(signs) - long + 1))


def _looks(text: str) -> Iterator[str]:
    """Yield how a text looks, in any script: its length, how it begins and ends, its capitals, and what stands beside its figures."""
    form = _RUN.sub(r"\1\1+", _LETTER.sub(lambda one: "A" if one[0].isupper() else "a", _DIGIT.sub("9", text)))[:_FORM]
    words = text.split()
    yield f"#{min(len(text) // 12, 10)}"
    yield f"[{form[:_BEGINNING]}"
    yield f"]{form[-_ENDING:]}"
    yield from (f"={one}" for one in _FIGURE.findall(form)[:_FIGURES])
    yield f"^{4 * sum(one[0].isupper() for one in words) // max(1, len(words))}"
    yield f"!{'' if text[-1:].isalnum() else text[-1:]}"


def is_ordinary(found: Sequence[Intent], said: Said) -> bool:
    """Say whether all that was read beside a workbook stands in sentences of an ordinary mail: then nothing was said."""
    kinds = {one.intent for one in found} - {IntentKind.THANKS}
    if not said.beside or said.cut or not kinds or not kinds <= _TAKEN_BACK:
        return False
    if is_of_few_words([one.text for one in said.sentences]):
        return False  # Nobody taught what is said in these languages, but only what is polite there.
    words = "\n".join(one.words for one in found)
    # Where the body is courteous, a note names its sentences alone, though the subject said something.
    carrying = [
        (one, beside)
        for one, beside in _with_neighbours(said)
        if tells(one, beside=True) or one.text in words or (beside.titles and one.heard.said & _INTENTS)
    ]
    return bool(carrying) and all(_is_likely(one, beside) for one, beside in carrying)


def unlike_ordinary(said: Said) -> tuple[HeardSentence, ...]:
    """Return the sentences beside a workbook that no ordinary mail has, though rules may take them for courtesy."""
    if not said.beside:
        return ()
    few = is_of_few_words([one.text for one in said.sentences])
    return tuple(one for one, beside in _with_neighbours(said) if _is_unlikely(one, beside, few=few))


def _with_neighbours(said: Said) -> Iterator[tuple[HeardSentence, Neighbours]]:
    yield from zip(said.sentences, neighbours(said.sentences), strict=True)
    yield from zip(said.titles, neighbours(said.titles, titles=True), strict=True)


def _is_polite(sentence: HeardSentence) -> bool:
    """Say whether a sentence has no word but those of courtesy."""
    return sentence.heard.said == _POLITE and not sentence.heard.unsaid


def _is_likely(sentence: HeardSentence, beside: Neighbours) -> bool:
    """Say whether a sentence that says something to rules is an ordinary one all the same; none that states a fact, or speaks of gaps."""
    of_the_study = not _OF_THE_STUDY.isdisjoint(sentence.heard.said)
    if of_the_study or _speaks_of_gaps(sentence) or states(sentence.text):
        return False
    least = _LIKELY_TO_US if speaks_to_us(sentence.text) else _LIKELY_SUBJECT if beside.titles else _LIKELY
    return ordinary_weights().chance(beside) >= least


def _is_unlikely(sentence: HeardSentence, beside: Neighbours, *, few: bool) -> bool:
    """Say whether a sentence says something. In a language of which `few` words are known, long formulas were hardly taught."""
    if any(plainly(kind).search(sentence.text) for kind in _OF_ANSWERS) or tells_of_change(sentence.text):
        return True
    if _speaks_of_gaps(sentence):
        return ordinary_weights().chance(beside) < _UNLIKELY_OF_GAPS
    if _is_polite(sentence) or _names_subject(sentence):
        return False
    long = not few and count_words(sentence.text) >= _LONG
    return ordinary_weights().chance(beside) < (_UNLIKELY_IF_LONG if long else _UNLIKELY)


def _names_subject(sentence: HeardSentence) -> bool:
    """Say whether a line names what a letter is about, "Subject: ...", as above a greeting: there are as many of these as surveys."""
    return pattern("field_other", r"^\W{0,4}", r"\s?[:\uff1a]").match(sentence.text) is not None


def _speaks_of_gaps(sentence: HeardSentence) -> bool:
    """Say whether a sentence has a word for what is left out, empty, reckoned, or to come, beside what only sounds like it."""
    return plainly("lacks").search(plainly("lacks_nothing").sub(" ", sentence.text)) is not None


def packed(learned: OrdinaryWeights, taught_by: str) -> bytes:
    """Return weights as their file; `taught_by` is the hash of what taught them."""
    head = {"bias": learned.bias, "scale": learned.scale, "taught_by": taught_by}
    return json.dumps(head).encode() + b"\n" + learned.weights


def unpacked(file: bytes) -> tuple[OrdinaryWeights, str]:
    """Return the weights of a file, and the hash of what taught them."""
    line, _, rest = file.partition(b"\n")
    head = json.loads(line)
    return OrdinaryWeights(head["bias"], head["scale"], rest), head["taught_by"]


@cache
def ordinary_weights() -> OrdinaryWeights:
    """Return what was learned."""
    return unpacked(kept_file())[0]


def kept_file(name: str = NAME) -> bytes:
    """Return a file of weights that is kept."""
    return resources.files(__package__).joinpath(name).read_bytes()
