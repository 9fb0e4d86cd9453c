"""What other programs refuse of a form, although a workbook would do without it: a form that only works here is a slip of its author.

Source: what pyxform refuses of triggers, of the names of rows that ask nothing, and of those under which a form knows other files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import PurePath

from questionnaire.legal import legal_name
from questionnaire.xlsform.problems import ProblemReport, Where
from questionnaire.xlsform.questions.adapted import METADATA, folded
from questionnaire.xlsform.questions.types import bracket_of
from questionnaire.xlsform.sheets.form_sheet import MENTION, FormRow
from questionnaire.xlsform.sheets.headers import PLACED, TRANSLATED
from questionnaire.xlsform.sheets.names import wrong_name

TRIGGER, CALCULATION = "trigger", "calculation"
_TRIGGERS = re.compile(r"(\$\{[^{}]+\}([,\s]+\$\{[^{}]+\})*)?")
_LAST_SAVED = re.compile(r"\$\{\s*last-saved#([^{}\s]+)\s*\}")
_FROM_FILE = re.compile(r"(?:select\S*|rank)[ _](?:\S+[ _])?from[ _]file[ _](?P<file>\S+)", re.IGNORECASE)
_FILE_TYPES = (".csv", ".xml", ".geojson")
_EXTERNAL = re.compile(r"(csv|xml)-external", re.IGNORECASE)
_PULLDATA = re.compile(r"pulldata\s*\(\s*(.*?),")
_READING = (CALCULATION, "constraint", "read_only", "required", "relevant", "choice_filter", "default")
_SAVED = "__last-saved"
# What is no operator, although it may have the signs of one: quoted words, days, numbers, and names that call no function.
_PLAIN = re.compile(r"\"[^\"]*\"|'[^']*'|-?\d{4}-\d\d-\d\d|-?\d+(\.\d*)?|(?!(?:div|mod)\b)[^\W\d][\w.:-]*+(?!\()")
_WORKED_OUT = re.compile(r"[-+*|]|\$\{|\w\(|\s(div|mod)\s")
_NO_TEXTS = ("type", "name", TRIGGER)
_UNUSED = ("default", "read_only")


@dataclass(frozen=True, slots=True)
class _Source:
    """A name under which the form knows a file, "" for a list of the sheet choices; a row that is `declared` is about nothing else."""

    name: str
    file: str
    place: Where
    declared: bool = False


def check_elsewhere(
    rows: Iterable[FormRow], lists: Iterable[str], gone: AbstractSet[str], report: ProblemReport, *, adopted: bool = False
) -> None:
    """Report what other programs refuse of these rows; `lists` are those of the sheet choices, `gone` questions that are left out.

    The texts of an `adopted` workbook are its author's, whatever signs they have.
    """
    texts = TRANSLATED if adopted else frozenset()
    given = tuple(rows)
    asked = {row.text("name"): row for row in given if row.text("name") and not bracket_of(row)}
    known = frozenset(row.text("name") for row in given) | gone
    _check_names(given, report)
    for row in given:
        _check_constant(row, report)
        _check_trigger(row, asked, gone, report)
        _check_mentions(row, known, report, texts)
        _check_file(row, report)
    _check_sources([*_sources(given), *(_Source(name, "", ("choices", 0, "list_name")) for name in lists)], report)


def _check_names(rows: Iterable[FormRow], report: ProblemReport) -> None:
    """Report what is wrong with the names of rows that ask nothing here, of which one stands once in its group."""
    first, opened = dict[tuple[int, str], FormRow](), [0]
    for row in rows:
        name, which = row.text("name"), bracket_of(row)
        if which == "end" and len(opened) > 1:
            opened.pop()
        elif folded(row.text("type")) != "audit" and which != "end" and row.has("name"):
            before = first.setdefault((opened[-1], name), row)
            silent = _asks_nothing(row)
            if silent and not name:
                report.error(row.place("name"), "The row has no name.", f"Write {legal_name(row.text('type'))}.")
            elif silent and (wrong := wrong_name(name)):
                report.error(row.place("name"), *wrong)
            elif name and before is not row and (silent or _asks_nothing(before)):
                message = f"The name {name!r} is already used in row {before.number}."
                report.error(row.place("name"), message, "Give each row of a group a different name.")
        if which == "begin":
            opened.append(row.number)


def _asks_nothing(row: FormRow) -> bool:
    return folded(row.text("type")) in METADATA or _EXTERNAL.fullmatch(row.text("type")) is not None


def _check_constant(row: FormRow, report: ProblemReport) -> None:
    """Report a calculate whose default nobody works out: other programs see no calculation in it."""
    default = row.text("default")
    alone = default and not row.fills(CALCULATION) and not row.fills(TRIGGER)
    if alone and row.text("type").casefold() == "calculate" and not _WORKED_OUT.search(_PLAIN.sub("", default)):
        plain = default.replace("'", "").replace('"', "")
        report.error(row.place(CALCULATION), f"The calculate has only the default {default!r}.", f"Write '{plain}' into {CALCULATION}.")


def _check_trigger(row: FormRow, asked: Mapping[str, FormRow], gone: AbstractSet[str], report: ProblemReport) -> None:
    written = row.text(TRIGGER)
    if not _TRIGGERS.fullmatch(written):
        report.error(row.place(TRIGGER), f"The trigger {written!r} names no question.", "Write it as ${name}, or clear the cell.")
        return
    for name in MENTION.findall(written):
        if name not in asked and name not in gone:
            remedy = report.did_you_mean(name, asked, "Name a question of the sheet survey, or clear the cell.")
            report.error(row.place(TRIGGER), f"There is no question ${{{name}}}.", remedy)
        elif name in asked and row.fills(CALCULATION) and _is_unseen(asked[name]):
            message = f"Nobody answers ${{{name}}}, so that it cannot be a trigger."
            report.error(row.place(TRIGGER), message, "Name a question that people see, or clear the cell.")


def _is_unseen(row: FormRow) -> bool:
    worked_out = row.fills(CALCULATION) or row.fills(TRIGGER)
    return row.text("type").casefold() == "calculate" or (worked_out and not row.fills("label") and not row.fills("hint"))


def _check_mentions(row: FormRow, known: AbstractSet[str], report: ProblemReport, but: AbstractSet[str]) -> None:
    """Report names that nobody has where nothing else looks at them: in rows that ask nothing, and in what is not used of others.

    Where answers stand is no text, although a sheet may be called after anything; nor is what stands in the columns `but`.
    """
    for (column, language), text in row.cells.items():
        if column not in {*_NO_TEXTS, *PLACED, *but} and (_asks_nothing(row) or column in _UNUSED or _LAST_SAVED.search(text)):
            check_known(row, column, known, report, language)


def check_known(row: FormRow, column: str, known: AbstractSet[str], report: ProblemReport, language: str = "") -> None:
    """Report each name in a cell that is none of the form's."""
    for name in MENTION.findall(row.cells.get((column, language), "")):
        if name not in known:
            remedy = report.did_you_mean(name, known, "Name a question of the sheet survey.")
            report.error(row.place(column, language), f"There is no question ${{{name}}}.", remedy)


