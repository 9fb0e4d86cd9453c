"""Deciding what waits for a person: accept, count, assign, reject, declined, send, skip, undo; arrived or resend for a letter in doubt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from domain.case import MERGES, SIDED, CaseKind, Decision
from domain.errors import Asked, ConfigurationError
from domain.journal import About, Subject, What
from domain.sentences import counted
from domain.submission import Invitation
from service.cases.desk import CaseOnDesk, find_offered
from service.cases.options import answering
from service.cases.waiting import LETTER
from service.deciding import bulk_cases
from service.deciding.accepting import Accepting, examined_again, file_case
from service.deciding.declining import declined, withdraw
from service.deciding.granting import add, elsewhere, grant, noted
from service.deciding.merging import merge
from service.deciding.objecting import reject_objected
from service.keeping import restored
from service.letters.telling_undone import tell_undone, told_undone
from service.mailings.rehearse import rehearse
from service.mailings.send_now import send_now
from service.rulings.decided import Decided, Deciding
from service.sending import halts
from service.sending.doubts import settle
from service.studies.at_work import at_work
from service.studies.find import find_anywhere, find_invitation, find_mailing
from service.studies.running import require_running
from service.wiring import Service
from store import Transaction, decisions, invitations, messages, standing_decisions
from store.database.provisional import Provisional


def decide(service: Service, said: Deciding, now: datetime) -> Decided:
    """Decide one case, or about one letter in doubt. ConfigurationError where that cannot be decided, or was already."""
    if said.case.startswith(LETTER):
        _refuse_options(said)
        return settle(service, said, now)
    with service.store.reading() as tx:
        held = find_offered(tx, said)
    _refuse_options(said)
    what = Decision(said.what)
    if what is Decision.ANSWERED:
        remedy = f"Write the answer: `{answering(held.id)}`, or close it there without a letter."
        raise ConfigurationError("A question is answered, and not decided.", where=f"case {held.id}", remedy=remedy, key="empty_answer")
    verb = _TOGETHER.get((held.kind, what)) or _DECIDE[what]
    return verb(CaseOnDesk(service, held, said, now))


def _refuse_options(said: Deciding) -> None:
    """Raise ConfigurationError where something is said with a decision that does not take it."""
    if said.to and said.what not in {Decision.ASSIGN, Decision.COUNT}:
        remedy = "If the answer is from that organisation, decide assign. If not, leave it out."
        raise ConfigurationError(f"{said.what} does not take an organisation.", where=Asked.ORGANISATION, remedy=remedy, key="not_offered")
    if said.but and said.what not in SIDED:
        remedy = "Decide first, second or count_both, and name with it what is otherwise."
        raise ConfigurationError(f"{said.what} does not take single questions.", where=Asked.OTHERWISE, remedy=remedy, key="not_offered")
    if said.live and said.what != Decision.SEND:
        remedy = "Leave it out: only send takes it."
        raise ConfigurationError(
            f"{said.what} does not send a mailing.", where=Asked.LIVE, remedy="Leave it out: only send takes it.", key="not_offered"
        )


def _accept(desk: CaseOnDesk) -> Decided:
    """File the workbook for its organisation, or for that which is named, as if nothing had spoken against it.

    It counts, and its sender gets the receipt; with errors it is sent back to be corrected, unless it shall `count` as it is.
    """
    with desk.service.store.reading() as tx:
        whose = _whose(tx, desk)
        studies = at_work(desk.service, tx)
        (message,) = messages.with_ids(tx, [desk.held.message_id or 0])
    examined = examined_again(desk.service, studies, message)
    with desk.service.store.transaction() as tx:
        _, entry = desk.record(tx, whose.id)
        whose = invitations.by_id(tx, whose.id)  # Somebody may have marked it while the message was examined.
        accepting = Accepting(held=desk.held, entry=entry, message=message, examined=examined)
        told = file_case(desk.service, tx, studies, accepting, whose, desk.now)
        heard = tell_undone(desk.service, tx, entry, desk.now)
    return Decided(
        entry=entry.number, told=f"{whose.organisation} ({whose.reference}): {'; '.join(told)}. {heard}".rstrip(), promised=heard
    )


def _whose(tx: Transaction, desk: CaseOnDesk) -> Invitation:
    if not desk.said.to and desk.said.what != Decision.ASSIGN and desk.held.invitation_id is not None:
        return invitations.by_id(tx, desk.held.invitation_id)
    if not desk.said.to:
        raise ConfigurationError(
            "Which organisation?", where=Asked.ORGANISATION, remedy="Give its printed reference or its code.", key="which_organisation"
        )
    study = desk.said.study or desk.held.study
    return find_invitation(tx, study, desk.said.to) if study else find_anywhere(tx, desk.said.to)


def _reject(desk: CaseOnDesk) -> Decided:
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        if desk.held.submission_id is not None:
            about = About(Subject.SUBMISSION, str(desk.held.submission_id))
            decisions.decide(tx, by, desk.now, [desk.ruling(What.REJECT, about, entry.number)])
        promised = told_undone(desk.service, tx, entry, desk.now)
    told = "It does not count." if desk.held.submission_id is not None else "The case is closed."
    return Decided(entry=entry.number, told=f"{told} {promised}".rstrip(), promised=promised)


def _send(desk: CaseOnDesk) -> Decided:
    if isinstance(desk.service.store, Provisional):
        remedy = "Decide send as it is: unless it is to be live, its letters are put into a folder, and none is sent."
        raise ConfigurationError("What a mailing would send is shown by its rehearsal.", where=f"case {desk.held.id}", remedy=remedy)
    mailing, study = str(desk.held.mailing), str(desk.held.study)
    if not desk.said.live:
        return _rehearsed(desk, study, mailing)
    still_waits = partial(find_offered, said=desk.said)
    report = send_now(desk.service, study, mailing, desk.now, by=desk.said.by, note=desk.said.note, look=still_waits)
    with desk.service.store.reading() as tx:
        entry = standing_decisions.last_about(tx, About(Subject.MAILING, f"{study}/{mailing}"))
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in report.sent.items() if number) or "none sent"
    letters = report.planned[mailing]
    told = f"{mailing}: {counted(letters, 'letter')} planned; {outcomes}."
    return Decided(entry=entry.number, told=" ".join([told, *report.problems, *report.notes]), left_the_house=True, letters=letters)


def _rehearsed(desk: CaseOnDesk, study: str, mailing: str) -> Decided:
    """Make the letters that would leave now, and put them into a Maildir; the case waits on."""
    with desk.service.store.reading() as tx:
        found = require_running(desk.service, tx, study)
    folder = desk.service.installation.root / "rehearsals" / f"{study}-{mailing}"
    made = rehearse(desk.service, found, find_mailing(found, mailing), desk.now, folder)
    told = f"A rehearsal: {counted(made.letters, 'letter')} in {folder}; nothing was sent, and the case is still open."
    return Decided(entry=0, told=" ".join([told, *made.notes]), letters=made.letters, rehearsal=str(folder))


def _skip(desk: CaseOnDesk) -> Decided:
    with desk.service.store.transaction() as tx:
        _, entry = desk.record(tx)
    return Decided(entry=entry.number, told=f"The mailing {desk.held.mailing} will not be sent.")


def _resume(desk: CaseOnDesk) -> Decided:
    """Let a study go on that had paused itself."""
    study = str(desk.held.study)
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        decisions.decide(tx, by, desk.now, [desk.ruling(What.RESUME, About(Subject.STUDY, study), entry.number)])
    return Decided(entry=entry.number, told=f"{study} goes on: what waits is sent at the next tick, or with the next mailing.")


_DECIDE: Mapping[Decision, Callable[[CaseOnDesk], Decided]] = {
    Decision.GRANT: grant,
    Decision.ADD: add,
    Decision.ELSEWHERE: elsewhere,
    Decision.NOTED: noted,
    Decision.ACCEPT: _accept,
    Decision.COUNT: _accept,
    Decision.ASSIGN: _accept,
    **dict.fromkeys(MERGES, merge),
    Decision.REJECT: _reject,
    Decision.DECLINED: declined,
    Decision.WITHDRAW: withdraw,
    Decision.SEND: _send,
    Decision.SKIP: _skip,
    Decision.RESUME: _resume,
}
# What is decided about much at once.
_TOGETHER: Mapping[tuple[CaseKind, Decision], Callable[[CaseOnDesk], Decided]] = {
    (CaseKind.REPLIES, Decision.SEND): bulk_cases.send_replies,
    (CaseKind.REPLIES, Decision.REJECT): bulk_cases.drop_replies,
    (CaseKind.BRAKE, Decision.ACCEPT): bulk_cases.let_go,
    (CaseKind.SURGE, Decision.UNDO): bulk_cases.undo_all,
    (CaseKind.RESTORED, Decision.RESUME): restored.go_on,
    (CaseKind.RESTORED, Decision.DOUBT): restored.doubt,
    (CaseKind.OBJECTION, Decision.REJECT): reject_objected,
    (CaseKind.HALTED, Decision.RESEND): halts.try_again,
    (CaseKind.HALTED, Decision.REJECT): halts.let_stand,
}
