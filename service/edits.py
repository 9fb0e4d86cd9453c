"""Desk edits: a person puts an answer right. What the organisation sent is kept; the edit is a decision that can be undone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches

from domain.answer import AnswerValue, FigureMarks
from domain.edit import Edit
from domain.errors import Asked, ConfigurationError
from domain.finding import Finding
from domain.journal import Entry, What
from domain.submission import Invitation
from languages import ENGLISH, catalogue
from questionnaire import checks
from questionnaire.definition import Item, Questionnaire
from questionnaire.items import items
from service.counting import counted_of, form_of_all, in_version, unread_of
from service.decided import Decided
from service.figure_marks import marks_of
from service.find import find_invitation
from service.running import Running
from service.telling_edits import tell
from service.typed_edits import JudgedItem, typed_value
from service.waiting import decider_names
from service.wiring import Service
from store import Transaction, decisions, edits, invitations, journal, records
from store.counting import CountedAnswers, words_of
from store.decisions import Ruling

_WHERE = "values edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Editing:
    """What a person puts right: the answer of an organisation to a question, as they type it, who they are, and why.

    `flag` marks the figure, by a code or label of the form; "" says that none does, and None leaves the flag of a figure that is the same.
    `tell` says that the organisation's contacts get a letter about it.
    """

    organisation: str
    question: str
    value: str
    by: str
    note: str
    flag: str | None = None
    tell: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Decided):
    """What was done, and what the checks say of the answers as they are now: findings that they did not have before, and of this answer."""

    question: str = ""
    given: AnswerValue = None
    value: AnswerValue = None
    flag: str = ""
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEdit:
    """One edit as people, exports and the quality report are told of it.

    `old` is what counted before, `given` what the organisation had sent; `stands` says that it counts. An edit that was undone, or that
    the organisation's newer answer replaced, is told all the same.
    """

    entry: int
    organisation: str
    reference: str
    item: str
    old: AnswerValue
    new: AnswerValue
    flag: str
    given: AnswerValue
    by: str
    at: datetime
    why: str
    stands: bool


def edit(service: Service, running: Running, said: Editing, now: datetime) -> Edited:
    """Put an answer right. ConfigurationError where there is none that counts, no such question, or the value is none of its type."""
    if not said.note.strip():
        raise ConfigurationError("An edit needs its reason.", where=Asked.REASON, remedy="Say why, such as “confirmed by telephone”.")
    with service.store.transaction() as tx:
        journal.alone(tx)
        whose = find_invitation(tx, running.study.id, said.organisation)
        found = next(counted_of(tx, running, [whose.id]), None)
        if found is None:
            why = f"{whose.organisation} has no answer that counts."
            remedy = "Only what counts can be edited: `counterfoil held` lists workbooks that wait for a decision."
            raise ConfigurationError(why, where=_WHERE, remedy=remedy)
        form, subject = form_of_all(tx, running), _subject(tx, running, found, now)
        item = _item(form, found, said.question)
        judged = _judged(tx, running, found, item, now)
        value, flag = typed_value(subject, judged, item, said.value, said.flag)
        before, given, had = found.submission.answers.get(item.key), _given(found, item), _flag(tx, found, item)
        if value == before and flag in {None, had}:
            told = f"{item.key} of {whose.organisation} counts as {_shown(subject, item, value, had)} already. Nothing was changed."
            return Edited(entry=0, told=told, question=item.key, given=given, value=value, flag=had)
        made = Edit(
            id=0,
            study=running.study.id,
            invitation_id=whose.id,
            question=item.key,
            given=given,
            before=before,
            value=value,
            flag=flag or "",
            version=running.version,
        )
        entry = _decide(tx, whose, made, said, now)
        (edited,) = counted_of(tx, running, [whose.id])
        after = _subject(tx, running, edited, now)
        sentences = [
            f"{item.key} of {whose.organisation} ({whose.reference}) counts as {_shown(subject, item, value, made.flag)} from now on; "
            f"what they sent, {_shown(subject, item, made.given)}, is kept."
        ]
        sentences += _worked_out(subject, after)
        if said.tell:
            sentences.append(tell(tx, running, whose, replace(made, entry=entry.number), subject, said.note, now))
        return Edited(
            entry=entry.number,
            told=" ".join(sentences),
            question=item.key,
            given=made.given,
            value=value,
            flag=made.flag,
            findings=_findings(judged, _judged(tx, running, edited, item, now)),
        )


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


def _judged(tx: Transaction, running: Running, found: CountedAnswers, item: Item, now: datetime) -> JudgedItem:
    subject, words = _subject(tx, running, found, now), found.words
    if words is None:
        return JudgedItem(subject, item.key)
    number = next(one.number for one in reversed(words.versions) if words.asks(one.number, item.key))
    back = words.backward(number)
    untyped = dict.fromkeys(back.keys(subject.untyped), "")
    answers = in_version(found, number).answers
    return JudgedItem(replace(subject, questionnaire=words.form(number), answers=answers, untyped=untyped), str(back.key(item.key)))


def _subject(tx: Transaction, running: Running, found: CountedAnswers, now: datetime) -> checks.CheckSubject:
    return checks.CheckSubject(
        questionnaire=form_of_all(tx, running),
        answers=found.submission.answers,
        untyped=dict.fromkeys(unread_of(tx, found), ""),
        located={},
        language=ENGLISH,
        catalogue=catalogue(ENGLISH),
        today=running.today(now),
    )


def _given(found: CountedAnswers, item: Item) -> AnswerValue:
    """Return what the organisation itself answered, whatever was edited since."""
    standing = found.edits.get(item.key)
    if standing is None:
        return found.submission.answers.get(item.key)
    return found.words.edit(standing).given if found.words else standing.given


def _item(questionnaire: Questionnaire, found: CountedAnswers, name: str) -> Item:
    """Return the item that is meant, by its key. ConfigurationError where none is, or it is worked out from others."""
    there = {item.key: item for item in items(questionnaire, found.submission.answers)}
    item = there.get(name.strip())
    if item is None:
        near = get_close_matches(name, there, n=3, cutoff=0.6)
        meant = f"Did you mean {' or '.join(near)}? " if near else ""
        remedy = f"{meant}Give its name as the codebook has it; in a table or matrix with the row or column, such as staff[2].salary."
        raise ConfigurationError(f"There is no question {name!r}.", where=_WHERE, remedy=remedy)
    if not item.question.asked:
        remedy = "Edit an answer that it is made of: it is worked out anew then."
        raise ConfigurationError(f"{item.key} is calculated from other answers.", where=_WHERE, remedy=remedy)
    return item


def _flag(tx: Transaction, found: CountedAnswers, item: Item) -> str:
    """Return the flag of the figure that counts now."""
    every = records.marks(tx, [part.id for part in (*found.kept, *found.parts)])
    return marks_of(found, every).get(item.key, FigureMarks()).flag


def _worked_out(before: checks.CheckSubject, after: checks.CheckSubject) -> Iterator[str]:
    """Say which calculations come to something else now."""
    for item in after.items:
        if not item.question.asked and before.answers.get(item.key) != after.answers.get(item.key):
            yield f"{item.key} comes to {_shown(after, item, after.answers.get(item.key))}."


def _findings(before: JudgedItem, after: JudgedItem) -> tuple[Finding, ...]:
    """Return what the checks find now: whatever is about this answer, and what they did not find before."""
    known = {(one.code, one.question, one.message) for one in checks.run(before.subject)}
    return tuple(
        one for one in checks.run(after.subject) if one.question == after.key or (one.code, one.question, one.message) not in known
    )


def _shown(subject: checks.CheckSubject, item: Item, value: AnswerValue, flag: str = "") -> str:
    return "blank" if value is None else f"“{subject.quoted(item, value)}”{f' ({flag})' if flag else ''}"


def edits_of(tx: Transaction, study: str, edited: Iterable[Edit] | None = None, *, version: int | None = None) -> tuple[ToldEdit, ...]:
    """Return the edits of a study, in the order in which they were made, with who made them, when and why.

    They are told in the words of all versions of the study; or of one `version`, without those of what it does not ask.
    """
    words = words_of(tx, study)
    known = tuple(edits.of_study(tx, study) if edited is None else edited)
    if words and version is None:
        known = tuple(map(words.edit, known))
    elif words and version is not None:
        known = tuple(found[0] for one in known if (found := words.edit_in(one, version)))
    entries = {one.number: one for one in journal.find(tx, [one.entry for one in known])}
    notes, names = journal.notes(tx, list(entries)), decider_names(tx, [one.by for one in entries.values()])
    whose = {one.id: one for one in invitations.with_ids(tx, {one.invitation_id for one in known})}
    return tuple(
        ToldEdit(
            entry=one.entry,
            organisation=whose[one.invitation_id].organisation,
            reference=whose[one.invitation_id].reference,
            item=one.question,
            old=one.before,
            new=one.value,
            flag=one.flag,
            given=one.given,
            by=names[entries[one.entry].by],
            at=entries[one.entry].at,
            why=notes.get(one.entry, ""),
            stands=one.stands,
        )
        for one in sorted(known, key=lambda one: one.entry)
        if one.entry in entries and one.invitation_id in whose
    )
