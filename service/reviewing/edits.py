"""Desk edits: a person puts an answer right. What the organisation sent is kept; the edit is a decision that can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from domain.answer import AnswerValue
from domain.edit import Edit
from domain.errors import Asked, ConfigurationError
from domain.finding import Finding
from domain.journal import Entry, What
from domain.submission import Invitation
from languages import ENGLISH
from languages.telling import phrased, together
from questionnaire import checks
from service.answers.counting import counted_of
from service.reviewing.answer_at_desk import WHERE, AnswerAtDesk, answer_at_desk, as_told, judged, subject_of
from service.reviewing.telling_edits import tell
from service.reviewing.typed_edits import JudgedItem, typed_value
from service.rulings.decided import Decided
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, decisions, edits, journal
from store.cases.decisions import Ruling


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What a person puts right: the answer of an organisation to a question, as they type it, who they are, and why.

    `flag` marks the figure, by a code or label of the form; "" says that none does, and None leaves the flag of a figure that is the same.
    `tell` says that the organisation's contacts get a letter about it. `language` is that in which they type and read, and `seen` is what
    counted when they looked (see `Edited.seen`); None where they saw nothing before. `coded` says that choices come by their codes, out
    of a list, and are not typed; a code goes before a label of another choice that is the same. Where `figure_stays`, a flag without a
    value marks the figure that counts.
    """

    organisation: str
    question: str
    value: str
    by: str
    note: str
    flag: str | None = None
    tell: bool = False
    language: str = ENGLISH
    seen: str | None = None
    coded: bool = False
    figure_stays: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Decided):
    """What was done, and what the checks say of the answers as they are now: findings that they did not have before, and of this answer.

    `was` and `becomes` are what counted and what counts, as a person reads it; `seen` says of an edit which value it took the place of.
    """

    question: str = ""
    given: AnswerValue = None
    value: AnswerValue = None
    flag: str = ""
    was: str = ""
    becomes: str = ""
    seen: str = ""
    findings: tuple[Finding, ...] = ()


def edit(service: Service, running: Running, said: Editing, now: datetime) -> Edited:
    """Put an answer right. ConfigurationError where there is none that counts, no such question, or the value is none of its type."""
    if not said.note.strip():
        raise ConfigurationError(phrased("faults.edit_no_reason"), where=Asked.REASON, remedy=phrased("faults.edit_no_reason_do"))
    with service.store.transaction() as tx:
        journal.alone(tx)
        desk = answer_at_desk(tx, running, said.organisation, said.question, said.language, now)
        stays = desk.value if said.figure_stays else None
        value, flag = typed_value(desk.subject, desk.judged, desk.item, said.value, said.flag, counts=stays, coded=said.coded)
        if value == desk.value and flag in {None, desk.flag}:
            return _already(desk)  # Whoever changed it since: they or, with a button that was pressed twice, this very person.
        if said.seen not in {None, desk.seen}:
            what = phrased("faults.edit_changed", item=desk.item.key, value=desk.told(desk.value, desk.flag))
            raise ConfigurationError(what, where=WHERE, remedy=phrased("faults.edit_changed_do"))
        made = _made(running, desk, value, flag or "")
        entry = _decide(tx, desk.whose, made, said, now)
        (edited,) = counted_of(tx, running, [desk.whose.id])
        told = [_said(desk, made), *_worked_out(desk.subject, subject_of(tx, running, edited, said.language, now))]
        if said.tell:
            told.append(tell(tx, running, desk.whose, replace(made, entry=entry.number), desk.subject, said.note, now))
        done = _edited(desk, made, entry.number, together(*told))
        return replace(done, findings=_findings(desk.judged, judged(tx, running, edited, desk.item, said.language, now)))


def _already(desk: AnswerAtDesk) -> Edited:
    """Say that it is so already."""
    shown = desk.told(desk.value, desk.flag)
    told = phrased("done.edited_already", item=desk.item.key, organisation=desk.whose.organisation, value=shown)
    return _edited(desk, None, 0, told)


def _made(running: Running, desk: AnswerAtDesk, value: AnswerValue, flag: str) -> Edit:
    return Edit(
        id=0,
        study=running.study.id,
        invitation_id=desk.whose.id,
        question=desk.item.key,
        given=desk.given,
        before=desk.value,
        value=value,
        flag=flag,
        version=running.version,
    )


def _edited(desk: AnswerAtDesk, made: Edit | None, entry: int, told: str) -> Edited:
    value, flag = (made.value, made.flag) if made else (desk.value, desk.flag)
    return Edited(
        entry=entry,
        told=told,
        question=desk.item.key,
        given=desk.given,
        value=value,
        flag=flag,
        was=desk.told(desk.value, desk.flag),
        becomes=desk.told(value, flag),
        seen=desk.seen,
    )


def _said(desk: AnswerAtDesk, made: Edit) -> str:
    whose, value, sent = desk.whose, desk.told(made.value, made.flag), desk.told(made.given)
    return phrased("done.edited", item=made.question, organisation=whose.organisation, reference=whose.reference, value=value, sent=sent)


def _decide(tx: Transaction, whose: Invitation, made: Edit, said: Editing, now: datetime) -> Entry:
    number = edits.write(tx, made)
    ruling = Ruling(
        what=What.EDIT,
        about=decisions.answer(whose.id, made.question),
        value=str(number),
        study=whose.study,
        invitation_id=whose.id,
        note=said.note.strip(),
    )
    (entry,) = decisions.decide(tx, decisions.person(tx, said.by), now, [ruling])
    return entry


def _worked_out(before: checks.CheckSubject, after: checks.CheckSubject) -> Iterator[str]:
    """Say which calculations come to something else now."""
    for item in after.items:
        if not item.question.asked and before.answers.get(item.key) != after.answers.get(item.key):
            yield phrased("done.edited_comes", item=item.key, value=as_told(after, item, after.answers.get(item.key)))


def _findings(before: JudgedItem, after: JudgedItem) -> tuple[Finding, ...]:
    """Return what the checks find now: whatever is about this answer, and what they did not find before."""
    known = {(one.code, one.question, one.message) for one in checks.run(before.subject)}
    return tuple(
        one for one in checks.run(after.subject) if one.question == after.key or (one.code, one.question, one.message) not in known
    )
