"""Whole cover mails beside a filled questionnaire: an ordinary one asks nobody for anything, and one sentence that matters is heard.

The mails are in `tests/intake/data/whole/`; decisions 0186, 0189 and 0190 tell how they were judged.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from domain.intent import IntentKind
from intake.understanding.intents.wanted import said
from intake.understanding.own_words.words import own_words, subjects_of

DATA = Path(__file__).parents[1] / "data" / "whole"
SENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def mails(name: str) -> list[Any]:
    """Return the mails of a file as parameters, named after their language."""
    read = tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))["mail"]
    return [pytest.param(one, id=f"{name}-{number}-{one['language']}") for number, one in enumerate(read)]


def told(mail: dict[str, str]) -> set[IntentKind]:
    """Return what is read in a mail beside a workbook, and is more than thanks."""
    theirs, ours = subjects_of(mail["subject"])
    read = said(own_words(mail["text"]), theirs, beside=True, sent=SENT, answered=ours)
    return {one.intent for one in read} - {IntentKind.THANKS}


@pytest.mark.parametrize("mail", [*mails("ordinary"), *mails("blind"), *mails("letters"), *mails("foreign"), *mails("baltic")])
def test_an_ordinary_cover_mail_is_courtesy(mail: dict[str, str]) -> None:
    """With its letterhead, its signature and what stands beneath that, in whatever language."""
    assert told(mail) == set()


@pytest.mark.parametrize("mail", mails("matters"))
def test_one_sentence_that_matters_is_kept_and_heard(mail: dict[str, str]) -> None:
    """Beneath a signature, in a postscript, within ceremonious words, or behind courtesy in a language that is hardly known."""
    assert mail["kept"] in " ".join(own_words(mail["text"]).split())
    assert told(mail) != set()
