"""What services carry for people, answers between the lines of our letter, and machines whose words were not known, as data."""

from __future__ import annotations

from typing import Any

import pytest

from domain.intent import IntentKind
from domain.message import Kind
from tests.intake.understanding.test_machines import rows
from tests.intake.understanding.test_returns import KINDS, examined

_OF_SERVICES = {"share", "transfer", "cloud", "secure", "servicebulk"}
_KINDS = {**KINDS, "person": {Kind.QUESTION, Kind.RETURN}, "unsubscribe": {Kind.UNSUBSCRIBE}}


@pytest.mark.parametrize("row", rows("carried", "mail"), ids=lambda row: f"{row['kind']} {row['marks']} {row['language']} {row['subject']}")
def test_whoever_sends_something_through_a_service_is_a_person(row: dict[str, Any]) -> None:
    """Whoever sends something through a service is a person, and what the service tells everybody, or a machine answers, is not."""
    found = examined(row).classification
    assert found.kind in _KINDS[row["kind"]], found.why
    assert sorted(one.address for one in found.reports if one.permanent is not None) == row.get("failed", [])


@pytest.mark.parametrize(
    "row",
    [one for one in rows("carried", "mail") if one["kind"] == "person" and one["marks"] in _OF_SERVICES],
    ids=lambda row: f"{row['marks']} {row['language']} {row['subject']}",
)
def test_what_a_service_says_around_what_it_carries_decides_nothing(row: dict[str, Any]) -> None:
    """Its "unsubscribe", the day on which a link expires and the addresses that it names are nobody's wish: a person reads them."""
    assert [one.intent for one in examined(row).intents] == [IntentKind.NOTE]


def test_whoever_says_that_they_shared_something_speaks_for_themselves() -> None:
    """From an address of their own they are understood as ever: no service stands between."""
    row = {"marks": "ownback", "subject": "Re: Study", "text": "Tom has sent you the files. We do not want to take part in the study."}
    assert IntentKind.DECLINE in {one.intent for one in examined(row).intents}


def test_what_a_server_goes_on_to_say_below_its_report_makes_it_no_person() -> None:
    """Where to ask, and that it gave up: it reports of whom we wrote to, and not of us."""
    text = "Your message could not be delivered to hans@b.example.\n550 5.1.1 User unknown\n"
    text += "The message has been removed from our queue.\nOur support team can be reached at extension 4711."
    found = examined({"marks": "ownback", "subject": "Undelivered: Re: Study", "text": text}).classification
    assert found.kind is Kind.BOUNCE, found.why


@pytest.mark.parametrize(
    "text", ["This message was sent automatically. Not me!", "This is an automatic reply. I am out of the office until 5 January 2030."]
)
def test_what_only_has_the_subject_of_a_button_leaves_nothing(text: str) -> None:
    """A program that says more than that it is one was not pressed by anybody."""
    assert examined({"marks": "ownback", "subject": "Unsubscribe", "text": text}).classification.rule != "unsubscribe_button"