def _check_file(row: FormRow, report: ProblemReport) -> None:
    found = _FROM_FILE.fullmatch(" ".join(row.text("type").split()))
    path = PurePath(found["file"]) if found and "${" not in found["file"] else None
    if path and (len(path.suffixes) != 1 or path.suffix.lower() not in _FILE_TYPES):
        message = f"Choices cannot be read from {path.name!r}."
        report.error(row.place("type"), message, f"Name a file that ends with {', '.join(_FILE_TYPES)}, with no other point in its name.")


def _sources(rows: Iterable[FormRow]) -> Iterator[_Source]:
    """Yield each name under which a row of the survey knows a file."""
    for row in rows:
        if external := _EXTERNAL.fullmatch(row.text("type")):
            name = row.text("name")
            yield _Source(name, f"{name}.{external[1].lower()}", row.place("name"), declared=True)
        if of_file := _FROM_FILE.fullmatch(" ".join(row.text("type").split())):
            yield _Source(PurePath(of_file["file"]).stem, of_file["file"], row.place("type"))
        for column in _READING:
            written = row.text(column)
            for name in (one.replace("'", "").replace('"', "").strip() for one in _PULLDATA.findall(written)):
                yield _Source(name, f"{name}.csv", row.place(column))
            if _LAST_SAVED.search(written):
                yield _Source(_SAVED, "the last answers", row.place(column))


def _check_sources(sources: Iterable[_Source], report: ProblemReport) -> None:
    """Report a name that stands for two files, or for a file and a list: nobody could say which of them is meant."""
    first: dict[str, _Source] = {}
    for one in sources:
        before = first.setdefault(one.name, one)
        if before is one or not one.name:
            continue
        if before.file != one.file:
            shown = [source.file or f"the list {source.name!r} of the sheet choices" for source in (before, one)]
            # A list has no row of its own; the other of the two has.
            place, other = (one.place, before) if one.file else (before.place, one)
            told = f"The name {one.name!r} stands for two things: {shown[0]} and {shown[1]}."
            where = f" The other is in row {other.place[1]}." if other.place[1] else ""
            report.error(place, f"{told}{where}", "Give one of the two another name.")
        elif one.declared and before.declared:
            message = f"The file {one.file!r} is already named in row {before.place[1]}."
            report.error(one.place, message, "Remove one of the two rows.")
