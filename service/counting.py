"""The answers that count, with their calculations: whoever exports, compares or tells them asks here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from domain.answer import ItemStatus
from questionnaire.definition import Questionnaire
from questionnaire.typed_in import worked_out
from store import Transaction, counting, submissions
from store.counting import CountedAnswers

if TYPE_CHECKING:
    from service.running import Running


def counted(tx: Transaction, running: Running, form: Callable[[int], Questionnaire | None] = lambda _: None) -> Iterator[CountedAnswers]:
    """Yield the answers of a study that count, in the order of the invitations; a bounded number is in memory.

    `form` gives the questionnaire of an earlier version, whose calculations are its own.
    """
    yield from (_whole(tx, running, one, form(one.submission.version)) for one in counting.of_study(tx, running.study.id))


def counted_of(tx: Transaction, running: Running, invitation_ids: Iterable[int]) -> Iterator[CountedAnswers]:
    """Yield the answers of these organisations that count, of those that have some."""
    yield from (_whole(tx, running, one) for one in counting.of_invitations(tx, invitation_ids))


def _whole(tx: Transaction, running: Running, one: CountedAnswers, form: Questionnaire | None = None) -> CountedAnswers:
    """Work the calculations out anew where an answer was put right, or several workbooks count; else they stay as they were read."""
    if one.as_sent:
        return one
    unread = unread_of(tx, one)
    today = one.submission.received_at.astimezone(ZoneInfo(running.study.zone)).date()
    answers = worked_out(form or running.questionnaire, one.submission.answers, unread, today)
    return replace(one, submission=replace(one.submission, answers=answers))


def unread_of(tx: Transaction, one: CountedAnswers) -> frozenset[str]:
    """Return the items of which something was written that could not be read, and that nobody has put right since."""
    came = submissions.provenance(tx, [part.id for part in one.parts])
    unread = {key for some in came.values() for key, how in some.items() if how.status is ItemStatus.UNREADABLE}
    return frozenset(key for key in unread if one.submission.answers.get(key) is None and key not in one.edits)
