"""What the answer cells of one sheet let in, and how they look while their question does not apply."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from questionnaire.asides import meaning
from questionnaire.definition import Aside, Question, QuestionType
from questionnaire.expressions.sentence import to_sentence
from questionnaire.helps import hint, missing_codes
from questionnaire.printed import choice_labels, codes, labels
from questionnaire.workbook.maker import Maker
from questionnaire.workbook.operands import placed
from questionnaire.workbook.style import ANSWER_GROUND, BAND, BOX, UNASKED, UNASKED_GROUND
from questionnaire.workbook.validation import bounds, flag_validation, hold_to_condition, let_all_in, remark_validation, validation


class Rules:
    """The validations and conditional formats of one sheet: a validation a question, over all its cells, and a format a condition."""

    def __init__(self, maker: Maker, sheet: Worksheet) -> None:
        self._maker, self._sheet = maker, sheet
        self._made: dict[str, DataValidation] = {}
        self._grey: dict[str, list[str]] = {}

    def validate(self, question: Question, cells: str, instance: int | str = "") -> None:
        """Hold `cells` (a reference as C5 or C5:L5) to what the question asks for. `instance` is the row or column of the first one."""
        rule = self._made.get(question.name)
        if rule is None:
            rule = self._made[question.name] = self._rule(question, instance)
            self._sheet.add_data_validation(rule)
        rule.add(cells)

    def beside(self, question: Question, aside: Aside, cells: str) -> None:
        """Offer the flags of a question beside its figure, or say what a note is for."""
        key = f"{aside}\0{' '.join(flag.name for flag in question.flags) if aside is Aside.FLAG else ''}"
        rule = self._made.get(key)
        if rule is None:
            rule = self._made[key] = self._beside(question, aside)
            self._sheet.add_data_validation(rule)
        rule.add(cells)

    def _beside(self, question: Question, aside: Aside) -> DataValidation:
        maker = self._maker
        if aside is Aside.NOTE:
            return remark_validation(maker.catalogue)
        told = [meaning(flag, maker.language, maker.languages) for flag in question.flags]
        return flag_validation(maker.catalogue, told, maker.lists.name(tuple(flag.name for flag in question.flags)))

    def grey(self, condition: str, cells: str) -> None:
        """Let `cells` turn grey and italic while `condition` holds, which is that of the first of them."""
        self._grey.setdefault(condition, []).append(cells)

    def write(self) -> None:
        """Put the formats into the sheet."""
        for condition, ranges in self._grey.items():
            look = FormulaRule(  # type: ignore[no-untyped-call]
                formula=[condition], font=Font(italic=True, color=UNASKED), fill=PatternFill(bgColor=UNASKED_GROUND)
            )
            self._sheet.conditional_formatting.add(" ".join(_joined(ranges)), look)

    def frame(self, condition: str, cells: str, *, calculated: bool) -> None:
        """Let `cells` look like those to answer in, or like those that are `calculated`, while `condition` holds."""
        side = Side("dashed" if calculated else "thin", color=BOX)
        border, fill = Border(left=side, right=side, top=side, bottom=side), PatternFill(bgColor=BAND if calculated else ANSWER_GROUND)
        look = FormulaRule(formula=[condition], border=border, fill=fill)  # type: ignore[no-untyped-call]
        self._sheet.conditional_formatting.add(cells, look)

    def _rule(self, question: Question, instance: int | str) -> DataValidation:
        maker = self._maker
        own_hint = hint(question, maker.language, maker.languages)
        rule = validation(question, maker.catalogue, hint=own_hint, list_name=self._list_name(question))
        formula = maker.formulas.allowed(question)
        if formula and (codes(question) or bounds(question.constraint) == (None, None)):
            title = maker.catalogue.say("expression_wrong", condition="").message
            hold_to_condition(rule, question, placed(formula, instance), told=self._condition(question), title=title)
        elif codes(question):
            let_all_in(rule)
        return rule

    def _list_name(self, question: Question) -> str:
        maker = self._maker
        if question.type is QuestionType.SELECT_ONE:
            offered = choice_labels(question, maker.language, maker.languages)
            conditions = maker.formulas.offered(question)
            return maker.lists.depending(offered, conditions) if conditions else maker.lists.name(offered)
        if question.type is QuestionType.SELECT_MULTIPLE:
            return maker.lists.name((maker.text("workbook_yes"), maker.text("workbook_no")))
        return ""

    def _condition(self, question: Question) -> str:
        """Return what the form says of an answer that fails its constraint, or else the constraint itself."""
        if not question.constraint:
            return ""
        maker = self._maker
        told = question.constraint_message.get(maker.language)
        if not told:
            labelled = labels(maker.questionnaire, maker.language)
            sentence = to_sentence(question.constraint.tree, labelled, maker.catalogue, question.name, maker.questionnaire.dates)
            told = maker.catalogue.say("expression_wrong", condition=sentence).remedy
        return f"{told}\n{missing_codes(question, maker.catalogue)}".strip()


def _joined(ranges: Iterable[str]) -> Iterator[str]:
    """Yield the ranges from top to bottom, those that touch as one: a form may have thousands of rows under one condition."""
    last: CellRange | None = None
    for each in map(CellRange, ranges):
        if last and (last.min_col, last.max_col, last.max_row + 1) == (each.min_col, each.max_col, each.min_row):
            last.expand(down=each.max_row - last.max_row)
            continue
        if last:
            yield last.coord
        last = each
    if last:
        yield last.coord
