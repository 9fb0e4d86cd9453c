"""Undoing a decision, whoever made it: a case, a mark, a suppression, an acceptance; the undoing is a decision too."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from cage.cage import InsideError
from domain.case import CaseKind, Decision
from domain.errors import ConfigurationError, CounterfoilError, OriginalError, StoreError
from domain.journal import About, Entry, Subject, What, in_force
from domain.letter import WAITING, Letter
from domain.rules.decided import delivery
from domain.rules.undone import Obstacle, obstacle
from domain.submission import SubmissionState
from intake.understanding.caged import GivenUpError
from languages.telling import phrased, together
from service.cases.desk import find
from service.cases.entries import Told, told
from service.cases.waiting import LETTER
from service.contacts.unloading import told_unloading, unloading
from service.deciding.accepting import examined_again
from service.deciding.answers_left import told_left
from service.deciding.organisation_marks import check_not_answered
from service.deciding.told_after_undoing import concerned, now_holds
from service.letters.cancelled import letter_mailing, refuse_cancelled
from service.letters.telling_undone import tell_undone
from service.rulings.decided import Decided
from service.rulings.opening import open_case
from service.studies.at_work import at_work
from service.studies.find import numbered
from service.studies.study_clock import by_clock, zone_of
from service.wiring import Service
from store import Transaction, decisions, holds, invitations, journal, messages, outbox, sendings, submission_states, submissions
from store.cases.standing_decisions import brought

_DECIDED = (What.DECIDE, What.CLOSE, What.SETTLE)
_WHY = {
    Obstacle.ALREADY: ("It has already been undone.", "`counterfoil show` lists the entry that undid it. You can undo that entry too."),
    Obstacle.WAITS: ("It only asks a person to decide.", "Decide the case: `counterfoil held` lists the cases that are waiting."),
    Obstacle.HAPPENED: ("It has happened and cannot be undone.", "Decide what to do now instead."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """Which entry of the journal a person undoes, and why; `because` is the number of the message in which they say so, if any."""

    entry: int
    by: str
    note: str = ""
    because: int | None = None


def undo(service: Service, said: Undoing, now: datetime) -> Decided:
    """Undo an entry of the journal. ConfigurationError where there is none, or it cannot be undone."""
    words = _words(service, said.entry)
    with service.store.transaction() as tx:
        journal.alone(tx)
        entry = _find(tx, said.entry)
        zone = zone_of(service, tx, entry.study)
        refuse_standing(tx, entry, zone)
        before = _declined(tx, entry)
        list_put_back = told_unloading(unloading(service, tx, entry)) if entry.about.subject is Subject.CONTACT_LIST else ""
        by = decisions.person(tx, said.by)
        ruling = decisions.Ruling(
            what=What.UNDO,
            about=entry.about,
            study=entry.study,
            invitation_id=entry.invitation_id,
            undoes=entry.number,
            message_id=said.because,
            note=said.note,
        )
        (undoing,) = decisions.decide(tx, by, now, [ruling])
        _refuse_to_wait(tx, entry)
        (line,) = told(tx, [entry])
        sentences = [f"Undone: {_sentence(line, zone)}"]
        if _asks_again(entry):
            sentences.append(f"It is now waiting for a decision, as case {_ask_a_person(tx, entry, undoing, said, words)}.")
        sentences += [_lift(tx, invitation_id, entry, undoing) for invitation_id in sorted(_declined(tx, entry) - before)]
        promised = together(tell_undone(service, tx, undoing, now), told_left(service, tx, undoing))
    holds_now = _now_holds(service, entry, now)
    sentences += [list_put_back, holds_now, promised]
    return Decided(entry=undoing.number, told=" ".join(filter(None, sentences)), promised=promised)


def _now_holds(service: Service, entry: Entry, now: datetime) -> str:
    """Return what holds now; nothing where that cannot be said: it is undone anyway."""
    try:
        with service.store.reading() as tx:
            return now_holds(service, tx, entry, now)
    except StoreError:
        raise
    except CounterfoilError:
        return ""


def decision_of(service: Service, case: str) -> int:
    """Return the entry by which a case, or a letter that was in doubt, was decided. ConfigurationError where it was not."""
    with service.store.reading() as tx:
        about = About(Subject.LETTER, case.removeprefix(LETTER)) if case.startswith(LETTER) else About(Subject.CASE, str(find(tx, case).id))
        known = in_force(journal.about(tx, about.subject, [about.id]))
    found = [one.number for one in known if one.about == about and one.what in _DECIDED]
    if not found:
        remedy = f"`counterfoil held show {case}` shows the case and what was decided."
        raise ConfigurationError("It has not been decided, so there is nothing to undo.", where=f"case {case}", remedy=remedy)
    return found[-1]


def _sentence(line: Told, zone: str) -> str:
    return f"entry {line.number}, {line.what} ({line.by}, {by_clock(line.at, zone)})."


def _find(tx: Transaction, number: int) -> Entry:
    found = journal.find(tx, [number]) if numbered(str(number)) is not None else ()
    if not found:
        remedy = "`counterfoil show REFERENCE` lists the entries of an organisation, and `counterfoil held show CASE` those of a case."
        raise ConfigurationError(f"There is no entry {number}.", where="undo", remedy=remedy, key="no_entry", facts={"entry": number})
    return found[0]


def refuse_standing(tx: Transaction, entry: Entry, zone: str) -> None:
    """Raise ConfigurationError where an entry of the journal cannot be undone; times are told by the clocks of `zone`."""
    where = f"entry {entry.number}"
    why = obstacle(entry, journal.about(tx, entry.about.subject, [entry.about.id]))
    lead = journal.find(tx, [entry.follows]) if entry.follows is not None else ()
    if why is Obstacle.PART and lead and lead[0].what is What.SEND:
        (sent,) = told(tx, lead)
        raise ConfigurationError(
            f"The mailing was sent, and that cannot be undone ({_sentence(sent, zone)[:-1]}).", where=where, key="undo_happened"
        )
    if why is Obstacle.PART:
        remedy = f"Undo entry {entry.follows}: that undoes this one too."
        raise ConfigurationError(
            f"It is part of the decision in entry {entry.follows}.",
            where=where,
            remedy=remedy,
            key="part_of_entry",
            facts={"entry": entry.follows},
        )
    if why:
        raise ConfigurationError(_WHY[why][0], where=where, remedy=_WHY[why][1], key=f"undo_{why.value}")
    if entry.what is What.WISH and sendings.is_done(tx, entry.number):
        raise ConfigurationError("What was asked for was done.", where=where, remedy=_WHY[Obstacle.HAPPENED][1], key="undo_happened")
    letters = _letters(tx, entry)
    if letters and all(_moved_on(tx, one) for one in letters):
        what = f"The letter has moved on: it is now {letters[0].state}." if len(letters) == 1 else "All of its letters have moved on."
        raise ConfigurationError(what, where=where, remedy=_WHY[Obstacle.HAPPENED][1], key="letter_moved_on")


def _refuse_to_wait(tx: Transaction, entry: Entry) -> None:
    """Raise ConfigurationError where a letter would wait by an undoing whose mailing was cancelled: it would be called cancelled.

    It may have arrived, or was refused, and stays what it is.
    """
    for one in _letters(tx, entry):
        if one.state in WAITING and (whose := letter_mailing(one)):
            refuse_cancelled(tx, *whose)


def _letters(tx: Transaction, entry: Entry) -> tuple[Letter, ...]:
    """Return the letters that an entry settles: the one that it is about, or those that were settled together by it."""
    if entry.about.subject is Subject.LETTER:
        return outbox.with_ids(tx, [int(entry.about.id)])
    if entry.about.subject is not Subject.OUTBOX:
        return ()
    return outbox.with_ids(tx, {int(one.about.id) for one in brought(tx, entry.number) if one.about.subject is Subject.LETTER})


def _moved_on(tx: Transaction, letter: Letter) -> bool:
    known = journal.about(tx, Subject.LETTER, [letter.id])
    return letter.state != delivery([one for one in known if one.about.subject is Subject.LETTER], in_force(known))


def _declined(tx: Transaction, entry: Entry) -> frozenset[int]:
    """Return, of the organisations that an entry and what came of it concern, those that would have declined beside a counted answer."""
    declined = [one.id for one in concerned(tx, entry) if one.mark is What.DECLINED]
    return submission_states.with_state(tx, declined, SubmissionState.ACCEPTED)


def _lift(tx: Transaction, invitation_id: int, entry: Entry, undoing: Entry) -> str:
    """Let an answer that counts lift a decline that the undoing left beside it, as it does when it is filed; say so.

    The lifting follows from the acceptance of that answer, and falls with it, however often either is undone and put back.
    ConfigurationError where it is the decline that was put back: as everywhere, the answer would have to be taken back first.
    """
    invitation, root = invitations.by_id(tx, invitation_id), entry
    while root.undoes is not None:
        (root,) = journal.find(tx, [root.undoes])
    if root.about.subject is Subject.ORGANISATION or root.value in {Decision.DECLINED, Decision.WITHDRAW}:
        check_not_answered(tx, invitation, f"entry {entry.number}")
    about = About(Subject.ORGANISATION, str(invitation.id))
    accepted = _acceptance(tx, invitation.id)
    lifting = decisions.Ruling(what=What.OPEN, about=about, study=invitation.study, invitation_id=invitation.id, follows=accepted.number)
    decisions.decide(tx, undoing.by, undoing.at, [lifting])
    return f"{invitation.organisation} has an answer that counts, so it is no longer marked as declined."


def _acceptance(tx: Transaction, invitation_id: int) -> Entry:
    """Return the decision by which the answer of an organisation counts."""
    counts = {one.id for one in submissions.of_invitations(tx, [invitation_id]) if one.state is SubmissionState.ACCEPTED}
    known = in_force(journal.about_submissions(tx, invitation_id))
    accepted = [one for one in known if one.what in {What.ACCEPT, What.MERGE} and one.about.subject is Subject.SUBMISSION]
    return [one for one in accepted if int(one.about.id) in counts][-1]


def _words(service: Service, number: int) -> str | None:
    """Return a person's own words beside the workbook that a rule filed by this entry, before anything is written: the cage reads them.

    None where there are none, the message is gone, or it is not read any more.
    """
    with service.store.reading() as tx:
        entry = _find(tx, number)
        if not _asks_again(entry):
            return None
        (submission,) = submissions.with_ids(tx, [int(entry.about.id)])
        (message,) = messages.with_ids(tx, [submission.message_id])
        studies = at_work(service, tx)
    with suppress(OriginalError, GivenUpError, InsideError):
        return examined_again(service, studies, message).own_words or None
    return None


def _asks_again(entry: Entry) -> bool:
    """Say whether a person is to decide about a workbook where this entry is undone, since a rule had decided."""
    return entry.what in {What.ACCEPT, What.MERGE, What.QUERY} and not entry.by_person


def _ask_a_person(tx: Transaction, entry: Entry, undoing: Entry, said: Undoing, words: str | None) -> int | None:
    """Let a submission wait for a person that a rule had filed and a person said was wrong; return the number of the case."""
    submission_id = int(entry.about.id)
    (submission,) = submissions.with_ids(tx, [submission_id])
    common = {"study": entry.study, "invitation_id": entry.invitation_id, "message_id": submission.message_id}
    about = About(Subject.SUBMISSION, str(submission_id))
    decisions.decide(tx, undoing.by, undoing.at, [decisions.Ruling(what=What.HOLD, about=about, follows=undoing.number, **common)])  # type: ignore[arg-type]
    phrase = f"reasons.undone_{'returned' if entry.what is What.QUERY else 'accepted'}{'_since' if said.note else ''}"
    held = holds.Held(
        cause=f"undone:{undoing.number}",
        kind=CaseKind.WORKBOOK,
        study=entry.study,
        message_id=submission.message_id,
        invitation_id=entry.invitation_id,
        submission_id=submission_id,
        file_name=submission.file_name,
        fingerprint=submission.fingerprint,
        reasons=(phrased(phrase, by=said.by, note=said.note),),
        words=words,
        at=undoing.at,
    )
    return open_case(tx, held, undoing.by, undoing.number)
