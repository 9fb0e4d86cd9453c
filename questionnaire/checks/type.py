"""What could not be read as the question's type is told, with what the type is."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from domain.finding import Finding, Severity
from questionnaire.checks.subject import Check, CheckSubject, shortened
from questionnaire.definition import Item, QuestionType
from questionnaire.guesses import Guesses


def _run(subject: CheckSubject) -> Iterator[Finding]:
    guesses = Guesses()
    for item in subject.items if subject.untyped else ():
        if item.question.asked and item.key in subject.untyped:
            yield _finding(subject, item, subject.untyped[item.key], guesses)


def _finding(subject: CheckSubject, item: Item, raw: str, guesses: Guesses) -> Finding:
    question, value = item.question, shortened(raw)
    if question.type is not QuestionType.SELECT_ONE:
        return subject.finding("type", Severity.ERROR, item, f"check_type_{question.type.value}", value=value)
    labels = question.choices if guesses.may_guess(raw, question.choices) else ()
    near = _nearest(raw, [subject.text(choice.label) for choice in labels])
    if near:
        return subject.finding("type", Severity.ERROR, item, "check_type_near", value=value, near=near)
    return subject.not_a_choice("type", item, value)


def _nearest(raw: str, labels: list[str]) -> str:
    """Return the label that was probably meant: it is offered to the respondent, and never assumed."""
    folded = {label.casefold(): label for label in labels}
    near = get_close_matches(" ".join(raw.split()).casefold(), folded, n=1, cutoff=0.6)
    return folded[near[0]] if near else ""


CHECK = Check("type", "type", "An answer can be read as the type of its question.", _run)
