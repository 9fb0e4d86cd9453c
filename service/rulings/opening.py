"""Opening a case: something waits for a person from now on, and the journal says so."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime

from domain.case import CaseKind, Moot
from domain.journal import About, Subject, What
from domain.letter import CHANGED, EXTENDED, UNDONE, Letter, LetterKind
from domain.rules.decided import is_open
from languages.telling import phrased
from store import Transaction, decisions, holds, invitations, standing_decisions
from store.cases.decisions import Ruling

UNSENT = "unsent:"  # How the cause of a case begins about one letter that somebody waits for; its number follows.


def open_case(tx: Transaction, held: holds.Held, by: str, follows: int | None = None) -> int | None:
    """Let a case wait for a person, and return its number; None where the same cause made one before.

    A case that fell with the decision which brought it waits again where a person decides so (`follows`) again.
    """
    number = holds.hold(tx, held) or (_fallen(tx, held.cause) if follows is not None else None)
    if number is not None:
        about = About(Subject.CASE, str(number))
        ruling = Ruling(
            what=What.OPEN,
            about=about,
            value=held.kind.value,
            study=held.study,
            invitation_id=held.invitation_id,
            message_id=held.message_id,
            follows=follows,
        )
        decisions.decide(tx, by, held.at, [ruling])
    return number


def _fallen(tx: Transaction, cause: str) -> int | None:
    """Return the number of the case of this cause whose opening is no longer in force, or None where it was never opened, or still is."""
    found = holds.with_cause(tx, cause)
    return found.id if found and not is_open(standing_decisions.in_force_about(tx, About(Subject.CASE, str(found.id)))) else None


def close_cases(tx: Transaction, cases: Iterable[holds.Held], why: Moot, by: str, now: datetime, follows: int | None = None) -> None:
    """Close these cases, since what happened leaves nothing to decide."""
    rulings = [
        Ruling(
            what=What.CLOSE,
            about=About(Subject.CASE, str(one.id)),
            value=why.value,
            study=one.study,
            invitation_id=one.invitation_id,
            follows=follows,
        )
        for one in cases
    ]
    decisions.decide(tx, by, now, rulings)


def reached_again(tx: Transaction, organisation: str, by: str, now: datetime, follows: int) -> None:
    """Close the cases that say that no contact of an organisation can be reached, since one can."""
    ids = [one.id for one in invitations.of_organisations(tx, [organisation])]
    waiting = [one for one in holds.waiting_about(tx, ids) if one.kind is CaseKind.UNREACHABLE]
    close_cases(tx, waiting, Moot.REACHED, by, now, follows)


def open_unsent(tx: Transaction, letter: Letter, why: str, now: datetime, server: str = "") -> None:
    """Open a case about a letter that could not be made or handed over, where somebody waits for it or it stands for others.

    `why` is a sentence, and `server` what a mail server said.

    A person's question that reaches nobody is such a letter. Of a mailing, the first that fails stands for all that fail while its case
    waits, and for those that were put out with it and fail alike. Of a letter about a case there is none: it waits already, and another
    would be told to the same mailbox, for ever.
    """
    if letter.kind is LetterKind.CASE:
        return
    if letter.mailing and _waits_already(tx, letter):
        return
    origin = letter.context.get("message_id")
    invitation = invitations.of(tx, letter.study, letter.organisation) if letter.organisation else None
    named = letter.template if letter.template in {EXTENDED, UNDONE, CHANGED} else letter.kind.value
    of = phrased("reasons.unsent_of.of_mailing", mailing=letter.mailing) if letter.mailing else phrased(f"reasons.unsent_of.{named}")
    held = holds.Held(
        cause=_cause(letter, f"{why} {server}".strip()),
        kind=CaseKind.UNSENT,
        study=letter.study,
        message_id=origin if isinstance(origin, int) else None,
        invitation_id=None if letter.mailing else invitation.id if invitation else None,
        mailing=letter.mailing,
        reasons=(phrased("reasons.unsent", of=of, address=letter.address, id=str(letter.id), why=why),),
        server_said=server or None,
        words=_words(letter),
        at=now,
    )
    open_case(tx, held, decisions.rule("sender"))


def _waits_already(tx: Transaction, letter: Letter) -> bool:
    about = [one for one in holds.of_mailings(tx, [letter.mailing or ""]) if one.study == letter.study]
    return any(one.kind is CaseKind.UNSENT and one.decision is None for one in about)


def _cause(letter: Letter, why: str) -> str:
    if letter.mailing is None:
        return f"{UNSENT}{letter.id}"
    alike = hashlib.sha256(why.encode()).hexdigest()[:16]
    return f"unsent:{letter.study}:{letter.mailing}:{letter.planned_at.isoformat()}:{alike}"


def _words(letter: Letter) -> str | None:
    """Return a person's own words, where a letter passes them on."""
    original = letter.context.get("original")
    return str(original["text"]) or None if isinstance(original, dict) else None
