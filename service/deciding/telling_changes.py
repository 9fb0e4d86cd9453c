"""Telling contacts on record what was decided because of words in their organisation's name: whom we write to, or that we write no more.

Whoever wrote may have been somebody else. So the letter says whom the message names as its sender, and how sure that is, and asks them to
object. It goes to whoever is written to no more, too, at the address that was on record.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.case import CaseKind, Decision
from domain.contact import Contact
from domain.evidence import SenderProof
from domain.journal import Entry
from domain.letter import CHANGED, DECIDED_BY, UNDONE, Letter, LetterKind
from domain.rules.reminded import may_be_written_to
from domain.submission import Invitation
from domain.texts.addresses import shown_address
from languages import in_spoken
from languages.telling import phrased
from service.contacts.census import census
from service.letters import queueing
from service.letters.greeted import GREETED
from service.letters.planned import planned, reply_sender
from service.studies.running import Running
from store import Transaction, contact_lists, holds, messages, outbox, suppressions


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeInName:
    """What is done in an organisation's name: it "declined", has "withdrawn", or somebody is "named" who is written to.

    `people` are the contacts who hear of it; `retired` is who of them is written to no more. `sender` is the address that the words name
    as their author, `came_at` when they came, and `proof` how sure that is.
    """

    what: str
    people: tuple[Contact, ...]
    named: str = ""
    retired: Contact | None = None
    sender: str = ""
    came_at: datetime
    proof: SenderProof | None = None

    @property
    def facts(self) -> dict[str, object]:
        """Return what letters say of it."""
        return {
            "what": self.what,
            "sender": shown_address(self.sender) or "–",
            "came_at": self.came_at.isoformat(),
            "proof": self.proof or "",
            "named": shown_address(self.named),
            "retired": self.retired.address if self.retired else "",
        }


def change_of(tx: Transaction, running: Running, held: holds.Held, whose: Invitation, what: Decision, now: datetime) -> ChangeInName | None:
    """Return what a decision about a case of words does in its organisation's name; None where nobody is told of that."""
    told, proof = _TOLD.get(what), held.why.proof
    # Who declined themselves needs no letter about it: nothing that they had given is lost.
    if told is None or (what is Decision.DECLINED and proof is not None and not proof.is_doubted):
        return None
    sender, came_at = messages.senders(tx, {held.message_id or 0}).get(held.message_id or 0, (None, held.at))
    named = str(held.address or "") if what is Decision.ADD else ""
    listed = contact_lists.load_list(tx, running.study.contact_list, {whose.organisation}).contacts if named else ()
    retired = _retired(held, listed, sender or "")
    if named and retired is None and any(one.address.lower() == named.lower() for one in listed):
        return None  # They are written to as before.
    people = tuple(_people(tx, running, whose, retired, named, now))
    return ChangeInName(
        what=told, people=people, named=named, retired=retired, sender=sender or "", came_at=running.local(came_at), proof=proof
    )


def tell_changed(
    tx: Transaction, running: Running, held: holds.Held, change: ChangeInName | None, entry: Entry, without: Collection[str] = ()
) -> str:
    """Put the letters about a change into the outbox, and return who is told, as a sentence; blank where nobody is.

    Those at the addresses `without` hear of it by another letter. Undone before it leaves, none leaves.
    """
    people = [one for one in change.people if one.address.lower() not in without] if change else []
    if change is None or not people:
        return ""
    queueing.plan(tx, [_letter(running, held, change, one, entry) for one in people])
    return phrased("done.edited_told", addresses=tuple(one.address for one in people))


def told_by(tx: Transaction, whose: Invitation, entry: Entry) -> frozenset[str]:
    """Return the addresses, in lower case, to which a letter of this decision says what holds no more, and because of whose words."""
    letters = outbox.of_organisations(tx, [whose.organisation])
    theirs = (one for one in letters if one.cause.startswith(f"{UNDONE}:{entry.number}:"))
    return frozenset(one.address.lower() for one in theirs if "because" in _facts(one))


def _facts(letter: Letter) -> Mapping[str, object]:
    facts = letter.context.get(UNDONE)
    return facts if isinstance(facts, Mapping) else {}


_TOLD = {Decision.ADD: "named", Decision.DECLINED: "declined", Decision.WITHDRAW: "withdrawn"}


def _retired(held: holds.Held, listed: Iterable[Contact], sender: str) -> Contact | None:
    """Return the contact who, by these words, is to be succeeded; nobody where they have no one author, or one who is not on record."""
    if held.kind is not CaseKind.SUCCESSOR or held.why.proof in {SenderProof.UNKNOWN, SenderProof.NO_AUTHOR}:
        return None
    return next((one for one in listed if one.address.lower() == sender.lower()), None)


def _people(tx: Transaction, running: Running, whose: Invitation, retired: Contact | None, named: str, now: datetime) -> Iterator[Contact]:
    """Yield who hears of a change: whom mailings are addressed to, and whoever is written to no more; nobody who gets no letters at all."""
    case = census(tx, running, now, {whose.organisation}).get(whose.organisation)
    known = {one.address.lower(): one for one in (*filter(None, [retired]), *(case.to if case else ()))}
    stopped = suppressions.suppressed(tx, known)
    for address, one in known.items():
        reached = may_be_written_to(LetterKind.ANSWER, stopped[address].why if address in stopped else None)
        if reached and address != named.lower():
            yield one


def _letter(running: Running, held: holds.Held, change: ChangeInName, to: Contact, entry: Entry) -> Letter:
    study = running.study
    return planned(
        LetterKind.ANSWER,
        study.id,
        f"{CHANGED}:{held.cause}:{entry.number}:{to.address}",
        CHANGED,
        reply_sender(study.mailings),
        to.address,
        in_spoken(study.language_for(to.language)),
        entry.at,
        role=to.role,
        organisation=to.organisation,
        # Whoever is on the list no more is greeted as in every letter before.
        context={CHANGED: change.facts | {"yours": to == change.retired}, DECIDED_BY: entry.number, GREETED: to.salutation},
    )
