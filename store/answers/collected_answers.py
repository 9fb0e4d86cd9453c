"""The answers that were collected to some questions, by the version of the questionnaire by which they were read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, and_, or_, select
from sqlalchemy.sql.elements import ColumnElement

from domain.answer import AnswerValue
from store.answers.answer_rows import BLANK
from store.answers.submissions import AnswerRow, SubmissionRow
from store.database.mapping import decode_answer

_submission, _answer = SubmissionRow.__table__, AnswerRow.__table__  # type: ignore[attr-defined]


def collected(tx: Connection, study: str, questions: Mapping[int, Iterable[tuple[str, str]]]) -> Iterator[tuple[int, str, AnswerValue]]:
    """Yield (version, key, value) of every answer to some questions, (repeat, name) by version, whatever became of its submission."""
    for version, named in questions.items():
        wanted = [_keyed(repeat, name) for repeat, name in named]
        if not wanted:
            continue
        chosen = (
            select(_answer.c.question, _answer.c.value)
            .join_from(_answer, _submission, _submission.c.id == _answer.c.submission_id)
            .where(_submission.c.study == study, _submission.c.version == version, _answer.c.value != BLANK, or_(*wanted))
        )
        for row in tx.execute(chosen):
            yield version, row.question, decode_answer(json.loads(row.value))


def _keyed(repeat: str, name: str) -> ColumnElement[bool]:
    column: ColumnElement[str] = _answer.c.question
    if not repeat:
        return column == name
    return and_(column.startswith(f"{repeat}[", autoescape=True), column.endswith(f"].{name}", autoescape=True))
