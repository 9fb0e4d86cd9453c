"""How each answer of a workbook came about: what stood in its cell, where, and what its status is."""

from __future__ import annotations

from collections.abc import Iterator

from domain.answer import UNANSWERED, ItemStatus, Provenance
from questionnaire.checks import CheckSubject
from questionnaire.conditions import is_missing_code
from questionnaire.definition import Question
from questionnaire.items import item_of
from questionnaire.reading.answers.answer import Answer
from questionnaire.reading.answers.extract import EARLIER, Extraction


def provenance(subject: CheckSubject, extracted: Extraction) -> dict[str, Provenance]:
    """Return the provenance of every item of which there is something to say, by its key: not of those that are just unanswered.

    A calculation has no cell of its own: what a workbook shows of it is not read.
    """
    return dict(_provenance(subject, extracted))


def _provenance(subject: CheckSubject, extracted: Extraction) -> Iterator[tuple[str, Provenance]]:
    unasked = {item.key for item in subject.unasked}
    for key, got in extracted.answers.items():
        item = item_of(subject.questionnaire, key)
        made = _of_cell(item.question, got, is_asked=key not in unasked and subject.asks(item))
        if made is not UNANSWERED:
            yield key, made
    for key, value in subject.answers.items():
        if key not in extracted.answers and (value is not None or key in unasked or not subject.asks(item_of(subject.questionnaire, key))):
            yield key, Provenance(status=ItemStatus.NOT_APPLICABLE if value is None else ItemStatus.ANSWERED)


def _of_cell(question: Question, got: Answer, *, is_asked: bool) -> Provenance:
    if got.value is not None:
        status = ItemStatus.CODED if is_missing_code(question, got.value) else ItemStatus.ANSWERED
        return Provenance(status=status, written=got.written, flag=got.flag, note=got.note, located=got.located, how=got.how or "")
    if got.problem and got.problem.code == EARLIER:
        return Provenance(status=ItemStatus.NOT_ASKED)
    if got.filled:
        return Provenance(status=ItemStatus.UNREADABLE, written=got.problem.raw if got.problem else "", note=got.note, located=got.located)
    if got.note:
        status = ItemStatus.UNANSWERED if is_asked else ItemStatus.NOT_APPLICABLE
        return Provenance(status=status, note=got.note, located=got.located)
    return UNANSWERED if is_asked else Provenance(status=ItemStatus.NOT_APPLICABLE, located=got.located)
