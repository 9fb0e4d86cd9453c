"""The words that take back what a mail says, as "forget it" and "ignore my last mail", in all languages at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from languages import known, toml_of
from languages.checked import checked
from languages.date_tokens import Token, tokens
from languages.decisions import AroundDecisions
from languages.vocabularies import without_marks

_JOINED = frozenset("'’‘ʼ-‐‑")  # What stands within a word, as in "don't" and "vas-y".
_Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A clause that takes back: by how many words it does so, the other words of it, and whether it begins by taking back.

    It is `conditional` as disclaimers are: "ignore this message if it is not for you".
    """

    by: int
    more: _Phrase
    first: bool = True
    conditional: bool = False


def taken_back(line: str) -> tuple[TakenBack, ...]:
    """Return the clauses of a line that begin by taking back, behind courtesy and the like, or end by it."""
    return tuple(_taken_back(tuple(one.text for one in clause) for clause in _clauses(line)))


def _taken_back(said: Iterable[_Phrase]) -> Iterator[TakenBack]:
    condition = False
    for clause in said:
        if found := _of_clause(clause):
            within = any(_begins(found.more[at:], _around("unless")) for at in range(len(found.more)))
            yield replace(found, conditional=condition or within)
        condition = condition or (not found and len(clause) > 1 and _begins(clause, _around("unless")) > 0)


def clauses(line: str) -> tuple[str, ...]:
    """Return the clauses of a line as they are written."""
    return tuple(line[one[0].start : one[-1].end] for one in _clauses(line))


def _of_clause(said: _Phrase) -> TakenBack | None:
    while not (by := _begins(said, _around("retracted"))) and (filler := _begins(said, _fillers())):
        said = said[filler:]
    if by:
        return TakenBack(by, _without_fillers(said[by:]))
    by = next((len(said) - at for at in range(1, len(said)) if said[at:] in _around("retracted")), 0)
    return TakenBack(by, said[:-by], first=False) if by else None


def _without_fillers(clause: _Phrase) -> _Phrase:
    while by := _begins(clause, _fillers()):
        clause = clause[by:]
    return clause


def _begins(clause: _Phrase, phrases: Collection[_Phrase]) -> int:
    """Return with how many words of it a clause begins with one of these phrases, the longest; 0 where it begins with none."""
    return next((long for long in range(min(len(clause), _longest()), 0, -1) if clause[:long] in phrases), 0)


def _clauses(line: str) -> Iterator[Sequence[Token]]:
    """Yield the words of each clause of a line: whatever sign is no part of a word stands between two."""
    clause: list[Token] = []
    for one in tokens(line):
        if clause and (one.kind == "mark" or _parts(line[clause[-1].end : one.start])):
            yield clause
            clause = []
        if one.kind != "mark":
            clause.append(one)
    if clause:
        yield clause


def _parts(between: str) -> bool:
    signs = {char for char in between if unicodedata.category(char)[0] in "PS"}
    return bool(signs - _JOINED) or bool(signs and " " in between)


@cache
def _around(key: str) -> frozenset[_Phrase]:
    given = (toml_of(code, "decisions.toml").get("around", {}) for code in known())
    return frozenset(without_marks(text) for one in given for text in getattr(checked(AroundDecisions, one), key))


@cache
def _fillers() -> frozenset[_Phrase]:
    """Return what stands before words that take back, and says nothing by itself: courtesy and apologies."""
    return (_around("courtesy") | _around("mistaken")) - _around("retracted")


@cache
def _longest() -> int:
    return max(len(one) for one in _around("retracted") | _fillers())
