"""Why a person must decide about a workbook: what disagrees, what it would replace, and what was said beside it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.intent import IntentKind
from domain.message import Knowledge
from domain.mode import said
from domain.sentences import file_called, outside_quotation, quoted
from domain.submission import Invitation, Submission, SubmissionState
from domain.telling import Fact, Telling
from intake.deciding.form import Form
from intake.deciding.parts import InTheirPart
from intake.deciding.policy import Act, Ground, Upshot, forged, lowered, missing, on_record, upshot, who_wrote
from intake.understanding.examine import Examined, ExaminedFile
from languages.telling import phrased
from questionnaire.reading import LayoutState, Reading

# What a person says beside a workbook that keeps it from counting as it is.
_SAID = {
    IntentKind.CORRECTION: "reasons.corrected",
    IntentKind.DRAFT: "reasons.draft",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadWorkbook:
    """A workbook with what it says, the invitation that it belongs to, on what ground, and what speaks against that.

    `share` is what it is decided with where its sender fills in a part of the questionnaire alone.
    """

    file: ExaminedFile
    invitation: Invitation
    ground: Ground
    conflicts: tuple[str, ...]
    form: Form
    reading: Reading
    share: InTheirPart | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What each file is decided with: the message, what the store knows, the questionnaires by study, and the time."""

    examined: Examined
    knowledge: Knowledge
    forms: Mapping[str, Form]
    now: datetime


def reasons_to_ask(one: ReadWorkbook, filled: int, around: Around) -> tuple[str, ...]:
    """Return why a person must decide about this workbook, as sentences; none where a program may."""
    reasons = list(map(_raised, one.conflicts))
    author, organisation, knowledge = around.examined.mail.author, one.invitation.organisation, around.knowledge
    others = knowledge.organisations_of_sender - {organisation}
    # The address in From is among what disagrees where it names an organisation in this study.
    told = any(f"({code})" in outside_quotation(conflict) for code in others for conflict in one.conflicts)
    if others and organisation not in knowledge.organisations_of_sender and not told:
        reasons.append(phrased("reasons.belongs_elsewhere", sender=author, others=tuple(sorted(others)), organisation=organisation))
    reasons += _replacing(one, around)
    reasons += _disputing(one) if one.share else _replacing_several(one, around)
    if one.reading.layout is LayoutState.FOREIGN:
        reasons.append(phrased("reasons.foreign"))
    if filled > 1:
        reasons.append(
            phrased("reasons.one_of", file=file_called(one.file.opened.name), many=str(filled), reference=one.invitation.reference)
        )
    reasons += (phrased(_SAID[intent.intent], words=quoted(intent.words)) for intent in around.examined.intents if intent.intent in _SAID)
    return tuple(reasons)


def only_said_beside(reasons: tuple[str, ...], filled: int, around: Around) -> bool:
    """Say whether a person must decide for what its sender wrote beside a workbook, and nothing disagrees about whose it is."""
    said = sum(intent.intent in _SAID for intent in around.examined.intents)
    return bool(said) and len(reasons) == said + (filled > 1)


def told_of_sender(one: ReadWorkbook, around: Around) -> Iterator[str]:
    """Yield how sure it is who wrote what stands beside a workbook, where words are a reason to ask; nothing where they are none."""
    if any(intent.intent in _SAID for intent in around.examined.intents):
        yield who_wrote(around.examined, around.knowledge, one.invitation)


def _raised(sentence: str) -> str:
    """Return a sentence with a capital."""
    text = f"{sentence[:1].upper()}{sentence[1:]}"
    return Telling(text, sentence.phrase, sentence.facts) if isinstance(sentence, Telling) else text


def _disputing(one: ReadWorkbook) -> Iterator[str]:
    """Yield where a workbook that answers for a part says something else than what counts beside it; nothing where it does not."""
    if one.share and (found := one.share.disputed(one.reading)):
        yield phrased("reasons.part_disputed", part=one.share.part, many=str(len(found)), names=tuple(found))
    if one.share and one.share.reworded:
        yield phrased("reasons.part_reworded", part=one.share.part)


def _replacing_several(one: ReadWorkbook, around: Around) -> Iterator[str]:
    """Yield that several workbooks were put together, of which this one would take the place; nothing where it is not so."""
    counts = [each for each in around.knowledge.counting if each.invitation_id == one.invitation.id]
    parts = [each for each in counts if each.state is SubmissionState.ACCEPTED]
    if len(parts) > 1:
        senders = tuple(dict.fromkeys(each.sender for each in parts))
        yield phrased("reasons.put_together", many=str(len(parts)), senders=senders)


def _is_replaced(counting: Submission, one: ReadWorkbook, examined: Examined) -> bool:
    """Say whether something of a workbook that counts is replaced: what answers for another part is only added to, unless it takes back."""
    share = one.share
    return share is None or counting.id in share.instead or bool(share.added(one.reading).blank) or forged(examined)


def _replacing(one: ReadWorkbook, around: Around) -> Iterator[str]:
    """Yield why this workbook may not replace what counts for its organisation, or was sent back; nothing where it may."""
    examined, knowledge = around.examined, around.knowledge
    author, told = examined.mail.author, on_record(examined, knowledge, one.invitation)
    # Whom a person took off the record speaks for the organisation no more, though what they sent before counts.
    has_left = not told and one.invitation.organisation in knowledge.ever
    for counting in knowledge.counting:
        if counting.invitation_id != one.invitation.id or not _is_replaced(counting, one, examined):
            continue
        known = not forged(examined) and (told or (author != "" and counting.sender.lower() == author and not has_left))
        if upshot(Act.REPLACE if known else Act.REPLACE_OF_ANOTHER, one.ground) is Upshot.DO:
            continue
        who = author or phrased("reasons.unnamed")
        what = _would_replace(counting, who)
        if forged(examined):
            yield phrased("reasons.replaces_forged", what=what, why=lowered(examined.author.why))
        elif known and one.ground is not Ground.PROVEN:
            yield phrased("reasons.replaces_lacking", what=what, lacks=missing(examined, knowledge, one.invitation))
        else:
            yield phrased("reasons.replaces_unknown", what=what, organisation=one.invitation.organisation)


def _would_replace(counting: Submission, who: Fact) -> Telling:
    """Return what a workbook from somebody would replace: what a person filed for the organisation was sent by nobody."""
    day = counting.received_at.date()
    if counting.mode:
        return phrased("reasons.replaces_filed", how=Telling(said(counting.mode), f"console.mode.{counting.mode}"), day=day, who=who)
    return phrased("reasons.replaces", sender=counting.sender, day=day, who=who)
