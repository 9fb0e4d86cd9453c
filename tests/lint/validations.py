"""Data validations and conditional formats. Source: ECMA-376 part 1, sections 18.3.1.10, 18.3.1.18 and 18.3.1.32; [MS-XLS] 2.5.37."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from tests.lint import formulas
from tests.lint.book import Book, Sheet
from tests.lint.fault import Fault, Rules, units
from tests.lint.package import children
from tests.lint.references import Area, overlaps, readable

RULES: Rules = {
    "validation_formula": "A validation has the formulas that its type asks for: none for none, two for between numbers, else one.",
    "validation_list": "A list that stands in the validation itself has at most 255 UTF-16 units.",
    "validation_text": "The titles of a validation have at most 32 UTF-16 units, its messages 255.",
    "validation_overlap": "No cell has two validations.",
    "conditional_formula": "A conditional format has the formulas and the operator that its type asks for, at most three.",
    "conditional_priority": "A conditional format has a priority from 1, and no two that share a cell have the same.",
    "conditional_place": "A conditional format says which cells it is for.",
}
_LENGTHS = {"promptTitle": 32, "errorTitle": 32, "prompt": 255, "error": 255}
_TYPED = re.compile(r'"(.*)"', re.DOTALL)
_COMPARING = frozenset({"whole", "decimal", "date", "time", "textLength"})


def check(book: Book) -> Iterator[Fault]:
    """Yield what is wrong with the validations and conditional formats of each sheet."""
    for sheet, root in book.worksheets:
        validations = list(children(root, "dataValidations/dataValidation"))
        for validation in validations:
            yield from _validation(book, sheet, validation)
        for first, second in overlaps(area for validation in validations for area in readable(validation.get("sqref"))):
            yield Fault("validation_overlap", sheet.part, str(second), f"also in {first}")
        yield from _conditional(book, sheet, root)


def _validation(book: Book, sheet: Sheet, validation: etree._Element) -> Iterator[Fault]:
    place, kind = validation.get("sqref", ""), validation.get("type", "none")
    first, second = (next(children(validation, name), None) for name in ("formula1", "formula2"))
    between = kind in _COMPARING and validation.get("operator", "between") in {"between", "notBetween"}
    if (kind != "none" and first is None) or (between and second is None):
        yield Fault("validation_formula", sheet.part, place, f"{kind} without a formula")
    for formula in (first, second):
        if formula is not None and kind != "none":
            typed = _TYPED.fullmatch(formula.text or "") if kind == "list" else None
            if typed is None:
                yield from formulas.faults(book, sheet.part, place, formula.text)
            elif units(typed[1]) > 255:
                yield Fault("validation_list", sheet.part, place, f"{units(typed[1])} units")
    for key, longest in _LENGTHS.items():
        if units(validation.get(key, "")) > longest:
            yield Fault("validation_text", sheet.part, place, f"{key}: {units(validation.get(key, ''))} units")


def _conditional(book: Book, sheet: Sheet, root: etree._Element) -> Iterator[Fault]:
    placed: dict[str, list[Area]] = {}
    for group in children(root, "conditionalFormatting"):
        place = group.get("sqref", "")
        if not place:
            yield Fault("conditional_place", sheet.part, "conditionalFormatting", "no sqref")
        for rule in children(group, "cfRule"):
            placed.setdefault(rule.get("priority", ""), []).extend(readable(place))
            yield from _rule(book, sheet, place, rule)
    for priority, areas in placed.items():
        if priority == "0":
            yield Fault("conditional_priority", sheet.part, str(areas[0]) if areas else "", "0")
        for first, second in overlaps(areas):
            yield Fault("conditional_priority", sheet.part, str(second), f"{priority}, as {first}")


def _rule(book: Book, sheet: Sheet, place: str, rule: etree._Element) -> Iterator[Fault]:
    kind, texts = rule.get("type", ""), [formula.text for formula in children(rule, "formula")]
    needed = {"expression": 1, "cellIs": 2 if rule.get("operator") in {"between", "notBetween"} else 1}.get(kind, 0)
    if not needed <= len(texts) <= 3 or (kind == "cellIs" and rule.get("operator") is None):
        yield Fault("conditional_formula", sheet.part, place, f"{kind} with {len(texts)} formulas, operator {rule.get('operator')}")
    for text in texts:
        yield from formulas.faults(book, sheet.part, place, text)
