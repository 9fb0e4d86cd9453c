"""What a case is called where it is about no one organisation. Pure."""

from __future__ import annotations

from digests.named import called
from domain.case import CaseKind
from domain.rules.case import headed
from languages.phrases import Phrases


def headline(said: Phrases, kind: CaseKind, mailing: str | None) -> str:
    """Return the headline of a case, in the words of the status digest; `mailing` is the name of the one that it is about."""
    return said.say(f"headline.{headed(kind, mailing)}", mailing=called(mailing or "", said))
