"""What a workbook that came changes of the answers that count, and whether they are the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from domain.answer import AnswerValue, ItemStatus, Provenance
from domain.edit import Edit
from domain.rules.edited import with_edits
from domain.submission import Submission, SubmissionState
from intake.deciding.form import Form
from intake.deciding.told_answers import Answers, marks_of, told_changes
from questionnaire import checks
from questionnaire.reading import Reading
from questionnaire.typed_in import worked_out
from questionnaire.versions.backward import SaidBack
from questionnaire.versions.recalculated import recalculated


def told_since(
    form: Form, subject: checks.CheckSubject, reading: Reading, now: datetime, before: Submission | None, edits: Sequence[Edit]
) -> dict[str, object]:
    """Return what a receipt tells of what came before: what changed of the answers as they count, or that they are the same.

    `edits` are those that stand, as far as the reader is told of them: what was put right at the desk is told to contacts on record alone.
    """
    if before is None:
        return {}
    count = partial(as_they_count, form, edits, reading, now)
    counted, earlier = count(form.version, reading.answers), count(before.version, before.answers)
    told = changes(form, subject, (before, earlier), (reading, counted))
    return {"changes": told, "same_as": same_as(form, before, earlier, (reading, counted), now)}


def told_nothing_since(before: Submission | None, confirmed: Iterable[Mapping[str, str]]) -> dict[str, object]:
    """Return what a receipt tells of what came before where that is not its reader's: nothing, nor the reasons that were given there."""
    reasons = {one.confirmed for one in before.findings} if before else set()
    own = [{**one, "confirmed": ""} if one["confirmed"] in reasons else one for one in confirmed]
    return {"changes": [], "same_as": "", "confirmed": own}


def as_they_count(form: Form, edits: Sequence[Edit], reading: Reading, now: datetime, version: int, answers: Answers) -> Answers:
    """Return the answers of a workbook in the words of all versions, with what was put right at the desk."""
    said = form.translated(version, answers)
    edited = with_edits(said, form.edits(edits))
    if edited == said:
        return said
    if form.words is None:
        return worked_out(form.questionnaire, edited, reading.untyped, now.date())
    to = form.words.translation(version)
    own = {key: value for key, value in answers.items() if said[to.key(key)] == edited[to.key(key)]}
    unread = form.keyed(form.version, reading.untyped)
    values = recalculated(form.words, version, edited, SaidBack(own, frozenset()), unread, now.date())
    return {**edited, **to.answers(values)}


def changes(
    form: Form, subject: checks.CheckSubject, then: tuple[Submission, Answers], now: tuple[Reading, Answers]
) -> list[dict[str, str]]:
    """Return what changed since the version before, in the words of all versions; what this one does not ask was not changed.

    Both come with their answers as they count, in the words of all versions.
    """
    (before, earlier), (reading, counted) = then, now
    marks = form.keyed(before.version, before.provenance), form.keyed(form.version, reading.provenance)
    told = replace(subject, questionnaire=form.union.questionnaire) if form.union else subject
    # Nor did it change that for which the file has no cell, as it was printed before.
    unasked = {key for key, one in marks[1].items() if one.status is ItemStatus.NOT_ASKED}
    kept, new = ({key: value for key, value in form.asked(some).items() if key not in unasked} for some in (earlier, counted))
    return told_changes(told, kept, new, *marks)


def same_as(form: Form, before: Submission | None, earlier: Answers, come: tuple[Reading, Answers], now: datetime) -> str:
    """Return when the answers came that count already, where these are the same and marked alike; else ""."""
    reading, counted = come
    if before is None or before.state is not SubmissionState.ACCEPTED:
        return ""
    if _given(earlier) != _given(counted):
        return ""
    if _all_marks(form.keyed(before.version, before.provenance)) != _all_marks(form.keyed(form.version, reading.provenance)):
        return ""
    return before.received_at.astimezone(now.tzinfo).isoformat()


def _all_marks(came: Mapping[str, Provenance]) -> dict[str, tuple[str, str]]:
    return {key: marks_of(one) for key, one in came.items() if any(marks_of(one))}


def _given(answers: Mapping[str, AnswerValue]) -> dict[str, AnswerValue]:
    return {key: answer for key, answer in answers.items() if answer is not None}
