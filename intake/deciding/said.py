"""What comes of what a person said, or the automatic reply of their mailbox: the table of intents, row by row. Pure.

What a message may do in an organisation's name depends on its evidence (see policy.py). Words that only name one are passed on; nothing
stops for them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.case import CaseKind
from domain.effects import CountClaim, Effect, Hold, SendAgain, Wait
from domain.intent import Intent, IntentKind
from domain.journal import What
from domain.letter import LetterKind
from domain.message import By, Claim, Kind, Knowledge
from domain.rules.reminded import may_be_written_to
from domain.rules.waiting import asked_until, until_answered, while_away
from domain.sentences import quoted
from domain.submission import Invitation, SubmissionState
from domain.telling import Fact
from intake.deciding.match import match
from intake.deciding.policy import Act, Ground, Upshot, forged, ground, on_record, upshot
from intake.deciding.recipients import Content, parties, recipients
from intake.deciding.replies import language
from intake.understanding.examine import Examined
from languages.telling import phrased


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    """A message in which somebody said something, the organisation that it comes from, and on what ground that is believed."""

    examined: Examined
    knowledge: Knowledge
    invitation: Invitation
    ground: Ground
    now: datetime

    def allows(self, act: Act) -> bool:
        """Say whether what a message would do is done."""
        return upshot(act, self.ground) is Upshot.DO

    def case(self, kind: CaseKind, intent: Intent, says: str, **facts: Fact) -> Hold:
        """Return the case about one thing that was said; `says` is the phrase of what its sender seems to say of the organisation."""
        who = self.examined.mail.sender or phrased("reasons.unnamed")
        # Answers are told whole: a line that is not understood may be one.
        words = self.examined.own_words if intent.intent is IntentKind.ANSWERS_IN_TEXT else intent.words
        return Hold(
            cause=f"{_CAUSES.get(intent.intent, intent.intent.value)}:{self.invitation.id}:{self.examined.sha256[:16]}",
            kind=kind,
            reasons=(phrased(f"reasons.says.{says}", who=who, organisation=self.invitation.organisation, words=quoted(words), **facts),),
            invitation_id=self.invitation.id,
            words=self.examined.own_words or intent.words,
            address=intent.address,
        )


def belongs_to(examined: Examined, knowledge: Knowledge) -> Invitation | None:
    """Return the one organisation that the evidence of a message names, or None where it disagrees."""
    matched = match(examined.clues, knowledge)
    return matched.invitation if matched and not matched.conflicts else None


def decide_said(examined: Examined, knowledge: Knowledge, now: datetime, accepted: Collection[int] = ()) -> Iterator[Effect]:
    """Yield what comes of a person's own words. `accepted` are the invitations for which a workbook beside them counts."""
    heard = _heard(examined, knowledge, now)
    if heard is None:
        return
    said: dict[IntentKind, Intent] = {}
    for intent in _intents(examined):
        said.setdefault(intent.intent, intent)
    for kind, intent in said.items():
        if kind in _HEARD:
            yield from _HEARD[kind](heard, intent)
    waits = asks(examined) and heard.allows(Act.ASK)
    if waits and heard.invitation.id not in accepted:
        until = until_answered(now.date())
        yield Wait(invitation_id=heard.invitation.id, until=until, why=phrased("journal.noted.unanswered", sender=examined.mail.sender))


def decide_away(examined: Examined, knowledge: Knowledge, now: datetime) -> Iterator[Effect]:
    """Yield what comes of the automatic reply of a mailbox that says until when its owner is away, or who stands in for them."""
    heard = _heard(examined, knowledge, now)
    if heard is None:
        return
    for intent in (one for one in examined.intents if one.intent is IntentKind.AUTO_REPLY):
        until = while_away(intent.until, now.date())
        if until and heard.allows(Act.ASK) and not _is_ours(heard):
            if not intent.address:
                yield heard.case(CaseKind.REMARK, intent, "away_unknown", until=intent.until or until)
        elif until and heard.allows(Act.ASK):
            yield Wait(
                invitation_id=heard.invitation.id,
                until=until,
                why=phrased("journal.noted.away", sender=examined.mail.sender, day=intent.until or until),
            )
        if intent.address and heard.allows(Act.SUBSTITUTE):
            yield heard.case(CaseKind.SUBSTITUTE, intent, "substitute", address=intent.address)


