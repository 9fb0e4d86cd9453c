"""Putting a held workbook together with what counts for its organisation: what the one left blank, the other fills."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from domain.answer import ItemStatus
from domain.case import Decision
from domain.contact import Contact
from domain.errors import Asked, ConfigurationError
from domain.journal import About, Subject, What
from domain.letter import LetterKind
from domain.rules.overlay import Merging, Side
from domain.rules.parts import named
from domain.sentences import file_called, within_quotation
from domain.submission import Invitation, Submission
from intake.deciding.told_answers import told_changes
from languages import catalogue, in_spoken
from languages.telling import phrased
from questionnaire.checks import CheckSubject
from questionnaire.in_part import InPart
from questionnaire.versions.words import VersionWords
from service import halves, queueing
from service.census import InvitedOrganisation, census
from service.counting import counted_of, form_of_all
from service.decided import Decided
from service.desk import CaseOnDesk
from service.disputes import disputes, instead_of, rest_of
from service.planned import MERGED, planned, reply_sender
from service.running import Running, require_running
from store import Transaction, came_about, decisions, invitations, submissions
from store.counting import CountedAnswers

# What could not be read is no blank, and neither is that for which a file had no cell.
_SAYS_NOTHING = (ItemStatus.UNREADABLE, ItemStatus.NOT_ASKED)
_SIDES = {Decision.MERGE: Side.FIRST, Decision.FIRST: Side.FIRST, Decision.SECOND: Side.SECOND}


def merge(desk: CaseOnDesk) -> Decided:
    """Let a held workbook count beside what counts. ConfigurationError where they dispute, and nobody said which of the two is right."""
    held, service = desk.held, desk.service
    with service.store.transaction() as tx:
        running = require_running(service, tx, str(held.study))
        by, entry = desk.record(tx)
        (mine,) = submissions.with_ids(tx, [held.submission_id or 0])
        counts = _base(tx, running, mine)
        found = {one.question for one in disputes(tx, counts, mine)}
        _check(desk, found)
        blank = _taken_back(tx, running, counts, mine)
        but = _own(counts.words, mine, desk.said.but)
        wins = _SIDES[Decision(desk.said.what)]
        merging = Merging(wins=wins, but=but, instead=instead_of(counts, mine), blank=blank, beside=halves.numbers(counts))
        about = About(Subject.SUBMISSION, str(mine.id))
        decisions.decide(tx, by, desk.now, [desk.ruling(What.MERGE, about, entry.number, value=str(merging))])
        whose = invitations.by_id(tx, mine.invitation_id)
        (after,) = counted_of(tx, running, [whose.id])
        told = _tell(tx, running, whose, mine, counts, after, desk.now, entry.number)
    return Decided(
        entry=entry.number,
        told=f"{whose.organisation} ({whose.reference}): {file_called(mine.file_name)} counts with what was sent before it. {told}",
    )


def _base(tx: Transaction, running: Running, mine: Submission) -> CountedAnswers:
    found = halves.base_of(tx, running, mine)
    if found is None:
        raise ValueError(f"nothing to put submission {mine.id} together with")  # The case would not have offered it.
    return found


def _taken_back(tx: Transaction, running: Running, counts: CountedAnswers, mine: Submission) -> tuple[str, ...]:
    """Return the answers of others in its own part that a workbook takes back, since it leaves them blank, as it names them itself."""
    if not mine.part:
        return ()
    came = came_about.provenance(tx, [mine.id]).get(mine.id, {})
    unread = [key for key, how in came.items() if how.status in _SAYS_NOTHING]
    rest = [one for one in rest_of(counts, mine) if counts.words is None or one.version == mine.version]
    others = {key: value for one in rest for key, value in one.answers.items() if value is not None}
    form = counts.words.form(mine.version) if counts.words else running.questionnaire
    return InPart(form, named(mine.part)).taken_back(mine.answers, unread, others)


def _own(words: VersionWords | None, mine: Submission, keys: Collection[str]) -> tuple[str, ...]:
    """Return items as the workbook that is added names them: so they are kept, since no later version renames them there."""
    to = words.translation(mine.version) if words else None
    return tuple(own for own in mine.answers if to.key(own) in keys) if to else tuple(keys)


def _check(desk: CaseOnDesk, found: Collection[str]) -> None:
    number = desk.held.id
    if desk.said.what == Decision.MERGE and found:
        why = phrased("faults.disputed", many=str(len(found)), names=tuple(sorted(found)))
        remedy = phrased("faults.disputed_do", case=str(number))
        raise ConfigurationError(why, where=f"case {number}", remedy=remedy)
    unknown = [one for one in desk.said.but if one not in found]
    if unknown:
        remedy = phrased("faults.not_disputed_do", names=tuple(sorted(found)) or "none")
        raise ConfigurationError(phrased("faults.not_disputed", names=tuple(unknown)), where=Asked.OTHERWISE, remedy=remedy)


def told_of_merging(case: InvitedOrganisation | None) -> tuple[Contact, ...]:
    """Return the contacts of an organisation who are told what changed by putting workbooks together."""
    return tuple(case.to) if case else ()


def _tell(
    tx: Transaction,
    running: Running,
    whose: Invitation,
    mine: Submission,
    before: CountedAnswers,
    after: CountedAnswers,
    now: datetime,
    entry: int,
) -> str:
    """Put the letter that tells an organisation's contacts on record what changed into the outbox; say to whom it goes."""
    case = census(tx, running, now, {whose.organisation}).get(whose.organisation)
    letters = []
    for contact in told_of_merging(case):
        language = in_spoken(running.study.language_for(contact.language))
        subject = CheckSubject(
            questionnaire=form_of_all(tx, running),
            answers=after.submission.answers,
            untyped={},
            located={},
            language=language,
            catalogue=catalogue(language),
            today=running.today(now),
        )
        changes = told_changes(subject, before.submission.answers, after.submission.answers)
        context: dict[str, object] = {
            "merged": {
                "file_name": within_quotation(mine.file_name),
                "from": mine.sender,
                "received_at": running.local(mine.received_at).isoformat(),
                "changes": changes,
            },
            "submission": mine.id,
        }
        cause, sender = f"merged:{entry}:{contact.address}", reply_sender(running.study.mailings)
        made = planned(LetterKind.RECEIPT, running.study.id, cause, MERGED, sender, contact.address, language, now, context=context)
        letters.append(replace(made, organisation=whose.organisation))
    queueing.plan(tx, letters)
    return f"{', '.join(one.address for one in letters)} will be told." if letters else "Nobody was told: no contact can be written to."
