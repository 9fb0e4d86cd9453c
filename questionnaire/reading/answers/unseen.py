"""Answers that nobody saw who looked at the sheet as it was saved: they count, and are told, since others may be meant.

They stand in hidden rows, columns or sheets, in the colour of their ground, in letters as large as a dot, or are texts that their cell
shows as others. What its author hid or coloured so is no news.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from domain.finding import Severity
from questionnaire.definition import Questionnaire, QuestionType
from questionnaire.items import item_of
from questionnaire.layout import Layout
from questionnaire.reading.answers.answer import Answer, AsideIssue
from questionnaire.reading.answers.disguised import TOLD
from questionnaire.reading.answers.where import answers_on
from questionnaire.reading.answers.written_over import SentBook
from questionnaire.reading.ladder.spots import Locations, Sheets
from questionnaire.reading.ladder.tables import FoundTable
from questionnaire.reading.values.folding import as_text, is_blank
from workbooks.anatomy import SheetAnatomy
from workbooks.appearance.numberformats import Shown, disguises_texts, shown_by_code
from workbooks.cells import Cell, Position, Sheet, Visibility, a1

_HIDDEN, _UNSEEN = "answer_hidden", "answer_unseen"
_TOGETHER = {_HIDDEN: "answers_hidden", _UNSEEN: "answers_unseen"}
_NAMED = 3  # So many cells of a sheet are told one by one; of more, so many are named in one sentence.
_Told = dict[tuple[str, str], list[tuple[str, Cell]]]  # By code and sheet: the items, and their cells.


def unseen_answers(
    questionnaire: Questionnaire, layout: Layout, found: tuple[Locations, Mapping[str, FoundTable]], answers: Mapping[str, Answer],
    sheets: Sheets, original: SentBook,
) -> Iterator[tuple[str, Answer]]:  # fmt: skip
    """Yield the answers that somebody filled in and nobody sees, with what is told of them; none of a workbook that nobody has any more."""
    tables = {table.sheet for table in found[1].values()}
    columns = {name: those for name, those in found[0].columns.items() if name not in tables and not layout.sheets}
    names = {name for name, sheet in sheets.items() if _may_hide(sheet, columns.get(name)) and (not layout.sheets or original.sheet(name))}
    told: _Told = {}
    for key, cell in answers_on(names, layout, found, answers) if names else ():
        sheet, at = sheets[cell.sheet], cell[1:]
        if answers[key].problem or is_blank(sheet.cells.get(at)):
            continue
        kind, sent = item_of(questionnaire, key).question.type, original.sheet(cell.sheet)
        if code := _why(sheet, at, sent) or _shows_another(sheet, at, sent, kind):
            told.setdefault((code, cell.sheet), []).append((key, cell))
    issues: dict[str, list[AsideIssue]] = {}
    for (code, name), those in told.items():
        for key, issue in _issues(code, sheets[name], those):
            issues.setdefault(key, []).append(issue)
    yield from ((key, answers[key]._replace(issues=(*answers[key].issues, *those))) for key, those in issues.items())


def _may_hide(sheet: Sheet, columns: frozenset[int] | None) -> bool:
    """Say whether a sheet may hide answers, whose columns are known where they alone are: those of our keys are hidden everywhere."""
    hidden = sheet.visibility is not Visibility.VISIBLE or sheet.hidden.rows
    if hidden or columns is None:
        return bool(hidden or sheet.hidden.columns or sheet.unseen or sheet.disguised)
    aside = any(sheet.hidden.holds((0, column)) for column in columns)
    return aside or any(column in columns for _, column in (*sheet.unseen, *sheet.disguised))


def _why(sheet: Sheet, at: Position, sent: SheetAnatomy | None) -> str:
    """Return why nobody sees what a cell holds; "" where they do, or did not when it was sent."""
    if sheet.visibility is not Visibility.VISIBLE and (sent is None or sent.sheet.visibility is Visibility.VISIBLE):
        return _HIDDEN
    if sheet.hidden.holds(at) and not (sent and sent.sheet.hidden.holds(at)):
        return _HIDDEN
    return _UNSEEN if at in sheet.unseen and not (sent and sent.format(at).unseen) else ""


def _shows_another(sheet: Sheet, at: Position, sent: SheetAnatomy | None, kind: QuestionType) -> str:
    """Return the same of a text, or of a mark of several choices; what else is shown as another one is not read (see `disguised`)."""
    return "" if at not in sheet.disguised or kind in TOLD or (sent and _shows_others(sent, at)) else _UNSEEN


def _shows_others(sent: SheetAnatomy, at: Position) -> bool:
    look = sent.format(at)
    return sent.disguises or look.obscured or disguises_texts(look.code) or shown_by_code(look.code) is Shown.DISGUISED


def _issues(code: str, sheet: Sheet, those: Sequence[tuple[str, Cell]]) -> Iterator[tuple[str, AsideIssue]]:
    """Yield what is told of the unseen answers of a sheet: of each, or of all where they are more than few."""
    if len(those) <= _NAMED:
        yield from ((key, _issue(code, sheet, cell, a1(*cell[1:]))) for key, cell in those)
        return
    key, cell = those[0]
    named = ", ".join(a1(*each[1:]) for _, each in those[:_NAMED])
    yield key, _issue(code, sheet, cell, f"{named} \u2026", _TOGETHER[code])


def _issue(code: str, sheet: Sheet, cell: Cell, cells: str, sentence: str = "") -> AsideIssue:
    return AsideIssue(code, Severity.WARNING, cell, as_text(sheet.cells[cell[1:]]), cells, sentence)
