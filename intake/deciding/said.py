"""What comes of what a person said: the table of intents, row by row. Pure.

What a message may do in an organisation's name depends on its evidence (see policy.py). Words that only name one are passed on; nothing
stops for them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from domain.case import CaseKind
from domain.effects import CountClaim, Effect, Hold, SendAgain, Wait
from domain.intent import Intent, IntentKind
from domain.journal import What
from domain.letter import LetterKind
from domain.message import By, Claim, Kind, Knowledge
from domain.rules.reminded import may_be_written_to
from domain.rules.waiting import asked_until, is_far, until_answered
from domain.submission import Submission, SubmissionState
from intake.deciding.heard import HeardMessage, case_of, heard_in
from intake.deciding.policy import Act, forged, on_record
from intake.deciding.recipients import Content, parties, recipients
from intake.deciding.replies import language
from intake.understanding.examine import Examined
from languages.telling import phrased
from languages.tongues import tongues


def decide_said(examined: Examined, knowledge: Knowledge, now: datetime, accepted: Collection[int] = ()) -> Iterator[Effect]:
    """Yield what comes of a person's own words. `accepted` are the invitations for which a workbook beside them counts."""
    heard = heard_in(examined, knowledge, now)
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
        yield Wait(invitation_id=heard.invitation.id, until=until, why=phrased("journal.noted.unanswered", sender=examined.mail.author))


def settles(examined: Examined, knowledge: Knowledge, now: datetime) -> bool:
    """Say whether all that a person said is done already, so that nobody needs to read it."""
    if not examined.intents or not all(one.alone and one.intent in _DONE_BY for one in examined.intents):
        return False
    done = {type(one) for one in decide_said(examined, knowledge, now)}
    return all(_DONE_BY[one.intent] in done for one in examined.intents)


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


def _extension(heard: HeardMessage, intent: Intent) -> Iterator[Effect]:
    """Ask a person for the time; a draft beside these words is held with them, and nobody is reminded until that is decided."""
    drafted = IntentKind.DRAFT in {one.intent for one in heard.examined.intents}
    if drafted and heard.examined.classification.kind is Kind.RETURN:
        return
    deadline = heard.knowledge.deadlines.get(heard.invitation.study)
    until = asked_until(intent, deadline, heard.now.date(), heard.knowledge.given.get(heard.invitation.id))
    if until and deadline and until <= deadline:
        yield from case_of(CaseKind.EXTENSION, "extension_early", until=until, deadline=deadline)(heard, intent)
    elif until:
        far = tuple(_far(heard, until))
        cases = case_of(CaseKind.EXTENSION, "extension_until", until=until)(heard, intent)
        yield from (replace(one, reasons=(*one.reasons, *far)) for one in cases if isinstance(one, Hold))
    else:
        yield from case_of(CaseKind.EXTENSION, "extension")(heard, intent)


def _far(heard: HeardMessage, until: date) -> Iterator[str]:
    """Yield what is to be known of a day that is further ahead than anybody means who means to answer."""
    closes = heard.knowledge.closes.get(heard.invitation.study)
    if closes and until > closes:
        yield phrased("reasons.after_closing", day=closes)
    if is_far(until, heard.now.date()):
        yield phrased("reasons.year_ahead")


def _successor(heard: HeardMessage, intent: Intent) -> Iterator[Effect]:
    """Propose whom they name; who is not on record and names nobody speaks of themselves."""
    author = heard.examined.mail.author
    if author and not on_record(heard.examined, heard.knowledge, heard.invitation):
        intent = replace(intent, address=intent.address or author)
    if intent.address:
        yield from case_of(CaseKind.SUCCESSOR, "successor_named", address=intent.address)(heard, intent)
    else:
        yield from case_of(CaseKind.SUCCESSOR, "successor")(heard, intent)


def _correction(heard: HeardMessage, intent: Intent) -> Iterator[Effect]:
    """Ask a person to put in what stands in the text; a workbook beside it is held with the words (see returns.py).

    What counts is put right where it stands, and what does not count yet once it does: it answers in no other way.
    """
    if intent.objects:
        yield from _objection(heard, intent)
        return
    if heard.examined.classification.kind is Kind.RETURN:
        return
    whose, counts = heard.invitation, any(one.state is SubmissionState.ACCEPTED for one in _filed(heard))
    says, how = ("correction", "put_right") if counts else ("correction_early", "put_right_later")
    at_desk = phrased(f"reasons.desk.{how}", reference=whose.reference)
    yield from (replace(one, at_desk=at_desk) for one in case_of(CaseKind.REMARK, says)(heard, intent) if isinstance(one, Hold))


