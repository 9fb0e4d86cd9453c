"""How many forms of a folder are accepted of those that pyxform accepts: `python -m tests.questionnaire.xlsform.public_forms FOLDER`.

The folder may hold forms in .xlsx, .xls, and in the Markdown of pyxform's own tests, within their Python. The source distributions of
pyxform up to 1.5.1 on PyPI have both.
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
from questionnaire.xlsform import inspect
from tests.questionnaire.forms import xlsx

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


def main(folder: Path) -> None:
    """Print both verdicts, and why a form is refused."""
    warnings.simplefilter("ignore")
    verdicts = Counter[tuple[bool, bool]]()
    for name, data in forms(folder):
        errors = [str(problem) for problem in inspect(data, name).problems if problem.severity is Severity.ERROR]
        accepted = _pyxform_accepts(name, data)
        verdicts[accepted, not errors] += 1
        if accepted == bool(errors):
            sys.stdout.write(f"{name}: {errors[0] if errors else 'only pyxform refuses it'}\n")
    sys.stdout.write(f"pyxform accepts {verdicts[True, True] + verdicts[True, False]}, of these we accept {verdicts[True, True]}.\n")
    sys.stdout.write(f"pyxform refuses {verdicts[False, True] + verdicts[False, False]}, of these we accept {verdicts[False, True]}.\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
