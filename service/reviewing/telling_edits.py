"""The letter that tells an organisation that an answer of theirs was put right at the desk, and why."""

from __future__ import annotations

from datetime import datetime

from domain.edit import Edit
from domain.letter import EDIT, LetterKind
from domain.submission import Invitation
from intake.deciding.told_answers import as_written
from languages import catalogue, in_spoken
from languages.telling import phrased
from questionnaire import checks
from questionnaire.items import item_of
from service.contacts.census import census
from service.letters import queueing
from service.letters.planned import EDITED, planned, reply_sender
from service.studies.running import Running
from store import Transaction


def tell(tx: Transaction, running: Running, whose: Invitation, made: Edit, subject: checks.CheckSubject, why: str, now: datetime) -> str:
    """Put the letter to the contacts of an organisation into the outbox, each in their language; say to whom it goes."""
    study = running.study
    case = census(tx, running, now, {whose.organisation}).get(whose.organisation)
    letters = []
    for contact in case.to if case else ():
        language = in_spoken(study.language_for(contact.language))
        told = checks.CheckSubject(
            questionnaire=subject.questionnaire,
            answers=subject.answers,
            untyped={},
            located={},
            language=language,
            catalogue=catalogue(language),
            today=subject.today,
        )
        item = item_of(subject.questionnaire, made.question)
        before, after = ("" if value is None else as_written(told, item, value) for value in (made.before, made.value))
        after = f"{after} ({made.flag})" if made.flag else after
        context: dict[str, object] = {
            "edit": {"label": told.label(item), "before": before, "now": after, "why": why.strip(), "at": now.isoformat()},
            EDIT: made.entry,
        }
        cause, sender = f"edit:{made.entry}:{contact.address}", reply_sender(study.mailings)
        letters.append(
            planned(
                LetterKind.RECEIPT,
                study.id,
                cause,
                EDITED,
                sender,
                contact.address,
                language,
                now,
                organisation=whose.organisation,
                context=context,
            )
        )
    queueing.plan(tx, letters)
    if not letters:
        return phrased("done.edited_nobody", organisation=whose.organisation)
    return phrased("done.edited_told", addresses=tuple(one.address for one in letters))
