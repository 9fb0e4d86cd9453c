"""How long it takes to read a return: `python -m bench.read [--rounds N] [--json]`.

Ours: open the workbook (in the child process, and by itself in this one), find and type every answer, and run all checks. Beside it, by
turns in the same run: the bare load of the same bytes by openpyxl (all of it) and by calamine (every sheet), which check nothing.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import time
from collections.abc import Callable, Mapping
from datetime import date
from statistics import median
from typing import Any

import openpyxl
from python_calamine import CalamineWorkbook
from rich.console import Console
from rich.table import Table

from bench.form import Filled, filled
from bench.ground import say
from questionnaire.reading import Reading, read
from workbooks.caged.opening import FileContent, look
from workbooks.caged.reader import Opened, Reader
from workbooks.cells import Workbook

QUESTIONS = 200  # The model size, in some 55 KB.
SIZES = (50, QUESTIONS, 1000, 5000)
TARGETS = {
    "times_openpyxl": 5,
    "times_calamine": 4,
}  # At least so many times as fast as the one, at most so many times as long as the other.
_TODAY = date(2012, 4, 30)
_ANSWERS = 20_000  # The longer the form, the fewer the rounds: some so many answers each way.


def main() -> None:
    """Measure, and print the tables or the JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.read", description="How long it takes to read a return, beside bare loads.")
    parser.add_argument("--rounds", type=int, default=60, help="rounds for the model size (default 60)")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    report = measure(chosen.rounds)
    if chosen.json:
        print(json.dumps(report))
    else:
        tell(report)


def measure(rounds: int) -> dict[str, Any]:
    """Return the figures: of the model size beside the bare loads, and of all sizes by answer."""
    sizes: list[dict[str, Any]] = []
    with Reader(seconds=60) as reader:
        for count in SIZES:
            say(f"{count} questions")
            form = filled(count)
            took = by_turns(ways(form, reader), rounds if count == QUESTIONS else max(4, min(rounds, _ANSWERS // count)))
            sizes.append({"questions": count, "bytes": len(form.workbook), "saved_by": form.saved_by, "ms": took})
    model = next(size for size in sizes if size["questions"] == QUESTIONS)
    return {
        **model,
        **ratios(model["ms"], "ours"),
        "in_process": ratios(model["ms"], "ours_in_process"),
        "target": TARGETS,
        "us_per_answer": {size["questions"]: round(size["ms"]["ours"] * 1000 / size["questions"], 1) for size in sizes},
        "sizes": sizes,
    }


def ways(form: Filled, reader: Reader) -> dict[str, Callable[[], object]]:
    """Return the ways to read one workbook, by name."""
    return {
        "ours": lambda: checked(form, reader.open(form.workbook, "return.xlsx")[0]),
        "openpyxl": lambda: openpyxl.load_workbook(io.BytesIO(form.workbook)),
        "ours_in_process": lambda: checked(form, look(form.workbook, "return.xlsx")),
        "calamine": lambda: bare_calamine(form.workbook),
        "opening_alone": lambda: reader.open(form.workbook, "return.xlsx"),
    }


def checked(form: Filled, opened: Opened | FileContent) -> Reading:
    """Return the answers, all checks run; each question must have been read, and nothing found."""
    assert isinstance(opened.result, Workbook), opened.result
    reading = read(opened.result, form.questionnaire, [form.layout], today=_TODAY)
    assert not reading.findings, reading.findings[0]
    assert None not in reading.answers.values()
    return reading


def bare_calamine(data: bytes) -> list[Any]:
    """Load every sheet with calamine."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def by_turns(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median milliseconds of each way. All are run in each round, so that a busy machine slows them alike."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds + 2):
        for name, way in ways.items():
            # So that none of them pays for what another left behind.
            gc.collect()
            began = time.perf_counter()
            way()
            took[name].append((time.perf_counter() - began) * 1000)
    # The first two rounds fill caches.
    return {name: round(median(each[2:]), 3) for name, each in took.items()}


def ratios(took: Mapping[str, float], way: str) -> dict[str, float]:
    """Return how many times faster than openpyxl `way` is, and how many times longer than calamine it takes."""
    return {"times_openpyxl": round(took["openpyxl"] / took[way], 2), "times_calamine": round(took[way] / took["calamine"], 2)}


def tell(report: Mapping[str, Any]) -> None:
    """Print the figures for a person."""
    table = Table(title="A return read and checked, median ms", title_justify="left", box=None, header_style="dim", pad_edge=False)
    for column in ("questions", "KB", *report["ms"], "µs an answer"):
        table.add_column(column.replace("_", " "), justify="right")
    for size in report["sizes"]:
        took = [f"{value:.2f}" for value in size["ms"].values()]
        table.add_row(str(size["questions"]), f"{size['bytes'] / 1000:.0f}", *took, str(report["us_per_answer"][size["questions"]]))
    console = Console()
    console.print(table)
    for way, said in (("through the child process", report), ("in this process", report["in_process"])):
        console.print(f"{way}: {said['times_openpyxl']} times as fast as openpyxl, {said['times_calamine']} times calamine's time")
    console.print(f"saved by {report['saved_by']}; target: at least {TARGETS['times_openpyxl']}, at most {TARGETS['times_calamine']}")


if __name__ == "__main__":
    main()
