"""The answers that count, with their calculations: whoever exports, compares or tells them asks here, and nowhere else.

They are in the words of all versions of the study's questionnaire (see `questionnaire.versions.words`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.answer import AnswerValue, ItemStatus
from domain.submission import Submission
from questionnaire.definition import Questionnaire
from questionnaire.items import parts
from questionnaire.typed_in import worked_out
from questionnaire.versions.backward import SaidBack
from questionnaire.versions.recalculated import as_said, recalculated
from questionnaire.versions.words import VersionWords
from store import Transaction, counting, provenance
from store.answers.counting import CountedAnswers

if TYPE_CHECKING:
    from service.studies.running import Running


def counted(tx: Transaction, running: Running) -> Iterator[CountedAnswers]:
    """Yield the answers of a study that count, in the order of the invitations; a bounded number is in memory."""
    yield from (_whole(tx, running, one) for one in counting.of_study(tx, running.study.id))


def counted_of(
    tx: Transaction, running: Running, invitation_ids: Iterable[int], known: Mapping[int, Submission] | None = None
) -> Iterator[CountedAnswers]:
    """Yield the answers of these organisations that count, of those that have some; submissions that are `known` are not read again."""
    yield from (_whole(tx, running, one) for one in counting.of_invitations(tx, invitation_ids, known))


def form_of_all(tx: Transaction, running: Running) -> Questionnaire:
    """Return the questionnaire that has all that was ever asked, in whose words the answers are told."""
    words = counting.words_of(tx, running.study.id)
    return words.union.questionnaire if words else running.questionnaire


def _whole(tx: Transaction, running: Running, one: CountedAnswers) -> CountedAnswers:
    """Work the calculations out anew where an answer was put right, or several workbooks count; else they stay as they were read."""
    if one.as_sent:
        return one
    unread, today, answers = unread_of(tx, one), day_of(running, one.submission), one.submission.answers
    if one.words is None:
        answers = worked_out(running.questionnaire, answers, unread, today)
        return replace(one, submission=replace(one.submission, answers=answers))
    made: dict[int, Mapping[str, AnswerValue]] = {}
    # Each version works out its own; what several of them do, the newest.
    for number in dict.fromkeys(part.version for part in one.parts):
        made[number] = recalculated(one.words, number, answers, _exact(one, one.words, number), unread, today)
        answers = {**answers, **one.words.translation(number).answers(made[number])}
    return replace(one, submission=replace(one.submission, answers=answers), calculated=made)


def day_of(running: Running, one: Submission) -> date:
    """Return the day on which a workbook came, where the study is at home."""
    return one.received_at.astimezone(ZoneInfo(running.study.zone)).date()


def unread_of(tx: Transaction, one: CountedAnswers) -> frozenset[str]:
    """Return the items of which something was written that could not be read, and that nobody has put right since."""
    came = provenance.provenance(tx, [part.id for part in one.parts])
    unread = {
        one.words.translation(part.version).key(key) if one.words else key
        for part in one.parts
        for key, how in came.get(part.id, {}).items()
        if how.status is ItemStatus.UNREADABLE
    }
    return frozenset(key for key in unread if one.submission.answers.get(key) is None and key not in one.edits)


def in_version(one: CountedAnswers, number: int) -> SaidBack:
    """Return what counts in the words of one version, of what it asks; what was sent to it stands there as it was sent."""
    if one.words is None:
        return SaidBack(one.submission.answers, frozenset())
    said = as_said(one.words, number, one.submission.answers, _exact(one, one.words, number))
    return SaidBack({**said.answers, **one.calculated.get(number, {})}, said.unsaid)


def _exact(one: CountedAnswers, words: VersionWords, number: int) -> SaidBack:
    """Return the answers that the version's own workbooks brought, and the edits as they would have been made while it ran."""
    made: dict[str, AnswerValue] = {}
    unsaid: set[str] = set()
    to, own_parts = (
        words.translation(number),
        [part for part in (*one.kept, *one.parts) if words.version(part.version) == words.version(number)],
    )
    calculations = {question.name for question in words.form(number).valued if not question.asked and not one.as_sent}
    for part in own_parts:
        mine = {key: value for key, value in part.answers.items() if one.sources.get(to.key(key)) == part.id}
        made |= {key: value for key, value in mine.items() if to.key(key) not in one.edits and parts(key)[2] not in calculations}
    for edit, can_be in filter(None, (words.edit_in(edit, number) for edit in one.edits.values())):
        made[edit.question] = edit.value
        unsaid |= set() if can_be else {edit.question}
    return SaidBack(made, frozenset(unsaid))
