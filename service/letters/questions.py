"""Questions: words that were passed on wait for an answer, which goes out in the name of the study; whoever gives it, by whichever door."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.case import CaseKind, Decision
from domain.errors import ConfigurationError
from domain.journal import About, Entry, Subject, What
from domain.letter import DECIDED_BY, Letter, LetterKind
from domain.rules.decided import waits_beneath
from domain.study import Study
from languages import in_spoken
from service.cases.waiting import decider_names
from service.letters import queueing
from service.letters.greeted import GREETED, parted
from service.letters.planned import ANSWER, planned, reply_sender
from service.rulings.decided import Decided
from service.rulings.opening import open_case
from service.studies.find import numbered
from service.studies.prepared import PreparedAnswer, prepared, prepared_text
from service.studies.running import require_running
from service.wiring import Service
from store import Transaction, contacts, decisions, holds, invitations, journal, messages, outbox, standing_decisions
from store.cases.decisions import Ruling

ASKER, THREAD = "asker", "thread"  # Keys in the context of a letter that passes a question on: who asked, and the thread it stands in.
_CAUSE = "question:"
_QUOTED, _QUOTED_LINES = 1_000, 15  # Characters and lines of a question that its answer repeats, for who knows what they asked.


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedQuestion:
    """A question that somebody asked, and that was passed on; `days` is how many it has waited, or did. It is closed once it has `by`."""

    id: int
    study: str | None
    organisation: str | None
    reference: str | None
    sender: str | None
    words: str
    at: datetime
    days: int
    answered_at: datetime | None
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """What a person answers to a question, named by its number.

    `prepared` is the name of an answer that the study has, which is sent instead of a text. Who `closes` it without one answered in
    another way, or no answer is needed, and nothing is sent.
    """

    question: str
    text: str
    by: str
    note: str = ""
    closes: bool = False
    prepared: str = ""


def questions(tx: Transaction, now: datetime, study: str | None = None, *, answered: bool = False) -> tuple[AskedQuestion, ...]:
    """Return the questions that wait for an answer, oldest first; with `answered` those that were answered too."""
    found = holds.questions(tx, study, answered=answered)
    invited = {one.id: one for one in invitations.with_ids(tx, [one.invitation_id for one in found if one.invitation_id is not None])}
    senders = messages.senders(tx, {one.message_id for one in found if one.message_id is not None})
    deciders = decider_names(tx, (one.by for one in found))
    return tuple(
        AskedQuestion(
            id=one.id,
            study=one.study,
            organisation=whose.organisation if whose else None,
            reference=whose.reference if whose else None,
            sender=senders.get(one.message_id or 0, (None, one.at))[0],
            words=one.words or "",
            at=one.at,
            days=((one.decided_at or now) - one.at).days,
            answered_at=one.decided_at,
            by=deciders.get(one.by or ""),
        )
        for one in found
        for whose in [invited.get(one.invitation_id or 0)]
    )


def question(tx: Transaction, now: datetime, number: str) -> AskedQuestion | None:
    """Return one question, whether it was answered or not; None where there is none of this number."""
    return next((one for one in questions(tx, now, answered=True) if str(one.id) == number), None)


def passed_on_as(tx: Transaction, letters: Iterable[Letter], held: holds.Held, by: str) -> tuple[Letter, ...]:
    """Open the question that these letters pass on, and return them with its number; the same message asks once."""
    number = open_case(tx, held, by)
    found = number or next(one.id for one in [holds.with_cause(tx, held.cause)] if one)
    return tuple(replace(one, context=one.context | {"question": found}) for one in letters)


def question_of(sha256: str, **facts: Any) -> holds.Held:
    """Return the question that a message asks, by the SHA-256 of its bytes, with what else is known of it."""
    return holds.Held(cause=f"{_CAUSE}{sha256}", kind=CaseKind.QUESTION, **facts)


def answer(service: Service, said: Answering, now: datetime) -> Decided:
    """Answer a question, and close it. ConfigurationError where there is none, it was answered already, or nobody can be written to.

    An answer that says nothing is refused: whoever asked would hear nothing, and nobody would answer any more.
    """
    if not said.closes and not said.prepared and not any(char.isalnum() for char in said.text):
        remedy = "Write the answer, or close the question as one that was answered in another way."
        raise ConfigurationError("The answer says nothing.", where=f"question {said.question}", remedy=remedy, key="empty_answer")
    with service.store.transaction() as tx:
        journal.alone(tx)
        held = _waiting(tx, said.question)
        by = decisions.person(tx, said.by)
        passed = passed_on_by(tx, held)
        text = said.text if not said.prepared else _prepared(service, tx, held, passed, said.prepared)
        if text.strip() and (passed is None or not asker(passed)):
            remedy = "Answer them in another way, and close the question without a text."
            raise ConfigurationError(
                "Nobody is known who could be written to.", where=f"question {held.id}", remedy=remedy, key="nobody_to_answer"
            )
        entry = _close(tx, held, by, now, said.note)
        if not text.strip() or passed is None:
            return Decided(entry=entry.number, told=f"Question {held.id} is closed. Nothing is sent.")
        running = require_running(service, tx, str(held.study or passed.study))
        cause = f"{ANSWER}:{held.cause}:{hashlib.sha256(text.encode()).hexdigest()[:16]}:{entry.number}"
        one = answer_letter(tx, passed, text, running.study, cause, now)
        queueing.plan(tx, [replace(one, context=one.context | {DECIDED_BY: entry.number})])
    return Decided(entry=entry.number, told=f"Question {held.id} is answered: the letter to {one.address} leaves with what is sent next.")


def answered_by_mail(tx: Transaction, passed: Letter, by: str, now: datetime, message_id: int) -> Entry | None:
    """Close the question that a letter passed on, since whoever got it replies; None where it asks none, or is closed already."""
    number = passed.context.get("question")
    found = holds.with_ids(tx, [number]) if isinstance(number, int) else ()
    waiting = [one for one in found if one.decision is None]
    return _close(tx, waiting[0], by, now, "", message_id) if waiting else None


def answer_letter(tx: Transaction, passed: Letter, text: str, study: Study, cause: str, now: datetime) -> Letter:
    """Return the letter that brings an answer to whoever wrote what `passed` passed on, beneath their own message."""
    address, spoken = asker(passed), _spoken(tx, passed)
    original: Mapping[str, Any] = passed.context.get("original", {})  # type: ignore[assignment]
    greeting, words = parted(text)
    context: dict[str, object] = {
        GREETED: greeting,
        "answer": {
            "subject": _re(str(original.get("subject", ""))),
            "paragraphs": _paragraphs(words),
            "asked_at": original.get("received_at", now.isoformat()),
            "question": _quoted(passed, str(original.get("text", ""))),
        },
        **{key: passed.context[key] for key in ("in_reply_to", THREAD) if key in passed.context},
    }
    language, sender = in_spoken(study.language_for(spoken)), reply_sender(study.mailings)
    return planned(
        LetterKind.ANSWER, study.id, cause, ANSWER, sender, address, language, now, organisation=passed.organisation, context=context
    )


def _quoted(passed: Letter, text: str) -> list[str]:
    """Return the lines of a question that its answer repeats; none where its author is forged, whose words somebody else would get."""
    if passed.passes_on_forged or not text.strip():
        return []
    lines = text[:_QUOTED].split("\n")[:_QUOTED_LINES]
    return [*lines, "…"] if "\n".join(lines) != text else lines


def answers_to(service: Service, tx: Transaction, question: AskedQuestion) -> tuple[PreparedAnswer, ...]:
    """Return the prepared answers as they would go to whoever asked a question; none where nobody can be written to, or it is closed."""
    held = _waiting(tx, str(question.id)) if question.answered_at is None else None
    passed = passed_on_by(tx, held) if held else None
    if passed is None or not asker(passed):
        return ()
    return prepared(require_running(service, tx, passed.study).study, _spoken(tx, passed))


def _prepared(service: Service, tx: Transaction, held: holds.Held, passed: Letter | None, name: str) -> str:
    study = require_running(service, tx, str(held.study or (passed.study if passed else ""))).study
    return prepared_text(study, _spoken(tx, passed) if passed else "", name)


def _spoken(tx: Transaction, passed: Letter) -> str:
    """Return the language that whoever asked reads, "" where nobody knows."""
    known = contacts.of_organisations(tx, [passed.organisation]) if passed.organisation else ()
    return next((one.language for one in known if one.address.lower() == asker(passed).lower()), "")


def _paragraphs(text: str) -> list[dict[str, object]]:
    """Return the paragraphs of what somebody wrote: the first line of each, and the rest of its lines."""
    lines = [line.strip() for line in text.strip().splitlines()]
    found: list[list[str]] = [[]]
    for line in lines:
        if line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [{"first": first, "rest": rest} for first, *rest in filter(None, found)]


def _re(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}".strip()


def asker(passed: Letter) -> str:
    """Return the address of whoever wrote what a letter passed on, "" where it cannot be written to."""
    # Letters of older versions of the program keep it as where a reply to them goes.
    return str(passed.context.get(ASKER) or passed.context.get("reply_to") or "")


def passed_on_by(tx: Transaction, held: holds.Held) -> Letter | None:
    """Return the letter that passed a question on."""
    return next(iter(outbox.passed_on(tx, held.cause.removeprefix(_CAUSE))), None)


def _waiting(tx: Transaction, question: str) -> holds.Held:
    number = numbered(question)
    held = next(iter(holds.with_ids(tx, [number] if number is not None else [])), None)
    if held is None or held.kind is not CaseKind.QUESTION:
        raise ConfigurationError(
            f"There is no question {question}.", where="questions", remedy="`counterfoil questions` lists them.", key="no_question"
        )
    if held.decision is not None:
        remedy = f"Nothing was changed. `counterfoil held undo {held.id}` lets it wait again."
        raise ConfigurationError("It has already been answered.", where=f"question {held.id}", remedy=remedy, key="question_answered")
    return held


def _close(tx: Transaction, held: holds.Held, by: str, now: datetime, note: str, message_id: int | None = None) -> Entry:
    common = {"study": held.study, "invitation_id": held.invitation_id, "message_id": message_id or held.message_id}
    about = About(Subject.CASE, str(held.id))
    ruling = Ruling(what=What.DECIDE, about=about, value=Decision.ANSWERED.value, note=note, **common)  # type: ignore[arg-type]
    (entry,) = decisions.decide(tx, by, now, [ruling])
    if held.invitation_id is not None:
        whose = About(Subject.ORGANISATION, str(held.invitation_id))
        if waits := waits_beneath(standing_decisions.in_force_about(tx, whose), held.message_id):
            # Whatever else keeps its reminders back goes on doing so.
            lifting = Ruling(what=What.OPEN, about=whose, value=str(waits.number), follows=entry.number, **common)  # type: ignore[arg-type]
            decisions.decide(tx, by, now, [lifting])
    return entry
