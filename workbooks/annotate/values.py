"""What an annotation is made of, as plain values: nothing here knows a questionnaire, and every wording is the caller's."""

from __future__ import annotations

from dataclasses import dataclass

from workbooks.cells import Cell


class Unpatchable(Exception):  # noqa: N818 - It is an answer that the caller acts on (a fresh workbook goes back), and not a fault of the program.
    """Raised where the parts of a file cannot be patched, so that it must go back in another way.

    `code` says why: `not_ooxml` (xls, ods, csv, encrypted, xlsb, no workbook at all), `signed` (a patch would break the signature),
    `active` (macros, links to other files, embedded objects: these are never sent on),
    `broken` (parts that are missing or that contradict each other), `sheet_missing` (a mark or a link names no worksheet of the file).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class CellMark:
    """A cell to be highlighted, with a comment that says `text`.

    A severe one (an error) looks different from one that is not (a warning), in colour and in its frame. Several marks of one cell
    become one highlight, the severest, and one comment.
    """

    sheet: str
    row: int
    column: int
    text: str
    severe: bool

    @property
    def place(self) -> Cell:
        """The cell."""
        return Cell(self.sheet, self.row, self.column)


@dataclass(frozen=True, slots=True)
class NoticeColumn:
    """A column of the notice: its heading, and its width in characters."""

    heading: str
    width: float = 24


@dataclass(frozen=True, slots=True)
class NoticeField:
    """A cell of the notice that the person may fill: one of `choices` from a drop-down list, or any text where there are none."""

    choices: tuple[str, ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A row of the notice: its cells from the first column on, and the `key` by which it is found again when the file comes back.

    The text in column `link_column` (from 0) is a link to `link`, where there is one. LibreOffice shows a link on one line, and loses its
    Arabic letters where Latin ones stand beside them: let it be short and of one script, as the cell's address is.
    """

    key: str
    cells: tuple[str | NoticeField, ...]
    link: Cell | None = None
    link_column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """The first sheet, which lists what was found: a title, lines of text, and a table of `columns` and `rows`.

    It is called `name`, cut and numbered where a sheet's name must be.
    """

    name: str
    right_to_left: bool
    title: str
    lines: tuple[str, ...]
    columns: tuple[NoticeColumn, ...]
    rows: tuple[NoticeRow, ...]
