"""The answers of a workbook as letters tell them to whoever sent it: each as their language writes it, how it was read, what changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType

from domain.answer import AnswerValue, Provenance
from languages import locales
from questionnaire import checks
from questionnaire.definition import Item
from questionnaire.expressions.values import text
from questionnaire.items import items
from questionnaire.reading import Reading

Answers = Mapping[str, AnswerValue]


def told_conversions(subject: checks.CheckSubject, reading: Reading) -> list[dict[str, str]]:
    """Return the answers that were written in another way than asked for: what was written, and as what it was read.

    What was written as a letter would write it is no news to whoever wrote it.
    """
    labelled = {item.key: item for item in subject.items}
    told = [
        {"label": subject.label(item), "written": one.written, "read": as_written(subject, item, one.read)}
        for one in reading.conversions
        if (item := labelled.get(one.question))
    ]
    return [one for one in told if " ".join(one["written"].split()) != " ".join(one["read"].split())]


def told_changes(
    subject: checks.CheckSubject,
    before: Answers,
    now: Answers,
    marked_before: Mapping[str, Provenance] = MappingProxyType({}),
    marked_now: Mapping[str, Provenance] = MappingProxyType({}),
) -> list[dict[str, str]]:
    """Return the answers that differ from those of the version before, or are marked otherwise, in the order of the questions.

    What is blank is blank.
    """
    both = [
        (item, (before.get(item.key), marked_before.get(item.key)), (now.get(item.key), marked_now.get(item.key)))
        for item in items(subject.questionnaire, [*before, *now])
    ]
    return [
        {"label": subject.label(item), "before": _or_blank(subject, item, *old), "now": _or_blank(subject, item, *new)}
        for item, old, new in both
        if (old[0], marks_of(old[1])) != (new[0], marks_of(new[1]))
    ]


def marks_of(came: Provenance | None) -> tuple[str, str]:
    """Return the flag and the note of a value; each "" where it has none."""
    return (came.flag, came.note) if came else ("", "")


def marked(subject: checks.CheckSubject, item: Item, answer: AnswerValue, came: Provenance | None) -> str:
    """Return a value as a letter writes it with its flag and note behind it, as in `1234 (p; new method)`."""
    shown = as_written(subject, item, answer)
    said = "; ".join(" ".join(text.split()) for text in marks_of(came) if text)
    return f"{shown} ({said})" if said else shown


def as_written(subject: checks.CheckSubject, item: Item, answer: AnswerValue) -> str:
    """Return an answer as a letter to its reader writes it: shown, and a day and the sign of decimals as their language has them."""
    if isinstance(answer, date) and not isinstance(answer, datetime):
        return locales.day(answer, subject.language)
    shown = subject.shown(item, answer)
    if isinstance(answer, float) and "e" not in (plain := text(answer)):
        return shown.replace(plain, plain.replace(".", locales.decimal_sign(subject.language)), 1)
    return shown


def _or_blank(subject: checks.CheckSubject, item: Item, answer: AnswerValue, came: Provenance | None) -> str:
    return "" if answer is None else marked(subject, item, answer, came)
