"""deliveries --repeated: did anybody get a mailing twice, and who asked for it; and what a command that sends would do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.letter import DeliveryState, Outcome, Verdict
from service.installation import config
from service.wiring import open_service
from store import outbox
from store.outbox import Change
from tests.cli.program import counterfoil, done
from tests.service.installed import at, letters

NOBODY = "Nobody was sent a mailing more than once."


def handed_over(home: Path, letter: int, outcome: Outcome, when: datetime) -> None:
    """Let a letter be handed over once more, with this outcome."""
    verdict = Verdict(letter_id=letter, outcome=outcome, stage="data", code=250, text="as it was")
    with open_service(config.load(home, {})) as service, service.store.transaction() as tx:
        (one,) = outbox.with_ids(tx, [letter])
        outbox.record_verdicts(tx, [Change(verdict, DeliveryState(outcome.value), when, one.attempts)], when)


def settle(home: Path, letter: int, state: DeliveryState) -> None:
    """Let a letter be in this state by evidence, which is no attempt."""
    with open_service(config.load(home, {})) as service, service.store.transaction() as tx:
        outbox.settle(tx, letter, state, "as it was", at("03-01"))


def test_who_got_a_second_letter_is_told_with_how_it_came_and_by_whom(answered: Path) -> None:
    """The timetable sent the first, a person the second; nobody else is told."""
    assert NOBODY in done("deliveries", "--repeated", "--home", answered).out
    again = ("send", "questionnaire", "--to", "ORG001", "--again", "--live", "--by", "Anna Berg", "--note", "It was lost there.")
    counterfoil(*again, "--home", answered)
    (found,) = done("deliveries", "--repeated", "--home", answered, "--json").objects
    assert (found["mailing"], found["address"], found["study"]) == ("questionnaire", "person1@member1.example", "cybercrime-2012")
    first, second = found["letters"]
    assert (first["by"], second["by"], second["note"]) == ("rule timetable", "Anna Berg", "It was lost there.")
    assert first["id"] < second["id"]
    assert first["entry"] < second["entry"]
    assert second["organisation"] == "ORG001"
    told = done("deliveries", "--repeated", "--home", answered).out
    assert "person1@member1.example: questionnaire of cybercrime-2012, 2 times" in told
    assert f"(entry {second['entry']}, by Anna Berg: It was lost there.)" in told
    assert "1 addressee was sent a mailing more than once." in told
    assert NOBODY in done("deliveries", "--repeated", "--mailing", "circular", "--home", answered).out
    assert NOBODY in done("deliveries", "--repeated", "--to", "ORG002", "--home", answered).out


def test_a_letter_in_doubt_that_was_sent_again_is_told_once_it_left_again(answered: Path) -> None:
    """It may have arrived twice; by whom it was let go is told. One that only evidence settled left once."""
    one = next(one for one in letters(answered) if one.mailing == "circular" and one.organisation == "ORG002")
    handed_over(answered, one.id, Outcome.UNCERTAIN, at("03-01"))
    settle(answered, one.id, DeliveryState.UNCERTAIN)
    settled = done("deliveries", "--settle", "resend", "--by", "Anna Berg", "--note", "None came.", "--home", answered, "--json").one
    handed_over(answered, one.id, Outcome.SENT, datetime.now(UTC))
    assert len(settled["entries"]) == 1
    (found,) = done("deliveries", "--repeated", "--home", answered, "--json").objects
    assert [letter["id"] for letter in found["letters"]] == [one.id] * len(found["letters"])
    last = found["letters"][-1]
    assert (last["outcome"], last["by"]) == ("sent", "Anna Berg")


def test_words_that_would_say_nothing_are_refused(home: Path) -> None:
    """Each with what to leave out."""
    for words, said in (
        (("--repeated", "--state", "sent"), "all letters are told"),
        (("--repeated", "--retry"), "narrows what is listed"),
        (("--dry-run",), "without --retry"),
    ):
        ran = counterfoil("deliveries", *words, "--home", home)
        assert (ran.code, said in ran.err) == (2, True), ran.err
    ran = counterfoil("send", "circular", "--dry-run", "--test-to", "me@agency.example", "--home", home)
    assert (ran.code, "both --dry-run and --test-to" in ran.err) == (2, True)


@pytest.mark.parametrize("live", [(), ("--live",)])
def test_a_dry_run_says_what_would_leave_and_nothing_leaves(home: Path, live: tuple[str, ...]) -> None:
    """With --live too: whoever adds the one word to look first sends nothing."""
    told = done("send", "circular", *live, "--dry-run", "--home", home).out
    assert "circular: 4 letters would be planned" in told
    assert "Would leave now, with all else that is due: 4 letters to 4 addresses of 4 organisations (circular 4)." in told
    found = done("send", "circular", *live, "--dry-run", "--home", home, "--json").one
    assert (found["dry_run"], found["planned"], found["waits"]) == (True, {"circular": 4}, [])
    assert found["told"][1:] == ["circular has 4 letters: 4 to be sent now."]
    assert "its files are applied as they are now" in found["told"][0]
    assert found["leaves"] == {"letters": 4, "organisations": 4, "addresses": 4, "by": {"circular": 4}}
    named = done("send", "circular", *live, "--to", "ORG001", "--dry-run", "--home", home, "--json").one
    assert [one["organisation"] for one in named["organisations"]] == ["ORG001"]
    assert letters(home) == ()
    assert done("status", "--home", home, "--json").one["nothing_sent"]


def test_a_dry_run_of_sending_again_says_which_letters_would_go(answered: Path) -> None:
    """They stay rejected."""
    one = next(one for one in letters(answered) if one.organisation == "ORG002")
    settle(answered, one.id, DeliveryState.REJECTED)
    told = done("deliveries", "--retry", "--dry-run", "--home", answered).out
    assert "1 letter would be sent again" in told
    found = counterfoil("deliveries", "--retry", "--dry-run", "--home", answered, "--json").one
    assert (found["dry_run"], found["letters"], found["left"]) == (True, [one.id], [])
    assert [each.id for each in letters(answered) if each.state is DeliveryState.REJECTED] == [one.id]
