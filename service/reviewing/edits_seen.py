"""What a person sees before they put an answer right: the answers that can be, and what would change by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from domain.answer import AnswerValue
from questionnaire.definition import QuestionType
from questionnaire.items import parts
from questionnaire.kinds import NUMBERS
from questionnaire.reading.values.flags import codes
from service.answers.counting import counted_of
from service.deciding.foreseeing import Foreseen, foresee
from service.deciding.several_decisions import EachOutcome
from service.reviewing.answer_at_desk import answer_at_desk, subject_of
from service.reviewing.edits import Edited, Editing, edit
from service.studies.find import find_invitation
from service.studies.running import Running
from service.wiring import Service
from store import Transaction

Offered = tuple[tuple[str, str], ...]
"""What can be chosen: each code with its label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditableAnswer:
    """An answer that counts, or a blank one, as a person reads it. `shown` is "" for a blank; `asked` says that it is not calculated."""

    key: str
    label: str
    shown: str
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedField:
    """What is typed or chosen to put one answer right, and `seen`, by which it is known whether something else counts since.

    Where there are `choices`, `chosen` are those that count, and `several` says that more than one may. `text` is what counts of a text.
    """

    key: str
    label: str
    shown: str
    seen: str
    choices: Offered = ()
    chosen: tuple[str, ...] = ()
    several: bool = False
    text: str = ""
    flags: Offered = ()
    flag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeseenEdit:
    """What an edit would say that it did, and what would change by it; nothing of it was done."""

    edited: Edited
    would: Foreseen


def foresee_edit(service: Service, running: Running, said: Editing, now: datetime) -> ForeseenEdit:
    """Say what an edit would change. It is really made, and taken back before anybody sees it; its errors are those of the edit."""
    made: list[Edited] = []

    def verb(would: Service) -> Iterator[EachOutcome]:
        made.append(edit(would, running, said, now))
        yield EachOutcome(of=made[0].question, done=made[0])

    would = foresee(service, verb, now)
    return ForeseenEdit(edited=made[0], would=would)


def editable(tx: Transaction, running: Running, organisation: str, language: str, now: datetime) -> tuple[EditableAnswer, ...]:
    """Return the answers of an organisation that apply to it, in the order of the form; none where nothing of it counts."""
    whose = find_invitation(tx, running.study.id, organisation)
    found = next(counted_of(tx, running, [whose.id]), None)
    if found is None:
        return ()
    subject, get = subject_of(tx, running, found, language, now), found.submission.answers.get
    applying = {item.key for item in subject.applying}
    return tuple(
        EditableAnswer(key=item.key, label=subject.label(item), shown=_shown(value, subject.quoted(item, value)), asked=item.question.asked)
        for item in subject.items
        if (value := get(item.key)) is not None or (item.key in applying and item.question.asked)
    )


def edited_field(tx: Transaction, running: Running, organisation: str, question: str, language: str, now: datetime) -> EditedField:
    """Return what is typed to put an answer right. ConfigurationError where it cannot be."""
    desk = answer_at_desk(tx, running, organisation, question, language, now)
    subject, asked, value = desk.subject, desk.item.question, desk.value
    flags = desk.judged.subject.questionnaire.by_name[parts(desk.judged.key)[2]].flags
    return EditedField(
        key=desk.item.key,
        label=subject.label(desk.item),
        shown=_shown(value, subject.shown(desk.item, value)),
        seen=desk.seen,
        choices=tuple((one.name, subject.text(one.label)) for one in asked.choices),
        chosen=value if isinstance(value, tuple) else (str(value),) if value is not None else (),
        several=asked.type is QuestionType.SELECT_MULTIPLE,
        text=value if isinstance(value, str) and asked.type is QuestionType.TEXT else "",
        flags=tuple((one.name, subject.text(one.label)) for one in codes(flags)) if asked.type in NUMBERS else (),
        flag=desk.flag,
    )


def _shown(value: AnswerValue, shown: str) -> str:
    return "" if value is None else shown
