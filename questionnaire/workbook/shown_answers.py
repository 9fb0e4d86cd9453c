"""A note that shows answers: the formula of its text, in which each answer stands once it is given, and its question's name until then.

Numbers stand there as the reader's country writes them, days as 2026-11-27, and several choices with a semicolon between them.
"""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.cell import Cell

from questionnaire.definition import Question
from questionnaire.expressions.excel import MAX_LENGTH
from questionnaire.expressions.excel_pieces import (
    TRUE,
    Constant,
    Logical,
    NoReadingError,
    Numeric,
    OneOf,
    Piece,
    Several,
    Textual,
    Unread,
    blank,
    quoted,
)
from questionnaire.expressions.excel_values import textual, whole_value
from questionnaire.expressions.values import text
from questionnaire.mention import MentionedAnswer
from questionnaire.printed import choice_labels
from questionnaire.workbook.maker import Maker

_PIECE = 120  # Characters of a text within a formula: well below the 255 that Excel allows, however they are written.
_BETWEEN = "; "


def show_answers(maker: Maker, cell: Cell, note: Question) -> None:
    """Let a cell that prints a note show the answers that it mentions; it stays as it is where Excel cannot say one of them."""
    spoken = (maker.language, *maker.languages, *note.mentions)
    mentions = next((found for language in spoken if (found := note.mentions.get(language))), ())
    formula = _formula(maker, mentions)
    if formula and any(mention.name for mention in mentions):
        cell.value = f"={formula}"
        maker.results.put(cell, maker.results.text_of(mentions))


def _formula(maker: Maker, mentions: Sequence[MentionedAnswer]) -> str | None:
    """Return the formula (without its =) of a text with answers in it; None where Excel cannot say one of them, or it would be too long."""
    try:
        made = "&".join(part for mention in mentions for part in (*_texts(mention.before), *_answer(maker, mention)))
    except NoReadingError:
        return None
    return made if len(made) < MAX_LENGTH else None


def _texts(said: str) -> list[str]:
    return [quoted(said[at : at + _PIECE]) for at in range(0, len(said), _PIECE)]


def _answer(maker: Maker, mention: MentionedAnswer) -> list[str]:
    if not mention.name:
        return []
    made = maker.formulas.operands.outside(mention.name)
    if made is None or isinstance(made, Unread):
        raise NoReadingError
    given = _given(maker, made, mention.name)
    is_blank = f'{given}=""' if isinstance(made, Several) else blank(made)
    return [f"IF({is_blank},{quoted(mention.otherwise)},{given})" if is_blank != TRUE else quoted(mention.otherwise)]


def _given(maker: Maker, made: Piece, name: str) -> str:
    """Return the formula of an answer as a text."""
    match made:
        case Numeric(formula, day=True):
            return f'YEAR({formula})&TEXT(MONTH({formula}),"-00")&TEXT(DAY({formula}),"-00")'
        case Numeric() | Textual():
            return whole_value(made)
        case Logical():
            return textual(made)
        case OneOf(address):
            return address
        case Constant(value):
            return quoted(text(value))
        case Several(addresses):
            question = maker.questionnaire.by_name[name]
            labels = choice_labels(question, maker.language, maker.languages)
            codes = zip(question.choices, labels, strict=True)
            chosen = (f'IF({made.ticked(one.name)},{quoted(_BETWEEN + label)},"")' for one, label in codes if one.name in addresses)
            return f"MID({'&'.join(chosen)},{len(_BETWEEN) + 1},{MAX_LENGTH})"
        case _:
            raise NoReadingError
