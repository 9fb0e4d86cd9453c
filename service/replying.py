"""Automatic replies: put into the outbox as far as their budgets go. What is more waits in one case for each address, sender or study."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from domain.case import CaseKind
from domain.letter import DeliveryState, Letter, LetterKind
from domain.message import NamedDelivery
from domain.rules.budget import DAY, HOUR, Over, Spent, over
from domain.sentences import counted
from domain.study import Study
from intake.parsing.mail import Mail
from intake.understanding.words import own_words
from service.cases import open_case
from store import Transaction, contacts, holds, invitations, outbox, replies

_WAIT = {
    Over.ADDRESS: "{many} to {whose}. That is more than anybody asks for in a day: the messages may be forged, or a machine answers us.",
    Over.SENDER: "{many} because of messages from {whose}, for whom nobody vouches. That is more than anybody asks for in a day.",
    Over.STUDY: "{many} in the study {whose}. That is more than its organisations give cause for in an hour.",
}


@dataclass(frozen=True, slots=True)
class Asking:
    """What a reply answers: the number of the message, who decides about it as the journal names them, and when."""

    message_id: int
    by: str
    now: datetime


def put_out(tx: Transaction, study: Study, letters: Iterable[Letter], asking: Asking) -> tuple[Letter, ...]:
    """Put replies into the outbox, and return those that wait for a person, since they are too many.

    One that was planned before is planned again as any letter; but never one that waited for a person, who has decided or will.
    """
    wanted = tuple(letters)
    known = {one.cause: one for one in replies.with_causes(tx, [one.cause for one in wanted])}
    waiting: list[Letter] = []
    for letter in wanted:
        before = known.get(letter.cause)
        if before and before.hold_id is not None:
            continue
        why = _over(tx, study, letter, asking.now) if before is None and letter.believed is not None else None
        if why:
            waiting.append(_held(tx, study, letter, why, asking))
        else:
            outbox.plan(tx, [letter])
    return tuple(waiting)


def _over(tx: Transaction, study: Study, letter: Letter, now: datetime) -> Over | None:
    to_address, of_study = replies.to_address(tx, letter.address, now - DAY), replies.of_study(tx, study.id, now - HOUR)
    spent = Spent(
        to_address=sum(one.letters for one in to_address),
        to_address_unasked=sum(one.letters for one in to_address if not one.believed),
        about_organisation=sum(
            one.letters for one in to_address if one.organisation is not None and one.organisation == letter.organisation
        ),
        for_sender_unasked=replies.unasked_for(tx, letter.asker or "", now - DAY),
        of_study=sum(one.letters for one in of_study),
        of_study_unasked=sum(one.letters for one in of_study if not one.believed),
    )
    asked, staff = letter.believed is True, letter.address.lower() == study.contact.address.lower()
    # How many organisations there are is only looked up where the budget of a small study would not do.
    if over(spent, asked=asked, staff=staff, organisations=0) is None:
        return None
    return over(spent, asked=asked, staff=staff, organisations=invitations.count(tx, study.id))


def _held(tx: Transaction, study: Study, letter: Letter, why: Over, asking: Asking) -> Letter:
    """Let a reply wait in the case that is open for its address or study, or in a new one; the case says how many wait."""
    whose = {Over.ADDRESS: letter.address.lower(), Over.SENDER: letter.asker or "", Over.STUDY: study.id}[why]
    case = _case(tx, study, why, whose, asking)
    held = replace(letter, state=DeliveryState.HELD, hold_id=case)
    outbox.plan(tx, [held])
    holds.tell_again(tx, case, _reasons(why, whose, replies.many_held_in(tx, case)))
    return held


def _reasons(why: Over, whose: str, letters: int) -> tuple[str, ...]:
    return (_WAIT[why].format(many=counted(letters, "automatic reply more waits", "automatic replies more wait"), whose=whose),)


def _case(tx: Transaction, study: Study, why: Over, whose: str, asking: Asking) -> int:
    number = 1
    while (found := holds.with_cause(tx, f"replies:{why}:{whose}:{number}")) and found.decision is not None:
        number += 1
    if found:
        return found.id
    held = holds.Held(
        cause=f"replies:{why}:{whose}:{number}",
        kind=CaseKind.REPLIES,
        study=study.id,
        message_id=asking.message_id,
        reasons=_reasons(why, whose, 1),
        at=asking.now,
    )
    return open_case(tx, held, asking.by) or 0


def said(mail: Mail) -> str:
    """Return what stands for a message's own words and files: the same again is known by it, however often its subject is answered."""
    words = " ".join(own_words(mail.text).split()).casefold()
    files = sorted(hashlib.sha256(file.data).hexdigest() for file in mail.attachments)
    return hashlib.sha256("\n".join([mail.sender, words or mail.subject, *files]).encode("utf-8", "surrogatepass")).hexdigest()


def why_not_passed_on(tx: Transaction, mail: Mail, address: str, cause: str, answered: Sequence[NamedDelivery], now: datetime) -> str:
    """Return why a person's words are not passed on to `address`, as a clause, or "" where they are.

    `answered` are our letters that the message names. A mailbox of theirs that answers of itself, without a mark, would else get its own
    text for ever. Who only finds such a letter further up in the thread was answered by them, and asks anew.
    """
    if mail.sender == address.lower():
        return "they come from there"
    passed_on = {one.tag for one in answered if one.kind is LetterKind.PASSED_ON and one.address.lower() == address.lower()}
    answers = any(one.partition("@")[0].lower() in passed_on for one in mail.in_reply_to)
    if answers and not contacts.organisations_of(tx, [mail.author]):
        return "they answer a question that was passed on there"
    if replies.was_said(tx, said(mail), address, now - DAY, but_for=cause):
        return "the same was passed on within a day"
    return ""
