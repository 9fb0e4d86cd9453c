"""Languages side by side: the labels of a sheet stand in one column in each of several languages, before the cells for answers.

Which language a column is in is said by its heading, or else by its words, where these tell it plainly: a number beside a text, or a unit,
is no other language. Read in one language, the columns of the others are as if they were hidden.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from languages import known
from languages.likeness import likenesses, words_of
from questionnaire.designed.page import SeenSheet
from workbooks.anatomy import SheetAnatomy
from workbooks.cells import Position

_ROWS = 3  # In so many rows at least labels stand side by side,
_SHARE = 0.7  # and in so large a share of those that ask and say anything.
_HEADING = 6  # Rows above the first label in which its column may have a heading.
_KNOWN = 0.2  # So large a share of a column's words must be known in its language,
_PLAINER = 1.5  # and so many times as many as in the language of the other column.
_NAME = 4  # Letters of a language's name; shorter words are codes, in capitals.
_WORD = re.compile(r"[^\W\d_]+")


def tongues(anatomy: SheetAnatomy, asked: Mapping[Position, object]) -> dict[str, int]:
    """Return the columns of labels by their languages, from left to right; none where they are all in one."""
    page = SeenSheet(anatomy).with_inputs(asked)
    firsts: dict[int, int] = {}
    for row, column in asked:
        firsts[row] = min(column, firsts.get(row, column))
    labels = {column: said for column, said in _columns(page, firsts).items() if len(said) >= _ROWS}
    most = max(map(len, labels.values()), default=0)
    labels = {column: said for column, said in labels.items() if len(said) >= most * _SHARE}
    if len(labels) < 2:
        return {}
    by_heading = {column: _headed(page, column, min(said)) for column, said in labels.items()}
    found = {column: language for column, language in by_heading.items() if language} or _by_words(labels)
    return {language: column for column, language in found.items()} if len(set(found.values())) == len(found) > 1 else {}


def in_language(anatomy: SheetAnatomy, columns: Mapping[str, int], language: str) -> SheetAnatomy:
    """Return a sheet as one reads it in a language: without the labels in the others. Without any in it, it is read in the first."""
    own = columns.get(language, next(iter(columns.values()), 0))
    return replace(anatomy, hidden_columns=anatomy.hidden_columns | (set(columns.values()) - {own})) if columns else anatomy


def _columns(page: SeenSheet, firsts: Mapping[int, int]) -> dict[int, dict[int, str]]:
    """Return the words before the first input of each row that asks, by column and row."""
    found: dict[int, dict[int, str]] = {}
    for row, first in sorted(firsts.items()):
        for column, text in sorted(page.rows.get(row, {}).items()):
            if column < first and any(map(str.isalpha, text)) and page.extent((row, column))[1] == 1:
                found.setdefault(column, {})[row] = text
    return dict(sorted(found.items()))


def _headed(page: SeenSheet, column: int, first: int) -> str:
    """Return the language that the heading of a column names, "" where it names none."""
    above = (page.words((row, column)) for row in range(first - 1, max(0, first - 1 - _HEADING), -1))
    return next((language for text in above if text for language in _named(text)), "")


def _named(text: str) -> Iterator[str]:
    from questionnaire.xlsform.sheets.languages import language_code  # noqa: PLC0415 - whoever loads a form loads adopted places, and these load us

    words = _WORD.findall(text)
    if len(words) <= _ROWS:
        yield from (word.lower() for word in words if len(word) == 2 and word.isupper() and word.lower() in known())
        yield from (code for word in words if len(word) >= _NAME and (code := language_code(word)))


def _by_words(labels: Mapping[int, Mapping[int, str]]) -> dict[int, str]:
    """Return the languages of columns by their words, as far as these tell them plainly from those of the other columns."""
    words = {column: words_of(" ".join(said.values())) for column, said in labels.items()}
    shares = {column: {one.code: one.knows(hashes) for one in likenesses()} for column, hashes in words.items()}
    best = {column: max(of, key=lambda code: of[code]) for column, of in shares.items()}
    sure = {column: code for column, code in best.items() if _is_plain(shares[column], code, list(best.values()))}
    return {column: code for column, code in sure.items() if len(set(labels[column].values())) >= _ROWS}


def _is_plain(shares: Mapping[str, float], code: str, others: Sequence[str]) -> bool:
    rest = max((shares[other] for other in others if other != code), default=0.0)
    return shares[code] >= _KNOWN and shares[code] >= rest * _PLAINER
