"""What the questions of a study were called in the last round: their figures are found by that, and none is lost without a word."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING

from domain.changes import Changes
from domain.errors import CounterfoilError
from exports.fixed import RESERVED
from exports.naming import plain
from languages.telling import phrased
from questionnaire.definition import Questionnaire
from questionnaire.items import figure_of, flag_key, is_flag, parts
from service.studies.previous_export import BOOK, FILE, FOLDER, columns_explained, header_of

if TYPE_CHECKING:
    from service.studies.folder import Folder


def in_names_of_now(header: Sequence[str], changes: Changes) -> list[str]:
    """Return the columns of a table of the last round by the keys of this round; others as they are.

    A column of our own export may have lost signs of a name that no program for statistics takes.
    """
    known = {shape: now for old, now in changes.renamed.items() for shape in (old, plain(old))}
    known |= {shape: flag_key(now) for old, now in changes.renamed.items() for shape in (flag_key(old), plain(f"{old}@flag"))}
    return [known.get(name) or _key_now(name, changes.renamed) for name in header]


def _key_now(key: str, renamed: Mapping[str, str]) -> str:
    if is_flag(key):
        return flag_key(_key_now(figure_of(key), renamed))
    repeat, instance, question = parts(key)
    question = renamed.get(question, question)
    return f"{renamed.get(repeat, repeat)}[{instance}].{question}" if repeat else question


def key_before(key: str, changes: Changes) -> str | None:
    """Return the key that an item had in the last round; None where what was called so is another question now."""
    before = {now: old for old, now in changes.renamed.items()}
    repeat, instance, question = parts(key)
    names = [before.get(one, one) for one in (repeat, question)]
    if any(was == one and one in changes.renamed for was, one in zip(names, (repeat, question), strict=True)):
        return None
    return f"{names[0]}[{instance}].{names[1]}" if repeat else names[1]


def lost_names(folder: Folder) -> Iterator[str]:
    """Yield the sentence of `unknown_before` for the folder of a study; a form that cannot be read is told by itself."""
    with suppress(CounterfoilError):
        yield from unknown_before(folder.files, folder.questionnaire, folder.study.last_round, folder.before.questions)


def unknown_before(files: Mapping[str, bytes], form: Questionnaire, changes: Changes, before: Collection[str] = ()) -> Iterator[str]:
    """Yield the sentence that says which questions show a figure of the last round that the study's files do not have, where there are any.

    `files` are those of the study, `before` the questions of the last round, where more are known. A question may be new: it is told
    only where the last round had a question that this one has not, and the one most like it is offered.
    """
    had = _names_before(files)
    if had is None:
        return
    known = {*in_names_of_now(had, changes)}
    names = {parts(one)[2] for one in known if not is_flag(one)} | {one for one in known if "[" not in one}
    without = [one.name for one in form.questions if one.previous and names.isdisjoint({one.name, plain(one.name)})]
    asked = {*form.by_name, *map(plain, form.by_name), *(one.name for one in form.repeats), *changes.renamed, *RESERVED}
    free = [one for one in dict.fromkeys((*before, *(parts(name)[2] for name in had))) if one not in asked]
    if without and free:
        like = ((found[0], one) for one in without for found in [get_close_matches(one, free, 1)] if found)
        old, now = next(like, (free[0], without[0]))
        yield phrased("check.not_in_last_round", names=tuple(without), line=f'renamed = {{ {old} = "{now}" }}')


def _names_before(files: Mapping[str, bytes]) -> list[str] | None:
    """Return the questions of the last round, or the columns of its table; None where the study has none of its values."""
    if BOOK in files or any(name.startswith(FOLDER) for name in files):
        return list(dict.fromkeys(columns_explained(files)))
    return header_of(files) if FILE in files else None
