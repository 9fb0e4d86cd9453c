"""What is told of a workbook as a whole: of its sheets and its version, or that nothing more is to be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from domain.finding import Finding, Severity
from domain.sentences import Catalogue
from languages import catalogue
from questionnaire import checks
from questionnaire.checks.subject import shortened
from questionnaire.definition import Item, Question, in_language
from questionnaire.items import item_of, key_of
from questionnaire.reading.answers.extract import EARLIER, SHEET_MISSING, Extraction


def alone(words: Catalogue, code: str) -> tuple[Finding, ...]:
    """Return the one finding about a workbook of which nothing more is to be said."""
    said = words.say(code)
    return (Finding(code=code, severity=Severity.ERROR, message=said.message, remedy=said.remedy),)


def of_workbook(
    subject: checks.CheckSubject, extracted: Extraction, changed: Mapping[str, str], *, is_unknown: bool
) -> tuple[Finding, ...]:
    """Return the findings about missing sheets, and about a version that is not the present one; `changed` are what questions said then."""
    return (*_of_missing(subject.catalogue, extracted), *_of_version(subject, extracted, changed, is_unknown=is_unknown))


def _of_missing(words: Catalogue, extracted: Extraction) -> Iterator[Finding]:
    if extracted.alone and extracted.missing_sheets:
        said = words.tell("sheet_alone", sheet=extracted.alone, missing=words.say("check_comma").message.join(extracted.missing_sheets))
        yield Finding(code=SHEET_MISSING, severity=Severity.ERROR, message=said.message, remedy=said.remedy)
        return
    for sheet in extracted.missing_sheets:
        said = words.tell("sheet_missing", sheet=sheet)
        yield Finding(code=SHEET_MISSING, severity=Severity.ERROR, message=said.message, remedy=said.remedy, sheet=sheet)


def _of_version(subject: checks.CheckSubject, extracted: Extraction, changed: Mapping[str, str], *, is_unknown: bool) -> Iterator[Finding]:
    words = subject.catalogue
    if is_unknown:
        said = words.say("version_unknown")
        yield Finding(code="version_unknown", severity=Severity.WARNING, message=said.message, remedy=said.remedy)
    earlier = [key for key, each in extracted.answers.items() if each.problem and each.problem.code == EARLIER]
    earlier += [key for key, lost in extracted.lost.items() if lost.code == EARLIER]
    unasked = [item_of(subject.questionnaire, key) for key in earlier]
    yield from asked_since([item.question for item in unasked], subject.language, subject.questionnaire.languages)
    for name, then in changed.items():
        question = subject.questionnaire.by_name.get(name)
        if question and question.asked:
            item = next((one for one in subject.items if one.question.name == name), Item(question, "", key_of(question)))
            yield subject.finding("version_changed", Severity.WARNING, item, "version_changed", value=shortened(then))


def asked_since(questions: Sequence[Question], language: str, languages: tuple[str, ...]) -> tuple[Finding, ...]:
    """Return the finding that these questions are newer than the workbook.

    It is never an error, also where one of them always wants an answer: whoever answered all that the workbook asks has made no mistake,
    and what they say counts, as it does of those who answered before the question was added. They are asked for the rest.
    """
    if not questions:
        return ()
    words = catalogue(language)
    named = words.say("check_comma").message.join(dict.fromkeys(in_language(one.label, language, languages) for one in questions))
    said = words.tell(EARLIER, questions=named)
    return (Finding(code=EARLIER, severity=Severity.WARNING, message=said.message, remedy=said.remedy),)
