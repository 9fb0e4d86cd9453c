"""The soak plays what its table says, and its laws say when something is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bench.soak import laws
from bench.soak.__main__ import Soak, soak
from bench.soak.laws import SoakEvent
from bench.soak.people import DAYS, part
from bench.soak.sink import taken
from bench.soak.worker import Ticks
from domain.letter import DeliveryState
from service.installation import config
from service.installation.install import SAMPLE
from service.wiring import open_service
from store import outbox

EVENT = SoakEvent(
    turn=0,
    day="03-01",
    seconds=1.0,
    writing=0.5,
    deciding=0.1,
    did=Ticks(ticks=2, taken_in=3, is_idle=True, peak=200, open_files=15),
    delivered=3,
    decided=0,
    files=10,
    archived=5,
    rows=100,
    letters={"sent": 4, "dropped": 1},
    messages={"done": 3},
)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Soak]:
    """Play a round of 40 organisations."""
    folder = tmp_path_factory.mktemp("soak")
    return folder, soak(folder, 40, 1)


def test_a_round_of_40_organisations_breaks_no_law(played: tuple[Path, Soak]) -> None:
    """Each event of it has happened, and somebody did something on most days."""
    _, one = played
    assert one.broken == []
    assert [event.day for event in one.events] == list(DAYS)
    assert sum(event.delivered for event in one.events) == sum(len(part(number, 0).deeds) for number in range(40))
    assert sum(event.decided for event in one.events) > 0


def test_a_letter_that_was_lost_or_doubled_is_told(played: tuple[Path, Soak]) -> None:
    """And one that the program never wrote."""
    folder, _ = played
    right = taken(folder / "letters")
    with open_service(config.load(folder / "home", {})) as service, service.store.reading() as tx:
        assert list(laws.of_letters(tx, right)) == []
        lost, doubled = (one.tag for one in outbox.in_state(tx, DeliveryState.SENT, limit=2))
        wrong = right - Counter([lost]) + Counter([doubled, "stranger"])
        assert sorted(laws.of_letters(tx, wrong)) == sorted(
            (
                f"the letter {lost} is sent, and the mail server took it 0 times",
                f"the letter {doubled} is sent, and the mail server took it 2 times",
                "the mail server took stranger, which is no letter",
            )
        )


def test_what_stands_otherwise_than_it_should_is_told(played: tuple[Path, Soak]) -> None:
    """Who answered in the first round would not all have done so in the second; and a message of another kind is counted."""
    folder, one = played
    with open_service(config.load(folder / "home", {})) as service, service.store.reading() as tx:
        assert list(laws.of_messages(tx, one.acts)) == []
        assert len(list(laws.of_messages(tx, one.acts + Counter(["bounce"])))) == 1
        (told,) = laws.of_round(service, tx, 0, 41, one.ended)
        assert told.startswith(f"{SAMPLE}: organisations stand")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, ""),
        ({"delivered": 4}, "4 messages came and 3 were taken in"),
        ({"messages": {"done": 2, "pending": 1}}, "messages that are not read: {'pending': 1}"),
        ({"messages": {"done": 2, "failed": 1}}, "messages that are not read: {'failed': 1}"),
        ({"letters": {"sent": 4, "queued": 1}}, "letters that did not leave: {'queued': 1}"),
        ({"letters": {"uncertain": 1}}, "letters that did not leave: {'uncertain': 1}"),
        ({"did": replace(EVENT.did, is_idle=False)}, "after 2 ticks there is still something to do"),
        ({"did": replace(EVENT.did, problems=["The disk is full."])}, "The disk is full."),
        ({"did": replace(EVENT.did, problems=["regulatory.0@b00000.example: rejected at rcpt"])}, ""),
        ({"did": replace(EVENT.did, problems=["regulatory.7@b00007.example: rejected at rcpt"])}, "regulatory.7@b00007.example: rejected"),
    ],
)
def test_what_is_wrong_after_an_event_is_told(changed: dict[str, object], told: str) -> None:
    """That some addresses refuse letters is as it should be."""
    found = list(laws.of_event(replace(EVENT, **changed)))  # type: ignore[arg-type]
    assert len(found) == bool(told)
    assert all(told in one for one in found)


@pytest.mark.parametrize(
    ("peak", "open_files", "files", "told"),
    [
        (200 + laws.MEMORY, 15, 10, []),
        (201 + laws.MEMORY, 15, 10, [f"memory grew from 200 to {201 + laws.MEMORY:.0f} MiB"]),
        (200, 16, 10, ["open files grew from 15 to 16"]),
        (200, 15, 11, ["files of the installation grew from 10 to 11"]),
        (150, 12, 9, []),
    ],
)
def test_what_grows_from_round_to_round_is_told(peak: float, open_files: int, files: int, told: list[str]) -> None:
    """Memory may by a bound, and nothing else at all."""
    later = replace(EVENT, turn=2, did=replace(EVENT.did, peak=peak, open_files=open_files), files=files)
    assert list(laws.of_growth([EVENT, later])) == told
