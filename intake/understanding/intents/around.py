"""What somebody says among the lines around a letter, where offices print what they say to everybody: it is heard, too.

Registers, opening hours, mottos and notices are cut away from what a person said, since no list can name them all. Yet between two of them
may stand "without the Lyon site", and nobody writes that to everybody. Whatever was cut away is taken apart into its pieces, and each is
weighed by itself: `around.bin` is learned from what stands around ordinary mails, beside mails in which one line there tells something, and
beside what people tell in passing within a letter (`python -m tests.intake.around`; decision 0240). The method is that of `ordinary`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import islice

from domain.intent import Intent, IntentKind
from intake.understanding.intents.ordinary import Neighbours, OrdinaryWeights, kept_file, neighbours, unpacked
from intake.understanding.intents.said import HeardSentence
from intake.understanding.own_words.cut_away import cut_away
from intake.understanding.own_words.feet import tells_of_change
from intake.understanding.own_words.footers import has_matter
from intake.understanding.own_words.lines import is_named, sentences_of
from intake.understanding.own_words.marks import unmarked
from intake.understanding.own_words.words import own_lines, with_signature
from languages.heard import unheard
from languages.intents import hear

NAME = "around.bin"
# Less likely stands around an ordinary mail what tells something; and what sounds like another person or address to write to, which weights
# are sure of where it is but the label of one.
_UNLIKELY, _UNLIKELY_OF_PEOPLE = 0.15, 0.9
_DOUBTED = 0.95  # By its words alone.
_READ, _MOST = 8_000, 200  # So many characters are looked at, as of a letter, and so many pieces: no office has more.
# What offices part the lines of their feet with.
_PARTS = re.compile(r"\s*(?:[|\u2022\u00b7\u25cf\u25a0\u25c6\u2605\u2606\u25aa\u25b6\u25ba\u2503\uff5c]|\*{2,}|~{2,}|={3,}|\s{3,})\s*")
_LETTER = re.compile(r"[^\W\d_]")
# A motto in quotation marks, and whose it is.
_MOTTO = re.compile(
    '["\u201c\u201d\u201e\u00ab\u00bb\u300c\u300e]([^"\u201c\u201d\u201e\u00ab\u00bb\u300c\u300e\u300d\u300f]{12,300})'
    '["\u201c\u201d\u00ab\u00bb\u300d\u300f]\\W{0,4}(.{0,60})$'
)


def with_note_around(found: tuple[Intent, ...], text: str, author: str) -> tuple[Intent, ...]:
    """Return what was `found` in a mail that a workbook came with, and as a note what is told around its letter.

    `author` is the field From.
    """
    told = told_around(text, author)
    if not told:
        return found
    noted = [one.words for one in found if one.intent is IntentKind.NOTE]
    others = (one for one in found if one.intent not in {IntentKind.NOTE, IntentKind.THANKS})
    return (*others, Intent(intent=IntentKind.NOTE, words=" ".join((*noted, *told))))


@lru_cache(maxsize=4)  # It is asked where a message is classified, and where its intents are.
def told_around(text: str, author: str) -> tuple[str, ...]:
    """Return what is told around the letter of a text.

    What is heard in a piece costs most of the time, and is asked for only where its words leave a doubt: of twelve pieces in one.
    """
    weights = around_weights()
    doubted = (piece for piece in pieces(text, author) if weights.chance(piece) < _DOUBTED)
    return tuple(piece.text for piece in map(with_heard, doubted) if _tells(piece))


def _tells(piece: Neighbours) -> bool:
    of_people = IntentKind.SUCCESSOR in piece.heard.said or tells_of_change(piece.text)
    return around_weights().chance(piece) < (_UNLIKELY_OF_PEOPLE if of_people else _UNLIKELY)


def pieces(text: str, author: str) -> tuple[Neighbours, ...]:
    """Return what stands around the own words of a text, in pieces with those next to each, before anything is heard in them.

    A line is cut away whole where a mark or a formula was taken out of it: what is left of it is the sender's, and no piece.
    """
    own = own_lines(text, author)
    cut = "\n".join(map(unmarked, cut_away(own, with_signature(text))))[:_READ]
    said = " ".join(own.split())
    texts = islice((one for one in _pieces(cut.split("\n")) if one not in said), _MOST)
    return tuple(neighbours([HeardSentence(text=one, heard=unheard(len(one.split())), asks=False) for one in texts]))


def with_heard(piece: Neighbours) -> Neighbours:
    """Return a piece with what is heard in it, by itself: which languages are asked depends on what is heard together."""
    (heard,) = hear([piece.text], beside=True)
    return replace(piece, heard=heard)


def _pieces(lines: Sequence[str]) -> Iterator[str]:
    for sentences in sentences_of(tuple(lines)):
        for sentence in () if _is_motto(" ".join(sentences)) else sentences:
            yield from (" ".join(piece.split()) for piece in _PARTS.split(sentence) if _LETTER.search(piece))


def _is_motto(line: str) -> bool:
    """Say whether a line is a saying of somebody else: in quotation marks from its beginning, with nothing behind them but a name.

    What speaks of the study is none, however it is quoted.
    """
    found = _MOTTO.match(line)
    return found is not None and (not found[2] or is_named(found[2].rstrip(")"))) and not has_matter(found[1])


@cache
def around_weights() -> OrdinaryWeights:
    """Return what was learned."""
    return unpacked(kept_file(NAME))[0]
