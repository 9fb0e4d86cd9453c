"""Answers that have left: an answer may be undone after that as well, and whoever asked has it all the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from domain.case import CaseKind
from domain.journal import Entry, Subject, What
from domain.letter import DECIDED_BY, Letter
from languages.telling import phrased, together
from service.cases.claims import has_left
from service.letters.questions import asker, passed_on_by
from service.studies.running import if_readable
from service.wiring import Service
from store import Transaction, holds, journal, outbox, standing_decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLeft:
    """An answer that left: by which letter, to whom and when, and its paragraphs."""

    letter: int
    to: str
    at: datetime
    paragraphs: tuple[str, ...]


def answers_left(tx: Transaction, questions: Iterable[int]) -> dict[int, tuple[AnswerLeft, ...]]:
    """Return the answers to these questions that left, or may have, in the order of planning; whether or not they were undone since."""
    asked = set(questions)
    given: dict[int, set[int]] = {}
    for one in journal.about(tx, Subject.CASE, asked):
        if one.about.subject is Subject.CASE and one.what is What.DECIDE and int(one.about.id) in asked:
            given.setdefault(int(one.about.id), set()).add(one.number)
    return {held.id: _left(tx, held, given[held.id]) for held in holds.with_ids(tx, given) if held.kind is CaseKind.QUESTION}


def told_left(service: Service, tx: Transaction, undoing: Entry) -> str:
    """Say which answers left to questions that an undoing opens again; blank where none did."""
    cases = {int(one.about.id) for one in (undoing, *standing_decisions.brought(tx, undoing.number)) if one.about.subject is Subject.CASE}
    studies = {one.id: one.study for one in holds.with_ids(tx, cases) if one.decision is None}
    found = answers_left(tx, studies)
    return together(
        *(
            phrased("done.answer_left", day=_day(service, tx, studies[number], one.at), addresses=one.to)
            for number, left in found.items()
            for one in left[-1:]
        )
    )


def _left(tx: Transaction, held: holds.Held, entries: set[int]) -> tuple[AnswerLeft, ...]:
    passed = passed_on_by(tx, held)
    theirs = outbox.to_addresses(tx, [asker(passed)]) if passed and asker(passed) else ()
    letters = [one for one in theirs if one.context.get(DECIDED_BY) in entries and has_left(one)]
    tried = {one.letter_id: one.at for one in outbox.attempts(tx, [one.id for one in letters])}
    return tuple(
        AnswerLeft(letter=one.id, to=one.address, at=tried.get(one.id, one.due_at), paragraphs=_paragraphs(one)) for one in letters
    )


def _paragraphs(letter: Letter) -> tuple[str, ...]:
    told = letter.context.get("answer")
    paragraphs = told.get("paragraphs", ()) if isinstance(told, dict) else ()
    return tuple("\n".join([one["first"], *one["rest"]]) for one in paragraphs)


def _day(service: Service, tx: Transaction, study: str | None, at: datetime) -> date:
    """Return the day of an instant where the study is at home."""
    found = if_readable(service, tx, study) if study else None
    return found.today(at) if found else at.date()
