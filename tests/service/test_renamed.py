"""What waits in the outbox when a version of the study is applied that no longer has its mailing."""

from __future__ import annotations

from pathlib import Path

from domain.letter import DeliveryState
from service import config
from service.install import SAMPLE
from service.plan import prepare, put_out
from service.running import apply, require_running
from service.tick import tick
from service.wiring import open_service
from store.decisions import rule
from tests.service.installation import at, letters, make


def test_a_letter_of_a_mailing_that_the_study_no_longer_has_is_dropped_and_the_sender_goes_on(tmp_path: Path) -> None:
    """It waited when the mailing was renamed; the tick tells no fault, and what else is due leaves."""
    make(tmp_path, 1)
    file = tmp_path / "studies" / SAMPLE / "study.toml"
    with open_service(config.load(tmp_path, {})) as service:
        with service.store.reading() as tx:
            found = require_running(service, tx, SAMPLE)
        prepared = prepare(service, found, found.study.mailing("questionnaire"), at("02-01"))
        with service.store.transaction() as tx:
            put_out(tx, found, prepared, rule("test"), at("02-01"))
        file.write_text(file.read_text(encoding="utf-8").replace('name = "questionnaire"', 'name = "form"'), encoding="utf-8")
        apply(service, SAMPLE, at("02-02"), by="staff")
        report = tick(service, at("02-10"))
    assert report.problems == []
    assert {one.mailing: one.state for one in letters(tmp_path) if one.mailing} == {
        "questionnaire": DeliveryState.DROPPED,
        "circular": DeliveryState.SENT,
    }
