"""Mailings that a person cancelled: nothing more of them leaves, however their letters come to wait again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from domain.errors import ConfigurationError
from domain.journal import About, Entry, Subject, What
from domain.letter import Letter
from domain.rules.decided import cancelling
from service.cases.entries import how_entered
from service.cases.waiting import decider_names
from store import Transaction, journal, standing_decisions, taking_effect


def cancelled_by(tx: Transaction, study: str, mailing: str) -> Entry | None:
    """Return the entry by which a mailing is cancelled; None where it is not."""
    return cancelling(standing_decisions.in_force_about(tx, About(Subject.MAILING, f"{study}/{mailing}")))


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingCancelled:
    """A mailing that is cancelled: by whom and when, by which entry of the journal, and all of it in words."""

    mailing: str
    at: datetime
    by: str
    entry: int
    told: str


def cancelled_among(tx: Transaction, study: str, mailings: Iterable[str]) -> Iterator[MailingCancelled]:
    """Yield those of these mailings of a study that are cancelled."""
    ever = {one.about.id for one in journal.about_things(tx, Subject.MAILING, What.CANCEL)}  # Most mailings never were: asked once for all.
    for mailing in mailings:
        if f"{study}/{mailing}" in ever and (entry := cancelled_by(tx, study, mailing)):
            by, told = decider_names(tx, [entry.by])[entry.by], how_entered(tx, entry)
            yield MailingCancelled(mailing=mailing, at=entry.at, by=by, entry=entry.number, told=told)


def refuse_cancelled(tx: Transaction, study: str, mailing: str) -> None:
    """Raise ConfigurationError where a mailing was cancelled: that is undone first."""
    if entry := cancelled_by(tx, study, mailing):
        raise ConfigurationError(
            f"The mailing was cancelled: {how_entered(tx, entry)}.",
            where=mailing,
            remedy=f"Nothing was sent. `counterfoil undo {entry.number}` lets it go on, to everybody whose letter was cancelled.",
            key="mailing_cancelled",
        )


def letter_mailing(letter: Letter) -> tuple[str, str] | None:
    """Return the study and the mailing with which a letter is cancelled; None where it belongs to none, or somebody asked for it."""
    return (letter.study, letter.mailing) if letter.mailing and not letter.asked_for else None


def keep_cancelled(tx: Transaction, now: datetime) -> None:
    """Cancel the letters of cancelled mailings that wait since: they were being handed over, and the server put them off."""
    about = {one.about for one in journal.about_things(tx, Subject.MAILING, What.CANCEL)}
    for one in sorted(about, key=str):
        if entry := cancelling(standing_decisions.in_force_about(tx, one)):
            taking_effect.take_effect(tx, one, replace(entry, at=now))
