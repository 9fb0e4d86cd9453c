"""The last round, taken from the store: the values that count in an earlier study, edits included, as `previous.csv` would have them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from domain.errors import ConfigurationError
from questionnaire.items import items
from service.counting import counted
from service.previous import CODE, FILE
from store import Transaction, invitations

if TYPE_CHECKING:
    from service.folder import Folder
    from service.running import Running

_WHERE = "study.toml previous"


def with_last_round(tx: Transaction, folder: Folder, running: Callable[[str], Running | None]) -> Mapping[str, bytes]:
    """Return the files of a study, with the values of the study that it names as its last round.

    They are written down as they count now, so that what was applied stays what it was. ConfigurationError where there is no such study,
    or the folder has values of its own.
    """
    name = folder.study.previous
    if not name:
        return folder.files
    if FILE in folder.files:
        remedy = f"Delete {FILE}, or take the line out of study.toml."
        raise ConfigurationError(f"The study has a {FILE} and names {name!r} as well.", where=_WHERE, remedy=remedy)
    found = running(name) if name != folder.study.id else None
    if found is None:
        remedy = "Name an earlier study of this installation that was applied."
        raise ConfigurationError(f"There is no earlier study {name!r}.", where=_WHERE, remedy=remedy)
    wanted = [item.key for item in items(folder.questionnaire) if item.question.previous]
    return {**folder.files, FILE: _written(wanted, _values(tx, found, wanted))}


def _values(tx: Transaction, found: Running, wanted: list[str]) -> Iterator[list[object]]:
    codes = {one.id: code for code, one in invitations.of_study(tx, found.study.id).items()}
    for one in counted(tx, found):
        answers = one.submission.answers
        yield [codes[one.submission.invitation_id], *(_number(answers.get(key)) for key in wanted)]


def _number(value: object) -> object:
    """Return a number; a missing code, or what was no number then, has no value that could be shown beside one."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _written(wanted: list[str], rows: Iterator[list[object]]) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([CODE, *wanted])
    writer.writerows(rows)
    return buffer.getvalue().encode()
