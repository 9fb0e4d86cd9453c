"""A workbook that answers for some parts of a questionnaire alone: which items are its own, and what is to be told of it.

What others fill in, and have not yet, is treated as what could not be read: nobody knows whether it applies, or a condition on it holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from domain.answer import AnswerValue
from domain.finding import Finding
from languages import catalogue
from questionnaire import checks
from questionnaire.calculated import calculated_as_applies
from questionnaire.definition import Item, Question, Questionnaire
from questionnaire.items import item_of, items, key_of
from questionnaire.reading import Reading
from questionnaire.reading.answers.extract import EARLIER, SHEET_MISSING

# That something could not be read is told of the file itself; every other check is run again on all that is known.
_OF_THE_FILE = "type"
_ABSENT = frozenset({"question_missing", EARLIER})


@dataclass(frozen=True, slots=True)
class InPart:
    """Which parts of a questionnaire a workbook answers for; `whole` says that the others have come, so that nothing is unknown."""

    questionnaire: Questionnaire
    parts: tuple[str, ...]
    whole: bool = False

    def fills(self, question: Question) -> bool:
        """Say whether a question may be its own: it is in one of its parts, or in a section that is nobody's alone."""
        of_section = self.questionnaire.parts_of_section.get(question.section, ())
        return not of_section or not set(of_section).isdisjoint(self.parts)

    def owns(self, question: Question) -> bool:
        """Say whether a question is in one of its parts, so that a blank there says that there is no answer."""
        of_section = self.questionnaire.parts_of_section.get(question.section, ())
        return not set(of_section).isdisjoint(self.parts)

    def taken_back(self, answers: Mapping[str, AnswerValue], unread: Collection[str], others: Mapping[str, AnswerValue]) -> tuple[str, ...]:
        """Return what others answered of its own items that it leaves blank."""
        blank = (key for key, value in others.items() if value is not None and answers.get(key) is None and key not in unread)
        return tuple(key for key in blank if (one := self.item(key)) and one.question.asked and self.owns(one.question))

    def item(self, key: str) -> Item | None:
        """Return the item of a key, or None where this version has none."""
        try:
            return item_of(self.questionnaire, key)
        except KeyError:  # An earlier version asked it.
            return None


def read_in_part(reading: Reading, mine: InPart, others: Mapping[str, AnswerValue], today: date) -> Reading:
    """Return a reading as that of its parts alone: with the findings that concern them, and calculations that need no other part.

    `others` are the answers that count beside it.
    """
    form, reading = mine.questionnaire, _without_defaults(reading, mine, others)
    back = mine.taken_back(reading.answers, reading.untyped, others)
    beneath = {key: value for key, value in others.items() if value is not None and key not in back}
    merged = {**dict.fromkeys(reading.answers), **beneath, **{key: value for key, value in reading.answers.items() if value is not None}}
    asked = {key: value for key, value in merged.items() if (one := mine.item(key)) and one.question.asked}
    unknown = frozenset() if mine.whole else frozenset(_unknown(mine, asked))
    unread = {**dict.fromkeys(unknown, ""), **reading.untyped}
    worked_out = calculated_as_applies(form, asked, unread, today)
    subject = checks.CheckSubject(
        questionnaire=form,
        answers={**asked, **worked_out.values},
        untyped={**dict.fromkeys(worked_out.unknown, ""), **unread},
        located=reading.located,
        language=reading.language,
        catalogue=catalogue(reading.language),
        today=today,
        previous=reading.previous,
    )
    own = {key: value for key, value in reading.answers.items() if (one := mine.item(key)) and one.question.asked}
    alone = calculated_as_applies(form, own, {**dict.fromkeys(_unknown(mine, own), ""), **reading.untyped}, today)
    return replace(reading, answers={**own, **alone.values}, findings=_findings(reading, mine, subject))


def _without_defaults(reading: Reading, mine: InPart, others: Mapping[str, AnswerValue]) -> Reading:
    """Return a reading without the defaults that were left in what others fill in, or where others say something of their own."""
    answers = {key: None if key in reading.left and _is_of_others(key, mine, others) else value for key, value in reading.answers.items()}
    return replace(reading, answers=answers) if answers != reading.answers else reading


def _is_of_others(key: str, mine: InPart, others: Mapping[str, AnswerValue]) -> bool:
    item = mine.item(key)
    return item is not None and (not mine.fills(item.question) or (not mine.owns(item.question) and others.get(key) is not None))


def _unknown(mine: InPart, answers: Mapping[str, AnswerValue]) -> Iterator[str]:
    """Yield the items of other parts that are blank; of a table in which nothing stands, its columns."""
    blank: dict[str, bool] = {}
    for item in items(mine.questionnaire, answers):
        if not mine.fills(item.question) and item.question.asked:
            missing = answers.get(item.key) is None
            if missing:
                yield item.key
            column = key_of(item.question)
            blank[column] = blank.get(column, True) and missing
    columns = (key_of(one) for one in mine.questionnaire.answerable if one.repeat and not mine.fills(one))
    yield from (column for column in columns if blank.get(column, True))


def _findings(reading: Reading, mine: InPart, subject: checks.CheckSubject) -> tuple[Finding, ...]:
    codes = {check.code for check in checks.CHECKS} - {_OF_THE_FILE}
    of_file = [one for one in reading.findings if one.code not in codes and not _is_others(one, reading, mine)]
    confirmed = {(one.code, one.question): one.confirmed for one in reading.findings if one.confirmed is not None}
    # What could not be read is explained by the file's own findings.
    of_checks = [one for one in checks.run(subject) if one.code in codes]
    found = (replace(one, confirmed=confirmed.get((one.code, one.question), one.confirmed)) for one in of_checks)
    return (*of_file, *found)


def _is_others(finding: Finding, reading: Reading, mine: InPart) -> bool:
    """Say whether a finding about what is absent concerns other parts alone."""
    if finding.code == SHEET_MISSING or (finding.code in _ABSENT and not finding.question):
        own = (one for one in items(mine.questionnaire, reading.answers) if one.question.asked and mine.fills(one.question))
        return all(one.key in reading.located for one in own)
    item = mine.item(finding.question) if finding.question else None
    return finding.code in _ABSENT and item is not None and not mine.fills(item.question)
