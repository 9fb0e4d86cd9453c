"""What somebody asks for in a text, as in "please tell them" and "ask her for the figures", in all languages at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache

from languages import known, toml_of
from languages.checked import checked
from languages.date_tokens import Token, tokens
from languages.decisions import DOUBTS, around, is_courtesy, said, without_courtesy
from languages.doubting import DoubtWords
from languages.vocabularies import without_marks

_Phrase = tuple[str, ...]
QUESTION_MARKS = ("?", "\N{ARABIC QUESTION MARK}", "\N{FULLWIDTH QUESTION MARK}")
_READ = 4_000  # Characters; who writes a coordinator's answer says what they ask for before.
_JOINED = "'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}-\N{HYPHEN}\N{NON-BREAKING HYPHEN}"  # What stands within a word.


def request_in(text: str) -> str:
    """Return what a text asks for first, from the words that ask to the end of their line; "" where it asks for nothing.

    A question asks, and so does a clause that begins with words of `request`. Who says what happened, or thanks, asks for nothing, and
    neither does the decision itself, as in "please accept".
    """
    return next(filter(None, map(_request, _without_decision(text[:_READ]))), "")


def _without_decision(text: str) -> Iterator[str]:
    """Yield the lines of a text, of the first that begins with a decision what stands behind that."""
    decided = False
    for line in text.splitlines():
        name, rest = ("", "") if decided else said(without_courtesy(line) or line)
        decided = decided or bool(name)
        yield rest if name else line


def _request(line: str) -> str:
    spoken = [one for one in tokens(line) if one.kind != "mark"]
    phrase = tuple(one.text for one in spoken)
    for at, one in enumerate(spoken):
        if _begins_clause(line, spoken, at) and _starts(phrase[at : at + _longest()], _asking()):
            asks = line[one.start :].strip()
            return "" if is_courtesy(asks) else asks
    return line.strip() if any(sign in line for sign in QUESTION_MARKS) else ""


def _begins_clause(line: str, spoken: Sequence[Token], at: int) -> bool:
    """Say whether a word is the first of its clause: a sign stands before it, courtesy, or what joins clauses."""
    if at == 0:
        return True
    between = line[spoken[at - 1].end : spoken[at].start]
    return any(not one.isspace() and one not in _JOINED for one in between) or _ends(
        tuple(one.text for one in spoken[max(0, at - _longest()) : at]), _before()
    )


def _starts(phrase: _Phrase, phrases: Collection[_Phrase]) -> bool:
    return any(phrase[:long] in phrases for long in range(1, _longest() + 1))


def _ends(phrase: _Phrase, phrases: Collection[_Phrase]) -> bool:
    return any(phrase[-long:] in phrases for long in range(1, _longest() + 1))


@cache
def _asking() -> frozenset[_Phrase]:
    return frozenset(map(without_marks, around("request")))


@cache
def _before() -> frozenset[_Phrase]:
    doubts = (checked(DoubtWords, toml_of(code, "decisions.toml").get(DOUBTS, {})) for code in known())
    joining = frozenset(without_marks(text) for one in doubts for text in one.joining)
    return joining | frozenset(map(without_marks, around("courtesy")))


@cache
def _longest() -> int:
    return max(len(one) for one in _asking() | _before())
