"""What the help cell beside a question says: whether an answer is wanted, in which unit, what may stand instead, and the form's hint."""

from __future__ import annotations

from collections.abc import Iterator

from domain.sentences import Catalogue
from languages import catalogue
from questionnaire.definition import Question, QuestionType, in_language
from questionnaire.expressions import evaluate, names, truth
from questionnaire.printed import codes, printed


def help_text(question: Question, language: str, languages: tuple[str, ...]) -> str:
    """Return the help of a question in `language`, a line a matter; "" where there is nothing to say."""
    if question.type is QuestionType.NOTE:
        return ""
    return "\n".join(part for part in _parts(question, catalogue(language), language, languages) if part)


def hint(question: Question, language: str, languages: tuple[str, ...]) -> str:
    """Return the form's own hint as printed."""
    return printed(in_language(question.hint, language, languages))


def missing_codes(question: Question, words: Catalogue) -> str:
    """Return the sentence that says which codes may stand instead of a number, or ""."""
    offered = codes(question)
    return words.say("workbook_missing", codes=", ".join(offered)).message if offered else ""


def _parts(question: Question, words: Catalogue, language: str, languages: tuple[str, ...]) -> Iterator[str]:
    unit = printed(in_language(question.unit, language, languages))
    if question.calculation:
        yield words.say("workbook_calculated").message
    else:
        yield _required(question, words)
    if question.type is QuestionType.SELECT_MULTIPLE:
        yield words.say("workbook_choose_several").message
    yield words.say("workbook_revise").message if question.revises else ""
    yield hint(question, language, languages)
    yield words.say("workbook_unit", unit=unit).message if unit else ""
    yield missing_codes(question, words)


def _required(question: Question, words: Catalogue) -> str:
    if not question.required:
        return ""
    conditional = bool(names(question.required))
    if not conditional and not truth(evaluate(question.required, {})):
        return ""
    return words.say("workbook_required_if" if conditional or question.relevant else "workbook_required").message
