"""What validations want of the answers by formulas, as conditions of a form, as far as it has words for them.

What cannot be said is told, since Excel alone would go on checking it: whoever types elsewhere, or pastes, is not held to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from questionnaire.adopt.conditions.checks import LOOKED_AT, OF_ANOTHER_ROW, Budget, FormulaReader, TooManyError, asked_in, is_held
from questionnaire.adopt.conditions.formulas import NoExpressionError, Operands, condition, expression
from questionnaire.adopt.sureness import Sureness
from questionnaire.adopt.types.kinds import UNKNOWN, beyond_limits
from questionnaire.adopt.types.worded import FIGURES
from questionnaire.adopt.values import Adopted, FoundQuestion
from questionnaire.designed.lists import reference
from questionnaire.designed.page import SeenSheet
from questionnaire.designed.places import quoted
from workbooks.anatomy import Anatomy, Validation, shifted
from workbooks.cells import Position, a1

_LONGEST = 100  # Characters of a formula that a sentence quotes.
_IS_NUMBER = re.compile(r"ISNUMBER\(\$?[A-Z]{1,3}\$?\d+\)", re.IGNORECASE)


def with_rules(book: Anatomy, found: Adopted, pages: Mapping[str, SeenSheet]) -> Adopted:
    """Return what was found with the rules that formulas make of its answers, and a sentence on each that is not taken over."""
    reader = _Rules(book, found, pages)
    made = found.each(reader.ruled)
    return replace(made, unsaid=(*made.unsaid, *reader.told))


class _Rules:
    """Reads the validations of questions; `told` are the sentences on what no form says."""

    def __init__(self, book: Anatomy, found: Adopted, pages: Mapping[str, SeenSheet]) -> None:
        self._book, self._pages, self._asked = book, pages, dict(asked_in(found))
        self._inside = {one.name: repeat for repeat in found.repeats for one in repeat.questions}
        self._budgets = {name: Budget(LOOKED_AT) for name in pages}
        self.told: list[str] = []

    def ruled(self, one: FoundQuestion) -> FoundQuestion:
        """Return a question with what its validation wants beside what its limits say."""
        page = self._book.by_name[one.sheet.casefold()]
        rules = {rule: at for at in reversed(one.cells) if (rule := page.validated.get(at)) and rule.kind != "list"}
        rule = page.validated.get(one.cells[0])
        made = self._ruled(one, rule)
        for other in reversed(rules):
            if other != rule and (rule or not one.kind.rule):
                self._tell(one, _moved(other, rules[other], other.first), "a rule of some rows only is not taken over", rules[other])
        return made

    def _ruled(self, one: FoundQuestion, rule: Validation | None) -> FoundQuestion:
        at = one.cells[0]
        if rule is None or (rule.kind == "list" and one.kind.choices):
            return one
        if rule.kind == "list":
            # The choices are there, and nobody can say which: words beside the cell tell less than that.
            self._tell(one, rule.first, "the list of what may be chosen there is not read")
            return replace(one, kind=replace(UNKNOWN, hint=one.kind.hint or rule.prompt))
        if rule.kind == "custom":
            return self._custom(one, _moved(rule, at, rule.first), rule)
        said = [self._limited(one, sign, _moved(rule, at, formula), rule) for sign, formula in beyond_limits(rule)]
        return _with(one, rule, [each for each in said if each])

    def _limited(self, one: FoundQuestion, sign: str, formula: str, rule: Validation) -> str:
        """Return a limit that is worked out as a condition, "" where its kind says it already; what cannot be said is told."""
        if rule.kind != "time" and self._names_answer(one, formula):
            return ""
        own = "(. div 100)" if one.kind.shares else "."
        counted = rule.kind in {"whole", "decimal"} and rule.operator != "notBetween"
        made = self._said(one, formula, lambda text, read: f"{own} {sign} {expression(text, read)}") if counted else ""
        if not made:
            self._tell(one, formula, "a limit of what may be typed there is not taken over")
        return made

    def _custom(self, one: FoundQuestion, formula: str, rule: Validation) -> FoundQuestion:
        """Return a question with a rule that is a formula; one that compares says that what nothing else tells of is a number."""
        number = one if one.kind.type in FIGURES or one.kind.sureness is Sureness.SURE else _as_number(one)
        if number.kind.type in FIGURES and _IS_NUMBER.fullmatch(formula.strip()):
            return _with(number, rule, [])
        made = self._said(number, formula, condition)
        if not made:
            self._tell(one, formula, "a rule for what may be typed there is not taken over")
        return _with(number if made else one, rule, [made] if made else [])

    def _said(self, one: FoundQuestion, formula: str, make: Callable[[str, Operands], str]) -> str:
        """Return what a formula says, with the answer itself as `.`; "" where a form cannot say it."""
        at, repeat = one.cells[0], self._inside.get(one.name)
        asked = {**self._asked, **{(one.sheet, cell): (one, repeat) for cell in one.cells}}
        page = self._book.by_name[one.sheet.casefold()]
        reader = FormulaReader(
            book=self._book, page=page, pages=self._pages, asked=asked, at=at, label=one.label, budget=self._budgets[one.sheet]
        )
        try:
            made = make(formula, reader.operands).replace(f"${{{one.name}}}", ".")
        except (NoExpressionError, TooManyError):
            return ""
        inside = {self._inside[name].name for name in reader.names if name in self._inside}
        whole = any(name not in self._inside and name.endswith(OF_ANOTHER_ROW) for name in reader.names)
        # Of its own table, a rule may read what stands in the same row alone; of another one, whole columns.
        if whole and repeat and repeat.name in inside:
            return ""
        return made if "." in re.findall(r"(?<![\w.])\.(?!\w)", made) and is_held(made) else ""

    def _names_answer(self, one: FoundQuestion, formula: str) -> bool:
        """Say whether a limit is another answer of the sheet outside of tables, which its kind says (`kinds`)."""
        found = reference(self._book, self._book.by_name[one.sheet.casefold()], formula)
        if found is None or one.name in self._inside:
            return False
        other, repeat = self._asked.get((found[0].sheet.name, found[1][0]), (None, None))
        return other is not None and repeat is None and found[0].sheet.name == one.sheet

    def _tell(self, one: FoundQuestion, formula: str, what: str, at: Position | None = None) -> None:
        shown = formula if len(formula) <= _LONGEST else f"{formula[:_LONGEST]}…"
        self.told.append(f"{quoted(one.sheet)}!{a1(*(at or one.cells[0]))}: {what}: ={shown}")


def _moved(rule: Validation, at: Position, formula: str) -> str:
    return shifted(formula, at[0] - rule.start[0], at[1] - rule.start[1])


def _as_number(one: FoundQuestion) -> FoundQuestion:
    return replace(one, kind=replace(one.kind, type="decimal", sureness=Sureness.GUESSED, untold=one.kind.type))


def _with(one: FoundQuestion, rule: Validation, more: list[str]) -> FoundQuestion:
    """Return a question with what Excel says to whoever types, and with further conditions."""
    kind = one.kind
    wanted = " and ".join(filter(None, (kind.rule, *more)))
    return replace(one, kind=replace(kind, rule=wanted, message=rule.error if wanted else "", hint=kind.hint or rule.prompt))
