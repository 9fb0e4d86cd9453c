"""A form and answers that try what statistics programs are bad at, as the dataset that the exports get; and a folder to write to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import BinaryIO

from domain.answer import AnswerValue, ItemStatus
from exports import exports, further
from exports.answers import ExportRow, long_texts, tables
from exports.dataset import Cell, Dataset, DataTable, Fieldwork
from exports.fixed import RESERVED
from exports.naming import ColumnNames
from exports.seen_answers import SeenAnswers
from questionnaire.definition import Choice, Place, Question, Questionnaire, QuestionType, Repeat
from questionnaire.expressions import parse
from questionnaire.items import instances

RECEIVED = datetime(2012, 3, 14, 8, 5, 30, tzinfo=UTC)
_YES_NO = (Choice("yes", {"en": "Yes, it was", "fr": "Oui"}), Choice("no", {"en": "No", "fr": "Non"}))
_CRIMES = (Choice("fraud", {"en": "Fraud", "fr": "Fraude"}), Choice("spam", {"en": "Spam", "fr": "Pourriel"}))
_LONG_LABEL = "Ä" * 300
_CONFIDENTIAL = {"en": "Confidential", "fr": "Confidentiel"}
_LEVELS = (Choice("1", {"en": "Low"}), Choice("2", {"en": _LONG_LABEL}), Choice("-7", {"en": '‘None’, "so to say" $x `y\''}))


def question(name: str, kind: QuestionType, label: str = "", choices: tuple[Choice, ...] = (), **more: object) -> Question:
    """Return a question."""
    told = {"en": label or name.capitalize(), "fr": f"{label or name} (fr)"}
    place = Place("survey", 2)
    return Question(name=name, type=kind, label=told, section="main", place=place, choices=choices, **more)  # type: ignore[arg-type]


FORM = Questionnaire(
    id="q",
    title={"en": "Crime & “order”"},
    version="1",
    languages=("en", "fr"),
    sections=(),
    questions=(
        question("about", QuestionType.NOTE, "Read this"),
        question("comment", QuestionType.TEXT, reference="1.1"),
        question("staff", QuestionType.INTEGER, missing=("n/a", "conf"), missing_labels={"conf": _CONFIDENTIAL}, reference="1.2"),
        question("doubled", QuestionType.CALCULATE, "Staff, twice", calculation=parse("sum(${staff}, ${staff})")),
        question("in_all", QuestionType.CALCULATE, "Staff and cases", calculation=parse("sum(${doubled}, ${cases})")),
        question("share", QuestionType.DECIMAL, _LONG_LABEL),
        question("balance", QuestionType.DECIMAL),
        question("since", QuestionType.DATE, missing=("n/a",)),
        question("victim", QuestionType.SELECT_ONE, "Victim?", _YES_NO),
        question("level", QuestionType.SELECT_ONE, "Level", _LEVELS),
        question("crimes", QuestionType.SELECT_MULTIPLE, "Crimes", _CRIMES),
        question("VICTIM.", QuestionType.INTEGER, "A name that clashes"),
        question("all", QuestionType.INTEGER, "A name that is reserved"),
        question("a_question_of_which_the_name_is_much_too_long", QuestionType.INTEGER),
        question("cases", QuestionType.INTEGER, repeat="offences"),
        question("kind", QuestionType.TEXT, repeat="equipment"),
    ),
    source_sha256="0" * 64,
    repeats=(
        Repeat(
            name="offences",
            label={"en": "Offences"},
            section="main",
            place=Place("survey", 3),
            room=2,
            instances=(Choice("2010", {"en": "2010"}), Choice("2011", {"en": "2011"})),
            list_name="years",
        ),
        Repeat(name="equipment", label={"en": "Equipment"}, section="main", place=Place("survey", 4), room=20),
    ),
)
FULL: dict[str, AnswerValue] = {
    "comment": "=1+1 „Ärger“ \"quoted\", and 'so'\non",
    "staff": 12,
    "doubled": 24,
    "in_all": 27,
    "share": 0.1,
    "balance": -250.5,
    "since": date(2011, 5, 1),
    "victim": "yes",
    "level": "2",
    "crimes": ("spam",),
    "VICTIM.": 2,
    "all": 151,
    "a_question_of_which_the_name_is_much_too_long": -99,
    "offences[2010].cases": 3,
    "offences[2011].cases": None,
    "equipment[1].kind": "router",
    "equipment[2].kind": "سلام",
}
LONG: dict[str, AnswerValue] = {"comment": "é" * 3000 + " end", "staff": "n/a", "share": 1e15, "level": "-7", "victim": "perhaps"}
STATUSES = {"since": ItemStatus.NOT_APPLICABLE, "balance": ItemStatus.UNREADABLE, "crimes": ItemStatus.NOT_ASKED}
CODED: dict[str, AnswerValue] = {
    "comment": "NA",
    "staff": "conf",
    "in_all": 0,
    "share": -0.5,
    "since": "n/a",
    "crimes": ("fraud", "spam"),
    "VICTIM.": 0,
}


def row(number: int, answers: Mapping[str, AnswerValue], *, version: int = 1, name: str = "Alpha", **more: object) -> ExportRow:
    """Return one organisation's row; without a version it sent nothing."""
    return ExportRow(
        organisation_code=f"ORG{number}",
        organisation=name,
        country="FR" if version else "",
        region="Europe",
        reference=f"CYB12-{number}-K",
        standing="answered" if version else "silent",
        completeness="complete" if version else "",
        version=version,
        received_at=RECEIVED if version else None,
        sender="a@a.example" if version else "",
        file="a.xlsx" if version else "",
        answers=answers,
        **more,  # type: ignore[arg-type]
    )


