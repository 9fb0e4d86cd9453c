"""What a coordinator may answer about a case: the words, what each does, and links that prepare the message (RFC 6068)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import quote

from digests.holds import MeantOrganisation
from digests.sections import PreparedReply
from domain.case import SIDED, WRITTEN_TO_AS_BEFORE, CaseKind, Decision
from domain.said_of_case import Beside
from domain.sentences import flowing
from languages.decisions import word
from languages.phrases import Phrases, phrases
from languages.telling import MAILED, comma, told_by, told_in

_WAITS = timedelta(days=14)  # The day that is prepared for whoever lets an organisation wait; they write another one.
_PERSONS = (CaseKind.SUCCESSOR, CaseKind.SUBSTITUTE)
# What a decision does otherwise than usual in cases of a kind: the end of its key among the phrases.
_HERE: Mapping[tuple[CaseKind, Decision], str] = {
    **{(kind, Decision.REJECT): "reject_workbook" for kind in (CaseKind.WORKBOOK, CaseKind.UNMATCHED, CaseKind.CLAIM)},
    (CaseKind.OBJECTION, Decision.REJECT): "reject_objected",
    **{(kind, Decision.REJECT): "reject_words" for kind in (CaseKind.DECLINE, CaseKind.ELSEWHERE)},
    (CaseKind.EXTENSION, Decision.REJECT): "reject_time",
    (CaseKind.SUCCESSOR, Decision.ADD): "add_successor",
    **{(kind, Decision.REJECT): "reject_person" for kind in _PERSONS},
    (CaseKind.BRAKE, Decision.REJECT): "reject_brake",
    (CaseKind.BRAKE, Decision.ACCEPT): "accept_brake",
}
_INSTEAD = (Decision.ACCEPT, Decision.COUNT)  # What lets a workbook take the place of what counts.
_SAYS_NO = (
    "means.reject_words",
    "means.reject_time",
    "means.reject_person",
    "means.reject_objected",
)  # It is not the case that is turned down, but what somebody says, or objects to.


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBefore:
    """What is known of decisions before one is made.

    `writes` are the addresses to which they write, of those of which it is known, and `lacking` what would still be missing or wrong in
    workbooks that they put together. `instead` says that something counts already whose place the workbook would take. Whoever wrote what
    is decided about and is `unsubscribed` is not reminded, whatever is decided. Whoever is given time has it beyond the `deadline`.
    """

    writes: Mapping[Decision, tuple[str, ...]] = field(default_factory=dict)
    lacking: Mapping[Decision, tuple[str, ...]] = field(default_factory=dict)
    instead: bool = False
    unsubscribed: tuple[str, ...] = ()
    deadline: date | None = None


def told_by_mail(reasons: Sequence[str], at_desk: str, reply_to: str, language: str) -> tuple[str, ...]:
    """Return the sentences about a case in `language`; of what is done at the desk, whoever decides it at `reply_to` is told where that is.

    Nobody is told a mail server's own words: they stand in the case.
    """
    return (
        *(told_in(one, language) or one for one in reasons),
        *filter(None, [told_by(MAILED, at_desk, language) if reply_to else told_in(at_desk, language) or at_desk]),
    )


def replies(
    case: int,
    decisions: Sequence[Decision | Beside],
    kind: CaseKind | None,
    reply_to: str,
    today: date,
    language: str,
    known: KnownBefore | None = None,
) -> tuple[PreparedReply, ...]:
    """Return what may be answered about a case, in `language`; nothing where no address takes answers."""
    before = known or KnownBefore()
    said = phrases("cases", language)
    return tuple(
        PreparedReply(
            word=word(language, one),
            link=mailto(reply_to, said.say("reply", id=case, word=word(language, one)), _body(one, kind, today, language)),
            means=_explained(one, kind, today, said, before),
        )
        for one in (decisions if reply_to else ())
    )


def assigning(case: int, meant: Sequence[MeantOrganisation], reply_to: str, language: str) -> tuple[PreparedReply, ...]:
    """Return the answers that assign a workbook to the organisations that may be meant, each with why; nothing where none is taken."""
    said = phrases("cases", language)
    return tuple(
        PreparedReply(
            word=_assigned(one, language),
            link=mailto(reply_to, said.say("reply", id=case, word=written), written),
            means=said.say("means.assign_named" if one.named else "means.assign_sender"),
        )
        for one in (meant if reply_to else ())
        for written in [f"{word(language, Decision.ASSIGN)} {one.reference}"]
    )


def with_assigning(
    prepared: Sequence[PreparedReply], decisions: Sequence[Decision | Beside], assigned: Sequence[PreparedReply]
) -> tuple[PreparedReply, ...]:
    """Return what may be answered, with the organisations that may be meant right behind the word that assigns."""
    at = decisions.index(Decision.ASSIGN) + 1 if assigned and Decision.ASSIGN in decisions else len(prepared)
    return (*prepared[:at], *assigned, *prepared[at:])


def may_be_meant(meant: Sequence[MeantOrganisation], language: str) -> str:
    """Return, as a sentence, how a workbook is assigned to the organisations that may be meant; blank where there are none."""
    said = phrases("cases", language)
    return said.say("meant", words=said.listed([_assigned(one, language) for one in meant])) if meant else ""


def _assigned(one: MeantOrganisation, language: str) -> str:
    """Return how a workbook is assigned to an organisation, with its name: what is read as a note does no harm where it is written too."""
    return f"{word(language, Decision.ASSIGN)} {one.reference} ({one.name})"


def _explained(one: Decision | Beside, kind: CaseKind | None, today: date, said: Phrases, before: KnownBefore) -> str:
    does = meaning(one, kind, said, before)
    until = said.say("grant_until", example=_granting(today, before, said)) if one is Decision.GRANT else ""
    return flowing(does, _lacking(said, one, before.lacking), until, _writes(said, one, before.writes))


def works(decisions: Sequence[Decision | Beside], kind: CaseKind, today: date, language: str, known: KnownBefore | None = None) -> str:
    """Return, as a sentence, what may stand on the first line of an answer about a case: each decision as it is written, with a day."""
    said, before = phrases("cases", language), known or KnownBefore()
    return said.say("works", words=said.listed(_written(one, kind, today, said, before) for one in decisions)) if decisions else ""


def _written(one: Decision | Beside, kind: CaseKind, today: date, said: Phrases, before: KnownBefore) -> str:
    called = word(said.language, one)
    if one is Decision.GRANT:
        return said.listed((called, _granting(today, before, said)))
    if one is Beside.WAIT:
        return f"{called} {said.day(today + _WAITS)}"
    return f"{called} {said.say('staff.reference')}" if _needs_reference(one, kind) else called


def _granting(today: date, before: KnownBefore, said: Phrases) -> str:
    """Return how a day is written with the decision that grants time: one until which there is more time than without it."""
    return said.say("dated", word=word(said.language, Decision.GRANT), day=said.day(max(today, before.deadline or today) + _WAITS))


def meaning(one: Decision | Beside, kind: CaseKind | None, said: Phrases, before: KnownBefore) -> str:
    """Return what an answer about a case of this kind does, as a sentence; none says that who unsubscribed is written to."""
    writes = one is Decision.REJECT and kind in WRITTEN_TO_AS_BEFORE
    gone = said.say("means.unsubscribed", addresses=", ".join(before.unsubscribed)) if before.unsubscribed and writes else ""
    return flowing(said.say(means(one, kind, before)), gone)


def explained(one: Decision | Beside, kind: CaseKind | None) -> bool:
    """Say whether a word tells too little of what it does to stand alone, as where there is no room to explain each."""
    return one in SIDED or (one is Decision.REJECT and means(one, kind, KnownBefore()) in _SAYS_NO)


def means(one: Decision | Beside, kind: CaseKind | None, before: KnownBefore) -> str:
    """Return the key of the phrase that says what an answer about a case of this kind does, with what is known `before`."""
    if before.instead and one in _INSTEAD:
        return f"means.{one}_instead"
    return f"means.{_HERE.get((kind, one), one.value) if kind and isinstance(one, Decision) else one.value}"


def _lacking(said: Phrases, one: Decision | Beside, lacking: Mapping[Decision, tuple[str, ...]]) -> str:
    """Return what would still be missing or wrong once workbooks are put together, as a sentence; blank where that is nothing."""
    points = lacking.get(one, ()) if isinstance(one, Decision) else ()
    how = "lacking_counts" if one is Decision.COUNT_BOTH else "lacking_sent_back"
    return said.say(f"means.{how}", points=comma(said.language).join(points)) if points else ""


def _writes(said: Phrases, one: Decision | Beside, writes: Mapping[Decision, tuple[str, ...]]) -> str:
    """Return to whom a decision writes, as a sentence; blank where that is not known before."""
    if not isinstance(one, Decision) or one not in writes:
        return ""
    return said.say("writes_to", addresses=", ".join(writes[one])) if writes[one] else said.say("writes_to_nobody")


def undoing(case: int, reply_to: str, language: str) -> PreparedReply:
    """Return the answer that undoes what was done last about a case."""
    undo = word(language, Beside.UNDO)
    return PreparedReply(undo, mailto(reply_to, phrases("cases", language).say("reply", id=case, word=undo), undo))


def by_hand(reply_to: str, language: str) -> str:
    """Return how to answer without a link, as a sentence; blank where no address takes answers."""
    return phrases("cases", language).say("to", address=reply_to) if reply_to else ""


def mailto(address: str, subject: str, body: str) -> str:
    """Return the link that prepares a message; every sign that could end a field or begin another is written as its number."""
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def _body(one: Decision | Beside, kind: CaseKind | None, today: date, language: str) -> str:
    """Return what a prepared message says; whoever assigns a workbook adds the reference, whoever rejects may add why."""
    said = word(language, one)
    if one is Beside.WAIT:
        return f"{said} {today + _WAITS:%Y-%m-%d}"
    return f"{said} " if _needs_reference(one, kind) else f"{said}: " if one is Decision.REJECT else said


def _needs_reference(one: Decision | Beside, kind: CaseKind | None) -> bool:
    return one is Decision.ASSIGN or (one is Decision.COUNT and kind is CaseKind.UNMATCHED)
