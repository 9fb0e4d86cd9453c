"""Whether a letter that waits is still wanted: what it says must be so, and its addressee must have to get it, when its turn comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.contact import Suppression
from domain.letter import DECIDED_BY, EDIT, EXTENDED, LOOKED_AT, UNDONE, Letter, LetterKind
from domain.rules.reminded import may_be_written_to, still_true
from domain.study import Mailing
from domain.submission import SubmissionState
from service.cases import entries
from service.cases import states as case_states
from service.contacts.census import InvitedOrganisation
from service.letters import telling_undone
from service.letters.extended import why_not_told
from service.letters.planned import template_for
from service.studies.running import Running
from store import Transaction, edits, outbox, submission_states, suppressions


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterKnown:
    """What the store knows of one letter when its turn comes: why its address is suppressed, and the state of the workbook it tells of.

    `gone` says why what it tells does not stand any more, or is blank. `away` says until when its addressee is away, or was; `colleagues`
    are then the addresses at the organisation, in lower case, to which another letter of the mailing has left or is to leave.
    """

    stopped: Suppression | None
    told: SubmissionState | None
    gone: str = ""
    away: date | None = None
    colleagues: frozenset[str] = frozenset()


def known_of(tx: Transaction, letters: Sequence[Letter]) -> dict[int, LetterKnown]:
    """Return what is to be known of each of these letters, by their numbers."""
    stopped = suppressions.suppressed(tx, {letter.address for letter in letters})
    told = submission_states.states_by_id(tx, {number for letter in letters if (number := _submission(letter)) is not None})
    gone = {
        **_edits_gone(tx, letters),
        **case_states.moved(tx, letters),
        **_decisions_gone(tx, letters),
        **telling_undone.not_so(tx, letters),
    }
    absent = suppressions.absent(tx, {letter.address for letter in letters if letter.kind is LetterKind.MAILING})
    others = outbox.colleagues(tx, [one for one in letters if one.address.lower() in absent])
    return {
        one.id: LetterKnown(
            stopped=stopped.get(one.address.lower()),
            told=told.get(_submission(one) or 0),
            gone=gone.get(one.id, ""),
            away=absent[one.address.lower()].until if one.id in others else None,
            colleagues=others.get(one.id, frozenset()),
        )
        for one in letters
    }


def still_wanted(running: Running, letter: Letter, case: InvitedOrganisation | None, known: LetterKnown) -> tuple[str | None, str]:
    """Return the template that is right at the moment of sending, or None and why the letter is no longer wanted."""
    stopped = known.stopped
    if stopped and not may_be_written_to(letter.kind, stopped.why, asked_for=letter.asked_for):
        return None, f"The address is suppressed: {stopped.reason.rstrip('.')}."
    if untrue := _untrue(running, letter, case, known):
        return None, untrue
    if letter.kind is not LetterKind.MAILING:
        return letter.template, ""
    return _mailing_wanted(running, letter, case, known)


def _mailing_wanted(running: Running, letter: Letter, case: InvitedOrganisation | None, known: LetterKnown) -> tuple[str | None, str]:
    """Return the same of a letter of a mailing."""
    # What was asked for goes to who has shown the token, too; and to who had declined.
    if case is None or (not letter.asked_for and case.contact(letter.address) is None):
        return None, f"The {'organisation' if case is None else 'address'} is no longer on the study's list."
    mailing = mailing_of(running, letter)
    if mailing is None:
        return None, f"The study no longer has a mailing {letter.mailing}."
    if not letter.asked_for and known.away and _is_with_colleagues(letter, case, known):
        return None, f"Its addressee is away until {known.away}, and a colleague gets the mailing."
    if letter.asked_for and case.standing:
        template: str | None = letter.template
    else:
        template = template_for(running, mailing, case, case.contact(letter.address), letter.language)
    return template, f"No answer is due any more: {case.standing or 'ineligible'}."


def mailing_of(running: Running, letter: Letter) -> Mailing | None:
    """Return the mailing that a letter belongs to; None where it belongs to none, or to one that the study no longer has."""
    return next((one for one in running.study.mailings if one.name == letter.mailing), None)


def _is_with_colleagues(letter: Letter, case: InvitedOrganisation, known: LetterKnown) -> bool:
    """Say whether a mailing does not go to this addressee, since somebody is there at the organisation who gets it."""
    usable = {one.address.lower() for one in case.usable}
    return letter.address.lower() not in usable and not usable.isdisjoint(known.colleagues)


def _submission(letter: Letter) -> int | None:
    """Return the number of the submission of which a letter says what became of it, where it does."""
    number = letter.context.get("submission")
    return number if isinstance(number, int) else None


def _edits_gone(tx: Transaction, batch: Sequence[Letter]) -> dict[int, str]:
    gone = {one.id for one in batch if EDIT in one.context} - edits.told_truly(tx, batch)
    return dict.fromkeys(gone, "The edit that it tells of does not stand any more.")


def _decisions_gone(tx: Transaction, batch: Sequence[Letter]) -> dict[int, str]:
    gone = entries.taken_back(tx, {one.id: one.context[DECIDED_BY] for one in batch if DECIDED_BY in one.context})
    return dict.fromkeys(gone, "The decision that it came of was undone.")


def _looked_at(letter: Letter) -> frozenset[SubmissionState]:
    """Return the states of a workbook at which a person still looks: a half may stand beside another one that is held."""
    told = letter.context.get(LOOKED_AT)
    is_half = isinstance(told, dict) and "half" in told
    return frozenset({SubmissionState.HELD, SubmissionState.QUERIED} if is_half else {SubmissionState.HELD})


def _untrue(running: Running, letter: Letter, case: InvitedOrganisation | None, known: LetterKnown) -> str:
    """Return why what a letter says is not so any more, or "" where it is."""
    if not known.gone and letter.template == LOOKED_AT:
        return "" if known.told in _looked_at(letter) else "A person has decided about it since."
    if not known.gone and letter.template == EXTENDED:
        return why_not_told(running.study, case, letter)
    if not known.gone and letter.template == UNDONE:
        return telling_undone.why_not_wanted(running.study, case, letter)
    if known.gone or still_true(letter.kind, known.told):
        return known.gone
    return f"What it says about the workbook is no longer true: the workbook is now {known.told}."
