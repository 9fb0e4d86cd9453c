"""Automatic replies: put into the outbox as far as their budgets go. What is more waits in one case for each budget."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from operator import ge

from domain.case import CaseKind
from domain.evidence import Authentication
from domain.letter import DeliveryState, Letter, LetterKind
from domain.message import NamedDelivery
from domain.rules.budget import ABOUT_ONE_ORGANISATION, DAY, HOUR, AboutOne, Over, Spent, about_one, alike, over
from domain.study import Study
from intake.parsing.mail import Mail
from intake.understanding.own_words.words import own_words
from languages.telling import phrased
from service.letters import queueing
from service.rulings.opening import open_case
from store import Transaction, contacts, holds, invitations, replies, rosters

# What mail servers say of an author, from what proves least on: a letter takes the place of another only where it proves as much.
_AUTHORS = (Authentication.FAILED, Authentication.UNCONFIGURED, Authentication.UNKNOWN, Authentication.PASSED)


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
            queueing.plan(tx, [letter])
    return tuple(waiting)


def _over(tx: Transaction, study: Study, letter: Letter, now: datetime) -> Over | None:
    asked, staff = letter.believed is True, letter.address.lower() == study.contact.address.lower()
    to_address = [one for one in replies.to_address(tx, letter.address, now - DAY) if one.believed is asked]
    about, elsewhere, lately = _about_one(tx, study, letter, now) if asked else (0, 0, 0)
    spent = Spent(
        to_address=sum(one.letters for one in to_address),
        about_organisation=about,
        elsewhere=elsewhere,
        for_sender=0 if asked else replies.unasked_for(tx, letter.asker or "", now - DAY),
        of_study=replies.of_study(tx, study.id, now - HOUR, believed=asked),
        lately=lately,
    )
    # How many organisations there are is only looked up where the budget of a small study would not do.
    if over(spent, asked=asked, staff=staff, organisations=0) is None:
        return None
    return over(spent, asked=asked, staff=staff, organisations=invitations.count(tx, study.id))


def _about_one(tx: Transaction, study: Study, letter: Letter, now: datetime) -> tuple[int, int, int]:
    """Return how many replies about its organisation count for a letter to a believed message: in all, elsewhere, and lately."""
    if letter.organisation is None:
        return 0, 0, 0
    people = (study.contact.address, *(one.address for one in study.coordinators))
    listed = (address for _, address in rosters.on_list(tx, study.contact_list, [letter.organisation]))
    known = {*listed, *(one.lower() for one in people)}
    this = AboutOne(letter.address, letter.template, letter.asker or "")
    day = replies.about(tx, letter.organisation, now - DAY)
    # Of a day that has few of them, no hour has many.
    many = sum(one.many for one in day) >= ABOUT_ONE_ORGANISATION
    lately = alike(this, replies.about(tx, letter.organisation, now - HOUR), known) if many else 0
    return *about_one(this, day, known), lately


@dataclass(frozen=True, slots=True)
class _Budget:
    """A budget that is spent: whose it is, and whether for messages that are vouched for. Those that are not wait by themselves."""

    why: Over
    whose: str
    asked: bool

    def cause(self, number: int) -> str:
        """Return the cause of its case, when so many were decided before."""
        return f"replies:{self.why}:{self.whose}:{'vouched' if self.asked else 'unvouched'}:{number}"

    def reasons(self, letters: int) -> tuple[str, ...]:
        """Return why so many letters wait."""
        why = phrased(f"reasons.replies.{'vouched' if self.asked else 'unvouched'}")
        if not self.whose:
            return (phrased("reasons.replies_unnamed", n=letters, why=why),)
        return (phrased(f"reasons.replies_{self.why}", n=letters, whose=self.whose, why=why),)


def _held(tx: Transaction, study: Study, letter: Letter, why: Over, asking: Asking) -> Letter:
    """Let a reply wait in the case that is open for its address or study, or in a new one; the case says how many wait."""
    whose = {
        Over.ADDRESS: letter.address.lower(),
        Over.ORGANISATION: letter.organisation or "",
        Over.SENDER: letter.asker or "",
        Over.STUDY: study.id,
    }[why]
    budget = _Budget(why, whose, letter.believed is True)
    case = _case(tx, study, budget, asking)
    held = replace(letter, state=DeliveryState.HELD, hold_id=case)
    queueing.plan(tx, [held])
    holds.tell_again(tx, case, budget.reasons(replies.many_held_in(tx, case)))
    return held


def _case(tx: Transaction, study: Study, budget: _Budget, asking: Asking) -> int:
    number = 1
    while (found := holds.with_cause(tx, budget.cause(number))) and found.decision is not None:
        number += 1
    if found:
        return found.id
    held = holds.Held(
        cause=budget.cause(number),
        kind=CaseKind.REPLIES,
        study=study.id,
        message_id=asking.message_id,
        reasons=budget.reasons(1),
        at=asking.now,
    )
    return open_case(tx, held, asking.by) or 0


def said(mail: Mail) -> str:
    """Return what stands for a message's own words and files: the same again is known by it, however often its subject is answered."""
    words = " ".join(own_words(mail.text).split()).casefold()
    files = sorted(hashlib.sha256(file.data).hexdigest() for file in mail.attachments)
    return hashlib.sha256("\n".join([mail.sender, words or mail.subject, *files]).encode("utf-8", "surrogatepass")).hexdigest()


def why_not_passed_on(tx: Transaction, mail: Mail, letter: Letter, answered: Sequence[NamedDelivery], now: datetime) -> str:
    """Return why a person's words are not passed on by this letter, as a clause, or "" where they are.

    `answered` are our letters that the message names. A mailbox of theirs that answers of itself, without a mark, would else get its own
    text for ever. Who only finds such a letter further up in the thread was answered by them, and asks anew. What proves less than this
    message never takes its place, or whoever forges a question would silence the one who has it.
    """
    address = letter.address.lower()
    if mail.sender == address:
        return "they come from there"
    passed_on = {one.tag for one in answered if one.kind is LetterKind.PASSED_ON and one.address.lower() == address}
    answers = any(one.partition("@")[0].lower() in passed_on for one in mail.in_reply_to)
    if answers and not contacts.organisations_of(tx, [mail.author]):
        return "they answer a question that was passed on there"
    same = replies.that_say(tx, letter.said or "", letter.address, now - DAY, but_for=letter.cause)
    if any(all(map(ge, _proof(one), _proof(letter))) for one in same):
        return "the same was passed on within a day"
    return ""


def _proof(letter: Letter) -> tuple[int, bool]:
    """Return how much is proven by a message that a letter passes on: of its author, and of its organisation."""
    original = letter.context.get("original")
    author = original.get("author") if isinstance(original, dict) else None
    return (_AUTHORS.index(Authentication(author)) if author else 0, letter.believed is True)
