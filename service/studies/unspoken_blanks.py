"""Whether a study's own letter `correction` speaks of what could not be taken: it may be older than the program that asks so by it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from domain.errors import ConfigurationError
from domain.rules.reminded import CORRECTION
from domain.study import Audience
from domain.telling import Telling
from languages.telling import phrased
from service.studies.folder import Folder

_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_NAMED = re.compile(r"\bnot_taken\b")
_WORDS = "{% if not_taken %} ... {% else %} ... {% endif %}"


def tells_not_taken(folder: Folder, language: str) -> bool:
    """Say whether the letter `correction` that is sent in a language says what to do about a blank workbook or a scan.

    One that does not thanks for answers and asks for corrections, which is false of who sent none.
    """
    try:
        return _names_it(folder.letter(CORRECTION, language)[1])
    except ConfigurationError:
        return False  # It is told where the letter itself is wanted.


def untold(folder: Folder) -> Iterator[Telling]:
    """Yield the sentence that says which files of the letter `correction` do not, where the study reminds anybody."""
    if not any(mailing.audience is Audience.OWING for mailing in folder.study.mailings):
        return
    silent: dict[str, None] = {}
    for language in folder.study.languages:
        try:
            name, source = folder.letter(CORRECTION, language)
        except ConfigurationError:
            continue  # A letter that is missing is told by itself.
        if not _names_it(source):
            silent[name] = None
    if silent:
        yield phrased("check.not_taken_untold", files=tuple(silent), line=_WORDS)


def _names_it(source: str) -> bool:
    return any(_NAMED.search(tag) for tag in _TAG.findall(source))