def _objection(heard: HeardMessage, intent: Intent) -> Iterator[Effect]:
    """Ask a person whether what somebody objects to goes on counting, and say whose it is."""
    counts = [one for one in _filed(heard) if one.state is SubmissionState.ACCEPTED]
    if counts:
        senders = tuple(dict.fromkeys(one.sender or phrased("reasons.unnamed") for one in counts))
        day = counts[-1].received_at.date()
        yield from case_of(CaseKind.OBJECTION, "objection", senders=senders, day=day)(heard, intent)
    else:
        yield from case_of(CaseKind.OBJECTION, "objection_early")(heard, intent)


def _filed(heard: HeardMessage) -> tuple[Submission, ...]:
    """Return what was filed for the organisation of a message before it."""
    return tuple(one for one in heard.knowledge.filed if one.invitation_id == heard.invitation.id)


def _resend(heard: HeardMessage, intent: Intent) -> Iterator[Effect]:
    """Send it, unless there is none yet or a person does not ask the organisation: then a person reads what is wanted.

    So they do where it is wanted in a language that the study does not have.
    """
    of, known = parties(heard.examined, heard.knowledge, heard.invitation), heard.knowledge
    reached = may_be_written_to(LetterKind.MAILING, known.stopped, asked_for=True)
    # Nobody is answered whose program wrote it: it would ask again, and for ever.
    told = of.told if of.author else tuple(one for one in of.told if one != of.sender.lower())
    to = tuple(one for one in recipients(Content.WORKBOOK, of) if one == of.author and reached) or told
    asked = heard.invitation.study not in known.not_out and heard.invitation.mark is not What.INELIGIBLE
    if asked and heard.allows(Act.ASK) and to:
        spoken = language(heard.examined.mail.author, heard.invitation, heard.knowledge)
        cause = f"resend:{heard.invitation.id}:{heard.examined.sha256[:16]}"
        wanted = _wanted(spoken, tongues(intent.words), known.languages.get(heard.invitation.study, ()))
        if wanted is not None:
            yield SendAgain(cause=cause, invitation_id=heard.invitation.id, to=to, language=spoken, wanted=wanted)


def _wanted(spoken: str, named: Collection[str], there: Sequence[str]) -> str | None:
    """Return in which of the languages that are `there` a workbook is wanted; "" in that of the contact, and None in another one.

    Who names their own beside another cannot read it; where the study does not have theirs, they want just that.
    """
    others = [one for one in named if one != spoken]
    if not others:
        return "" if not named or spoken in there or not there else None
    found = [one for one in there if one in others]
    return found[0] if len(others) == len(found) == 1 and (spoken in there or spoken not in named) else None


def _confirm(heard: HeardMessage, intent: Intent) -> Iterator[Effect]:
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


def _own_since(heard: HeardMessage, claim: Claim) -> bool:
    """Say whether an organisation's own workbook comes with these words, or came since somebody else's waits; of one that counts, no."""
    if claim.counted:
        return False
    newer = (one for one in heard.knowledge.counting if one.invitation_id == claim.invitation_id and one.received_at >= claim.at)
    return bool(heard.examined.answers) or any(newer)


def _draft(heard: HeardMessage, intent: Intent) -> Iterator[Effect]:
    """Ask a person of a draft that was sent by mistake; a workbook that is one is held with these words (see returns.py)."""
    if intent.objects:
        yield from _objection(heard, intent)


_HEARD: Mapping[IntentKind, Callable[[HeardMessage, Intent], Iterator[Effect]]] = {
    IntentKind.DECLINE: case_of(CaseKind.DECLINE, "decline"),
    IntentKind.EXTENSION: _extension,
    IntentKind.SUCCESSOR: _successor,
    IntentKind.CORRECTION: _correction,
    IntentKind.DRAFT: _draft,
    IntentKind.CONFIDENTIAL: case_of(CaseKind.REMARK, "confidential"),
    IntentKind.ANSWERS_IN_TEXT: case_of(CaseKind.ELSEWHERE, "answers_in_text"),
    IntentKind.ELSEWHERE: case_of(CaseKind.ELSEWHERE, "elsewhere"),
    IntentKind.RESEND: _resend,
    IntentKind.CONFIRM: _confirm,
}
# Whoever wants only these has it, and nobody needs to read their words.
_DONE_BY = {IntentKind.RESEND: SendAgain, IntentKind.CONFIRM: CountClaim}
