"""An answer on the desk of whoever puts it right: what counts there, with all that stands around it, and what the checks know of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from domain.answer import AnswerValue, FigureMarks
from domain.errors import ConfigurationError
from domain.submission import Invitation
from languages import catalogue
from languages.telling import phrased, together
from questionnaire import checks
from questionnaire.definition import Item, Questionnaire
from questionnaire.items import items
from service.answers.counting import counted_of, form_of_all, in_version, unread_of
from service.answers.figure_marks import marks_of
from service.reviewing.near_names import near_names
from service.reviewing.typed_edits import JudgedItem
from service.studies.find import find_invitation
from service.studies.running import Running
from store import Transaction, records
from store.answers.counting import CountedAnswers

WHERE = "values edit"
_SEEN = 16  # Characters of a hash: enough to tell two values of one answer from each other.


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerAtDesk:
    """An answer: whose it is, what counts there with its flag, and the answers that stand around it."""

    whose: Invitation
    counts: CountedAnswers
    subject: checks.CheckSubject
    item: Item
    judged: JudgedItem
    flag: str

    @property
    def value(self) -> AnswerValue:
        """Return what counts."""
        return self.counts.submission.answers.get(self.item.key)

    @property
    def given(self) -> AnswerValue:
        """Return what the organisation itself answered, whatever was edited since."""
        standing = self.counts.edits.get(self.item.key)
        if standing is None:
            return self.value
        return self.counts.words.edit(standing).given if self.counts.words else standing.given

    def told(self, value: AnswerValue, flag: str = "") -> str:
        """Return a value as a sentence tells it."""
        return as_told(self.subject, self.item, value, flag)

    @property
    def seen(self) -> str:
        """Return what counts as a short text, by which it is known whether something else counts since."""
        return sha256(repr((self.value, self.flag)).encode()).hexdigest()[:_SEEN]


def answer_at_desk(tx: Transaction, running: Running, organisation: str, question: str, language: str, now: datetime) -> AnswerAtDesk:
    """Return the answer of an organisation to a question. ConfigurationError where there is none that counts."""
    whose = find_invitation(tx, running.study.id, organisation)
    found = next(counted_of(tx, running, [whose.id]), None)
    if found is None:
        why = phrased("faults.nothing_counts", organisation=whose.organisation)
        raise ConfigurationError(why, where=WHERE, remedy=phrased("faults.nothing_counts_do"))
    item = _item(form_of_all(tx, running), found, question)
    return AnswerAtDesk(
        whose=whose,
        counts=found,
        subject=subject_of(tx, running, found, language, now),
        item=item,
        judged=judged(tx, running, found, item, language, now),
        flag=_flag(tx, found, item),
    )


def as_told(subject: checks.CheckSubject, item: Item, value: AnswerValue, flag: str = "") -> str:
    """Return a value as a sentence tells it, with the flag that marks it."""
    if value is None:
        return phrased("done.edited_as.blank")
    shown = subject.quoted(item, value)
    return phrased("done.edited_as.flagged", value=shown, flag=flag) if flag else phrased("done.edited_as.value", value=shown)


def judged(tx: Transaction, running: Running, found: CountedAnswers, item: Item, language: str, now: datetime) -> JudgedItem:
    """Return the answers as the newest version that asks for an item has them."""
    subject, words = subject_of(tx, running, found, language, now), found.words
    if words is None:
        return JudgedItem(subject, item.key)
    number = next(one.number for one in reversed(words.versions) if words.asks(one.number, item.key))
    back = words.backward(number)
    untyped = dict.fromkeys(back.keys(subject.untyped), "")
    answers = in_version(found, number).answers
    return JudgedItem(replace(subject, questionnaire=words.form(number), answers=answers, untyped=untyped), str(back.key(item.key)))


def subject_of(tx: Transaction, running: Running, found: CountedAnswers, language: str, now: datetime) -> checks.CheckSubject:
    """Return the answers of an organisation that count, for checks and sentences in this language."""
    return checks.CheckSubject(
        questionnaire=form_of_all(tx, running),
        answers=found.submission.answers,
        untyped=dict.fromkeys(unread_of(tx, found), ""),
        located={},
        language=language,
        catalogue=catalogue(language),
        today=running.today(now),
    )


def _item(questionnaire: Questionnaire, found: CountedAnswers, name: str) -> Item:
    """Return the item that is meant, by its key. ConfigurationError where none is, or it is worked out from others."""
    there = {item.key: item for item in items(questionnaire, found.submission.answers)}
    item = there.get(name.strip())
    if item is None:
        near = near_names(name, (key for key, one in there.items() if one.question.asked))
        meant = phrased("faults.meant", near=near) if near else ""
        remedy = together(meant, phrased("faults.edit_name_do"))
        raise ConfigurationError(phrased("faults.no_question", question=repr(name)), where=WHERE, remedy=remedy)
    if not item.question.asked:
        what = phrased("faults.calculated", item=item.key)
        raise ConfigurationError(what, where=WHERE, remedy=phrased("faults.calculated_do"))
    return item


def _flag(tx: Transaction, found: CountedAnswers, item: Item) -> str:
    """Return the flag of the figure that counts now."""
    every = records.marks(tx, [part.id for part in (*found.kept, *found.parts)])
    return marks_of(found, every).get(item.key, FigureMarks()).flag
