"""What a cell lets in, and what it says about it."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.datavalidation import DataValidation

from domain.finding import Severity
from domain.sentences import Catalogue
from questionnaire.definition import Question, QuestionType
from questionnaire.expressions import Expression
from questionnaire.expressions.excel_pieces import Numeric
from questionnaire.expressions.tree import Binary, Literal, Negative, Node, Operator, This
from questionnaire.helps import missing_codes

# Excel refuses longer ones (ECMA-376 part 1, section 18.3.1.32); its own dialogue stops at 225.
_TITLE_LENGTH, _TEXT_LENGTH = 32, 225
_FIRST_DAY, _LAST_DAY = 1, 2958465  # 1900-01-01 and 9999-12-31, as Excel counts days.
_CELL_LENGTH = 32767
_WIDEST = 10**15  # Excel keeps fifteen digits.
_FORMATS = {QuestionType.INTEGER: "0", QuestionType.DECIMAL: "0.00##", QuestionType.DATE: "yyyy-mm-dd"}
Number = int | float


def number_format(kind: QuestionType) -> str:
    """Return the number format of an answer cell: texts and choices stay text, so that a choice called 1-5 does not become a date."""
    return _FORMATS.get(kind, "@")


def number_format_of(number: Numeric) -> str:
    """Return the number format of a number that is worked out."""
    if number.day:
        return _FORMATS[QuestionType.DATE]
    return _FORMATS[QuestionType.INTEGER if number.whole else QuestionType.DECIMAL]


def validation(question: Question, catalogue: Catalogue, *, hint: str, list_name: str = "") -> DataValidation:
    """Return what the answer cells of `question` let in. Its message to the reader is the hint, or else what the type asks for."""
    made = DataValidation(allow_blank=True, showInputMessage=True, showErrorMessage=True, errorStyle="stop")
    _restrict(made, question, list_name)
    told = catalogue.say(f"workbook_input_{question.type}")
    wrong = catalogue.say(f"workbook_wrong_{question.type}")
    codes = missing_codes(question, catalogue)
    made.promptTitle, made.prompt = _clipped(told.message, _TITLE_LENGTH), _lines(hint, told.remedy, codes)
    made.errorTitle, made.error = _clipped(wrong.message, _TITLE_LENGTH), _lines(wrong.remedy, codes)
    if question.constraint and question.severity is Severity.WARNING:
        made.errorStyle = "warning"
    return made


def flag_validation(catalogue: Catalogue, meanings: Sequence[str], list_name: str) -> DataValidation:
    """Return what the cell for a flag lets in: one of the codes of the list, whose meanings its message tells."""
    made = DataValidation(
        type="list", formula1=list_name, allow_blank=True, showInputMessage=True, showErrorMessage=True, errorStyle="stop"
    )
    wrong = catalogue.say("workbook_wrong_flag")
    made.promptTitle, made.prompt = _clipped(catalogue.say("workbook_input_flag").message, _TITLE_LENGTH), _lines(*meanings)
    made.errorTitle, made.error = _clipped(wrong.message, _TITLE_LENGTH), _lines(wrong.remedy, *meanings)
    return made


def remark_validation(catalogue: Catalogue) -> DataValidation:
    """Return the message of the cell for a note, which lets in everything."""
    said = catalogue.say("workbook_input_note")
    made = DataValidation(allow_blank=True, showInputMessage=True, showErrorMessage=False)
    made.promptTitle, made.prompt = _clipped(said.message, _TITLE_LENGTH), _lines(said.remedy)
    return made


def hold_to_condition(made: DataValidation, question: Question, formula: str, *, told: str, title: str) -> None:
    """Let the validation ask for a condition.

    Where other answers are part of it, they may be given later: then the cell only warns. `told` and `title` say what the condition is,
    where it is more than what the type asks for.
    """
    made.type, made.operator, made.formula1, made.formula2 = "custom", None, formula, None
    if question.constraint and question.constraint.reads:
        made.errorStyle = "warning"
    if told:
        made.errorTitle, made.error = _clipped(title, _TITLE_LENGTH), _clipped(told, _TEXT_LENGTH)


def let_all_in(made: DataValidation) -> None:
    """Let the validation only say what is asked for: better than to refuse what is right."""
    made.type = made.operator = made.formula1 = made.formula2 = None
    made.showErrorMessage = False


def bounds(constraint: Expression | None) -> tuple[Number | None, Number | None]:
    """Return the lowest and highest number that `constraint` allows where it says nothing else, as in `. >= 0 and . <= 100`.

    A strict bound or any other condition gives (None, None), and is left to the checks: a cell must never refuse what the form allows.
    """
    terms = _terms(constraint.tree) if constraint else []
    limits = [_limit(term) for term in terms]
    if not all(limits):
        return None, None
    lows = [limit for operator, limit in filter(None, limits) if operator is Operator.AT_LEAST]
    highs = [limit for operator, limit in filter(None, limits) if operator is Operator.AT_MOST]
    return max(lows, default=None), min(highs, default=None)


def _terms(node: Node) -> list[Node]:
    match node:
        case Binary(Operator.AND, left, right):
            return [*_terms(left), *_terms(right)]
        case _:
            return [node]


def _limit(node: Node) -> tuple[Operator, Number] | None:
    match node:
        case Binary(Operator.AT_LEAST | Operator.AT_MOST as operator, This(), right):
            number = _number(right)
        case Binary(Operator.AT_LEAST | Operator.AT_MOST as flipped, left, This()):
            operator, number = Operator.AT_MOST if flipped is Operator.AT_LEAST else Operator.AT_LEAST, _number(left)
        case _:
            return None
    return None if number is None else (operator, number)


def _number(node: Node) -> Number | None:
    match node:
        case Literal(value=int() | float() as value):
            return value
        case Negative(operand=Literal(value=int() | float() as value)):
            return -value
        case _:
            return None


def _restrict(made: DataValidation, question: Question, list_name: str) -> None:
    match question.type:
        case QuestionType.SELECT_ONE | QuestionType.SELECT_MULTIPLE:
            made.type, made.formula1 = "list", list_name
        case QuestionType.INTEGER | QuestionType.DECIMAL:
            low, high = bounds(question.constraint)
            made.type, made.operator = ("whole" if question.type is QuestionType.INTEGER else "decimal"), "between"
            made.formula1, made.formula2 = str(-_WIDEST if low is None else low), str(_WIDEST if high is None else high)
        case QuestionType.DATE:
            made.type, made.operator, made.formula1, made.formula2 = "date", "between", str(_FIRST_DAY), str(_LAST_DAY)
        case _:
            made.type, made.operator, made.formula1 = "textLength", "lessThanOrEqual", str(_CELL_LENGTH)


def _lines(*texts: str) -> str:
    return _clipped("\n".join(text for text in texts if text), _TEXT_LENGTH)


def _clipped(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
