"""What each answer that is wanted came to, and how much of a workbook is filled in: worked out from its answers and its findings.

This is the one place that says so of answers which are kept as values alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.finding import Finding
from domain.submission import AnswerValue
from languages import ENGLISH, catalogue
from questionnaire.checks.subject import CheckSubject, is_missing_code
from questionnaire.definition import Questionnaire
from questionnaire.expressions.values import is_blank
from questionnaire.items import Item


class ItemStatus(StrEnum):
    """What an item came to."""

    ANSWERED = "answered"
    CODED = "coded"  # One of the form's missing codes stands there instead of a value.
    REFUSED = "refused"  # A missing code of which the form says that it is a refusal.
    UNANSWERED = "unanswered"
    UNREADABLE = "unreadable"  # Something stood there, and nobody can say which value it is.
    NOT_APPLICABLE = "not_applicable"


GIVEN = (ItemStatus.ANSWERED, ItemStatus.CODED)  # The form accepts it as an answer.
_OF_A_BLANK = "required"  # The finding about a cell in which nothing stood.


@dataclass(frozen=True, slots=True)
class Judged:
    """What each item that a person answers came to, by its key (of a table, the rows that were begun), and which of them are required."""

    statuses: Mapping[str, ItemStatus]
    required: frozenset[str]

    def filled(self, *, of_all: bool) -> float:
        """Return which share is given, from 0 to 1, of the items that are required; or of all that apply, as where none is required.

        It is 1 where none applies.
        """
        asked = [key for key, status in self.statuses.items() if status is not ItemStatus.NOT_APPLICABLE]
        wanted = asked if of_all else [key for key in asked if key in self.required] or asked
        return sum(self.statuses[key] in GIVEN for key in wanted) / len(wanted) if wanted else 1.0


def judge(questionnaire: Questionnaire, answers: Mapping[str, AnswerValue], findings: Iterable[Finding], today: date) -> Judged:
    """Return what the items of a workbook came to that came `today`. What depends on an answer that could not be read applies."""
    lost = {one.question: one.message for one in findings if one.question and one.code != _OF_A_BLANK and answers.get(one.question) is None}
    subject = CheckSubject(
        questionnaire=questionnaire,
        answers=answers,
        untyped=lost,
        located={},
        language=ENGLISH,
        catalogue=catalogue(ENGLISH),
        today=today,
    )
    found = {item.key: ItemStatus.NOT_APPLICABLE for item in subject.items if item.question.asked}
    applying = [item for item in subject.applying if item.question.asked]
    found |= {item.key: _status(item, answers.get(item.key)) for item in applying}
    found |= {key: ItemStatus.UNREADABLE for key in found if key in lost}
    return Judged(found, frozenset(item.key for item in applying if subject.holds(item.question.required, item)))


def _status(item: Item, answer: AnswerValue) -> ItemStatus:
    if is_blank(answer):
        return ItemStatus.UNANSWERED
    return ItemStatus.CODED if is_missing_code(item.question, answer) else ItemStatus.ANSWERED
