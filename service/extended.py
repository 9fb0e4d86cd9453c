"""Telling an organisation that it has more time: a short letter with the day, to whoever asked and to whom its mailings go."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from domain.contact import Contact, Role
from domain.letter import DECIDED_BY, Letter, LetterKind
from domain.study import Study
from domain.submission import Invitation
from intake.parsing.mail import Mail
from languages import in_spoken
from service import queueing
from service.plan import planned
from service.press import EXTENDED, reply_sender
from store import Transaction, contacts


def tell_extended(
    tx: Transaction, study: Study, whose: Invitation, until: date, entry: int, now: datetime, asked: Mail | None = None
) -> str:
    """Put the letters into the outbox that tell an organisation until when it has time, and return to whom they go, as a sentence.

    Nobody is told who is not on record: whoever `asked` is, where they are a contact. Letters whose decision (`entry`) is undone before
    they leave are dropped.
    """
    people = contacts.load_list(tx, study.contact_list, {whose.organisation}).contacts
    stopped = contacts.suppressed(tx, [one.address for one in people])
    told = [one for one in people if one.address.lower() not in stopped and (one.role is Role.TO or _asked(asked, one))]
    queueing.plan(tx, [_letter(study, whose, one, until, entry, now, asked if _asked(asked, one) else None) for one in told])
    if not told:
        return "Nobody is told, since no contact can be written to."
    return f"{', '.join(one.address for one in told)} will be told of it."


def _asked(asked: Mail | None, contact: Contact) -> bool:
    return asked is not None and asked.author == contact.address.lower()


def _letter(study: Study, whose: Invitation, contact: Contact, until: date, entry: int, now: datetime, asked: Mail | None) -> Letter:
    language, sender = in_spoken(contact.language), reply_sender(study.mailings)
    thread = {"in_reply_to": f"<{asked.message_id}>"} if asked and asked.message_id else {}
    letter = planned(
        LetterKind.ANSWER,
        study.id,
        f"{EXTENDED}:{whose.reference}:{until}:{entry}:{contact.address}",
        EXTENDED,
        sender,
        contact.address,
        language,
        now,
        role=contact.role,
        organisation=whose.organisation,
    )
    return replace(letter, context={"extended": {"until": until.isoformat()}, DECIDED_BY: entry, **thread})
