"""What an export costs: `python -m bench.export [--organisations 10000] [--questions 500] [--formats csv,sav] [--json]`.

A store is filled with submissions of that many answers. Each format is written in a process of its own by the whole of `service.export`,
from the store to the files, and beside it the plain way: all answers in one frame of pandas, and its own writer. Told are seconds of the
clock and the peak of resident memory in MiB.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from domain.answer import AnswerValue
from domain.contact import Contact, ContactList, Organisation
from domain.submission import Submission, SubmissionState
from questionnaire.definition import Choice, Place, Question, Questionnaire, QuestionType
from questionnaire.versions.history import Version
from questionnaire.versions.union import union
from service.export import export
from service.versions import Versions
from store import Store, contacts, counting, invitations, studies, submissions

FORMATS = ("csv", "sav", "dta", "parquet", "xlsx", "ddi")
PLAIN = {"csv": "to_csv", "sav": "write_sav", "dta": "to_stata", "parquet": "to_parquet", "xlsx": "to_excel"}
_STUDY, _LIST = "bench", "everybody"
_NOW = datetime(2012, 5, 1, tzinfo=UTC)
_FILES = {"study.toml": "0" * 64}


def main() -> None:
    """Measure, and print a line a format, or JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.export", description="What an export costs.")
    parser.add_argument("--organisations", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=500)
    parser.add_argument("--formats", default=",".join(FORMATS))
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child:
        way, folder = chosen.child
        print(json.dumps(_measured(way, chosen.formats, Path(folder), chosen.questions)))
        return
    with tempfile.TemporaryDirectory(prefix="bench-export-") as home:
        _fill(Path(home), chosen.organisations, chosen.questions)
        for kind in chosen.formats.split(","):
            ours = _child("ours", kind, home, chosen.questions)
            plain = _child("plain", kind, home, chosen.questions) if kind in PLAIN else None
            if chosen.json:
                print(json.dumps({"format": kind, "ours": ours, "plain": plain}), flush=True)
            else:
                print(f"{kind:8} {_told(ours)}    plain {_told(plain)}", flush=True)


def _told(cost: dict[str, float] | None) -> str:
    return f"{cost['seconds']:6.1f} s {cost['mib']:6.0f} MiB" if cost else "-"


def _child(way: str, kind: str, home: str, questions: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.export", "--child", way, home, "--formats", kind, "--questions", str(questions)]
    made: dict[str, float] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    return made


def form(questions: int) -> Questionnaire:
    """Return a form: of ten questions six are numbers, two have choices, one is a date of text and one a text."""
    kinds = [QuestionType.INTEGER] * 3 + [QuestionType.DECIMAL] * 3 + [QuestionType.SELECT_ONE] * 2 + [QuestionType.TEXT] * 2
    choices = tuple(Choice(f"choice{number}", {"en": f"Choice {number}"}) for number in range(5))
    asked = tuple(
        Question(
            name=f"question_{number}",
            type=(kind := kinds[number % len(kinds)]),
            label={"en": f"Question number {number}"},
            section="main",
            place=Place("survey", number + 2),
            choices=choices if kind is QuestionType.SELECT_ONE else (),
        )
        for number in range(questions)
    )
    return Questionnaire(
        id="bench", title={"en": "Bench"}, version="1", languages=("en",), sections=(), questions=asked, source_sha256="0" * 64
    )


def _answer(question: Question, chance: random.Random) -> AnswerValue:
    if question.type is QuestionType.INTEGER:
        return chance.randrange(100_000)
    if question.type is QuestionType.DECIMAL:
        return round(chance.random() * 1000, 2)
    if question.type is QuestionType.SELECT_ONE:
        return f"choice{chance.randrange(5)}"
    return f"An answer in words, number {chance.randrange(10_000)}"


def _fill(home: Path, organisations: int, questions: int) -> None:
    chance, asked = random.Random(1), form(questions)  # noqa: S311 - the same figures each time
    codes = [f"B{number:06}" for number in range(organisations)]
    with _store(home) as store:
        with store.transaction() as tx:
            people = tuple(Contact(organisation=code, address=f"a@{code.lower()}.example") for code in codes)
            contacts.save_list(tx, ContactList(_LIST, tuple(Organisation(code, f"Operator {code}") for code in codes), people))
            invitations.invite(tx, _STUDY, "BEN12", codes)
            studies.apply(tx, _STUDY, _FILES, _NOW)
        for start in range(0, organisations, 500):
            with store.transaction() as tx:
                for invited in invitations.of_study(tx, _STUDY, codes[start : start + 500]).values():
                    answers = {one.name: _answer(one, chance) for one in asked.questions if chance.random() < 0.9}
                    submissions.keep(tx, _submission(invited.id, answers), _STUDY)


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
    )


@contextmanager
def _store(home: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{home / 'bench.db'}", home / "archive")
    try:
        yield store
    finally:
        store.close()


def _measured(way: str, kind: str, home: Path, questions: int) -> dict[str, float]:
    began = time.monotonic()
    with _store(home) as store:
        if way == "ours":
            study: Any = SimpleNamespace(id=_STUDY, zone="UTC", contact_list=_LIST)
            running: Any = SimpleNamespace(study=study, questionnaire=form(questions), version=1, today=lambda now: now.date())
            known = Versions(union([Version(number=1, questionnaire=running.questionnaire)]), {}, {})
            service: Any = SimpleNamespace(store=store, versions={_STUDY: (((1, *_FILES.items()),), known)})
            export(service, running, kind, home / "ours", _NOW, labels=False, language="en")
        else:
            _plain(store, kind, home)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": time.monotonic() - began, "mib": peak}


def _plain(store: Store, kind: str, home: Path) -> None:
    """Write the answers as a person would who has pandas: no label, no gap, no other table."""
    import pandas as pd  # noqa: PLC0415 - its memory is no part of ours
    import pyreadstat  # noqa: PLC0415 - as above

    with store.reading() as tx:
        frame = pd.DataFrame([one.submission.answers for one in counting.of_study(tx, _STUDY)])
    target = home / f"plain.{kind}"
    if kind == "sav":
        pyreadstat.write_sav(frame, str(target))
        return
    more: dict[str, Any] = {"write_index": False, "version": 118} if kind == "dta" else {"index": False}
    getattr(frame, PLAIN[kind])(target, **more)


if __name__ == "__main__":
    main()
