"""Marking an organisation: it declined, waits for us, answers elsewhere, is not to be asked; or none of it any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from domain.case import Decision
from domain.errors import Asked, ConfigurationError
from domain.journal import About, Entry, Subject, What, in_force
from domain.mode import MARKED_BY
from domain.rules.case import answered_by_mark
from domain.rules.decided import mark as mark_of
from domain.submission import Invitation, SubmissionState
from languages.telling import named, phrased, together
from service.letters.extended import tell_extended
from service.rulings.decided import Decided
from service.rulings.opening import close_cases
from service.studies.find import find_invitation
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, decisions, holds, journal, standing_decisions, submission_states
from store.cases.decisions import Ruling

MARKS = {
    What.DECLINED: "counts as declined and will get no more letters",
    What.WAITING: "will not be reminded",
    What.ELSEWHERE: "answers elsewhere and will not be reminded; it counts as answered once its answer is filed",
    What.INELIGIBLE: "is ineligible: it is taken out of the total and will get no more letters",
    What.OPEN: "is asked again like everyone else",
}
_UNTIL = (What.WAITING, What.ELSEWHERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marking:
    """What a person says of an organisation, named by reference or code; `until` is the last day on which it holds.

    `because` is the number of the message in which they say it; None where they say it otherwise. `mode` is how the organisation told us
    (one of `domain.mode.MARKED_BY`), "" where nobody says.
    Where it `tells`, the organisation gets a letter with the last day.
    """

    organisation: str
    what: str
    by: str
    until: date | None = None
    note: str = ""
    because: int | None = None
    mode: str = ""
    tells: bool = False


def mark(service: Service, running: Running, said: Marking, now: datetime) -> Decided:
    """Mark an organisation. ConfigurationError where the mark is not known, or at odds with what counts."""
    if said.what not in MARKS:
        # Who has answered is seen from what came, so that nobody marks it: a workbook that came another way is filed.
        remedy = f"Choose one of: {', '.join(MARKS)}. Whoever has answered gets no mark: `counterfoil file` files what came another way."
        raise ConfigurationError(f"{said.what!r} is not a mark.", where="mark", remedy=remedy, key="no_mark")
    what = What(said.what)
    _check_until(what, said.until, running.today(now))
    check_mode(said.mode)
    with service.store.transaction() as tx:
        journal.alone(tx)
        invitation = find_invitation(tx, running.study.id, said.organisation)
        if what is What.DECLINED:
            check_not_answered(tx, invitation, "mark")
        if (invitation.mark or What.OPEN, invitation.until) == (what, said.until):
            raise ConfigurationError(
                f"{invitation.organisation} {'has no mark' if what is What.OPEN else f'is already marked as {what}'}.",
                where="mark",
                remedy="Nothing was changed.",
                key="marked_already",
            )
        by = decisions.person(tx, said.by)
        ruling = Ruling(
            what=what,
            about=About(Subject.ORGANISATION, str(invitation.id)),
            value=said.until.isoformat() if said.until else "",
            was=said.mode,
            study=invitation.study,
            invitation_id=invitation.id,
            message_id=said.because,
            note=said.note,
        )
        (entry,) = decisions.decide(tx, by, now, [ruling])
        if answers := answered_by_mark(what, said.until, running.study.deadline):
            kind, why = answers
            asked = [one for one in holds.waiting_about(tx, [invitation.id]) if one.kind is kind]
            close_cases(tx, asked, why, by, now, entry.number)
        heard = tell_extended(tx, running, invitation, said.until, now) if said.tells and said.until else ""
        before = replaced(invitation.mark, invitation.until)
        more = (heard, before, _kept(tx, invitation, what))
    until = f" until {said.until}" if said.until else ""
    told = f"{invitation.organisation} ({invitation.reference}) {MARKS[what]}{until}."
    return Decided(entry=entry.number, told=" ".join(filter(None, (told, *more))), promised=together(heard, before))


def replaced(mark: What | None, until: date | None) -> str:
    """Say which mark a new one replaces; blank where there was none."""
    if mark is None:
        return ""
    called = named("mark", mark.value)
    return phrased("done.replaces_until", mark=called, until=until) if until else phrased("done.replaces", mark=called)


def replaced_by(tx: Transaction, entry: Entry) -> str:
    """Say what a decision that is in the journal replaced, or left as it was, of the mark of its organisation; blank where there was none.

    Whoever is told of a decision later than it was made, as by mail, finds it here.
    """
    if entry.invitation_id is None:
        return ""
    known = [one for one in journal.about(tx, Subject.ORGANISATION, [entry.invitation_id]) if one.about.subject is Subject.ORGANISATION]
    before = mark_of(in_force([one for one in known if one.number < entry.number]))
    made = {one.number for one in (entry, *standing_decisions.brought(tx, entry.number))}
    if any(one.number in made for one in known):
        return replaced(before.what, before.until) if before else ""
    if entry.value == Decision.GRANT and before and before.what is What.ELSEWHERE:
        return phrased("done.stays_elsewhere")
    return ""


def _kept(tx: Transaction, invitation: Invitation, what: What) -> str:
    """Say of an organisation that leaves the total what becomes of the answer that counted; blank where none did."""
    if what is not What.INELIGIBLE or not submission_states.with_state(tx, [invitation.id], SubmissionState.ACCEPTED):
        return ""
    return "Its answer is kept, but no longer counts in the response rate."


def _check_until(what: What, until: date | None, today: date) -> None:
    if until and what not in _UNTIL:
        remedy = f"Leave it out, or choose {' or '.join(_UNTIL)}."
        raise ConfigurationError(f"The mark {what} does not take a last day.", where=Asked.LAST_DAY, remedy=remedy, key="mark_without_day")
    check_last_day(until, today)


def check_last_day(until: date | None, today: date) -> None:
    """Raise ConfigurationError where a last day is over."""
    if until and until < today:
        raise ConfigurationError(
            f"{until} is in the past.", where=Asked.LAST_DAY, remedy="Give today or a later day.", key="past_day", facts={"day": until}
        )


def check_mode(mode: str) -> None:
    """Raise ConfigurationError where organisations do not tell us anything in this way."""
    if mode and mode not in MARKED_BY:
        remedy = f"Choose one of: {', '.join(MARKED_BY)}."
        raise ConfigurationError(f"An organisation is not marked by {mode!r}.", where=Asked.MODE, remedy=remedy, key="no_mode")


def check_not_answered(tx: Transaction, invitation: Invitation, where: str) -> None:
    """Raise ConfigurationError where an organisation has an answer that counts, and cannot be said to have declined."""
    if submission_states.with_state(tx, [invitation.id], SubmissionState.ACCEPTED):
        raise ConfigurationError(
            f"{invitation.organisation} has an answer that counts, so it cannot be marked as declined.",
            where=where,
            remedy=f"First undo the acceptance of that answer: `counterfoil show {invitation.reference}` lists its entry.",
            key="has_answer",
        )
