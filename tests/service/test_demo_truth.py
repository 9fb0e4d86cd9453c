"""The model study, played whole over real sockets, comes out as its script says; and the table that says so can fail."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from demo import truth
from demo.play import Played, play
from demo.script import PARTS, day
from domain.submission import Standing

# Days on which the mailbox comes back under a new UIDVALIDITY: before any answer, among them, and after the reminders.
RENEWED = frozenset({day("02-25"), day("03-17"), day("04-24")})


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Return the demo as it comes out when each tick runs twice, each message arrives twice, and the mailbox is renewed thrice."""
    return play(tmp_path_factory.mktemp("demo") / "out", lambda _: None, ticks=2, deliveries=2, renew_on=RENEWED)


def accepted(played: Played) -> list[dict[str, str]]:
    """Return the SMTP server's own log, in order."""
    log = Path(played.files["database"]).parents[1] / "servers" / "accepted.jsonl"
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_everything_comes_out_as_the_script_says(played: Played) -> None:
    """Doubled ticks, doubled messages and a renewed mailbox change no standing, no letter and no answer of any organisation."""
    assert played.differences == ()
    assert set(played.rows) == {part.code for part in PARTS}


def test_the_status_agrees_with_the_script(played: Played) -> None:
    """What `status` counts is what the script's standings come to, and nothing is left over or in doubt."""
    wanted = Counter(part.standing.value for part in PARTS)
    counted = played.status["organisations"]
    assert counted == {"total": len(PARTS), **{standing.value: wanted[standing.value] for standing in Standing}}
    assert set(played.status["deliveries"]) <= {"sent", "bounced", "rejected"}
    assert played.status["submissions"]["accepted"] == wanted["answered"]
    assert played.status["held"] == 0
    assert played.status["next"] == []


def test_no_letter_is_accepted_twice(played: Played) -> None:
    """The SMTP server's log has each Message-ID of ours once."""
    ours = [line["message_id"] for line in accepted(played) if line["mail_from"].startswith("cybercrime.study+")]
    assert len(ours) > len(PARTS)
    assert not [message_id for message_id, times in Counter(ours).items() if times > 1]


def test_what_the_demo_shows_is_there(played: Played) -> None:
    """Every file that the demo names exists and holds something."""
    assert set(played.files) == {"digest", "letter", "workbook", "export", "database"}
    assert all(Path(path).stat().st_size for path in played.files.values())


def test_a_wrong_standing_a_letter_too_many_and_a_wrong_answer_are_told(played: Played) -> None:
    """The truth table fails where one thing of one organisation is not as it should be, and names it."""
    row = played.rows["ATLSTEL"]
    answers = dict(row.answers or {})
    silent = replace(row, standing="silent")
    chased = replace(row, letters={**row.letters, "03-26": 1})
    mistyped = replace(row, answers={**answers, "employees": str(answers["employees"])})
    unanswered = replace(row, answers=None)
    assert told(played, silent) == ["ATLSTEL should be answered, and is silent."]
    assert told(played, chased)[0].startswith("ATLSTEL should get {'02-10': 2, '02-20': 2, '03-01': 1}, and got ")
    assert told(played, mistyped) == ["ATLSTEL should answer employees with 400, and the store has '400'."]
    assert told(played, unanswered)[0] == f"ATLSTEL should have {len(answers)} answers, and has 0."


def test_a_missing_organisation_is_told(played: Played) -> None:
    """An organisation that vanished is a difference."""
    rest = {code: row for code, row in played.rows.items() if code != "CARIBX"}
    assert list(truth.differences(truth.expected(), rest)) == ["CARIBX is missing."]


def test_an_edited_script_is_no_longer_equal(played: Played) -> None:
    """The expectation is compared, not copied: one changed row of it is told."""
    wanted = truth.expected()
    wanted["GULFLINK"] = replace(wanted["GULFLINK"], letters={"02-10": 1})
    assert [line[:8] for line in truth.differences(wanted, played.rows)] == ["GULFLINK"]


def told(played: Played, row: truth.Row) -> list[str]:
    """Return what the truth table says when one row is this one."""
    return list(truth.differences(truth.expected(), {**played.rows, row.code: row}))
