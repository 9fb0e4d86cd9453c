"""The digest of a day: short, and none on a day without anything."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digests import digests
from digests.facts import Arrival, ArrivalKind, DigestContent, QuestionLine, StatusFacts
from languages import spoken
from tests.digests.sample import NOW, facts


def built(told: StatusFacts, language: str = "en") -> DigestContent:
    """Return the digest of a day."""
    return digests()["today"].build(told, language)


def titles(content: DigestContent) -> list[str]:
    """Return the titles of the sections."""
    sections = content.context["sections"]
    assert isinstance(sections, list)
    return [one["title"] for one in sections]


def test_it_tells_what_waits_what_came_and_what_goes_out_and_nothing_else() -> None:
    """Standings, names and files are those of the status digest."""
    content = built(facts())
    assert titles(content) == ["Waiting for your decision", "What came in", "What will be sent next"]
    assert not content.images
    assert not content.attachments
    assert not content.idle
    assert content.subject.endswith(f", today: {len(facts().arrivals)} messages came in, 3 decisions needed")


def test_a_day_without_anything_is_idle() -> None:
    """A contact that was promoted is no message, and yet something that happened."""
    nothing = replace(facts(), holds=(), uncertain=(), arrivals=(), questions=())
    assert built(nothing).idle
    assert titles(built(nothing)) == ["What will be sent next"]
    promoted = built(
        replace(nothing, arrivals=(Arrival(when=NOW, organisation="Org", what=ArrivalKind.PROMOTED, address="b@org.example"),))
    )
    assert not promoted.idle
    assert "no message came in" in promoted.subject


@pytest.mark.parametrize("language", spoken())
@pytest.mark.parametrize("number", [0, 1, 2, 3, 11, 100])
def test_every_number_of_messages_has_its_words(language: str, number: int) -> None:
    """In each language that digests are written in."""
    came = tuple(Arrival(when=NOW, organisation="Org", what=ArrivalKind.WROTE) for _ in range(number))
    content = built(replace(facts(), arrivals=came), language)
    assert "{" not in content.subject
    assert str(content.context["finding"]).strip()


ASKED = QuestionLine(asker="Org", words="Which year?", at=NOW, how="counterfoil questions answer 1")


@pytest.mark.parametrize("name", ["today", "status"])
def test_questions_that_wait_are_counted_in_the_subject_and_the_first_sentence(name: str) -> None:
    """Beside the cases; where no case waits, nobody reads that nothing does."""
    both = digests()[name].build(replace(facts(), questions=(ASKED,)), "en")
    assert "3 decisions needed, 1 question waits" in both.subject
    assert "3 cases are waiting for your decision. One question waits for an answer." in str(both.context["finding"])
    alone = digests()[name].build(replace(facts(), holds=(), uncertain=(), questions=(ASKED,) * 3), "en")
    assert ("3 questions wait" in alone.subject, "no decisions needed" in alone.subject) == (True, False)
    assert "3 questions wait for an answer." in str(alone.context["finding"])
    assert "Nothing is waiting" not in str(alone.context["finding"])


@pytest.mark.parametrize("language", spoken())
@pytest.mark.parametrize("number", [1, 2, 3, 11, 100])
def test_every_number_of_questions_has_its_words(language: str, number: int) -> None:
    """In each language that digests are written in."""
    content = built(replace(facts(), questions=(ASKED,) * number), language)
    assert "{" not in f"{content.subject} {content.context['finding']}"
