"""What calculations come to where answers of several versions, or edits, lie over each other: as one version works them out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from domain.answer import AnswerValue
from questionnaire.calculated import calculated_as_applies
from questionnaire.versions.backward import SaidBack
from questionnaire.versions.words import VersionWords


def recalculated(
    words: VersionWords, number: int, answers: Mapping[str, AnswerValue], exact: SaidBack, unread: Collection[str], today: date
) -> Mapping[str, AnswerValue]:
    """Return the calculations of one version, in its own words, as they come to now; one that cannot be known is blank.

    `answers` are those of the union, `exact` those that are known in the words of the version. Of the items `unread` of the union something
    was written that could not be read.
    """
    said = as_said(words, number, answers, exact)
    unknown = words.backward(number).keys(unread) | said.unsaid
    return calculated_as_applies(words.form(number), said.answers, unknown, today).values


def as_said(words: VersionWords, number: int, answers: Mapping[str, AnswerValue], exact: SaidBack) -> SaidBack:
    """Return answers of the union as one version has them; `exact` are those that need not be translated back."""
    said = words.backward(number).answers(answers)
    return SaidBack({**said.answers, **exact.answers}, (said.unsaid - exact.answers.keys()) | exact.unsaid)
