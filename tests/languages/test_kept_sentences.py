"""Sentences that are kept as English text alone are told in the language of who reads them, with the sentences that stand in them."""

from __future__ import annotations

import pytest

from languages import ENGLISH
from languages.phrases import console_languages
from languages.telling import heard, told_in

REPLACES = "It would replace what a@b.example sent on 2012-03-01; this one is from c@d.example"
KEPT = {
    f"held: {REPLACES}, who is not on record for ORG001.": "messages.effect",
    f"held: {REPLACES}": "messages.effect",
    "case 13: nothing was decided (older)": "messages.effect",
    "case 13: nothing was decided (not yes)": "messages.effect",
    "case 13: nothing was decided, as what was passed on was answered": "messages.effect",
    "case 20: decide accept, by Anna Berg": "messages.effect",
    "case 20: waiting 2012-06-01, by Anna Berg": "messages.effect",
    "case 20: undo, by Anna Berg": "messages.effect",
    "They named a.b@c.example as their successor.": "journal.noted.successor",
}
ENGLISH_WORDS = ("replace", "on record", "decided", "older", "not yes", "decide", "by Anna", "named", "2012-")


@pytest.mark.parametrize("kept", KEPT)
@pytest.mark.parametrize("language", sorted(set(console_languages()) - {ENGLISH}))
def test_what_is_kept_in_english_is_told_whole_in_another_language(kept: str, language: str) -> None:
    """No English word stays in it, and no day as the program writes it."""
    said = told_in(heard(KEPT[kept], kept), language)
    assert said
    assert [one for one in ENGLISH_WORDS if one in said] == []
