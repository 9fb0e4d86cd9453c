"""The letters that tell an organisation's contacts that workbooks of it were put together: what changed, or what is still to correct."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from domain.contact import Contact
from domain.letter import BY_ANOTHER, Letter, LetterKind
from domain.rules.overlay import Merging
from domain.sentences import within_quotation
from domain.submission import Invitation, Submission
from domain.texts.addresses import shown_address
from intake.deciding.said_besides import unconfirmed
from intake.deciding.told_answers import told_changes
from languages import catalogue, in_spoken
from languages.locales import day
from languages.telling import comma
from questionnaire.checks import CheckSubject
from service.answers.checked_together import PutTogether
from service.answers.counting import counted_of, form_of_all
from service.cases.put_together import made_before
from service.contacts.census import InvitedOrganisation, census
from service.letters import queueing
from service.letters.planned import MERGED, planned, reply_sender
from service.studies.running import Running
from store import Transaction, submissions
from store.answers.counting import CountedAnswers


@dataclass(frozen=True, slots=True)
class MergedBy:
    """A workbook that was put together with what was sent `before` it, how, and by which entry."""

    mine: Submission
    before: CountedAnswers
    merging: Merging
    entry: int


def told_of_merging(case: InvitedOrganisation | None) -> tuple[Contact, ...]:
    """Return the contacts of an organisation who are told what changed by putting workbooks together."""
    return tuple(case.to) if case else ()


def tell(tx: Transaction, running: Running, whose: Invitation, merged: MergedBy, now: datetime, *, sent_back: bool) -> str:
    """Put the letters to the contacts on record into the outbox; return what became of the workbook, and to whom they go."""
    case = census(tx, running, now, {whose.organisation}).get(whose.organisation)
    (mine,) = submissions.with_ids(tx, [merged.mine.id])
    letters = []
    for contact in told_of_merging(case):
        language = in_spoken(running.study.language_for(contact.language))
        made = made_before(tx, mine, language)
        if made:
            letter = _sent_back(running, whose, merged, made, contact, language, now)
            letters.append(letter if sent_back else _counts(tx, running, whose, merged, made, contact, language, now))
    queueing.plan(tx, [replace(one, organisation=whose.organisation) for one in letters])
    to = f"{', '.join(one.address for one in letters)} will be told." if letters else "Nobody was told: no contact can be written to."
    return f"{_became(made_before(tx, mine), sent_back=sent_back)} {to}"


def _became(made: PutTogether | None, *, sent_back: bool) -> str:
    points = ", ".join(made.points) if made else ""
    if sent_back:
        done = "was put together with what was sent before it, and sent back to be corrected: it does not count yet."
        return f"{done} Still missing or wrong: {points}."
    return "counts with what was sent before it." + (f" Still missing or wrong: {points}." if points else "")


def _counts(
    tx: Transaction,
    running: Running,
    whose: Invitation,
    merged: MergedBy,
    made: PutTogether,
    contact: Contact,
    language: str,
    now: datetime,
) -> Letter:
    """Return the letter that says what changed by putting them together, and what is worth another look all the same."""
    (after,) = counted_of(tx, running, [whose.id])
    subject = CheckSubject(
        questionnaire=form_of_all(tx, running),
        answers=after.submission.answers,
        untyped={},
        located={},
        language=language,
        catalogue=catalogue(language),
        today=running.today(now),
    )
    context: dict[str, object] = {
        "merged": {
            "file_name": within_quotation(merged.mine.file_name),
            "from": merged.mine.sender,
            "received_at": running.local(merged.mine.received_at).isoformat(),
            "others": list(_named(running, (one for one in made.parts if one.id != merged.mine.id), language)),
            "changes": told_changes(subject, merged.before.submission.answers, after.submission.answers),
            "left": unconfirmed(made.findings, language),
        },
        "submission": merged.mine.id,
    }
    cause, sender = f"merged:{merged.entry}:{contact.address}", reply_sender(running.study.mailings)
    return planned(LetterKind.RECEIPT, running.study.id, cause, MERGED, sender, contact.address, language, now, context=context)


def _sent_back(
    running: Running, whose: Invitation, merged: MergedBy, made: PutTogether, contact: Contact, language: str, now: datetime
) -> Letter:
    """Return the letter that asks for what is still missing or wrong, with the answers of all in one workbook of ours."""
    mine, words = merged.mine, catalogue(language)
    told = words.tell("put_together", workbooks=comma(language).join(_named(running, made.parts, language))).message
    context: dict[str, object] = {
        "file_name": whose.reference,
        "findings": unconfirmed(made.findings, language),
        "refusals": [],
        "conversions": [],
        "in_cells": True,
        BY_ANOTHER: contact.address.lower() not in {one.sender.lower() for one in made.parts},
        "asked": [told],
        "submission": mine.id,
        "correction": {"fingerprint": mine.fingerprint, "file_name": mine.file_name, "fresh": True},
    }
    cause, sender = f"question_back:{mine.invitation_id}:merged:{merged.entry}:{contact.address}", reply_sender(running.study.mailings)
    kind = LetterKind.QUESTION_BACK
    return planned(kind, running.study.id, cause, kind.value, sender, contact.address, language, now, context=context)


def _named(running: Running, some: Iterable[Submission], language: str) -> Iterator[str]:
    """Yield what workbooks are called in a letter, each with who sent it and when."""
    words = catalogue(language)
    for one in some:
        on = day(running.local(one.received_at).date(), language)
        called = within_quotation(one.file_name)
        yield words.tell("put_together_one", file=called, sender=shown_address(one.sender), day=on).message
