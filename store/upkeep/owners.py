"""Whose an original is, by its hash: for a person who is told that it is damaged or gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Row, select

from domain.errors import OriginalError
from domain.sentences import counted
from store.answers.studies import VersionRow
from store.answers.submissions import SubmissionRow
from store.intake.annexes import AnnexRow
from store.intake.messages import MessageRow
from store.outbox import LetterRow
from store.outbox.recipe import shared_in
from store.people.invitations import InvitationRow
from store.personal import traces

_message, _annex = MessageRow.__table__, AnnexRow.__table__  # type: ignore[attr-defined]
_version, _submission = VersionRow.__table__, SubmissionRow.__table__  # type: ignore[attr-defined]
_letter, _invitation = LetterRow.__table__, InvitationRow.__table__  # type: ignore[attr-defined]
_CAME = (_invitation.c.organisation, _invitation.c.study)


def whose(tx: Connection, hashes: Collection[str]) -> dict[str, str]:
    """Return of each of a few originals whose it is, in words; where the database names it nowhere, it is nobody's, and not in it.

    The letters are only looked through for what is nothing else, and once for all.
    """
    found = dict(_of_versions(tx, hashes)) | _of_workbooks(tx, hashes) | _of_annexes(tx, hashes) | _of_messages(tx, hashes)
    rest = frozenset(hashes) - found.keys()
    return found | (_of_letters(tx, rest) if rest else {})


def _of_messages(tx: Connection, hashes: Collection[str]) -> dict[str, str]:
    its = _message.outerjoin(_invitation, _invitation.c.id == _message.c.invitation_id)
    chosen = select(_message.c.sha256, _message.c.id, *_CAME).select_from(its).where(_message.c.sha256.in_(hashes))
    return {row.sha256: f"message {row.id}{_from(row.organisation, row.study)}" for row in tx.execute(chosen)}


def _of_annexes(tx: Connection, hashes: Collection[str]) -> dict[str, str]:
    its = _annex.join(_invitation, _invitation.c.id == _annex.c.invitation_id)
    chosen = select(_annex.c.sha256, _annex.c.message_id, *_CAME).select_from(its).where(_annex.c.sha256.in_(hashes))
    told = "a file beside the workbook in message"
    return {row.sha256: f"{told} {row.message_id}{_from(row.organisation, row.study)}" for row in tx.execute(chosen)}


def _of_workbooks(tx: Connection, hashes: Collection[str]) -> dict[str, str]:
    its = _submission.join(_invitation, _invitation.c.id == _submission.c.invitation_id)
    chosen = select(_submission.c.fingerprint, _submission.c.message_id, *_CAME).select_from(its)
    rows = tx.execute(chosen.where(_submission.c.fingerprint.in_(hashes)))
    return {row.fingerprint: f"the workbook in message {row.message_id}{_from(row.organisation, row.study)}" for row in rows}


def _from(organisation: str | None, study: str | None) -> str:
    return f" from {organisation} ({study})" if organisation else ""


def _of_versions(tx: Connection, hashes: Collection[str]) -> Iterable[tuple[str, str]]:
    for row in tx.execute(select(_version.c.study, _version.c.version, _version.c.files).order_by(_version.c.study, _version.c.version)):
        for name, sha256 in row.files.items():
            if sha256 in hashes:
                yield sha256, f"{name} of the study {row.study}, version {row.version}"


def _of_letters(tx: Connection, hashes: frozenset[str]) -> dict[str, str]:
    """Say to whom the first letter goes that shares a piece, and how many more there are."""
    found: dict[str, list[int]] = {}
    for number, _, own in traces.recorded(tx):
        try:
            for one in hashes & frozenset(shared_in(own, number)):
                found.setdefault(one, []).append(number)
        except OriginalError:  # What its own row has lost says nothing of others.
            continue
    chosen = select(_letter.c.id, _letter.c.organisation, _letter.c.study).where(_letter.c.id.in_([one[0] for one in found.values()]))
    first = {row.id: row for row in tx.execute(chosen)}
    return {one: _piece(first, numbers) for one, numbers in found.items()}


def _piece(first: Mapping[int, Row[Any]], numbers: list[int]) -> str:
    row, more = first[numbers[0]], len(numbers) - 1
    to = f" to {row.organisation}" if row.organisation else ""
    others = f" and of {counted(more, 'more letter')}" if more else ""
    return f"a piece of letter {row.id}{to} ({row.study}){others}"
