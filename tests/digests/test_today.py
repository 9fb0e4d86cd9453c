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


def rows(content: DigestContent) -> list[list[tuple[str, ...]]]:
    """Return the rows of each table of what came in."""
    sections = content.context["sections"]
    assert isinstance(sections, list)
    return [[row[:2] for row in table["rows"]] for one in sections if one["title"] == "What came in" for table in one["tables"]]


def test_what_staff_wrote_and_did_is_told_apart_and_counts_for_no_message() -> None:
    """The headline says how many rows the table of messages has; what is alike below it is one line."""
    member = Arrival(when=NOW, organisation="Org", what=ArrivalKind.WROTE)
    staff = Arrival(when=NOW, organisation="", what=ArrivalKind.WROTE, sender="anna@agency.example", of_staff=True)
    did = [
        replace(staff, what=what, organisation="Org", address="anna@agency.example", sender="")
        for what in (ArrivalKind.DECIDED, ArrivalKind.UNDONE, ArrivalKind.REPLIED, ArrivalKind.PUT_OFF)
    ]
    content = built(replace(facts(), arrivals=(staff, member, *did, staff, staff, member)))
    assert "2 messages came in" in content.subject
    assert "2 messages came in" in str(content.context["finding"])
    theirs, apart = rows(content)
    assert theirs == [("Org", "wrote")] * 2
    assert max(apart) == ("the study’s staff", "wrote (anna@agency.example), 3 times")
    assert len(apart) == 5


@pytest.mark.parametrize("name", ["today", "status"])
def test_where_staff_alone_wrote_nothing_came_in(name: str) -> None:
    """And that is said, with what they did below it."""
    staff = Arrival(when=NOW, organisation="", what=ArrivalKind.WROTE, sender="anna@agency.example", of_staff=True)
    content = digests()[name].build(replace(facts(), arrivals=(staff,) * 40), "en")
    sections = content.context["sections"]
    assert isinstance(sections, list)
    (section,) = (one for one in sections if one["title"] == "What came in")
    assert section["intro"].endswith("Nothing came in.")
    assert len(section["tables"][0]["rows"]) == 1
    assert not section["note"]


def test_many_decisions_of_staff_take_no_room_from_what_organisations_sent() -> None:
    """They are counted where there is no room for all."""
    large = replace(facts(), organisations=tuple(facts().organisations) * 100)
    did = [
        Arrival(when=NOW, organisation=f"Org {number}", what=ArrivalKind.DECIDED, address="anna@agency.example", of_staff=True)
        for number in range(60)
    ]
    theirs, apart = rows(built(replace(large, arrivals=(*(Arrival(when=NOW, organisation="Org", what=ArrivalKind.WROTE),) * 45, *did))))
    assert (len(theirs), len(apart)) == (40, 10)
