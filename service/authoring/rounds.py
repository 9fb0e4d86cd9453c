"""The last round, taken from the store: the values that count in an earlier study, edits included, as `previous.csv` would have them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from domain.answer import FigureMarks
from domain.errors import ConfigurationError
from questionnaire.items import flag_key, items
from service.answers.counting import form_of_all
from service.answers.revisions import EarlierFigure, Revisions, revisions_of, with_marks
from service.studies.called_before import key_before
from service.studies.folder import AskedBefore, Folder
from service.studies.previous import CODE, FILE, is_of_last_round
from service.studies.previous_export import BOOK, FOLDER
from service.studies.rows_before import rows_of
from service.studies.running import UnreadableStudyError
from store import Transaction, invitations

if TYPE_CHECKING:
    from service.studies.running import Running

_WHERE = "study.toml previous"


def with_last_round(tx: Transaction, folder: Folder, running: Callable[[str], Running | None]) -> Folder:
    """Return the files of a study, with the values of the study that it names as its last round, and the questions of that.

    They are written down as they count now, so that what was applied stays what it was. ConfigurationError where there is no such study,
    or the folder has values of its own.
    """
    name = folder.study.previous
    if not name:
        with suppress(UnreadableStudyError):  # What is new is then all that can be read.
            return _with_version_before(folder, running(folder.study.id))
        return folder
    if there := next((file for file in folder.files if file in {FILE, BOOK} or file.startswith(FOLDER)), ""):
        remedy = f"Delete {there}, or take the line out of study.toml."
        raise ConfigurationError(f"The study has a {there} and names {name!r} as well.", where=_WHERE, remedy=remedy)
    found = running(name) if name != folder.study.id else None
    if found is None:
        remedy = "Name an earlier study of this installation that was applied."
        raise ConfigurationError(f"There is no earlier study {name!r}.", where=_WHERE, remedy=remedy)
    form, changes = form_of_all(tx, found), folder.study.last_round
    asked = {item.key for item in items(form)}
    called = (key_before(item.key, changes) for item in items(folder.questionnaire) if item.question.previous)
    wanted = [key for key in called if key in asked]
    revised = revisions_of(tx, name, running, form.by_name, but=folder.study.id)
    files = {**folder.files, FILE: _written(wanted, list(_figures(tx, found, revised)))}
    return replace(folder, files=files, before=AskedBefore(form.by_name, rows_of(form)))


def _with_version_before(folder: Folder, runs: Running | None) -> Folder:
    """Return a folder with the questions of the version that runs, where its one table of last round's values is as it was there.

    Nothing else says in which units such a table is: a version that asks for thousands does not make thousands of what stands in it. They
    have the names that the table has.
    """
    files = {name for name in folder.files if is_of_last_round(name)}
    if runs is None or files != {FILE} or FILE not in runs.folder.files or folder.hash_of(FILE) != runs.folder.hash_of(FILE):
        return folder
    asked, changes = runs.questionnaire.by_name, runs.study.last_round
    questions = {then: one for name, one in asked.items() if (then := key_before(name, changes))}
    return replace(folder, before=AskedBefore(questions))


def _figures(tx: Transaction, found: Running, revised: Revisions) -> Iterator[tuple[str, dict[str, EarlierFigure]]]:
    """Yield the figures of each organisation that answered, as they were last revised."""
    codes = {one.id: code for code, one in invitations.of_study(tx, found.study.id).items()}
    for one, marks in with_marks(tx, found):
        code, answers = codes[one.submission.invitation_id], one.submission.answers
        told = {key: EarlierFigure(_number(value), marks.get(key, FigureMarks()).flag) for key, value in answers.items()}
        yield code, told | revised.pop(code, {})
    yield from sorted(revised.items())


def _number(value: object) -> object:
    """Return a number; a missing code, or what was no number then, has no value that could be shown beside one."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _written(wanted: list[str], rows: list[tuple[str, dict[str, EarlierFigure]]]) -> bytes:
    """Return the figures as a file: a column an item, and one for the flags of it where there are any."""
    buffer, blank = io.StringIO(newline=""), EarlierFigure("", "")
    flagged = [key for key in wanted if any(figures.get(key, blank).flag for _, figures in rows)]
    writer = csv.writer(buffer)
    writer.writerow([CODE, *wanted, *map(flag_key, flagged)])
    for code, figures in rows:
        told = [figures.get(key, blank).value for key in wanted]
        writer.writerow([code, *told, *(figures.get(key, blank).flag for key in flagged)])
    return buffer.getvalue().encode()