def _is_ours(heard: _Heard) -> bool:
    """Say whether a message comes from an address on record, or from the one to which the letter that it answers went."""
    tags = {clue.value for clue in heard.examined.clues if clue.by is By.THREADING}
    answered = {one.address.lower() for one in heard.knowledge.deliveries if one.tag in tags}
    return on_record(heard.examined, heard.knowledge, heard.invitation) or heard.examined.mail.author in answered


def settles(examined: Examined, knowledge: Knowledge, now: datetime) -> bool:
    """Say whether all that a person said is done already, so that nobody needs to read it."""
    if not examined.intents or not all(one.alone and one.intent in _DONE_BY for one in examined.intents):
        return False
    done = {type(one) for one in decide_said(examined, knowledge, now)}
    return all(_DONE_BY[one.intent] in done for one in examined.intents)


def _heard(examined: Examined, knowledge: Knowledge, now: datetime) -> _Heard | None:
    invitation = belongs_to(examined, knowledge)
    if invitation is None:
        return None
    return _Heard(examined=examined, knowledge=knowledge, invitation=invitation, ground=ground(examined, knowledge, invitation), now=now)


def _intents(examined: Examined) -> tuple[Intent, ...]:
    """Return what was said; words without a workbook of which nothing is recognised are a note all the same."""
    note = Intent(intent=IntentKind.NOTE, words=examined.own_words)
    alone = examined.classification.kind is Kind.QUESTION and examined.own_words
    return examined.intents or ((note,) if alone else ())


def asks(examined: Examined) -> bool:
    """Say whether what was said waits for an answer of staff, and was passed on to them; a "yes" with more words is a note."""
    said: dict[IntentKind, Intent] = {}
    for one in _intents(examined):
        said.setdefault(one.intent, one)
    passed_on = Kind.QUESTION in (examined.classification.kind, *examined.classification.also)
    more_than_yes = IntentKind.CONFIRM in said and not said[IntentKind.CONFIRM].alone
    return passed_on and (more_than_yes or not {IntentKind.QUESTION, IntentKind.NOTE}.isdisjoint(said))


def _case(kind: CaseKind, says: str, **facts: Fact) -> Callable[[_Heard, Intent], Iterator[Effect]]:
    """Return what makes a case of this kind of what was said, where the sender is believed."""

    def effects(heard: _Heard, intent: Intent) -> Iterator[Effect]:
        if heard.allows(Act.ASK):
            yield heard.case(kind, intent, says, **facts)

    return effects


def _extension(heard: _Heard, intent: Intent) -> Iterator[Effect]:
    """Ask a person for the time; a draft beside these words is held with them, and nobody is reminded until that is decided."""
    drafted = IntentKind.DRAFT in {one.intent for one in heard.examined.intents}
    if drafted and heard.examined.classification.kind is Kind.RETURN:
        return
    deadline = heard.knowledge.deadlines.get(heard.invitation.study)
    until = asked_until(intent.until, intent.days, deadline, heard.now.date())
    if until and deadline and until <= deadline:
        yield from _case(CaseKind.EXTENSION, "extension_early", until=until, deadline=deadline)(heard, intent)
    elif until:
        yield from _case(CaseKind.EXTENSION, "extension_until", until=until)(heard, intent)
    else:
        yield from _case(CaseKind.EXTENSION, "extension")(heard, intent)


def _successor(heard: _Heard, intent: Intent) -> Iterator[Effect]:
    """Propose whom they name; who is not on record and names nobody speaks of themselves."""
    author = heard.examined.mail.author
    if author and not on_record(heard.examined, heard.knowledge, heard.invitation):
        intent = replace(intent, address=intent.address or author)
    if intent.address:
        yield from _case(CaseKind.SUCCESSOR, "successor_named", address=intent.address)(heard, intent)
    else:
        yield from _case(CaseKind.SUCCESSOR, "successor")(heard, intent)


