"""What the expressions of a form name: questions that must exist and take an answer, and choices that must be in the question's list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from questionnaire.definition import Question
from questionnaire.expressions.tree import Binary, Call, Literal, Name, Node, Operator, This, walk
from questionnaire.xlsform_problems import Report, did_you_mean
from questionnaire.xlsform_survey import Survey, Written


def check_references(survey: Survey) -> None:
    """Report every name in an expression that cannot be meant."""
    questions = {question.name: question for question in survey.questions}
    answerable = survey.answerable()
    for written in survey.written:
        _check_names(written, answerable, survey)
        _check_choices(written, questions, survey.report)


def _check_names(written: Written, answerable: frozenset[str], survey: Survey) -> None:
    for name in sorted(written.expression.reads):
        if name in survey.unanswered:
            survey.report.error(written.place, f"${{{name}}} takes no answer.", "Name a question, not a note or a group.")
        elif name not in answerable:
            remedy = did_you_mean(name, answerable, "Name a question of the sheet survey.")
            survey.report.error(written.place, f"No question is called ${{{name}}}.", remedy)


def _check_choices(written: Written, questions: Mapping[str, Question], report: Report) -> None:
    """Warn of a choice that the question does not offer: the condition around it would never hold."""
    for question, choice in _compared(written.expression.tree, written.of):
        offered = [known.name for known in questions[question].choices] if question in questions else []
        if offered and choice and choice not in offered:
            remedy = did_you_mean(choice, offered, f"The choices are {', '.join(offered)}.")
            report.warning(written.place, f"{question} has no choice {choice!r}.", remedy)


def _compared(tree: Node, this: str) -> Iterator[tuple[str, str]]:
    """Yield each question with the choice name that the expression looks for in its answer."""
    for node, _ in walk(tree):
        match node:
            case Call("selected", (Name() | This() as question, Literal(value))):
                yield _question(question, this), str(value)
            case Binary(Operator.EQUAL | Operator.UNEQUAL, Name() | This() as question, Literal(value)):
                yield _question(question, this), str(value)
            case Binary(Operator.EQUAL | Operator.UNEQUAL, Literal(value), Name() | This() as question):
                yield _question(question, this), str(value)


def _question(node: Name | This, this: str) -> str:
    return node.name if isinstance(node, Name) else this
