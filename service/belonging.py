"""Whether a thing that is named by its number belongs to a study: whoever may look at one study learns nothing of another by counting."""

from __future__ import annotations

from collections.abc import Iterable

from domain.case import CaseKind
from domain.desk import DeskRole
from domain.journal import About, Entry, Subject
from domain.study import Study
from service.find import numbered
from service.waiting import LETTER
from store import Transaction, holds, invitations, journal, messages, outbox

_OF_ALL = frozenset({Subject.MAILBOXES})  # Which all studies have in common.
_OF_SENDING = frozenset(
    {Subject.MAILBOXES, Subject.STUDY, Subject.MAILING, Subject.OUTBOX, Subject.CONTACT, Subject.DETAILS, Subject.CONTACT_LIST}
)
# What is stopped, or not, by deciding these cases is what leaves: as a pause, and as cancelling.
_CASES_OF_SENDING = frozenset({CaseKind.MAILING, CaseKind.STALLED, CaseKind.HALTED, CaseKind.RESTORED})


def case_is_of(tx: Transaction, study: str, case: str) -> bool:
    """Say whether a case, or a letter in doubt, is one of a study's; those that name no study are everybody's."""
    number = numbered(case.removeprefix(LETTER))
    if number is None:
        return False
    if case.startswith(LETTER):
        return letter_is_of(tx, study, case)
    return any(one.study in {study, None} for one in holds.with_ids(tx, [number]))


def letter_is_of(tx: Transaction, study: str, letter: str) -> bool:
    """Say whether a letter is one of a study's."""
    number = numbered(letter.removeprefix(LETTER))
    return number is not None and any(one.study == study for one in outbox.with_ids(tx, [number]))


def message_is_of(tx: Transaction, study: str, message: str) -> bool:
    """Say whether a message was taken for a study, or a case of the study, or of none, is about it."""
    number = numbered(message)
    found = messages.with_ids(tx, [number]) if number is not None else ()
    if not found:
        return False
    if found[0].invitation_id is not None:
        return invitations.by_id(tx, found[0].invitation_id).study == study
    return any(one.study in {study, None} for one in holds.of_messages(tx, [found[0].id]))


def entry_is_of(tx: Transaction, study: Study, entry: str) -> bool:
    """Say whether an entry of the journal is about a study, a case that names none, the study's list, or a contact on it."""
    number = numbered(entry)
    found = journal.find(tx, [number]) if number is not None else ()
    return any(one.study == study.id or (one.study is None and _is_about(tx, study, one.about)) for one in found)


def role_to_decide(tx: Transaction, cases: Iterable[str]) -> DeskRole:
    """Return the role that deciding these cases needs: that of who may say what leaves, where they are about the sending itself."""
    return DeskRole.SEND if any(one.kind in _CASES_OF_SENDING for one in _held(tx, cases)) else DeskRole.DECIDE


def decides_for_all(tx: Transaction, cases: Iterable[str]) -> bool:
    """Say whether deciding these cases concerns every study, so that a role in one of them does not do."""
    return any(one.kind is CaseKind.RESTORED for one in _held(tx, cases))


def _held(tx: Transaction, cases: Iterable[str]) -> tuple[holds.Held, ...]:
    """Return these cases; a letter in doubt is none."""
    return holds.with_ids(tx, [number for one in cases if (number := numbered(one)) is not None])


def role_to_undo(tx: Transaction, entries: Iterable[int]) -> DeskRole:
    """Return the role that undoing these entries needs: that of who may do what they undo, since what was stopped would go on."""
    found = journal.find(tx, entries)
    return DeskRole.SEND if any(one.about.subject in _OF_SENDING for one in found) else role_to_decide(tx, _cases(found))


def concerns_all(tx: Transaction, entries: Iterable[int]) -> bool:
    """Say whether undoing these entries concerns every study, so that a role in one of them does not do."""
    found = journal.find(tx, entries)
    return any(one.about.subject in _OF_ALL for one in found) or decides_for_all(tx, _cases(found))


def _cases(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(one.about.id for one in entries if one.about.subject is Subject.CASE)


def _is_about(tx: Transaction, study: Study, about: About) -> bool:
    if about.subject is Subject.CASE:
        return case_is_of(tx, study.id, about.id)
    if about.subject in _OF_ALL:
        return True
    if about.subject is Subject.CONTACT_LIST:
        return about.id == study.contact_list
    if about.subject not in {Subject.CONTACT, Subject.DETAILS}:
        return False
    *before, organisation, _ = journal.names(tx, [int(about.id)]).get(int(about.id), "\t").split("\t")
    listed = before == [study.contact_list] if before else about.subject is Subject.DETAILS
    return listed and invitations.of(tx, study.id, organisation) is not None
