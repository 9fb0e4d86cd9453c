"""What was put right at the desk, as people, exports and the quality report are told of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from domain.answer import AnswerValue
from domain.edit import Edit
from service.cases.waiting import decider_names
from store import Transaction, edits, invitations, journal
from store.answers.counting import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEdit:
    """One edit as people, exports and the quality report are told of it.

    `old` is what counted before, `given` what the organisation had sent; `stands` says that it counts. An edit that was undone, or that
    the organisation's newer answer replaced, is told all the same.
    """

    entry: int
    organisation: str
    reference: str
    item: str
    old: AnswerValue
    new: AnswerValue
    flag: str
    given: AnswerValue
    by: str
    at: datetime
    why: str
    stands: bool


def edits_of(tx: Transaction, study: str, edited: Iterable[Edit] | None = None, *, version: int | None = None) -> tuple[ToldEdit, ...]:
    """Return the edits of a study, in the order in which they were made, with who made them, when and why.

    They are told in the words of all versions of the study; or of one `version`, without those of what it does not ask.
    """
    words = words_of(tx, study)
    known = tuple(edits.of_study(tx, study) if edited is None else edited)
    if words and version is None:
        known = tuple(map(words.edit, known))
    elif words and version is not None:
        known = tuple(found[0] for one in known if (found := words.edit_in(one, version)))
    entries = {one.number: one for one in journal.find(tx, [one.entry for one in known])}
    notes, names = journal.notes(tx, list(entries)), decider_names(tx, [one.by for one in entries.values()])
    whose = {one.id: one for one in invitations.with_ids(tx, {one.invitation_id for one in known})}
    return tuple(
        ToldEdit(
            entry=one.entry,
            organisation=whose[one.invitation_id].organisation,
            reference=whose[one.invitation_id].reference,
            item=one.question,
            old=one.before,
            new=one.value,
            flag=one.flag,
            given=one.given,
            by=names[entries[one.entry].by],
            at=entries[one.entry].at,
            why=notes.get(one.entry, ""),
            stands=one.stands,
        )
        for one in sorted(known, key=lambda one: one.entry)
        if one.entry in entries and one.invitation_id in whose
    )
