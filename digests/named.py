"""How the mailings of a study are called in a digest. Pure."""

from __future__ import annotations

from domain.telling import Telling
from languages.phrases import Phrases
from languages.telling import mailing_called, told_in


def called(mailing: str, said: Phrases) -> str:
    """Return a mailing, or a kind of letter, in the language of a digest; else by the name that its study gives it."""
    named = mailing if isinstance(mailing, Telling) else mailing_called(mailing)
    return told_in(named, said.language) or mailing
