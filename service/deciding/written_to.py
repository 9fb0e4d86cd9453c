"""Whom a decision about a case writes to, before it is made: by what plans its letters, where the store alone tells it.

A workbook that is accepted is examined again before it is known who hears of it, and so are words that are granted: of these nothing is
said here, and the rehearsal of the decision tells it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from domain.case import MERGES, CaseKind, Decision
from domain.rules.bearing import bringing
from domain.submission import Invitation
from service.cases import halves
from service.cases.current_facts import OF_WORDS
from service.cases.desk import find
from service.cases.put_together import points_of
from service.cases.waiting import LETTER
from service.contacts.census import census
from service.deciding.declining import withdrawn
from service.deciding.merged_letters import told_of_merging
from service.deciding.telling_changes import change_of
from service.letters.telling_undone import told_if_counted, told_if_rejected
from service.studies.running import Running, require_running
from service.wiring import Service
from store import Transaction, holds, invitations, outbox, replies, submissions

# What only closes the case, or marks the organisation.
_NOBODY = (Decision.REJECT, Decision.ELSEWHERE, Decision.NOTED)
_TOLD = (Decision.DECLINED, Decision.WITHDRAW, Decision.ADD)  # What is told to contacts on record, or may be.
_OF_ORGANISATIONS = OF_WORDS | {CaseKind.WORKBOOK, CaseKind.CLAIM}


def written_to(
    service: Service, tx: Transaction, name: str, options: tuple[Decision, ...], now: datetime
) -> Mapping[Decision, tuple[str, ...]]:
    """Return the addresses to which each of these decisions about a case writes; of what is not known without making it, nothing."""
    found: dict[Decision, tuple[str, ...]] = {}
    if name.startswith(LETTER):
        return found
    held = find(tx, name)
    if held.kind is CaseKind.REPLIES and Decision.SEND in options:
        found[Decision.SEND] = tuple(dict.fromkeys(one.address for one in replies.held_in(tx, held.id)))
    if held.kind not in _OF_ORGANISATIONS or held.invitation_id is None:
        return found
    found |= dict.fromkeys((one for one in _NOBODY if one in options), ())
    if not {*MERGES, *_TOLD} & {*options}:
        return found
    whose = invitations.by_id(tx, held.invitation_id)
    running = require_running(service, tx, whose.study)
    found |= {one: _told(tx, running, held, whose, one, now) for one in _TOLD if one in options}
    case = census(tx, running, now, {whose.organisation}).get(whose.organisation)
    told = tuple(dict.fromkeys(one.address for one in told_of_merging(case)))
    return found | {one: _merging(tx, running, held, whose, one, told, now) for one in MERGES if one in options}


def _merging(
    tx: Transaction, running: Running, held: holds.Held, whose: Invitation, what: Decision, told: tuple[str, ...], now: datetime
) -> tuple[str, ...]:
    """Return who is told that a workbook is put together with others; if it counts, also who was told before that it does not."""
    (mine,) = submissions.with_ids(tx, [held.submission_id or 0])
    base = halves.base_of(tx, running, mine)
    if base is None or (what is not Decision.COUNT_BOTH and points_of(tx, base, mine, [what], mine.language)):
        return told
    known = {one.lower() for one in told}
    others = told_if_counted(tx, running, whose, (mine.id, *halves.numbers(base)), now)
    return (*told, *(one for one in others if one.lower() not in known))


def _told(tx: Transaction, running: Running, held: holds.Held, whose: Invitation, what: Decision, now: datetime) -> tuple[str, ...]:
    """Return who is told of what is decided in an organisation's name: whoever is named gets the workbook, where it is out."""
    change, first = change_of(tx, running, held, whose, what, now), list[str]()
    if what is Decision.WITHDRAW:
        first += told_if_rejected(tx, running, whose, withdrawn(tx, whose.id), now)
    elif what is Decision.ADD and outbox.planned_of(tx, whose.study, [one.name for one in bringing(running.study.mailings)]):
        first += [str(held.address)]
    known = {one.lower() for one in first}
    return (*first, *(one.address for one in (change.people if change else ()) if one.address.lower() not in known))
