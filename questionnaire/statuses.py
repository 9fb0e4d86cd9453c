"""What each answer that is wanted came to, and how much of a workbook is filled in: by what was kept of it, and by the form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.answer import ItemStatus
from domain.submission import Submission
from languages import ENGLISH, catalogue
from questionnaire.checks.subject import CheckSubject
from questionnaire.conditions import is_missing_code
from questionnaire.definition import Item, Questionnaire
from questionnaire.expressions.values import is_blank
from questionnaire.spared import spared

# The others are not asked, or do not apply.
_NOT_APPLICABLE, _NOT_ASKED = ItemStatus.NOT_APPLICABLE, ItemStatus.NOT_ASKED
WANTED = frozenset(ItemStatus) - {_NOT_APPLICABLE, _NOT_ASKED}
_OF_A_BLANK = "required"  # The finding about a cell in which nothing stood.
SKIPPED = "relevant"  # The one about an answer to a question that does not apply.
_GIVEN = frozenset({ItemStatus.ANSWERED, ItemStatus.CODED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What each item that a person answers came to, by its key (of a table, the rows that were begun).

    `required` are those that the form requires of this respondent, `refused` those in which a code stands by which they refuse to answer.
    `idle` are the calculations that do not apply, and a blank one of `spared` is no missing answer.
    """

    statuses: Mapping[str, ItemStatus]
    required: frozenset[str]
    refused: frozenset[str]
    idle: frozenset[str] = frozenset()
    spared: frozenset[str] = frozenset()

    def is_given(self, key: str) -> bool:
        """Say whether the item has an answer that the form accepts: a value, or a missing code that is no refusal."""
        status = self.statuses[key]
        return status is ItemStatus.ANSWERED or (status is ItemStatus.CODED and key not in self.refused)

    def is_spared(self, key: str) -> bool:
        """Say whether the item is blank, and no answer is missing there."""
        return self.statuses[key] is ItemStatus.UNANSWERED and key in self.spared

    def filled(self, *, of_all: bool) -> float:
        """Return which share is given, from 0 to 1, of the items that are required; or of all that apply, as where none is required.

        It is 1 where none applies.
        """
        asked = {key for key, status in self.statuses.items() if status in WANTED and not self.is_spared(key)}
        wanted = asked if of_all else asked & self.required or asked
        return sum(map(self.is_given, wanted)) / len(wanted) if wanted else 1.0


def judge(questionnaire: Questionnaire, submission: Submission, today: date) -> Judged:
    """Return what the items of a workbook came to that came `today`. What depends on an answer that could not be read applies.

    A status that was kept when it was read holds; but what was answered, or left blank, and does not apply is not asked. What was filed
    before statuses were kept is worked out from its values and findings.
    """
    answers = submission.answers
    kept = {key: came.status for key, came in submission.provenance.items()}
    lost = {one.question: one.message for one in submission.findings if one.question and one.code != _OF_A_BLANK}
    untyped = {key: message for key, message in lost.items() if answers.get(key) is None and kept.get(key) is not ItemStatus.NOT_ASKED}
    subject = CheckSubject(
        questionnaire=questionnaire,
        answers=answers,
        untyped=untyped,
        located={},
        language=ENGLISH,
        catalogue=catalogue(ENGLISH),
        today=today,
    )
    asked = [item for item in subject.items if item.question.asked]
    # Whether an item applies is asked where it matters: most statuses were kept, and most items are not required.
    return Judged(
        statuses={item.key: _came_to(item, kept.get(item.key), subject) for item in asked},
        required=frozenset([item.key for item in asked if subject.holds(item.question.required, item) and subject.applies(item)]),
        refused=frozenset([item.key for item in asked if item.question.refusals and answers.get(item.key) in item.question.refusals]),
        idle=frozenset([one.key for one in subject.items if one.question.calculation and one.question.relevant and not subject.asks(one)]),
        spared=spared(questionnaire, asked, answers),
    )


def skipped(submission: Submission) -> tuple[str, ...]:
    """Return the answers of a workbook to questions that do not apply, by what was found when it was read, and in that order.

    Exports write them in it, so that the same data make the same bytes.
    """
    given = submission.answers.get
    found = (one.question for one in submission.findings if one.code == SKIPPED)
    return tuple(dict.fromkeys(key for key in found if key and given(key) is not None))


def _came_to(item: Item, kept: ItemStatus | None, subject: CheckSubject) -> ItemStatus:
    status = kept or _status(item, subject)
    if item.question.relevant is None:
        return status
    if status is ItemStatus.UNANSWERED:
        return status if subject.asks(item) else _NOT_APPLICABLE
    return _NOT_APPLICABLE if status in _GIVEN and not subject.applies(item) else status


def _status(item: Item, subject: CheckSubject) -> ItemStatus:
    answer = subject.answers.get(item.key)
    if item.key in subject.untyped:
        return ItemStatus.UNREADABLE
    if not subject.applies(item):
        return _NOT_APPLICABLE
    if is_blank(answer):
        return ItemStatus.UNANSWERED
    return ItemStatus.CODED if is_missing_code(item.question, answer) else ItemStatus.ANSWERED
