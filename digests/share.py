"""Whose a digest tells, where it tells of some regions alone: its title and first sentence name them, and a line sums up the whole."""

from __future__ import annotations

from dataclasses import replace

from digests.facts import DigestContent, RegionalShare
from languages.phrases import phrases


def titled(title: str, share: RegionalShare | None, language: str) -> str:
    """Return the title of a study, with the regions that a digest tells of."""
    said = phrases("status", language)
    return said.say("share.title", title=title, regions=said.listed(share.regions)) if share else title


def of_share(content: DigestContent, share: RegionalShare | None, language: str) -> DigestContent:
    """Return a digest that begins with the regions it tells of, and says how many have answered in the whole study."""
    if share is None:
        return content
    said = phrases("status", language)
    finding = said.say(
        "share.finding",
        of=said.say("share.of", regions=said.listed(share.regions)),
        finding=str(content.context["finding"]),
        whole=said.say("share.whole", answered=share.answered, total=share.total),
    )
    return replace(content, context={**content.context, "finding": finding})
