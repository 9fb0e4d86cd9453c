"""A person wrote: the kind of whatever no other rule claims."""

from __future__ import annotations

from domain.message import Kind
from intake.understanding.answers import answers
from intake.understanding.intents import asks
from intake.understanding.rule import Case, Rule, Verdict
from intake.understanding.words import own_words


def _examine(case: Case) -> Verdict | None:
    if not answers(case):
        return Verdict("A person wrote.")
    return Verdict("Its text asks something, beside what it brings.") if asks(own_words(case.mail.text)) else None


RULE = Rule("question", 90, "A person wrote; beside a workbook, only if the text asks something.", Kind.QUESTION, _examine)