ROWS = (row(0, FULL), row(1, LONG, version=2, statuses=STATUSES), row(2, CODED), row(3, {}, version=0))


def dataset(rows: Sequence[ExportRow] = ROWS, form: Questionnaire = FORM, frozen: Mapping[str, str] | None = None) -> Dataset:
    """Return the dataset of some rows."""
    seen = SeenAnswers(long=long_texts(form))
    for one in rows:
        seen.add(one.answers)
        seen.mark(one.marks)
        seen.bound(one.bounds)
        if one.version:
            for repeat, those in instances(form, one.answers).items():
                seen.instances[repeat] = seen.instances.get(repeat, 0) + len(those)
    own = ("organisation_code", "organisation", "country", "region", "reference", "standing", "sender", "file")
    widths = {name: max((len(getattr(one, name).encode()) for one in rows), default=0) for name in own}
    made = tables(form, ColumnNames(frozen or {}, RESERVED), seen, lambda: rows, count=len(rows), widths=widths)
    edits: list[list[Cell]] = [["ORG0", "staff", "a dozen", "12", "program", None, "words", 1, "p"]]
    columns = tuple(replace(column, width=12) for column in further.EDITS)
    beside = DataTable(name="edits", label="Edits", columns=columns, rows=lambda: edits, count=1)
    return Dataset(
        study_id="study",
        title="Crime & “order”",
        languages=form.languages,
        zone="Europe/Paris",
        version="2",
        as_of=RECEIVED,
        gaps=(),
        fieldwork=Fieldwork(first=date(2012, 3, 1), last=date(2012, 4, 30), rates=(("RR1", 3, 4), ("RR5", 0, 0), ("RR3", 3, None))),
        tables=(*made, beside) if form is FORM else made,
    )


@dataclass(slots=True)
class Folder:
    """A folder that an export writes to."""

    folder: Path
    warnings: list[str] = field(default_factory=list)

    @contextmanager
    def file(self, name: str) -> Iterator[BinaryIO]:
        """Give a new file."""
        with (self.folder / name).open("w+b") as file:
            yield file

    def warn(self, message: str) -> None:
        """Keep what is told."""
        self.warnings.append(message)


def written(kind: str, made: Dataset, folder: Path, *, labels: bool = False, language: str = "en") -> Folder:
    """Write a dataset in a format."""
    folder.mkdir(exist_ok=True)
    out = Folder(folder)
    exports()[kind].write(made, out, labels=labels, language=language)
    return out
