"""The digest of a day: what waits for a coordinator, what came in, and what goes out next; where there is nothing of it, no letter."""

from __future__ import annotations

from digests.asked import asked
from digests.came_and_goes import arrivals, is_apart, upcoming
from digests.facts import Digest, DigestContent, StatusFacts
from digests.moments import time_left
from digests.pending import decide, decisions, decisions_sentence, waiting
from digests.sections import as_context
from languages.phrases import phrases


def build(facts: StatusFacts, language: str) -> DigestContent:
    """Return the digest of the time since the last one, without standings, names and files: the status digest has those."""
    said = phrases("status", language).respelled(facts.spelling)
    came, waits = sum(not is_apart(one) for one in facts.arrivals), waiting(facts)
    sections = (
        *([decide(facts, said)] if waits else []),
        *asked(facts, said),
        *([arrivals(facts, said)] if facts.arrivals else []),
        upcoming(facts, said),
    )
    subject = said.say(
        "today.subject", title=facts.title, came=said.count("today_came", came), decisions=decisions(said, waits, len(facts.questions))
    )
    finding = said.say(
        "today.finding",
        came_sentence=said.count("today_came_sentence", came),
        decisions_sentence=decisions_sentence(said, waits, len(facts.questions)),
        left_sentence=time_left(facts, said, "left_sentence", "past_sentence"),
    )
    idle = not (facts.arrivals or waits or facts.questions)
    context: dict[str, object] = {"subject": subject, "finding": finding, "sections": as_context(sections), "idle": idle}
    return DigestContent(subject, context)


DIGEST = Digest(name="today", says="What waits, what came in, and what goes out next.", build=build)
