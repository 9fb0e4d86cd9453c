"""What a study says of the figures of its last round, where only its form is looked at: names that the form does not have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from domain.errors import CounterfoilError
from service.studies.called_before import lost_names
from service.studies.folder import Folder, read_folder


def of_last_round(form: Path) -> tuple[str, ...]:
    """Return what is told of figures of the last round where a study stands in the folder of its form; nothing where none does.

    A study.toml that cannot be read is told by the check of the study. The values of a study that is named as the last round are none of
    the folder, and are looked at there too.
    """
    root = form.absolute().parent
    if not (root / "study.toml").is_file():
        return ()
    try:
        folder = read_folder(root)
        return tuple(_told(folder)) if folder.study.questionnaire == form.name else ()
    except CounterfoilError:
        return ()


def _told(folder: Folder) -> Iterator[str]:
    _ = folder.questionnaire  # What is wrong with the form itself is raised here, and told by itself.
    try:
        folder.last_round()
    except CounterfoilError as error:
        yield str(error)
    yield from lost_names(folder)
