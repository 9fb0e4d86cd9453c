"""The tour for authors, played: `python -m docs.tour` writes what the commands of docs/authors.md really print into the page.

The forms are made from the tables of the page: `python -m docs.tour FOLDER` leaves them there, a folder a chapter.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from openpyxl import Workbook

from demo import respondents
from demo.respondents import Entry, Place
from docs import drawing
from service.authoring.files import build_blank

PAGE = Path(__file__).parent / "authors.md"
WIDTH = "110"  # Columns of the terminal in which the commands are played.
_STEP = re.compile(
    r"^## (?P<chapter>\d+)\."
    r"|^`(?P<form>[\w.-]+)`, sheet `(?P<sheet>\w+)`:\n\n(?P<rows>(?:\|[^\n]*\n)+)"
    r"|^`(?P<drawn>[\w.-]+)`, drawn by hand, sheet `(?P<page>\w+)`:\n\n(?P<grid>(?:\|[^\n]*\n)+)"
    r"|^`(?P<edited>[\w.-]+)`, corrected on the sheet `(?P<on>\w+)`:\n\n(?P<corrections>(?:\|[^\n]*\n)+)"
    r"|^`(?P<typed>[\w.-]+)` is `(?P<copy>[\w.-]+)` with this in its cells:\n\n(?P<cells>(?:\|[^\n]*\n)+)"
    r"|^`(?P<filled>[\w.-]+)` is `(?P<blank>[\w.-]+)` with these answers:\n\n(?P<answers>(?:\|[^\n]*\n)+)"
    r"|^```console\n(?P<console>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
Rows = list[dict[str, str]]


class Tour:
    """The page while it is played: the forms as they stand, and the folder of the chapter."""

    def __init__(self, folder: Path) -> None:
        self._folder = self._here = folder
        self._forms: dict[str, dict[str, Rows]] = {}

    def step(self, found: re.Match[str]) -> str:
        """Do what one piece of the page says, and return it with what its commands print."""
        if found["chapter"]:
            self._here = self._folder / found["chapter"]
            self._here.mkdir(parents=True, exist_ok=True)
            self._save_forms()
        elif found["form"]:
            _add(self._forms.setdefault(found["form"], {}).setdefault(found["sheet"], []), _table(found["rows"]))
            self._save_forms()
        elif found["drawn"]:
            drawing.draw(self._here / found["drawn"], found["page"], _grid(found["grid"]))
        elif found["edited"]:
            drawing.correct(self._here / found["edited"], found["on"], _table(found["corrections"]))
        elif found["typed"]:
            drawing.type_in(self._here / found["copy"], self._here / found["typed"], _table(found["cells"]))
        elif found["filled"]:
            self._fill(found["filled"], found["blank"], _table(found["answers"]))
        else:
            return f"```console\n{self._run(found['console'])}```"
        return found[0]

    def _save_forms(self) -> None:
        for name, sheets in self._forms.items():
            _save(self._here / name, sheets)

    def _run(self, console: str) -> str:
        commands = [line.removeprefix("$ ") for line in console.splitlines() if line.startswith("$ ")]
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {"PATH": path, "COLUMNS": WIDTH, "PYTHONUTF8": "1"}
        printed = ""
        for command in commands:
            done = subprocess.run(["sh", "-c", command], cwd=self._here, env=environment, capture_output=True, text=True, check=False)  # noqa: S603, S607 - the page's own commands
            lines = (done.stdout + done.stderr).splitlines()
            printed += "".join(f"{line.rstrip()}\n" for line in (f"$ {command}", *lines))
        return printed

    def _fill(self, target: str, blank: str, answers: Rows) -> None:
        stem, _, language = blank.removesuffix(".xlsx").rpartition("-")
        build_blank(self._here / f"{stem}.xlsx", language, self._here / blank)
        entries: dict[Place, Entry] = {_place(row["row"], row["column"]): _entry(row["answer"]) for row in answers}
        (self._here / target).write_bytes(respondents.fill((self._here / blank).read_bytes(), entries))


def played(page: str, folder: Path) -> str:
    """Return the page with what its commands print, played in `folder`."""
    return _STEP.sub(Tour(folder).step, page)


def _grid(text: str) -> list[list[str]]:
    """Return the cells of a table, its headings first."""
    header, _, *rows = [[cell.strip().strip("`") for cell in line.strip()[1:-1].split("|")] for line in text.splitlines()]
    return [header, *rows]


def _table(text: str) -> Rows:
    header, *rows = _grid(text)
    return [dict(zip(header, row, strict=True)) for row in rows]


def _add(rows: Rows, more: Rows) -> None:
    """Add rows; one with the name of a row that is there (and of its list) fills further cells of that one."""
    for row in more:
        same = (one for one in rows if row["name"] and all(one.get(key) == row.get(key) for key in ("name", "list_name")))
        there = next(same, None) if "name" in row else next(iter(rows), None)
        if there is None:
            rows.append(dict(row))
        else:
            there.update({key: text for key, text in row.items() if text})


def _save(file: Path, sheets: dict[str, Rows]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        headers = list(dict.fromkeys(key for row in rows for key in row))
        for row in (headers, *([one.get(key, "") for key in headers] for one in rows)):
            sheet.append([cell or None for cell in row])
    book.save(file)


def _place(row: str, column: str) -> Place:
    return (row, column) if column else row


def _entry(text: str) -> Entry:
    """Return what a person types: choices that are ticked stand as [x], digits are a number."""
    if text.startswith("[x] "):
        return tuple(one.strip() for one in text.split("[x]") if one.strip())
    return int(text) if text.isdecimal() else text


def main(arguments: list[str]) -> None:
    """Write the page anew; with a folder, leave the files of each chapter there."""
    page = PAGE.read_text(encoding="utf-8")
    if arguments:
        played(page, Path(arguments[0]))
        return
    with tempfile.TemporaryDirectory() as folder:
        PAGE.write_text(played(page, Path(folder)), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
