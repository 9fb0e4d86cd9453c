"""What `questionnaire adopt` says of the macros of a workbook: what they are called, and what calls them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbooks.anatomy.vba import MacroModule, MacroProcedure, Macros

_EVENTS = {
    ("workbook", "open"): "when the workbook is opened",
    ("workbook", "beforeclose"): "before the workbook is closed",
    ("workbook", "beforesave"): "before the workbook is saved",
    ("workbook", "beforeprint"): "before the workbook is printed",
    ("workbook", "sheetchange"): "when a cell of any sheet is changed",
    ("worksheet", "change"): "when a cell of the sheet is changed",
    ("worksheet", "selectionchange"): "when another cell of the sheet is chosen",
    ("worksheet", "activate"): "when the sheet is shown",
    ("worksheet", "calculate"): "when the sheet is calculated",
}


def told_macros(code: Macros) -> Iterator[str]:
    """Yield a sentence on the macros as a whole, and one on each module that has procedures or cannot be read."""
    yield "It contains macros. They were not run, and nothing of them is in the draft."
    for module in code.modules:
        if module.procedures is None:
            yield f"  {_module(module)}: its text cannot be read, so that nobody knows what it did."
        elif module.procedures:
            yield f"  {_module(module)}: {', '.join(map(_procedure, module.procedures))}."
    if code.modules and not any(one.procedures or one.procedures is None for one in code.modules):
        yield "  Its modules have no procedures: nothing was done by them."
    if code.unread:
        yield "  The names of its macros cannot be read. Open it in Excel, press Alt+F11, and look there at what they did."
    if code.old:
        yield "  It has sheets of Excel 4 macros, which are not read here. Ask its author what they did."


def macros_as_json(code: Macros) -> list[dict[str, object]]:
    """Return the modules as they stand in the output for programs; `procedures` is null where the text cannot be read."""
    return [
        {
            "module": one.name,
            "sheet": one.sheet,
            "procedures": None
            if one.procedures is None
            else [{"name": each.name, "event": each.event, "of": each.subject, "button": each.button} for each in one.procedures],
        }
        for one in code.modules
    ]


def _module(module: MacroModule) -> str:
    return f"Module {module.name} of the sheet {module.sheet}" if module.sheet else f"Module {module.name}"


def _procedure(one: MacroProcedure) -> str:
    when = ["a button runs it"] if one.button else []
    if one.event:
        when.append(_EVENTS.get((one.subject.casefold(), one.event.casefold()), f"on {one.event} of {one.subject}"))
    return f"{one.name} ({'; '.join(when)})" if when else one.name
