"""What the expressions of a form name: questions that must exist and take an answer, and choices that must be in the question's list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from questionnaire.definition import Question, QuestionType
from questionnaire.expressions import series_misused
from questionnaire.expressions.tree import Binary, Call, Literal, Name, Node, Operator, This, walk
from questionnaire.xlsform.expressions.never import check_never
from questionnaire.xlsform.expressions.rings import rings
from questionnaire.xlsform.problems import ProblemReport, did_you_mean
from questionnaire.xlsform.questions.written import Written
from questionnaire.xlsform.survey.survey import Survey

_SHOWN = 8  # Names of a ring that a message lists.
_LAST_SAVED = "last-saved#"
_NAME_ONE = "Name a question of the sheet survey."
_EQUALITY = (Operator.EQUAL, Operator.UNEQUAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the names of a form stand for. `told` are those of rows that are refused, so that what reads them is not told again."""

    questions: Mapping[str, Question]
    repeats: frozenset[str]
    answerable: frozenset[str]
    unanswered: frozenset[str]
    told: frozenset[str]


def check_references(survey: Survey) -> None:
    """Report every name in an expression that cannot be meant, and every answer that would depend on itself."""
    questions = {question.name: question for question in survey.questions}
    known = _Known(
        questions=questions,
        repeats=frozenset(repeat.name for repeat in survey.repeats),
        answerable=frozenset(questions) - survey.unanswered,
        unanswered=frozenset(survey.unanswered),
        told=frozenset(survey.refused),
    )
    for written in survey.written:
        _check_meant(written, survey.ambiguous, survey.report)
        _check_names(written, known, survey.report)
        _check_own(written, survey.report)
        _check_series(written, known, survey.report)
        _check_choices(written, questions, survey.report)
        check_never(written, questions, survey.report)
    _check_rings(known, survey.report)


def without_rings(survey: Survey) -> None:
    """Take away each default that would depend on itself through what it reads: other programs look at it once, and a workbook always."""
    questions = {question.name: question for question in survey.questions}
    needs = {name: _depends_on(one) | set(one.default.reads if one.default else ()) for name, one in questions.items()}
    taken: set[str] = set()
    for ring in () if survey.report.failed else rings(needs):
        begins = next((name for name in ring if name not in taken and _begins_by(questions[name], ring)), None)
        if begins is None:
            break
        place = questions[begins].place
        remedy = "Let it read other answers, or clear the cell."
        survey.report.warning(
            (place.sheet, place.row, "default"), "The default depends on its own question: the cell starts blank.", remedy
        )
        taken.add(begins)
        needs[begins] = _depends_on(questions[begins])
    survey.questions[:] = [replace(one, default=None) if one.name in taken else one for one in survey.questions]


def _check_names(written: Written, known: _Known, report: ProblemReport) -> None:
    for name in sorted(written.expression.reads - known.told - known.repeats - known.answerable):
        if name.startswith(_LAST_SAVED):
            message = f"The last answers from the same device, as in ${{{name}}}, are not supported."
            report.error(written.place, message, "To show last round's value, write yes in the column previous.")
        elif name in known.unanswered:
            remedy = "Name a question, not a note, a group or data from a telephone."
            report.error(written.place, f"${{{name}}} has no answer here, which is not supported.", remedy)
        else:
            report.error(written.place, f"There is no question ${{{name}}}.", _remedy(name, known.answerable, report))


def _check_meant(written: Written, ambiguous: frozenset[str], report: ProblemReport) -> None:
    for name in sorted(written.expression.reads & ambiguous):
        report.error(written.place, f"There are several questions ${{{name}}}.", "Give each of them a name of its own.")


def _remedy(name: str, known: frozenset[str], report: ProblemReport) -> str:
    """Return what to write instead of a name that nobody has."""
    return _nearest(name, known) if report.guesses.may_guess(name, known) else _NAME_ONE


@lru_cache(maxsize=1024)
def _nearest(name: str, known: frozenset[str]) -> str:
    """Return the same from a comparison with all that there are, so that the same is asked once."""
    return did_you_mean(name, known, _NAME_ONE)


