"""Where data goes: who gets which part of the answer to a message. Every reply asks here, and nowhere else. Pure.

Data goes to the address in From or to an address on record, and never to another one that a message names.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.contact import Contact, Role
from domain.evidence import Authentication
from domain.message import Knowledge
from domain.submission import Invitation
from intake.deciding.policy import Ground, forged, ground, has_token, on_record
from intake.understanding.evidence.machine import why_not_answered
from intake.understanding.examine import Examined


class Content(StrEnum):
    """What a letter brings, by how much it tells."""

    NOTICE = "notice"  # That a file is blank or cannot be read; nothing of what anybody answered.
    ARRIVAL = "arrival"  # That a workbook came and waits for a person; nothing of what anybody answered.
    ANSWERS = "answers"  # What was answered in this message, and what is wrong with it.
    CHANGES = "changes"  # What was answered before.
    WORKBOOK = "workbook"  # A workbook with the answers, which carries the token and last round's values.


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Who may get something: the author of a message, and the contacts on record of the organisation that it is about.

    `author` is "" where nobody may be answered. `has_token` says that the author has proven the token; `forged` that a server which is
    believed says that it is not them. `told` are the contacts who are told what others sent; `gave` is whose answers came before these.
    `sender` is who wrote the message, whether they may be answered or not. `doubted` says that nothing shows the author to be who they are
    called: neither a mail server nor, where none is named, a secret of ours.
    """

    author: str
    ground: Ground
    on_record: bool = False
    has_token: bool = False
    forged: bool = False
    told: tuple[str, ...] = ()
    gave: str = ""
    sender: str = ""
    doubted: bool = False

    @property
    def in_their_name(self) -> bool:
        """Say whether a message names a contact on record as its author, and may be anybody's: they are told of it as of a stranger's."""
        return self.on_record and (self.forged or self.ground is Ground.NAMED)


def parties(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> Parties:
    """Return who may get something of the answer to a message about an invited organisation."""
    machine, before = why_not_answered(examined.mail, knowledge.own_addresses), knowledge.before(invitation)
    return Parties(
        author="" if machine else examined.mail.author,
        ground=ground(examined, knowledge, invitation),
        on_record=on_record(examined, knowledge, invitation),
        has_token=has_token(knowledge, invitation),
        forged=forged(examined),
        told=_addressed(knowledge.contacts_of(invitation)),
        gave=before.sender.lower() if before else "",
        sender=examined.mail.author,
        doubted=_is_doubted(examined, knowledge, invitation),
    )


def _is_doubted(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> bool:
    said = examined.author.authentication
    if said is Authentication.UNCONFIGURED:
        return ground(examined, knowledge, invitation) is not Ground.PROVEN
    return said is not Authentication.PASSED


def _addressed(contacts: tuple[Contact, ...]) -> tuple[str, ...]:
    """Return the contacts to whom letters are addressed, or else all."""
    written_to = [contact for contact in contacts if contact.role is Role.TO] or list(contacts)
    return tuple(dict.fromkeys(contact.address.lower() for contact in written_to))


def recipients(content: Content, of: Parties) -> tuple[str, ...]:
    """Return who gets this, the author first: themselves where they may, and the contacts on record where others must be told."""
    author = (of.author,) if of.author and _may_have(content, of) else ()
    return tuple(dict.fromkeys((*author, *(of.told if _concerns_contacts(content, of) else ()))))


def _may_have(content: Content, of: Parties) -> bool:
    """Say whether the author may have this."""
    if of.on_record:
        # Nobody is written to because somebody else used their name.
        return not (of.forged and of.ground is Ground.NAMED)
    if of.forged:
        return False
    proven = of.has_token or (content in {Content.NOTICE, Content.ARRIVAL} and of.ground is Ground.PROVEN)
    return proven and (content is not Content.CHANGES or of.author == of.gave)


def _concerns_contacts(content: Content, of: Parties) -> bool:
    """Say whether contacts on record are told: of every change, and of whatever somebody sent who is none of them.

    Of a change they are told even where a machine seems to have sent it in their own name, and of all else where it may be somebody else
    who used the name of one of them: else it could be hidden from them.
    """
    if content in {Content.CHANGES, Content.NOTICE}:
        return content is Content.CHANGES
    return not of.on_record or of.doubted
