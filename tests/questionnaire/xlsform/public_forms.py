"""How many forms of a folder are accepted of those that pyxform accepts: `python -m tests.questionnaire.xlsform.public_forms FOLDER`.

The folder may hold forms in .xlsx, .xls, and in the Markdown of pyxform's own tests, within their Python. The source distributions of
pyxform up to 1.5.1 on PyPI have both. Of those that both accept it also says how many rows that ask something are neither asked nor told.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pyxform.xls2xform import convert

from domain.finding import Severity
from questionnaire.xlsform import Inspection, inspect
from tests.questionnaire.forms import xlsx
from workbooks.caged.opening import look

_NOT_ASKED = ("begin", "end", "note", "loop")  # Words of the types of rows that ask nothing.
_CELL = re.compile(r"(?<!\\)\|")


def forms(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield name and bytes of every form, each once."""
    workbooks = {path.read_bytes(): path.name for path in sorted(folder.rglob("*.xls*")) if path.suffix in {".xls", ".xlsx"}}
    yield from ((name, data) for data, name in workbooks.items())
    yield from ((name, _xlsx(text)) for text, name in dict(_markdown(folder)).items())


def _markdown(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("test*/**/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "| survey" in node.value:
                yield node.value, f"{path.stem}-{node.lineno}.xlsx"


def _xlsx(text: str) -> bytes:
    sheets: dict[str, list[list[str]]] = {}
    rows: list[list[str]] = []
    for line in filter(lambda each: each.startswith("|"), map(str.strip, text.splitlines())):
        title, *cells = (cell.strip() for cell in _CELL.split(line.strip("|")))
        rows = sheets.setdefault(title, []) if title else rows
        if any(cells):
            rows.append(cells)
    return xlsx(sheets.pop("survey", []), sheets.pop("choices", []), sheets.pop("settings", []), **sheets)


def _pyxform_accepts(name: str, data: bytes) -> bool:
    try:
        convert(data, file_type=Path(name).suffix)
    except Exception:  # noqa: BLE001 - It fails in many ways, and all of them are a refusal.
        return False
    return True


def _asking(name: str, data: bytes) -> Iterator[tuple[int, str]]:
    """Yield the number and the name of each row of the survey that asks something."""
    sheets = look(data, name).result.sheets  # type: ignore[union-attr]
    survey = next((one for one in sheets if one.name.strip().casefold() == "survey"), sheets[0])
    headers = {str(survey.cells[at]).strip().casefold(): at[1] for at in sorted(survey.cells) if at[0] == 1}
    kinds, names = (next((headers[one] for one in those if one in headers), 0) for those in (("type", "command"), ("name", "tag")))
    for row in sorted({row for row, _ in survey.cells if row > 1}):
        kind = str(survey.cells.get((row, kinds), "")).strip().casefold()
        left_out = str(survey.cells.get((row, headers.get("disabled", 0)), "")).strip().casefold() in {"yes", "true"}
        if kind and not left_out and not any(word in kind for word in _NOT_ASKED):
            yield row, str(survey.cells.get((row, names), "")).strip()


def _lost(name: str, data: bytes, inspected: Inspection) -> tuple[int, list[int]]:
    """Return how many rows ask something, and those of them of which neither a question nor a problem speaks."""
    asked = {one.name for one in inspected.questionnaire.questions} if inspected.questionnaire else set()
    told = {one.row for one in inspected.problems if one.sheet == "survey"}
    said = " ".join(map(str, inspected.problems))
    rows = list(_asking(name, data))
    # A name that two groups have gets that of its group before it, and a place that is ranked one of its choice behind it.
    known = [row for row, name in rows if any(one == name or one.endswith(f"_{name}") or one.startswith(f"{name}_") for one in asked)]
    return len(rows), [row for row, name in rows if row not in {*known, *told} and f"'{name}'" not in said]


def main(folder: Path) -> None:
    """Print both verdicts, and why a form is refused."""
    warnings.simplefilter("ignore")
    verdicts, asking, lost = Counter[tuple[bool, bool]](), 0, 0
    for name, data in forms(folder):
        inspected = inspect(data, name)
        errors = [str(problem) for problem in inspected.problems if problem.severity is Severity.ERROR]
        accepted = _pyxform_accepts(name, data)
        verdicts[accepted, not errors] += 1
        if accepted and not errors:
            count, gone = _lost(name, data, inspected)
            asking, lost = asking + count, lost + len(gone)
            sys.stdout.writelines(f"{name}: row {row} is neither asked nor told\n" for row in gone)
        if accepted == bool(errors):
            sys.stdout.write(f"{name}: {errors[0] if errors else 'only pyxform refuses it'}\n")
    sys.stdout.write(f"pyxform accepts {verdicts[True, True] + verdicts[True, False]}, of these we accept {verdicts[True, True]}.\n")
    sys.stdout.write(f"pyxform refuses {verdicts[False, True] + verdicts[False, False]}, of these we accept {verdicts[False, True]}.\n")
    sys.stdout.write(f"Of {asking} rows that ask something in those that both accept, {lost} are neither asked nor told.\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
