"""What intake would do with a message, and why, as JSON: by the message alone, and by what a store knows of it where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from domain.evidence import Authentication, Evidence, Strength
from domain.message import By, Clue, Kind, Knowledge
from intake.deciding.decide import as_known
from intake.deciding.match import match_evidence
from intake.deciding.policy import evidence_for
from intake.deciding.said_besides import refusal_context
from intake.parsing.mail import File
from intake.understanding.evidence.reports import delivered, no_such_mailbox
from intake.understanding.examine import Examined, ExaminedFile
from languages import ENGLISH
from workbooks.cells import Workbook
from workbooks.refusal import Refusal


def explain(examined: Examined, knowledge: Knowledge | None = None) -> dict[str, object]:
    """Return the object of `explain --json`, but for its key `file`; `knowledge` is what a store knows of the evidence."""
    examined = as_known(examined, knowledge) if knowledge else examined
    classified = examined.classification
    return {
        "kind": classified.kind.value,
        "rule": classified.rule,
        "why": classified.why,
        "reports": [
            {
                "address": report.address,
                "permanent": report.permanent,
                "status": report.status,
                "reason": report.reason,
                "diagnostic": report.diagnostic,
            }
            for report in classified.reports
        ],
        "also": [kind.value for kind in classified.also],
        "attachments": [*(_opened(file, examined) for file in examined.files), *(_unopened(file) for file in _left(examined))],
        "match": _match(examined.clues),
        "effects": list(_effects(examined)),
        "clues": [{"by": clue.by.value, "value": clue.value, "where": clue.where} for clue in examined.clues],
        "evidence": [{"strength": one.strength.value, "by": one.by, "why": one.why} for one in _evidence(examined, knowledge)],
        "own_words": examined.own_words,
        "intents": [
            {
                "intent": one.intent.value,
                "words": one.words,
                "until": one.until.isoformat() if one.until else None,
                "address": one.address,
            }
            for one in examined.intents
        ],
        "sender": examined.mail.author or None,
        "subject": examined.mail.subject,
        "defects": list(examined.mail.defects),
    }


def _evidence(examined: Examined, knowledge: Knowledge | None) -> tuple[Evidence, ...]:
    """Return why the message is believed, strongest first; what a secret is worth only the store can tell that issued it."""
    if knowledge:
        invited = {one.invitation.id: one.invitation for one in knowledge.candidates}
        found = [one for invitation in invited.values() for one in evidence_for(examined, knowledge, invitation)]
        return tuple(sorted(dict.fromkeys(found), key=lambda one: list(Strength).index(one.strength)))
    by_clue = (Evidence(strength=Strength.NAMED, by=one.by.value, why=f"{_UNTOLD[one.by]}, in {one.where}.") for one in examined.clues)
    said = {Authentication.PASSED: Strength.AUTHENTICATED, Authentication.FAILED: Strength.FAILED}.get(examined.author.authentication)
    return (*([Evidence(strength=said, by="from", why=examined.author.why)] if said else ()), *dict.fromkeys(by_clue))


def _opened(file: ExaminedFile, examined: Examined) -> Mapping[str, object]:
    opened = file.opened
    refusal = opened.result if isinstance(opened.result, Refusal) else None
    meant = file in examined.answers
    verdict = ("refused" if refusal else "workbook") if meant else "ignored"
    why = refusal_context(opened.name, refusal, ENGLISH)["message"] if refusal else "It is a workbook that can be read."
    if isinstance(opened.result, Workbook) and opened.result.macros:
        why += " It contains macros. They were not run."
    clues = (*file.clues, *examined.message_clues) if meant else ()
    return {"name": opened.name, "format": opened.format, "bytes": opened.size, "verdict": verdict, "why": why, "match": _match(clues)}


def _left(examined: Examined) -> Iterator[File]:
    taken = [file.file for file in examined.files]
    yield from (file for file in examined.mail.attachments if file not in taken)


def _unopened(file: File) -> Mapping[str, object]:
    why = "It is a picture shown in the text." if file.inline else "It is a calendar entry or a contact card."
    return {"name": file.name, "format": file.media_type, "bytes": len(file.data), "verdict": "ignored", "why": why, "match": None}


def _match(clues: Sequence[Clue]) -> Mapping[str, object] | None:
    found = match_evidence(clues)
    return {"reference": found.reference, "by": found.by.value, "conflicts": list(found.conflicts)} if found else None


def _effects(examined: Examined) -> Iterator[str]:
    """Say in short what would be done, as far as the message alone decides it."""
    for kind in (examined.classification.kind, *examined.classification.also):
        yield from _effects_of(kind, examined)


def _effects_of(kind: Kind, examined: Examined) -> Iterator[str]:
    classified = examined.classification
    if kind is Kind.BOUNCE:
        for report in classified.reports:
            yield (
                f"ignore: {report.address} was reached"
                if delivered(report)
                else f"record bounce: {report.address} {report.status or ''}".strip()
            )
            if no_such_mailbox(report):
                yield f"suppress: {report.address}, if the report carries the tag of a letter that went there"
    elif kind is Kind.RETURN:
        for file in examined.answers:
            yield f"ask back: {file.opened.name}" if isinstance(file.opened.result, Refusal) else f"file submission: {file.opened.name}"
    elif kind is Kind.COMPLAINT:
        yield from (
            f"suppress: {report.address}, if the complaint carries the tag of a letter that went there" for report in classified.reports
        )
    else:
        yield from _OUTLINE[kind]


_OUTLINE: Mapping[Kind, Sequence[str]] = {
    Kind.AUTO_REPLY: ("ignore: a machine wrote it",),
    Kind.BULK: ("ignore: it was sent to many",),
    Kind.UNSUBSCRIBE: ("suppress: the sender, if they are believed, or else they are asked", "pass on: to the study's contact"),
    Kind.QUESTION: ("pass on: to the study's contact",),
    Kind.OWN: ("ignore: a copy of a letter of ours",),
    Kind.UNREADABLE: ("hold: a person looks at it",),
}
_UNTOLD: Mapping[By, str] = {
    By.WORKBOOK_TOKEN: "A token, which proves its organisation if it was sent from here",
    By.PLUS_ADDRESS: "A token, which proves its organisation if it was sent from here",
    By.THREADING: "The tag of a letter, which proves its organisation if that letter went to one of its contacts",
    By.REFERENCE: "A printed reference, which anyone can write",
    By.SENDER: "An address, which anyone can write",
    By.CASE: "The secret of a case, with which a coordinator decides it",
    By.LEAVING: "The code of List-Unsubscribe, which proves that mailings to the recipient of its letter are to stop, and nothing else",
}
