"""Deciding what waits for a person: accept, assign, reject, declined, send, skip, undo; arrived or resend for a letter in doubt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from domain.case import OPTIONS, CaseKind, Decision, Moot
from domain.errors import Asked, ConfigurationError
from domain.journal import About, Entry, Subject, What
from domain.rules.case import offered
from domain.sentences import counted
from domain.submission import Invitation, SubmissionState
from intake.deciding.decide import accept
from intake.deciding.policy import strength
from intake.understanding.examine import examine
from service import together
from service.at_work import at_work
from service.cases import UNDONE, close_cases
from service.decided import Decided, Deciding
from service.doubts import settle
from service.effects import Origin, apply_effects
from service.entries import how_decided
from service.find import find_anywhere, find_invitation, numbered
from service.knowledge import knowledge
from service.mailings import send_now
from service.rehearse import find_mailing, rehearse
from service.running import require_running
from service.waiting import LETTER
from service.wiring import Service
from store import Transaction, decisions, holds, invitations, journal, messages, submissions
from store.decisions import Ruling


@dataclass(frozen=True, slots=True)
class _Desk:
    """A case on the desk, what is said of it, and when."""

    service: Service
    held: holds.Held
    said: Deciding
    now: datetime

    def ruling(self, what: What = What.DECIDE, about: About | None = None, follows: int | None = None, value: str = "") -> Ruling:
        """Return a decision about the case, or about what else it decides."""
        return Ruling(
            what=what,
            about=about or About(Subject.CASE, str(self.held.id)),
            value=value or (self.said.what if what is What.DECIDE else ""),
            study=self.held.study,
            invitation_id=self.held.invitation_id,
            message_id=self.held.message_id,
            follows=follows,
            note=self.said.note if follows is None else "",
        )

    def record(self, tx: Transaction, invitation_id: int | None = None) -> tuple[str, Entry]:
        """Write the decision of the case, and return who decides and the entry; what it offered may have changed meanwhile.

        It stands in the history of the organisation `invitation_id`, or else of that which the case is about.
        """
        journal.alone(tx)
        _find_offered(tx, self.said)
        by = decisions.person(tx, self.said.by)
        ruling = replace(self.ruling(), invitation_id=invitation_id or self.held.invitation_id)
        (entry,) = decisions.decide(tx, by, self.now, [ruling])
        return by, entry


def find(tx: Transaction, case: str) -> holds.Held:
    """Return one case by its number."""
    number = numbered(case)
    found = holds.with_ids(tx, [number]) if number is not None else ()
    if not found:
        remedy = "`counterfoil held` lists the cases that are waiting."
        raise ConfigurationError(f"There is no case {case}.", where="held", remedy=remedy)
    return found[0]


def decide(service: Service, said: Deciding, now: datetime) -> Decided:
    """Decide one case, or about one letter in doubt. ConfigurationError where that cannot be decided, or was already."""
    if said.case.startswith(LETTER):
        _refuse_options(said)
        return settle(service, said, now)
    with service.store.reading() as tx:
        held = _find_offered(tx, said)
    _refuse_options(said)
    what = Decision(said.what)
    verb = _TOGETHER.get((held.kind, what)) or _DECIDE[what]
    return verb(_Desk(service, held, said, now))


def _refuse_options(said: Deciding) -> None:
    """Raise ConfigurationError where something is said with a decision that does not take it."""
    if said.to and said.what != Decision.ASSIGN:
        remedy = "If the answer is from that organisation, decide assign. If not, leave it out."
        raise ConfigurationError(f"{said.what} does not take an organisation.", where=Asked.ORGANISATION, remedy=remedy)
    if said.live and said.what != Decision.SEND:
        raise ConfigurationError(f"{said.what} does not send a mailing.", where=Asked.LIVE, remedy="Leave it out: only send takes it.")


def _find_offered(tx: Transaction, said: Deciding) -> holds.Held:
    """Return the case, which offers what is said of it now."""
    held = find(tx, said.case)
    answered = held.invitation_id in submissions.with_state(tx, {held.invitation_id or 0}, SubmissionState.ACCEPTED)
    options = offered(held.kind, waits=held.decision is None, answered=answered)
    if said.what not in options:
        raise _not_offered(tx, held, said.what, options)
    return held


def _not_offered(tx: Transaction, held: holds.Held, what: str, options: tuple[Decision, ...]) -> ConfigurationError:
    where = f"case {held.id}"
    if held.decision is not None:
        why = f"The case has already been decided: {held.decision}, {how_decided(tx, held)}."
        # What closed it by itself is another decision, which has its own way back.
        back = f" `counterfoil held undo {held.id}` undoes that." if held.decision in set(Decision) else ""
        return ConfigurationError(why, where=where, remedy=f"Nothing was changed.{back}")
    if what in OPTIONS[held.kind]:
        why = "The organisation has an answer that counts, so it cannot be marked as declined."
        remedy = "First undo the acceptance of that answer: `counterfoil show` lists its entry."
        return ConfigurationError(why, where=where, remedy=remedy)
    return ConfigurationError(f"{what!r} cannot be decided here.", where=where, remedy=f"Choose one of: {', '.join(options)}.")


def _accept(desk: _Desk) -> Decided:
    """File the workbook for its organisation as if nothing had spoken against it: it counts, and its sender gets the receipt."""
    with desk.service.store.reading() as tx:
        whose = _whose(tx, desk)
        studies = at_work(desk.service, tx)
        (message,) = messages.with_ids(tx, [desk.held.message_id or 0])
    with desk.service.reader() as reader:
        raw = desk.service.store.archive.get(message.sha256)
        examined = examine(raw, reader, studies.receiving(desk.service.installation))
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx, whose.id)
        whose = invitations.by_id(tx, whose.id)  # Somebody may have marked it while the message was examined.
        known = knowledge(tx, examined, studies.own, message.id)
        as_it_is = desk.held.cause.startswith(UNDONE) or _accepted_before(tx, desk.held, entry)
        effects = accept(examined, str(desk.held.fingerprint), whose, known, studies.forms, studies.local(desk.now), as_it_is=as_it_is)
        if desk.held.submission_id is not None and whose.id != desk.held.invitation_id:
            about = About(Subject.SUBMISSION, str(desk.held.submission_id))
            decisions.decide(tx, by, desk.now, [desk.ruling(What.REJECT, about, entry.number)])
        origin = Origin(
            message=message,
            mail=examined.mail,
            invitation=whose,
            now=desk.now,
            by=by,
            follows=entry.number,
            strengths={whose.id: strength(examined, known, whose)},
        )
        told = apply_effects(desk.service, tx, studies.runs, origin, effects)
    return Decided(entry=entry.number, told=f"{whose.organisation} ({whose.reference}): {'; '.join(told)}.")


def _accepted_before(tx: Transaction, held: holds.Held, entry: Entry) -> bool:
    """Say whether the case was accepted before: who undid that a workbook was sent back, and accepts it then, lets it count as it is."""
    known = journal.about(tx, Subject.CASE, [held.id])
    accepting = {Decision.ACCEPT.value, Decision.ASSIGN.value}
    return any(one.what is What.DECIDE and one.value in accepting and one.about == entry.about and one != entry for one in known)


def _whose(tx: Transaction, desk: _Desk) -> Invitation:
    if desk.said.what == Decision.ACCEPT and desk.held.invitation_id is not None:
        return invitations.by_id(tx, desk.held.invitation_id)
    if not desk.said.to:
        raise ConfigurationError("Which organisation?", where=Asked.ORGANISATION, remedy="Give its printed reference or its code.")
    study = desk.said.study or desk.held.study
    return find_invitation(tx, study, desk.said.to) if study else find_anywhere(tx, desk.said.to)


def _reject(desk: _Desk) -> Decided:
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        if desk.held.submission_id is not None:
            about = About(Subject.SUBMISSION, str(desk.held.submission_id))
            decisions.decide(tx, by, desk.now, [desk.ruling(What.REJECT, about, entry.number)])
    return Decided(entry=entry.number, told="It does not count." if desk.held.submission_id is not None else "The case is closed.")


def _declined(desk: _Desk) -> Decided:
    with desk.service.store.transaction() as tx:
        by, entry = desk.record(tx)
        about = About(Subject.ORGANISATION, str(desk.held.invitation_id))
        decisions.decide(tx, by, desk.now, [desk.ruling(What.DECLINED, about, entry.number)])
        asked = [one for one in holds.waiting_about(tx, [int(about.id)]) if one.kind is CaseKind.DECLINE]
        close_cases(tx, asked, Moot.MARKED, by, desk.now, entry.number)
        organisation = invitations.by_id(tx, int(about.id)).organisation
    return Decided(entry=entry.number, told=f"{organisation} counts as declined and will get no more letters.")


def _send(desk: _Desk) -> Decided:
    mailing, study = str(desk.held.mailing), str(desk.held.study)
    if not desk.said.live:
        return _rehearsed(desk, study, mailing)
    still_waits = partial(_find_offered, said=desk.said)
    report = send_now(desk.service, study, mailing, desk.now, by=desk.said.by, note=desk.said.note, look=still_waits)
    with desk.service.store.reading() as tx:
        entry = decisions.last_about(tx, About(Subject.MAILING, f"{study}/{mailing}"))
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in report.sent.items() if number) or "none sent"
    letters = report.planned[mailing]
    told = f"{mailing}: {counted(letters, 'letter')} planned; {outcomes}."
    return Decided(entry=entry.number, told=" ".join([told, *report.problems]), left_the_house=True, letters=letters)


def _rehearsed(desk: _Desk, study: str, mailing: str) -> Decided:
    """Make the letters that would leave now, and put them into a Maildir; the case waits on."""
    with desk.service.store.reading() as tx:
        found = require_running(desk.service, tx, study)
    folder = desk.service.installation.root / "rehearsals" / f"{study}-{mailing}"
    letters = rehearse(desk.service, found, find_mailing(found, mailing), desk.now, folder)
    told = f"A rehearsal: {counted(letters, 'letter')} in {folder}; nothing was sent, and the case is still open."
    return Decided(entry=0, told=told, letters=letters, rehearsal=str(folder))


def _skip(desk: _Desk) -> Decided:
    with desk.service.store.transaction() as tx:
        _, entry = desk.record(tx)
    return Decided(entry=entry.number, told=f"The mailing {desk.held.mailing} will not be sent.")


_DECIDE: Mapping[Decision, Callable[[_Desk], Decided]] = {
    Decision.ACCEPT: _accept,
    Decision.ASSIGN: _accept,
    Decision.REJECT: _reject,
    Decision.DECLINED: _declined,
    Decision.SEND: _send,
    Decision.SKIP: _skip,
}
# What is decided about much at once.
_TOGETHER: Mapping[tuple[CaseKind, Decision], Callable[[_Desk], Decided]] = {
    (CaseKind.REPLIES, Decision.SEND): together.send_replies,
    (CaseKind.REPLIES, Decision.REJECT): together.drop_replies,
    (CaseKind.BRAKE, Decision.ACCEPT): together.let_go,
    (CaseKind.SURGE, Decision.UNDO): together.undo_all,
}
