"""Test letters: which organisations they are made as."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from demo import respondents
from domain.errors import ConfigurationError
from service.authoring.drafts import draft
from service.contacts.census import InvitedOrganisation
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings.trial import send_test
from service.mailings.trial_asked import AskingTrial, ask_trial, asked_trials, send_trial
from service.wiring import open_service
from store import trials
from store.letters.trials import AskedTrial
from tests.mailer.smtp_stage import Talk, obliging, stage
from tests.service.installed import at, letters, make, write_settings

MYSELF = "me@agency.example"
_ASKED = AskingTrial(mailing="questionnaire", address=MYSELF, by="Anna")


def test_any_organisation_of_a_language_may_be_the_one(tmp_path: Path) -> None:
    """All that can be reached take part in the draw, each in its language alone; the letters bear tokens that nobody has."""
    drawn: list[list[str]] = []

    def last(some: Sequence[InvitedOrganisation]) -> InvitedOrganisation:
        drawn.append([one.organisation.code for one in some])
        return some[-1]

    make(tmp_path, 5)
    with open_service(config.load(tmp_path, {})) as service:
        found = draft(service, SAMPLE)
        trials = send_test(service, found, found.study.mailing("questionnaire"), MYSELF, at("02-10"), choose=last)
        assert drawn == [["ORG000", "ORG002", "ORG004"], ["ORG001", "ORG003"]]
        assert [(one.organisation, one.language) for one in trials] == [("ORG004", "en"), ("ORG003", "fr")]
        many = (send_test(service, found, found.study.mailing("circular"), MYSELF, at("02-10")) for _ in range(12))
        assert len({one.organisation for some in many for one in some}) > len(trials)
    sent = [respondents.open_letter(path) for path in (tmp_path / "out" / "new").iterdir()]
    assert {one.to for one in sent} == {MYSELF}
    assert len({one.reply_to for one in sent}) == len(sent)
    assert letters(tmp_path) == ()


def test_of_two_who_ask_for_the_same_while_it_leaves_one_sends_it(tmp_path: Path) -> None:
    """The second, whether at the command line or at the console, is told so, and nothing more leaves; afterwards one may ask again."""
    make(tmp_path, 2)
    refused: list[str] = []

    def answer(talk: Talk, line: str) -> bytes | None:
        if line == "CONTENT" and not refused:
            with open_service(config.load(tmp_path, {})) as other:
                for asks in (partial(send_trial, other, draft(other, SAMPLE)), partial(ask_trial, other, SAMPLE)):
                    with pytest.raises(ConfigurationError) as told:
                        asks(replace(_ASKED, by="Ben", address=MYSELF.title()), at("02-10"))
                    refused.append(str(told.value.key))
        return obliging(talk, line)

    with stage(answer) as server:
        write_settings(
            tmp_path, {"transport": f'kind = "smtp"\nhost = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\nconnections = 1'}
        )
        with open_service(config.load(tmp_path, {})) as service:
            first = send_trial(service, draft(service, SAMPLE), _ASKED, at("02-10"))
            assert refused == ["test_leaves", "test_leaves"]
            assert len(server.contents) == len(first) == 2
            assert [(one.by, one.letters) for one in asked_trials(service, SAMPLE, "questionnaire")] == [("Anna", 2)]
            send_trial(service, draft(service, SAMPLE), _ASKED, at("02-10"))
            assert len(server.contents) == 4


def test_who_died_while_test_letters_left_keeps_nobody_from_asking_for_long(tmp_path: Path) -> None:
    """For a quarter of an hour, since nobody can tell whether they still leave."""
    make(tmp_path, 2)
    with open_service(config.load(tmp_path, {})) as service:
        with service.store.transaction() as tx:
            died = AskedTrial(study=SAMPLE, mailing="questionnaire", address=MYSELF, by="Anna", asked_at=at("02-10"), begun_at=at("02-10"))
            trials.ask(tx, died)
        with pytest.raises(ConfigurationError, match="just now"):
            ask_trial(service, SAMPLE, _ASKED, at("02-10") + timedelta(minutes=14))
        ask_trial(service, SAMPLE, _ASKED, at("02-10") + timedelta(minutes=16))
