"""What the formulas of a blank workbook give: it is written beside them, for programs that show a file without calculating it.

Those are previews of mail programs and Excel's Protected View. Whatever calculates does so when it opens the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from xml.sax.saxutils import escape

from openpyxl.cell import Cell

from domain.answer import AnswerValue
from questionnaire.calculated import calculated
from questionnaire.definition import Questionnaire
from questionnaire.expressions import truth
from questionnaire.expressions.evaluate import compiled
from questionnaire.expressions.tree import Call, Name, Node, walk
from questionnaire.expressions.values import text
from questionnaire.initial import constants, initial
from questionnaire.items import item_of
from questionnaire.mention import MentionedAnswer
from questionnaire.scopes import Scopes

_DAYS = (date(2000, 2, 29), date(2040, 12, 31))  # What is the same on both does not hang on the day.
_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^<>]*?)><f>([^<]*)</f><v\s*/?>(?:</v>)?</c>')
_TYPE = re.compile(rb' t="[^"]*"')


@dataclass
class Results:
    """The results of the formulas that were written so far, by sheet and cell; `form` says what is calculated."""

    form: Questionnaire
    _by_cell: dict[tuple[str, str], AnswerValue] = field(default_factory=dict)

    def put(self, cell: Cell, value: AnswerValue) -> None:
        """Note what the formula in a cell gives; a blank is an empty text."""
        if value is None or isinstance(value, (str, bool, int, float)):
            self._by_cell[cell.parent.title, cell.coordinate] = value

    def put_calculated(self, cell: Cell, item: str) -> None:
        """Note what the calculation of an item gives, unless it hangs on the day."""
        if item in self._blank:
            self.put(cell, self._blank[item])

    def put_begun(self, cell: Cell, item: str) -> None:
        """Note what the default of an item gives, unless it hangs on the day."""
        wanted = item_of(self.form, item)
        first, second = (initial(wanted.question, Scopes(self.form, self._blank).of(wanted), day) for day in _DAYS)
        if first == second:
            self.put(cell, first)

    def text_of(self, mentions: Iterable[MentionedAnswer]) -> str:
        """Return a text with the answers that it mentions, before anything was answered."""
        return "".join(one.before + (text(self._blank.get(one.name)) or one.otherwise) for one in mentions)

    def holds(self, condition: Node) -> bool | None:
        """Say whether a condition holds before anything was answered, None where that hangs on the day or on what is calculated."""
        if any(map(self._is_unknown, (each for each, _ in walk(condition)))):
            return None
        answers = {name: value for name, value in self._blank.items() if name in self.form.by_name}
        return truth(compiled(condition)(answers, None, None))

    def _is_unknown(self, node: Node) -> bool:
        question = self.form.by_name.get(node.name) if isinstance(node, Name) else None
        of_day = isinstance(node, Call) and node.function == "today"
        return of_day or bool(question and question.calculation and question.name not in self._blank)

    @cached_property
    def _blank(self) -> Mapping[str, AnswerValue]:
        begun = constants(self.form)
        first, second = ({**begun, **calculated(self.form, begun, (), day).values} for day in _DAYS)
        return {key: value for key, value in first.items() if second.get(key) == value}

    def written(self, sheets: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return the parts of sheets, by their names, with the results beside their formulas."""
        return {name: _CELL.sub(partial(self._with_result, name), part) for name, part in sheets.items()}

    def _with_result(self, sheet: str, found: re.Match[bytes]) -> bytes:
        at = (sheet, found[1].decode())
        if at not in self._by_cell:
            return found[0]
        value, attributes = self._by_cell[at], _TYPE.sub(b"", found[2])
        kind, shown = _result(value)
        return b'<c r="%b"%b%b><f>%b</f><v>%b</v></c>' % (found[1], attributes, kind, found[3], escape(shown).encode())


def _result(value: AnswerValue) -> tuple[bytes, str]:
    """Return the type of a cell and what stands in it (ECMA-376 part 1, section 18.3.1.4)."""
    if isinstance(value, bool):
        return b' t="b"', str(int(value))
    return (b"", repr(value)) if isinstance(value, (int, float)) else (b' t="str"', str(value or ""))
