"""Whom we believe: what a message may do by how strong its evidence is. The tables are those of docs/security.md, row by row. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import reduce

from domain.evidence import Authentication, Evidence, SenderProof, Strength
from domain.message import By, Candidate, Knowledge
from domain.submission import Invitation
from domain.telling import Telling
from intake.understanding.examine import Examined
from languages.telling import phrased

TOKENS = frozenset({By.WORKBOOK_TOKEN, By.PLUS_ADDRESS})
_RANK = {strength: rank for rank, strength in enumerate(Strength)}
_NAMES = {one: phrased(f"reasons.lacks.{one}") for one in (By.REFERENCE, By.THREADING, By.SENDER)}


class Ground(StrEnum):
    """On what ground a message is believed for one organisation: the columns of the table."""

    PROVEN = "proven"  # A secret of ours: the organisation's token, or the tag of a letter to one of its contacts.
    AUTHENTICATED = "authenticated"  # From is on record, and a mail server that is believed says that it is really them.
    ON_RECORD = "on record"  # From is on record, and nobody has said which mail servers are to be believed.
    NAMED = "named"  # All else, forged authors too.


class Act(StrEnum):
    """What a message would do: the rows of the table."""

    FILE = "file a first workbook"
    REPLACE = "replace an answer, sent by its earlier sender or a contact on record, and not known to be forged"
    REPLACE_OF_ANOTHER = "replace an answer, sent by anybody else, or known to be forged"
    ASK = "decline, extend, name a successor, and whatever else a person asks"
    SUBSTITUTE = "name who stands in for somebody who is away"
    CONFIRM = "say that a workbook which nothing proved is theirs"
    UNSUBSCRIBE = "stop mailings to its author's address"
    REPORT = "report a bounce or a complaint"


class Upshot(StrEnum):
    """What is done about it."""

    DO = "do"  # It takes effect; what a person asks for becomes a case, and reminders wait at once.
    HOLD = "hold"  # A person decides; nothing else changes.
    PASS_ON = "pass on"  # noqa: S105 - a verdict, no password. A person reads it; nothing else changes.
    CONFIRM = "confirm"  # The address is asked once whether it meant it.
    NOTHING = "nothing"  # It is recorded, and has no effect.


_COLUMNS = (Ground.PROVEN, Ground.AUTHENTICATED, Ground.ON_RECORD, Ground.NAMED)
_ROWS: Mapping[Act, tuple[Upshot, Upshot, Upshot, Upshot]] = {
    Act.FILE: (Upshot.DO, Upshot.DO, Upshot.DO, Upshot.HOLD),
    Act.REPLACE: (Upshot.DO, Upshot.DO, Upshot.HOLD, Upshot.HOLD),
    Act.REPLACE_OF_ANOTHER: (Upshot.HOLD, Upshot.HOLD, Upshot.HOLD, Upshot.HOLD),
    Act.ASK: (Upshot.DO, Upshot.DO, Upshot.DO, Upshot.PASS_ON),
    Act.SUBSTITUTE: (Upshot.DO, Upshot.DO, Upshot.NOTHING, Upshot.NOTHING),
    Act.CONFIRM: (Upshot.DO, Upshot.PASS_ON, Upshot.PASS_ON, Upshot.PASS_ON),
    Act.UNSUBSCRIBE: (Upshot.DO, Upshot.DO, Upshot.CONFIRM, Upshot.CONFIRM),
    Act.REPORT: (Upshot.DO, Upshot.NOTHING, Upshot.NOTHING, Upshot.NOTHING),
}


def upshot(act: Act, ground: Ground) -> Upshot:
    """Return what is done about a message that would do this, believed on this ground."""
    return _ROWS[act][_COLUMNS.index(ground)]


def evidence_for(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> tuple[Evidence, ...]:
    """Return each reason to believe that a message comes from an invited organisation, strongest first."""
    found = [_of_clue(one, knowledge) for one in knowledge.candidates if one.invitation.id == invitation.id]
    found += _of_author(examined, knowledge, invitation)
    return tuple(sorted(dict.fromkeys(found), key=lambda one: _RANK[one.strength]))


def strength(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> Strength:
    """Return how far a message is believed for an invited organisation."""
    return next((one.strength for one in evidence_for(examined, knowledge, invitation)), Strength.NAMED)


def ground(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> Ground:
    """Return on what ground a message is believed for an invited organisation."""
    found = strength(examined, knowledge, invitation)
    if found is Strength.PROVEN:
        return Ground.PROVEN
    if found is Strength.AUTHENTICATED:
        return Ground.AUTHENTICATED
    unconfigured = examined.author.authentication is Authentication.UNCONFIGURED
    return Ground.ON_RECORD if unconfigured and on_record(examined, knowledge, invitation) else Ground.NAMED


def silencing(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> Ground:
    """Return on what ground it is believed that an author wants no more mailings.

    What is secret speaks for an organisation, and not for each of its addresses: whoever has its workbook silences no contact for whom a
    mail server could vouch and does not.
    """
    vouchable = bool(knowledge.organisations_of_sender) and examined.author.authentication is Authentication.UNKNOWN
    return Ground.NAMED if vouchable else ground(examined, knowledge, invitation)


def on_record(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> bool:
    """Say whether From, and it alone, is an address of the organisation; what Sender, Reply-To or a forwarded part say counts nothing."""
    author = examined.mail.author
    return bool(author) and invitation.organisation in knowledge.organisations_of_sender and knowledge.is_listed(invitation, author)


def forged(examined: Examined) -> bool:
    """Say whether a mail server that is believed says that the author's address is forged."""
    return examined.author.authentication is Authentication.FAILED


