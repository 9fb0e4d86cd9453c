"""Revisions: what a later round says that figures of an earlier one should have been."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from domain.answer import FigureMarks
from domain.changes import Changes
from questionnaire.definition import Question
from questionnaire.items import parts, shown_key
from questionnaire.versions.codes import unit_changed
from questionnaire.versions.translation import unscaled
from service.answers.counting import counted, counted_of, form_of_all
from service.answers.figure_marks import marks_of
from service.studies.called_before import key_before
from store import Transaction, invitations, records, studies
from store.answers.counting import CountedAnswers

if TYPE_CHECKING:
    from service.studies.running import Running

_TOGETHER = 100  # Submissions of which the flags are asked at once.


class EarlierFigure(NamedTuple):
    """A figure of an earlier round: a number, or "" where there is none that could be shown, and the flag that marks it."""

    value: object
    flag: str


Revisions = dict[str, dict[str, EarlierFigure]]  # By the code of the organisation, and the key of the item that is revised.


def revisions_of(
    tx: Transaction, study: str, running: Callable[[str], Running | None], before: Mapping[str, Question], *, but: str
) -> Revisions:
    """Return the figures of a study as they were last revised, in any study but one that names it as its last round.

    They are in the units of the study itself, whose questions are `before`. Of two studies that revise the same figure, the one with the
    later deadline has the last word.
    """
    known = (running(name) for name in studies.applied_ids(tx) if name not in {study, but})
    later = [one for one in known if one and one.study.previous == study]
    found: Revisions = {}
    for one in sorted(later, key=lambda each: each.study.deadline):
        for code, figures in _revised(tx, one, before):
            found.setdefault(code, {}).update(figures)
    return found


def revised(tx: Transaction, running: Running, only: Collection[int] | None = None) -> int:
    """Return how many figures of its last round the answers to a study revise: as many as the table `revisions` of an export has rows.

    `only` those of these organisations are counted, by their invitations.
    """
    asked = {one.name for one in form_of_all(tx, running).questions if one.revises}
    whole = () if not asked else counted(tx, running) if only is None else counted_of(tx, running, only)
    return sum(value is not None and parts(key)[2] in asked for one in whole for key, value in one.submission.answers.items())


def _revised(tx: Transaction, later: Running, before: Mapping[str, Question]) -> Iterator[tuple[str, dict[str, EarlierFigure]]]:
    factors = {one.name: _factor(one, later.study.last_round, before) for one in later.questionnaire.questions if one.revises}
    asked = {name: later.questionnaire.by_name[name] for name, factor in factors.items() if factor}
    codes = {one.id: code for code, one in invitations.of_study(tx, later.study.id).items()} if asked else {}
    for one, marks in with_marks(tx, later) if asked else ():
        given = ((key, value, asked.get(parts(key)[2])) for key, value in one.submission.answers.items())
        yield (
            codes[one.submission.invitation_id],
            {
                earlier: EarlierFigure(unscaled(value, factors[question.name]), marks.get(key, FigureMarks()).flag)
                for key, value, question in given
                if question and isinstance(value, int | float) and not isinstance(value, bool)
                if (earlier := key_before(shown_key(question, key), later.study.last_round))
            },
        )


def _factor(question: Question, changes: Changes, before: Mapping[str, Question]) -> Decimal:
    """Return what a figure that is revised by a question was multiplied with there; 0 where nobody knows, since its unit is another one."""
    was = before.get(key_before(question.revises, changes) or "")
    if was and any(unit_changed(was, replace(question, name=question.revises), changes)):
        return Decimal(0)
    return Decimal(repr(changes.scaled.get(question.revises, 1)))


def with_marks(tx: Transaction, running: Running) -> Iterator[tuple[CountedAnswers, Mapping[str, FigureMarks]]]:
    """Yield what counts of each organisation, with its flags and notes."""
    counting = counted(tx, running)
    while some := list(islice(counting, _TOGETHER)):
        marks = records.marks(tx, [part.id for one in some for part in (*one.kept, *one.parts)])
        yield from ((one, marks_of(one, marks)) for one in some)