def _correction(heard: _Heard, intent: Intent) -> Iterator[Effect]:
    """Ask a person to put in what stands in the text; a workbook beside it is held with the words (see returns.py).

    What counts is put right where it stands, and what does not count yet once it does: it answers in no other way.
    """
    if heard.examined.classification.kind is Kind.RETURN:
        return
    known, whose = heard.knowledge.filed, heard.invitation
    counts = any(one.invitation_id == whose.id and one.state is SubmissionState.ACCEPTED for one in known)
    says, how = ("correction", "put_right") if counts else ("correction_early", "put_right_later")
    at_desk = phrased(f"reasons.desk.{how}", reference=whose.reference)
    yield from (replace(one, at_desk=at_desk) for one in _case(CaseKind.REMARK, says)(heard, intent) if isinstance(one, Hold))


def _resend(heard: _Heard, _intent: Intent) -> Iterator[Effect]:
    """Send it, unless there is none yet or a person does not ask the organisation: then a person reads what is wanted."""
    of, known = parties(heard.examined, heard.knowledge, heard.invitation), heard.knowledge
    reached = may_be_written_to(LetterKind.MAILING, known.stopped, asked_for=True)
    to = tuple(one for one in recipients(Content.WORKBOOK, of) if one == of.author and reached) or of.told
    asked = heard.invitation.study not in known.not_out and heard.invitation.mark is not What.INELIGIBLE
    if asked and heard.allows(Act.ASK) and to:
        spoken = language(heard.examined.mail.author, heard.invitation, heard.knowledge)
        cause = f"resend:{heard.invitation.id}:{heard.examined.sha256[:16]}"
        yield SendAgain(cause=cause, invitation_id=heard.invitation.id, to=to, language=spoken)


def _confirm(heard: _Heard, intent: Intent) -> Iterator[Effect]:
    """Let the one workbook count of which a letter of ours asked, and a contact on record says yes to that letter, and no word more.

    Whoever has sent a workbook of their own since may mean that one: a person asks them.
    """
    examined, knowledge, invitation = heard.examined, heard.knowledge, heard.invitation
    if forged(examined) or not on_record(examined, knowledge, invitation) or not heard.allows(Act.CONFIRM):
        return
    tags = {clue.value for clue in examined.clues if clue.by is By.THREADING}
    asking = [one for one in knowledge.deliveries if one.tag in tags and one.speaks_for_organisation]
    asked = {case for one in asking if one.organisation == invitation.organisation for case in one.asks}
    claims = [one for one in knowledge.claims if one.case_id in asked and one.invitation_id == invitation.id]
    if any(_own_since(heard, one) for one in claims):
        cases = " and ".join(str(one.case_id) for one in claims)
        yield heard.case(CaseKind.REMARK, intent, "own_since", cases=cases)
    elif claims and intent.alone and len(asked) == 1:
        why = phrased("journal.noted.theirs", sender=examined.mail.author)
        yield CountClaim(case_id=claims[0].case_id, invitation_id=invitation.id, why=why)


def _own_since(heard: _Heard, claim: Claim) -> bool:
    """Say whether an organisation's own workbook comes with these words, or came since somebody else's waits; of one that counts, no."""
    if claim.counted:
        return False
    newer = (one for one in heard.knowledge.counting if one.invitation_id == claim.invitation_id and one.received_at >= claim.at)
    return bool(heard.examined.answers) or any(newer)


_HEARD: Mapping[IntentKind, Callable[[_Heard, Intent], Iterator[Effect]]] = {
    IntentKind.DECLINE: _case(CaseKind.DECLINE, "decline"),
    IntentKind.EXTENSION: _extension,
    IntentKind.SUCCESSOR: _successor,
    IntentKind.CORRECTION: _correction,
    IntentKind.CONFIDENTIAL: _case(CaseKind.REMARK, "confidential"),
    IntentKind.ANSWERS_IN_TEXT: _case(CaseKind.ELSEWHERE, "answers_in_text"),
    IntentKind.ELSEWHERE: _case(CaseKind.ELSEWHERE, "elsewhere"),
    IntentKind.RESEND: _resend,
    IntentKind.CONFIRM: _confirm,
}
_CAUSES = {IntentKind.DECLINE: "declined"}
# Whoever wants only these has it, and nobody needs to read their words.
_DONE_BY = {IntentKind.RESEND: SendAgain, IntentKind.CONFIRM: CountClaim}
