"""What an export costs: `python -m bench.export [--organisations 10000] [--questions 500] [--formats csv,sav] [--json]`.

A study with so many questions is applied, and a workbook of each organisation counts. Each format is written by `counterfoil export`, a
process from its start to its end; beside it, by turns in the same run, the plain way: all answers in one frame of pandas, and its own
writer. Told are seconds of the processor and of the clock, and the peak of resident memory in MiB, those of child processes included.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from bench.ground import say
from bench.whole import Cost, Program
from domain.answer import AnswerValue, Located, Provenance, Rung
from domain.submission import Submission, SubmissionState
from exports.sheets import workbook_of
from service.installation import config
from service.wiring import open_service
from store import counting, invitations, submissions

FORMATS = ("csv", "sav", "dta", "parquet", "xlsx", "ddi", "values")
PLAIN = {"csv": "to_csv", "sav": "write_sav", "dta": "to_stata", "parquet": "to_parquet", "xlsx": "to_excel"}
LIMIT, SECONDS, MIB = 900, 60, 300  # A command is ended after so many seconds; what a format may take at most.
_STUDY = "bench"
_NOW = datetime(2012, 5, 1, tzinfo=UTC)
# Of ten questions six are numbers, two have choices and two are texts.
_KINDS = (*["integer"] * 3, *["decimal"] * 3, *["select_one five"] * 2, *["text"] * 2)


def main() -> None:
    """Measure, and print a line a format, or JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.export", description="What an export costs.")
    parser.add_argument("--organisations", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    parser.add_argument("--plain", metavar="FORMAT", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.plain:
        plain(Path(), chosen.plain)
        return
    with tempfile.TemporaryDirectory(prefix="bench-export-") as folder:
        home = made(Path(folder), chosen.organisations, chosen.questions)
        for kind in chosen.formats.split(","):
            say(kind)
            ours, beside = measured(home, kind)
            if chosen.json:
                print(json.dumps({"format": kind, "ours": _figures(ours), "plain": beside and _figures(beside)}), flush=True)
            else:
                print(f"{kind:8} {_told(ours)}    plain {_told(beside) if beside else '-'}", flush=True)


def measured(home: Path, kind: str) -> tuple[Cost, Cost | None]:
    """Return what a format costs, and what the plain way does where there is one."""
    ours = Program().run(home, "export", kind, "--out", home / "ours", limit=LIMIT)
    beside = Program().script(home, "-m", "bench.export", "--plain", kind, limit=LIMIT) if kind in PLAIN else None
    return ours, beside


def _figures(cost: Cost) -> dict[str, Any]:
    return {"cpu": round(cost.cpu, 2), "seconds": round(cost.clock, 2), "mib": round(cost.memory), "fault": cost.fault}


def _told(cost: Cost) -> str:
    return cost.fault or f"{cost.cpu:6.1f} s of the processor {cost.clock:6.1f} s of the clock {cost.memory:6.0f} MiB"


def made(folder: Path, organisations: int, questions: int) -> Path:
    """Make an installation in a folder whose study has so many questions and as many workbooks as organisations; return its home."""
    program, home = Program(), folder / "home"
    program.must(folder, "init", home, "--empty")
    program.must(home, "study", "new", _STUDY, "--title", "Bench", "--prefix", "BEN12")
    (home / "studies" / _STUDY / "questionnaire.xlsx").write_bytes(_form(questions))
    people = home / "people.csv"
    with people.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("Org. code", "Organisation", "Country", "Region", "Language", "E-mail"))
        codes = (f"B{number:06}" for number in range(organisations))
        lines.writerows((code, f"Operator {code}", "Austria", "Europe", "English", f"a@{code.lower()}.example") for code in codes)
    program.must(home, "contacts", "load", people, "--list", _STUDY)
    program.must(home, "study", "apply", "--by", "bench")
    # In a process of its own: what it takes of memory would else count as that of the commands that are started from here.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        process.submit(_fill, home, questions).result()
    return home


def _form(questions: int) -> bytes:
    survey = [(_KINDS[place % 10], name, f"Question number {place}", "yes" if place % 2 else "") for place, name in _named(questions)]
    choices = [("five", f"choice{number}", f"Choice {number}") for number in range(5)]
    sheets: Any = (
        ("survey", ("type", "name", "label", "required"), survey),
        ("choices", ("list_name", "name", "label"), choices),
        ("settings", ("form_id", "form_title"), [(_STUDY, "Bench")]),
    )
    return workbook_of(sheets, title="Bench")


def _named(questions: int) -> Iterator[tuple[int, str]]:
    return ((place, f"question_{place}") for place in range(questions))


def _fill(home: Path, questions: int) -> None:
    chance, asked = random.Random(1), list(_named(questions))  # noqa: S311 - the same figures each time
    with open_service(config.load(home, {})) as service:
        with service.store.reading() as tx:
            invited = [one.id for one in invitations.of_study(tx, _STUDY).values()]
        for start in range(0, len(invited), 500):
            with service.store.transaction() as tx:
                for number in invited[start : start + 500]:
                    answers = {name: _answer(_KINDS[place % 10], chance) for place, name in asked if chance.random() < 0.9}
                    submissions.keep(tx, _submission(number, answers), _STUDY)


def _answer(kind: str, chance: random.Random) -> AnswerValue:
    if kind == "integer":
        return chance.randrange(100_000)
    if kind == "decimal":
        return round(chance.random() * 1000, 2)
    return f"An answer in words, number {chance.randrange(10_000)}" if kind == "text" else f"choice{chance.randrange(5)}"


def _submission(invitation: int, answers: dict[str, AnswerValue]) -> Submission:
    return Submission(
        invitation_id=invitation,
        file_name="a.xlsx",
        fingerprint=f"{invitation:064}",
        sender="a@a.example",
        state=SubmissionState.ACCEPTED,
        language="en",
        answers=answers,
        findings=(),
        received_at=_NOW,
        message_id=invitation,
        version=1,
        provenance={key: Provenance(located=Located("Questionnaire", f"C{place}", Rung.NAME)) for place, key in enumerate(answers, 10)},
    )


def plain(home: Path, kind: str) -> None:
    """Write the answers as a person would who has pandas: no label, no gap, no other table."""
    import pandas as pd  # noqa: PLC0415 - its memory is no part of ours
    import pyreadstat  # noqa: PLC0415 - as above

    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        frame = pd.DataFrame([one.submission.answers for one in counting.of_study(tx, _STUDY)])
    target = home / f"plain.{kind}"
    if kind == "sav":
        pyreadstat.write_sav(frame, str(target))
        return
    more: dict[str, Any] = {"write_index": False, "version": 118} if kind == "dta" else {"index": False}
    getattr(frame, PLAIN[kind])(target, **more)


if __name__ == "__main__":
    main()