def _check_own(written: Written, report: ProblemReport) -> None:
    """Only a constraint may look at the answer of its own question."""
    if written.column == "constraint":
        return
    if any(isinstance(node, This) for node, _ in walk(written.expression.tree)):
        message = f"{written.column} cannot depend on the question's own answer, which is what '.' stands for."
        report.error(written.place, message, "Name another question as ${name}, or write it as a constraint.")
    elif written.column == "required" and written.of in written.expression.reads:
        report.error(written.place, "required cannot depend on the question's own answer.", "Name another question.")


def _check_series(written: Written, known: _Known, report: ProblemReport) -> None:
    named = (known.questions[name] for name in written.expression.reads if name in known.questions)
    elsewhere = {question.name for question in named if question.repeat not in {"", written.repeat}}
    for error in series_misused(written.expression.tree, elsewhere, known.repeats):
        report.error(written.place, f"{error.what} That is not supported.", error.remedy)


def _check_choices(written: Written, questions: Mapping[str, Question], report: ProblemReport) -> None:
    """Warn of a choice that the question does not offer: the condition around it would never hold."""
    for name, choice, equality in _compared(written.expression.tree, written.of):
        question = questions.get(name)
        offered = [known.name for known in question.choices] if question else []
        several = choice.split() if equality and question and question.type is QuestionType.SELECT_MULTIPLE else []
        if len(several) > 1 and set(several) <= set(offered):
            continue  # All that are chosen, as other programs write them.
        if offered and choice and choice not in offered:
            remedy = report.did_you_mean(choice, offered, f"The choices are {', '.join(offered[:20])}.")
            report.warning(written.place, f"{name} has no choice {choice!r}.", remedy)
        elif equality and choice and question and question.type is QuestionType.SELECT_MULTIPLE:
            remedy = f"Write selected(${{{name}}}, '{choice}') if others may be chosen as well."
            report.warning(written.place, f"The comparison is true only where {choice!r} alone is chosen.", remedy)


def _compared(tree: Node, this: str) -> Iterator[tuple[str, str, bool]]:
    """Yield each question with the choice name that the expression looks for in its answer, and whether it does so by equality."""
    for node, _ in walk(tree):
        match node:
            case Call("selected", (Name() | This() as question, Literal(value))):
                yield _question(question, this), str(value), False
            case Binary(operator, Name() | This() as question, Literal(value)) if operator in _EQUALITY:
                yield _question(question, this), str(value), True
            case Binary(operator, Literal(value), Name() | This() as question) if operator in _EQUALITY:
                yield _question(question, this), str(value), True


def _question(node: Name | This, this: str) -> str:
    return node.name if isinstance(node, Name) else this


def _check_rings(known: _Known, report: ProblemReport) -> None:
    """Report each ring of questions whose relevance or value depends, through the others, on itself."""
    questions = known.questions
    graph = {name: _depends_on(question) for name, question in questions.items()} | {repeat: set() for repeat in known.repeats}
    for question in questions.values():
        if question.repeat:
            graph[question.repeat].add(question.name)
    for ring in rings(graph):
        first = next(questions[name] for name in ring if name in questions)
        column = "calculation" if first.calculation and first.calculation.reads & set(ring) else "relevant"
        listed = [f"${{{name}}}" for name in ring]
        shown = " needs ".join(listed if len(ring) <= _SHOWN else [*listed[: _SHOWN - 2], "...", listed[-1]])
        message = f"It depends on itself: {shown}."
        report.error((first.place.sheet, first.place.row, column), message, f"Remove one of them from the {column} of another.")
        for name in set(ring):
            del graph[name]


def _depends_on(question: Question) -> set[str]:
    return {name for expression in (question.relevant, question.calculation) if expression for name in expression.reads}


def _begins_by(question: Question, ring: Iterable[str]) -> bool:
    return bool(question.default and question.default.reads & set(ring))