def proof(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> SenderProof:
    """Return how sure it is who wrote a message in the name of an invited organisation."""
    if forged(examined):
        return SenderProof.FORGED
    if not examined.mail.author:
        return SenderProof.NO_AUTHOR
    found, known = ground(examined, knowledge, invitation), on_record(examined, knowledge, invitation)
    if known and examined.author.authentication is Authentication.PASSED:
        return SenderProof.VOUCHED
    if found is Ground.PROVEN:
        return SenderProof.CODE if known else SenderProof.UNKNOWN
    return SenderProof.ON_RECORD if found is Ground.ON_RECORD else SenderProof.NAMED


def who_wrote(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> Telling:
    """Return the sentence that says how sure it is who wrote a message in the name of an invited organisation."""
    who = examined.mail.author or phrased("reasons.unnamed")
    return phrased(f"reasons.wrote.{proof(examined, knowledge, invitation)}", who=who, organisation=invitation.organisation)


def has_token(knowledge: Knowledge, invitation: Invitation) -> bool:
    """Say whether a message carries the token of an invitation."""
    return any(one.invitation.id == invitation.id and one.clue.by in TOKENS for one in knowledge.candidates)


def sent_by_another(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> Invitation | None:
    """Return the one other organisation of a study whose contact, as is believed, sent what belongs to this one; None where there is none.

    Whoever answers this one's letter writes for it, and not for their own.
    """
    if on_record(examined, knowledge, invitation) or _names(examined, knowledge, invitation):
        return None
    of_sender = (one.invitation for one in knowledge.candidates if one.clue.by is By.SENDER)
    own = {one.id: one for one in of_sender if one.study == invitation.study}
    (one,) = own.values() if len(own) == 1 else (None,)
    return one if one and on_record(examined, knowledge, one) and ground(examined, knowledge, one) is not Ground.NAMED else None


def _names(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> bool:
    """Say whether a message names an organisation otherwise than by its files and its sender."""
    said = {(clue.by, clue.value) for clue in examined.message_clues if clue.by is not By.SENDER}
    return any(one.invitation.id == invitation.id and (one.clue.by, one.clue.value) in said for one in knowledge.candidates)


def missing(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> str:
    """Return, as a sentence or two, what a message that only names an organisation lacks."""
    named = dict.fromkeys(
        _NAMES[one.clue.by] for one in knowledge.candidates if one.invitation.id == invitation.id and one.clue.by in _NAMES
    )
    lacks = phrased("reasons.lacks.missing")
    if named:
        by = reduce(lambda first, second: phrased("reasons.lacks.and", first=first, second=second), named)
        what = phrased("reasons.lacks.named", reference=invitation.reference, organisation=invitation.organisation, by=by)
        lacks = phrased("timeline.and", first=what, second=lacks)
    if not on_record(examined, knowledge, invitation):
        return lacks
    but = phrased("reasons.lacks.but", sender=examined.mail.author, why=lowered(examined.author.why))
    return phrased("timeline.and", first=lacks, second=but)


def _of_clue(candidate: Candidate, knowledge: Knowledge) -> Evidence:
    clue, whose = candidate.clue, candidate.invitation
    if clue.by in TOKENS:
        return Evidence(strength=Strength.PROVEN, by=clue.by.value, why=f"The token of {whose.reference} is in {clue.where}.")
    letter = next((one for one in knowledge.deliveries if clue.by is By.THREADING and one.tag == clue.value), None)
    if letter and letter.speaks_for_organisation and letter.organisation == whose.organisation:
        why = f"{clue.where} names our letter {letter.letter_id} to {letter.address}, who is on record for {whose.organisation}."
        return Evidence(strength=Strength.PROVEN, by=clue.by.value, why=why)
    why = f"{whose.reference} is named by {_NAMES[clue.by]}, in {clue.where}."
    return Evidence(strength=Strength.NAMED, by=clue.by.value, why=why)


def _of_author(examined: Examined, knowledge: Knowledge, invitation: Invitation) -> Iterator[Evidence]:
    if not on_record(examined, knowledge, invitation):
        return
    said = {Authentication.PASSED: Strength.AUTHENTICATED, Authentication.FAILED: Strength.FAILED}
    found = said.get(examined.author.authentication, Strength.NAMED)
    why = f"{examined.mail.author} is on record for {invitation.organisation}. {examined.author.why}"
    yield Evidence(strength=found, by="from", why=why)


def lowered(sentence: str) -> str:
    """Return a sentence as it goes on after a comma; a name that begins it keeps its letters."""
    return sentence if sentence[:1].isupper() and sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]
