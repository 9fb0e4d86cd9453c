"""The model study, played whole over real sockets, comes out as its script says; and the table that says so can fail."""

from __future__ import annotations

import csv
import json
import logging
import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from demo import truth
from demo.play import Played, play
from demo.script import PARTS, day
from digests.quality_facts import QualityFacts
from domain.process.events import LOG, Event
from domain.submission import Standing
from questionnaire.items import parts
from service.contacts import census
from service.installation import config
from service.installation.install import SAMPLE
from service.process import spool
from service.process.spool import Lasting
from service.quality.measured import quality
from service.reviewing.tracing import every_value
from service.studies.running import Running, require_running
from service.wiring import open_service
from store import Transaction, messages
from tests.service.anew import assert_holds

# Days on which the mailbox comes back under a new UIDVALIDITY: before any answer, among them, and after the reminders.
RENEWED = frozenset({day("02-25"), day("03-17"), day("04-24")})


def test_everything_comes_out_as_the_script_says(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Doubled ticks, doubled messages and a mailbox renewed thrice change no standing, no letter and no answer of any organisation."""
    # All that is to be said of a whole study is said of this one, since playing it takes most of a minute.
    with caplog.at_level(logging.DEBUG, logger=LOG.name):
        played = play(tmp_path / "demo", lambda _: None, ticks=2, deliveries=2, renew_on=RENEWED)
    assert played.differences == ()
    assert_nobody_is_named([record.getMessage() for record in caplog.records if record.name == LOG.name], played, tmp_path / "demo")
    assert set(played.rows) == {part.code for part in PARTS}
    assert_status_agrees(played)
    assert_rates_are_those_worked_out_by_hand(tmp_path / "demo" / "installation")
    assert_every_value_stands_in_its_original(tmp_path / "demo" / "installation", played)
    assert_no_letter_is_accepted_twice(tmp_path / "demo" / "servers" / "accepted.jsonl")
    assert set(played.files) == {"digest", "letter", "workbook", "export", "database"}
    assert all(Path(path).stat().st_size for path in played.files.values())


def assert_nobody_is_named(log: list[str], played: Played, folder: Path) -> None:
    """Assert that the whole log, at its most talkative, holds no address, no name and no answer of anybody."""
    with (folder / "installation" / "studies" / SAMPLE / "contacts.csv").open(encoding="utf-8-sig") as file:
        cells = {cell for row in csv.reader(file, delimiter=";") for cell in row}
    answers = {value for row in played.rows.values() for value in (row.answers or {}).values() if isinstance(value, str)}
    reasons = {reason for row in played.rows.values() for reason in row.confirmed}
    texts = {text for text in {*cells, *played.names.values(), *answers, *reasons} if len(text) > len("xx00")}
    text = "\n".join(log)
    assert {event for event in Event if f"event={event} " in text} >= {Event.DECIDED, Event.OUTCOME, Event.UNDERSTOOD, Event.TAKEN_IN}
    assert len(texts) > 4 * len(PARTS)
    assert [found for found in texts if re.search(rf"(?<!\w){re.escape(found)}(?!\w)", text)] == []
    assert "@" not in text


def assert_every_value_stands_in_its_original(home: Path, played: Played) -> None:
    """Assert that the cell of the archived original, opened anew, holds what `trace` says of every value that any workbook brought."""
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        running = require_running(service, tx, SAMPLE)
        lines = [one.line() for one in every_value(service, tx, running)]
        originals = {one.id: service.store.archive.get(one.sha256) for one in messages.in_states(tx, ["done"])}
    counting = {(line["organisation"], line["item"]): line["value"] for line in lines if line["counts"] and line["value"] is not None}
    assert counting == {(code, key): value for code, row in played.rows.items() for key, value in (row.answers or {}).items()}
    located = [line for line in lines if line["cell"]]
    assert len(located) > len(PARTS)
    for line in located:
        assert_holds(originals[line["message"]], line)
    valued_nowhere = {parts(line["item"])[2] for line in lines if line["value"] is not None and not line["cell"]}
    assert set() < valued_nowhere <= {one.name for one in running.questionnaire.valued if one.calculation}


def assert_status_agrees(played: Played) -> None:
    """Assert that `status` counts what the script's standings come to, and that nothing is left over or in doubt."""
    wanted = Counter(part.standing.value for part in PARTS)
    counted = played.status["organisations"]
    assert counted == {"total": len(PARTS), **{standing.value: wanted[standing.value] for standing in Standing}}
    assert set(played.status["deliveries"]) <= {"sent", "bounced", "rejected"}
    assert played.status["submissions"]["accepted"] == wanted["answered"]
    assert played.status["held"] == sum(one.endswith(" waits") for part in PARTS for one in part.cases)
    assert played.status["next"] == []


def assert_rates_are_those_worked_out_by_hand(home: Path) -> None:
    """Assert that the report on quality comes to what a person counted in the script.

    Of 30, 24 are complete; MERKEN was sent its workbook back, with nearly all of it filled in (P); ATLASMA declined (R); ARARAT and CARIBX
    never answered (UH); PACFIBRE and SAHELNET could not be reached (UO). All of whom it is known are eligible, so that e is 1.
    """
    with open_service(config.load(home, {})) as service, service.store.reading() as tx:
        told = quality(tx, require_running(service, tx, SAMPLE), datetime(2012, 5, 1, 12, tzinfo=UTC))
        assert_the_report_is_the_same_in_parts(tx, require_running(service, tx, SAMPLE), told)
    ended = {one.organisation: one.disposition.code.value for one in told.cases}
    others = {"MERKEN": "1.2", "ATLASMA": "2.112", "ARARAT": "3.19", "CARIBX": "3.19", "PACFIBRE": "3.30", "SAHELNET": "3.30"}
    assert ended == {part.code: others.get(part.code, "1.1") for part in PARTS}
    assert all(one.disposition.final and one.disposition.source.record for one in told.cases)
    shares = {name: one.rate for name, one in told.outcomes.rates.items()}
    thirty, known = 30, 26
    by_hand = {"RR1": 24 / thirty, "RR2": 25 / thirty, "RR3": 24 / thirty, "RR4": 25 / thirty, "RR5": 24 / known, "RR6": 25 / known}
    by_hand |= {"COOP1": 24 / known, "COOP2": 25 / known, "COOP3": 24 / known, "COOP4": 25 / known}
    by_hand |= {"REF1": 1 / thirty, "REF2": 1 / thirty, "REF3": 1 / known, "CON1": 26 / thirty, "CON2": 26 / thirty, "CON3": 1}
    assert shares == pytest.approx(by_hand)
    assert {one.mailing: (one.sent, one.returned) for one in told.mailings}["last-call"] == (5, 2)


def assert_the_report_is_the_same_in_parts(tx: Transaction, running: Running, told: QualityFacts) -> None:
    """Assert that the report says the same of a study whose organisations are read a few at a time and lie on disk; also with weights."""
    weighed = replace(running, study=replace(running.study, quality=replace(running.study.quality, weight="Phone")))
    at_once = [told, quality(tx, weighed, told.now)]
    with patch.object(census, "_PART", 7), patch.object(spool, "_PACK", 4):
        in_parts = [quality(tx, one, told.now) for one in (running, weighed)]
    assert [type(one.cases) for one in (*at_once, *in_parts)] == [tuple, tuple, Lasting, Lasting]
    assert [replace(one, cases=tuple(one.cases)) for one in in_parts] == at_once


def assert_no_letter_is_accepted_twice(log: Path) -> None:
    """Assert that the SMTP server's own log has each Message-ID of ours once."""
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    ours = [line["message_id"] for line in lines if line["mail_from"].startswith("cybercrime.study+")]
    assert len(ours) > len(PARTS)
    assert not [message_id for message_id, times in Counter(ours).items() if times > 1]


@pytest.fixture
def rows() -> dict[str, truth.Row]:
    """Return the table of a study that came out as scripted."""
    return {code: replace(row, letters=dict(sorted(row.letters.items()))) for code, row in truth.expected().items()}


def differences(rows: dict[str, truth.Row]) -> list[str]:
    """Return what the truth table says of these rows."""
    return list(truth.differences(truth.expected(), rows))


def test_the_script_tries_whom_the_program_believes_and_what_people_say() -> None:
    """A forger's workbook, a refusal in somebody else's name, words beside a workbook and a wish for time, with what came of each."""
    done = {deed.act: part for part in PARTS for deed in part.deeds}
    beside = [part for part in PARTS for deed in part.deeds if deed.act == "answer" and "words" in deed.more and part.cases]
    assert done["answer_without_token"].cases == ("claim reject",)
    assert (done["decline_by_name"].cases, done["decline_by_name"].passed_on) == ((), 1)
    assert done["ask_for_time"].cases == ("extension grant",)
    assert beside


def test_a_wrong_standing_a_letter_too_many_and_a_wrong_answer_are_told(rows: dict[str, truth.Row]) -> None:
    """The truth table fails where one thing of one organisation is not as it should be, and names it."""
    row = rows["ATLSTEL"]
    answers = dict(row.answers or {})
    wrong = {
        "ATLSTEL should be answered, but is silent.": replace(row, standing="silent"),
        "ATLSTEL should get {'02-10': 2, '02-20': 2, '03-01': 1}, but got ": replace(row, letters={**row.letters, "03-26": 1}),
        "ATLSTEL should answer employees with 400, but the store has '400'.": replace(row, answers={**answers, "employees": "400"}),
        "ATLSTEL should answer comments with None, but the store has 'x'.": replace(row, answers={**answers, "comments": "x"}),
        "ATLSTEL should have confirmed [], but has ['so'].": replace(row, confirmed=("so",)),
        "ATLSTEL should have the cases [], but has ['claim accept'].": replace(row, cases=("claim accept",)),
        "ATLSTEL should have 0 messages passed on to staff, but has 1.": replace(row, passed_on=1),
        "ATLSTEL should be asked about a workbook on [], but was on ['03-26'].": replace(row, asked_on=("03-26",)),
        "ATLSTEL should have 0 letters sent to others who use its name, but has 1.": replace(row, astray=1),
        f"ATLSTEL should have {len(answers)} answers, but has 0.": replace(row, answers=None),
    }
    assert differences(rows) == []
    for sentence, changed in wrong.items():
        assert differences({**rows, "ATLSTEL": changed})[0].startswith(sentence)


def test_a_missing_organisation_is_told(rows: dict[str, truth.Row]) -> None:
    """An organisation that vanished is a difference."""
    assert differences({code: row for code, row in rows.items() if code != "CARIBX"}) == ["CARIBX is missing."]


def test_an_edited_script_is_no_longer_equal(rows: dict[str, truth.Row]) -> None:
    """The expectation is compared, not copied: one changed row of it is told."""
    wanted = truth.expected()
    wanted["GULFLINK"] = replace(wanted["GULFLINK"], letters={"02-10": 1})
    assert [line[:8] for line in truth.differences(wanted, rows)] == ["GULFLINK"]
