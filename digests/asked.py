"""The questions that wait for an answer, as a digest repeats them until they are answered."""

from __future__ import annotations

from collections.abc import Iterator

from digests.facts import StatusFacts
from digests.sections import DigestSection, SectionItem
from languages.phrases import Phrases

_MOST = 20  # The command lists all.
_WORDS = 300  # characters


def asked(facts: StatusFacts, said: Phrases) -> Iterator[DigestSection]:
    """Yield the section with the oldest questions, each with its age; nothing where none waits."""
    if facts.questions:
        items = tuple(
            SectionItem(
                title=said.say("questions.title", who=one.asker, days=said.count("questions_age", (facts.now - one.at).days)),
                lines=(one.words if len(one.words) <= _WORDS else f"{one.words[:_WORDS].rstrip()}…",),
                commands=(one.how,),
            )
            for one in facts.questions[:_MOST]
        )
        yield DigestSection(title=said.say("section.questions"), intro=said.say("questions.intro"), items=items)
