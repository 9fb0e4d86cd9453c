"""A coordinator who grants time by mail may name the day: it is the one that is granted, told and kept, or nothing is granted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from service.installation import config
from service.wiring import open_service
from store import invitations
from tests.service.mailed_cases import COORDINATOR, DAY, about_cases, decided, post, take_in, the_case, with_a_case, written

ASKED = "Could we have more time, until 15 May 2012?"


def text(letter: object) -> str:
    """Return the text of a letter on one line."""
    return " ".join(str(letter.get_body(("plain",)).get_content()).split())  # type: ignore[attr-defined]


def answered(home: Path, words: str, asked: str = ASKED) -> str:
    """Answer the notice of a request for time, and return what the coordinator is told."""
    with_a_case(home, wrote=asked)
    (notice,) = about_cases(home)
    post(home, COORDINATOR, notice["Reply-To"], words)
    (told,) = take_in(home, DAY + timedelta(hours=1))
    return text(told)


def has_time(home: Path) -> str:
    """Return until when the organisation has time."""
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        return str(invitations.by_id(tx, the_case(service).invitation_id or 0).until)


@pytest.mark.parametrize(
    "words", ["Accordé, jusqu'au 20 mai.", "accorder : jusqu'au 20 mai 2012", "grant until 20 May", "Granted.\n\nUntil 20 May please"]
)
def test_the_day_that_is_named_is_the_day_that_is_granted(tmp_path: Path, words: str) -> None:
    """The coordinator is told it, and so is the organisation, whatever day it had asked for."""
    told = answered(tmp_path, words)
    assert (decided(tmp_path), has_time(tmp_path)) == ("grant", "2012-05-20")
    assert "20 May 2012" in told
    heard = [text(one) for one in written(tmp_path) if "person0@member0.example" in str(one["To"]) and "20 May" in text(one)]
    assert heard
    assert not [one for one in heard if "15 May" in one.partition(">")[0]]


def test_without_a_day_what_was_asked_for_is_granted_and_told(tmp_path: Path) -> None:
    """Two weeks beyond the deadline, where no day was; whoever meant another one sees it."""
    assert "has time until 14 May 2012" in answered(tmp_path, "Accordé.", "We need some more time to answer.")
    assert has_time(tmp_path) == "2012-05-14"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("accordé jusqu'au 10 février 2012", "2012-02-10 is in the past"),
        ("grant until 20 or 21 May", "no one day"),
        ("grant: 20 May\n\nor 21 May", "no one day"),
        ("wait until 20 March or 3 April", "no one day"),
        ("grant: two more weeks", "no one day"),
        ("grant until 20 May if they confirm", "more than one thing"),
    ],
)
def test_a_day_that_cannot_be_granted_decides_nothing_and_says_why(tmp_path: Path, words: str, why: str) -> None:
    """The day that was asked for is not granted in its place."""
    assert why in answered(tmp_path, words)
    assert decided(tmp_path) is None
