"""How like what an ordinary cover mail says a sentence beside a workbook is: greetings, courtesy, and all that stands around a letter.

What an office prints above and beneath its letters no list can name: streets, registers, mottos, slogans, notices of lawyers, numbers of
soldiers. Each office has its own, yet they look alike, by the words, the form and the place that they have. `ordinary.bin` is learned from
mails that say nothing but "here it is", beside notes of people who say something (`python -m tests.intake.ordinary`): logistic regression
over hashed pieces of a sentence and of those next to it (Weinberger et al., Feature hashing for large scale multitask learning, 2009).
Decision 0196 tells how well it knows those of authors of whom nothing was learned.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from zlib import crc32

from domain.intent import Intent, IntentKind
from intake.understanding.feet import speaks_to_us
from intake.understanding.said import INTENTS, HeardSentence, Said, tells
from languages.courtesies import is_of_few_words

NAME = "ordinary.bin"
PLACES = 1 << 18
# Such a reading may be taken back. A draft, a secret and a correction hold a workbook, and who names a successor changes whom we
# write to: these are believed.
_TAKEN_BACK = {IntentKind.NOTE, IntentKind.ANSWERS_IN_TEXT, IntentKind.QUESTION, IntentKind.ELSEWHERE}
_LIKELY = 0.7
_INTENTS = INTENTS - {IntentKind.THANKS}
_OF_THE_STUDY = frozenset({"portion", "completing"})  # Who names questions, or tells what is final or done, tells something of the answers.
_WORD, _DIGIT, _LETTER, _RUN = re.compile(r"\w+|[^\w\s]"), re.compile(r"\d"), re.compile(r"[^\W\d_]"), re.compile(r"(.)\1{2,}")
_FIGURE = re.compile("9[^Aa]{0,6}")
_WORDS, _SIGNS, _FORM, _BEGINNING, _ENDING, _FIGURES = 60, 200, 80, 12, 6, 4
_LETTERS = range(3, 6)
_FIRST, _LAST = 4, 6  # So many sentences from the beginning, and from the end, have a place of their own.


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """A sentence, the ones before and behind it (empty where there is none), and its place among `count` sentences."""

    text: str
    before: str = ""
    behind: str = ""
    place: int = 0
    count: int = 1


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


def neighbours(sentences: Sequence[str]) -> Iterator[Neighbours]:
    """Yield each sentence with those next to it."""
    for place, (before, text, behind) in enumerate(zip(("", *sentences), sentences, (*sentences[1:], ""), strict=False)):
        yield Neighbours(text=text, before=before, behind=behind, place=place, count=len(sentences))


def places_of(sentence: Neighbours) -> list[int]:
    """Return the places of all pieces of a sentence, each once, in order; there is always one."""
    pieces = {f"@{min(sentence.place, _FIRST)}", f"${min(sentence.count - 1 - sentence.place, _LAST)}", *_letters(sentence.text)}
    for mark, text in ((".", sentence.text), ("<", sentence.before), (">", sentence.behind)):
        pieces.update(mark + one for one in (*_words(text), *_looks(text)))
    words = ["^", *_words(sentence.text), "$"]
    pieces.update(f"&{one} {following}" for one, following in pairwise(words))
    return sorted({crc32(one.encode()) % PLACES for one in pieces})


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
    carrying = [tells(one, beside=True) or one.text in words for one in said.sentences]
    # Where the body is courteous, a note names its sentences alone, though the subject said something.
    if not any(carrying) or any(tells(one, beside=True) or one.heard.said & _INTENTS or one.text in words for one in said.titles):
        return False
    learned = ordinary_weights()
    told = zip(said.sentences, neighbours([one.text for one in said.sentences]), carrying, strict=True)
    return all(not _speaks(one) and learned.chance(beside) >= _LIKELY for one, beside, carries in told if carries)


def _speaks(sentence: HeardSentence) -> bool:
    return speaks_to_us(sentence.text) or not _OF_THE_STUDY.isdisjoint(sentence.heard.said)


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


def kept_file() -> bytes:
    """Return the file that is kept."""
    return resources.files(__package__).joinpath(NAME).read_bytes()
