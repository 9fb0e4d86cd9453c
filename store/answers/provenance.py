"""How the answers of submissions came about: what stands beside their values, and is read only by who asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, bindparam, func, not_, or_, select

from domain.answer import ItemStatus, Provenance
from domain.submission import Submission
from questionnaire.reading.answers.extract import EARLIER
from store.answers.answer_rows import BETWEEN, CAME, PLAIN, plain, provenance_of
from store.answers.submissions import AnswerRow, SubmissionRow, with_ids
from store.database.mapping import chunked

_submission, _answer = SubmissionRow.__table__, AnswerRow.__table__  # type: ignore[attr-defined]
_CAME = select(_answer.c.submission_id, _answer.c.question, *(_answer.c[name] for name in CAME))
# What nobody wrote is the same for many answers, and is fetched as one row a submission too.
_SAID = or_(*(_answer.c[name].is_not(None) for name in CAME if name not in PLAIN))
_CAME_PLAINLY = (
    select(
        _answer.c.submission_id,
        func.aggregate_strings(_answer.c.question, BETWEEN).label("keys"),
        *(func.aggregate_strings(func.coalesce(_answer.c[name], ""), BETWEEN).label(name) for name in PLAIN),
    )
    .where(_answer.c.submission_id.in_(bindparam("values", expanding=True)), not_(_SAID))
    .group_by(_answer.c.submission_id)
)
_TOGETHER = 5_000  # Rows of answers that are fetched at once.
_OF_STATUS = {status: Provenance(status=status) for status in ItemStatus}


def each(tx: Connection, invitation_ids: Iterable[int]) -> Iterator[Submission]:
    """Yield all submissions of these organisations in a study, one after the other, oldest first; a bounded number is in memory.

    Their answers are with them, and how these came about.
    """
    for some in chunked(_of(tx, invitation_ids)):
        came = provenance(tx, some)
        for one in sorted(with_ids(tx, some), key=lambda one: (one.invitation_id, one.id)):
            yield replace(one, provenance=came.get(one.id, {}))


def _of(tx: Connection, invitation_ids: Iterable[int]) -> Iterator[int]:
    for some in chunked(sorted(invitation_ids)):
        theirs = select(_submission.c.id).where(_submission.c.invitation_id.in_(some))
        yield from tx.scalars(theirs.order_by(_submission.c.invitation_id, _submission.c.id)).all()


def provenance(tx: Connection, submission_ids: Iterable[int]) -> dict[int, dict[str, Provenance]]:
    """Return how the answers of these submissions came about, by the key of the answer."""
    found: dict[int, dict[str, Provenance]] = {}
    for some in chunked(submission_ids):
        torn = []  # The name of a sheet may have the sign that stands between them.
        for number, *columns in tx.execute(_CAME_PLAINLY, {"values": some}):
            keys, *told = (column.split(BETWEEN) for column in columns)
            if any(len(one) != len(keys) for one in told):
                torn.append(number)
            else:
                found[number] = dict(zip(keys, map(plain, *told), strict=True))
        others = _CAME.where(_answer.c.submission_id.in_(some), or_(_SAID, _answer.c.submission_id.in_(torn)))
        for rows in tx.execute(others).partitions(_TOGETHER):
            for number, key, *came in rows:
                found.setdefault(number, {})[key] = provenance_of(*came)
    return found


def with_statuses(tx: Connection, some: Sequence[Submission]) -> tuple[Submission, ...]:
    """Return submissions with the status of each answer as its provenance, and no other word of how it came about."""
    found: dict[int, dict[str, Provenance]] = {one.id: dict.fromkeys(one.answers, _OF_STATUS[ItemStatus.ANSWERED]) for one in some}
    unusual = _answer.c.status != ItemStatus.ANSWERED.value
    for ids in chunked(found):
        chosen = select(_answer.c.submission_id, _answer.c.question, _answer.c.status)
        for row in tx.execute(chosen.where(_answer.c.submission_id.in_(ids), unusual)):
            found[row.submission_id][row.question] = _OF_STATUS[ItemStatus(row.status)]
    return tuple(replace(one, provenance=found[one.id]) for one in some)


def unasked(tx: Connection, some: Iterable[Submission]) -> dict[int, frozenset[str]]:
    """Return by the number of a submission the items for which its file had no cell, since it was printed before they were asked."""
    found: dict[int, set[str]] = {}
    for ids in chunked(one.id for one in some if lacks_cells(one)):
        chosen = select(_answer.c.submission_id, _answer.c.question)
        for row in tx.execute(chosen.where(_answer.c.submission_id.in_(ids), _answer.c.status == ItemStatus.NOT_ASKED.value)):
            found.setdefault(row.submission_id, set()).add(row.question)
    return {number: frozenset(keys) for number, keys in found.items()}


def lacks_cells(one: Submission) -> bool:
    """Say whether a workbook was told to be from before."""
    return any(finding.code == EARLIER for finding in one.findings)


def with_marks(tx: Connection, some: Sequence[Submission]) -> tuple[Submission, ...]:
    """Return the submissions with the provenance of those of their answers that have a flag or a note: it is the answer's, too."""
    found: dict[int, dict[str, Provenance]] = {}
    has_mark = _answer.c.flag.is_not(None) | _answer.c.note.is_not(None)
    for ids in chunked(one.id for one in some):
        for number, key, *came in tx.execute(_CAME.where(_answer.c.submission_id.in_(ids), has_mark)):
            found.setdefault(number, {})[key] = provenance_of(*came)
    return tuple(replace(one, provenance=found[one.id]) if one.id in found else one for one in some)
