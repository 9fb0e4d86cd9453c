"""A mailing's letters take their time to be made; what was decided meanwhile is seen when they are put out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, timedelta
from types import ModuleType

import pytest

from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from service.authoring.drafts import apply
from service.digests import digest
from service.installation.install import SAMPLE
from service.mailings import send_now as mailings
from service.mailings import timetable
from service.mailings.plan import put_out
from service.mailings.send_now import send_now
from service.operation import tick
from service.studies.running import pause, require_running
from store import decisions, outbox, studies
from tests.service.installed import at
from tests.service.office import ME, Office
from tests.service.preparing import prepared_letters


def meanwhile(monkeypatch: pytest.MonkeyPatch, module: ModuleType, do: Callable[[], object], made: str = "prepare") -> None:
    """Do something once, at the moment at which the letters have been made: when the function `made` of a module has ended."""
    makes = getattr(module, made)

    def then(*given: object, **named: object) -> object:
        done = makes(*given, **named)
        monkeypatch.setattr(module, made, makes)
        do()
        return done

    monkeypatch.setattr(module, made, then)


def reminders(office: Office) -> int:
    """Return how many letters of the reminder there are."""
    with office.service.store.reading() as tx:
        return len(outbox.of_mailings(tx, ["reminder"]))


def paused(office: Office) -> None:
    """Pause the study."""
    pause(office.service, SAMPLE, True, office.now, by=ME)


def test_a_mailing_whose_study_is_paused_meanwhile_does_not_leave(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It leaves when the study goes on."""
    meanwhile(monkeypatch, timetable, lambda: paused(office))
    report = tick.tick(office.service, at("03-26"))
    assert (report.planned, report.held, reminders(office)) == ({}, [], 0)
    pause(office.service, SAMPLE, False, at("03-26"), by=ME)
    assert tick.tick(office.service, at("03-26")).planned == {"reminder": 3}


def test_a_mailing_that_a_person_sent_meanwhile_is_not_put_out_by_the_timetable(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal says once who sent it."""
    meanwhile(monkeypatch, timetable, lambda: send_now(office.service, SAMPLE, "reminder", at("03-26"), by=ME))
    assert tick.tick(office.service, at("03-26")).planned == {}
    assert [one.by_person for one in office.entries() if one.what == "send" and one.about.id.endswith("/reminder")] == [True]


def test_a_person_who_sends_a_mailing_is_told_that_the_study_was_paused_meanwhile(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sent."""
    meanwhile(monkeypatch, mailings, lambda: paused(office))
    with pytest.raises(ConfigurationError, match="paused"):
        send_now(office.service, SAMPLE, "reminder", at("03-26"), by=ME)
    assert reminders(office) == 0


def test_a_held_mailing_that_is_skipped_meanwhile_is_not_sent(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever decides first decides."""
    tick.tick(office.service, at("04-11"))
    office.now = at("04-11") + timedelta(hours=1)
    (case,) = office.cases()
    meanwhile(monkeypatch, mailings, lambda: office.decide(case.id, "skip", by="berta"))
    with pytest.raises(ConfigurationError, match="already been decided: skip"):
        office.decide(case.id, "send")
    assert reminders(office) == 0


def test_a_mailing_whose_study_is_applied_anew_meanwhile_is_not_sent(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its letters were those of the version before; said again, it leaves."""
    file = office.home / "studies" / SAMPLE / "letters" / "reminder.en.md"

    def anew() -> None:
        file.write_text(file.read_text(encoding="utf-8") + "\nA last word.\n", encoding="utf-8")
        apply(office.service, SAMPLE, office.now, by="berta")

    meanwhile(monkeypatch, mailings, anew)
    with pytest.raises(ConfigurationError, match="was applied"):
        send_now(office.service, SAMPLE, "reminder", at("03-26"), by=ME)
    assert reminders(office) == 0
    assert send_now(office.service, SAMPLE, "reminder", at("03-26"), by=ME).planned == {"reminder": 3}


def test_letters_that_could_not_be_made_are_made_when_the_mailing_is_sent_again(office: Office) -> None:
    """Once what was wrong is mended; a fault that comes again is a case again."""
    found, mailing = mailings.ready(office.service, SAMPLE, "reminder", at("03-26"), ME)
    prepared = prepared_letters(office.service, found, mailing, at("03-26"))
    with office.service.store.transaction() as tx:
        put_out(tx, found, prepared, decisions.person(tx, ME), at("03-26"))
        for letter in outbox.of_mailings(tx, ["reminder"]):
            outbox.settle(tx, letter.id, DeliveryState.FAILED, "It has no name.", at("03-26"))
    report = send_now(office.service, SAMPLE, "reminder", at("03-27"), by=ME)
    assert (report.planned, report.sent["sent"]) == ({"reminder": 3}, 3)
    with office.service.store.reading() as tx:
        assert {letter.planned_at for letter in outbox.of_mailings(tx, ["reminder"])} == {at("03-27").astimezone(UTC)}


def test_a_digest_is_not_planned_for_a_study_that_is_paused_meanwhile(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would leave when the study goes on, and be out of date; asked for, that is told."""
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    name = found.study.digests[0].name
    meanwhile(monkeypatch, digest, lambda: paused(office), "digest_letters")
    with pytest.raises(ConfigurationError, match="paused"):
        digest.send_digest(office.service, found, name, office.later())
    pause(office.service, SAMPLE, False, office.later(), by=ME)
    meanwhile(monkeypatch, digest, lambda: paused(office), "digest_letters")
    assert digest.plan_due_digests(office.service, found, office.later(days=8)) == 0
    pause(office.service, SAMPLE, False, office.later(), by=ME)
    assert digest.plan_due_digests(office.service, found, office.later()) > 0


def test_a_mailing_that_does_not_exist_applies_nothing(office: Office) -> None:
    """A slip of the pen must not let a study run."""
    shutil.copytree(office.home / "studies" / SAMPLE, office.home / "studies" / "draft")
    file = office.home / "studies" / "draft" / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(f'id = "{SAMPLE}"', 'id = "draft"').replace('prefix = "', 'prefix = "D', 1))
    with pytest.raises(ConfigurationError, match="remindr"):
        send_now(office.service, "draft", "remindr", office.now, by=ME)
    with office.service.store.reading() as tx:
        assert studies.applied(tx, "draft") is None
