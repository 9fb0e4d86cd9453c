"""The final report: where the study ended, by region, and how good its answers are; the whole report on quality comes along as PDF."""

from __future__ import annotations

from dataclasses import replace

from digests import quality
from digests.facts import Digest, DigestContent, StatusFacts
from digests.rates import by_region
from digests.sections import as_context
from digests.status import regions
from languages.phrases import phrases


def build(facts: StatusFacts, language: str) -> DigestContent:
    """Return the standings, and after them what the digest of quality tells."""
    told = quality.build(facts, language)
    said = phrases("status", language).respelled(facts.spelling)
    sections = [*as_context([regions(by_region(facts.organisations), said)]), *_listed(told.context["sections"])]
    subject = said.say("final.subject", subject=told.subject)
    return replace(told, subject=subject, context={**told.context, "subject": subject, "sections": sections})


def _listed(sections: object) -> list[object]:
    return sections if isinstance(sections, list) else []


DIGEST = Digest(
    name="final",
    says="Standings by region and the report on quality, whole as PDF, once the study is over.",
    build=build,
    quality=True,
    report=True,
)
