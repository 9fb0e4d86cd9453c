"""Somebody who may change the study's folder, and whom a second person has to approve, changes a mailing after it was approved.

They change no word of it and no file that goes into it: what study.toml says of the last round's figures. Every organisation would find a
thousandth of what it answered in its workbook, under a hash that two people compared. What was approved leaves as it was approved.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from service.approving.approve import Approving, approve, proposals
from service.authoring.drafts import apply, prospective
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.wiring import Service
from tests.service.approving.test_approvals import asks
from tests.service.mailings.test_timetable import DAY, MONDAY, a_study, everybody, got

_DATES = [MONDAY - DAY, MONDAY, *(MONDAY + one * 30 * DAY for one in (1, 2))]
_SCALED = "[last_round]\nscaled = { customers = 0.001 }\n\n[contact]"


def _approved(service: Service, by: str) -> str:
    """Let somebody approve the mailing that brings the questionnaire as it is now; return its hash."""
    (now,) = proposals(service, prospective(service, SAMPLE), only="questionnaire")
    approve(service, SAMPLE, Approving(mailing="questionnaire", sha256=now.sha256, by=by), MONDAY)
    return now.sha256


def _asking(home: Path, service: Service) -> None:
    asks(home, 1)
    (home / "studies" / SAMPLE / "previous.csv").write_text("organisation_code,customers\nORG000,7310000\n", encoding="utf-8")
    apply(service, SAMPLE, MONDAY - DAY, by="staff")


def _changed(home: Path, service: Service) -> None:
    file = home / "studies" / SAMPLE / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("[contact]", _SCALED), encoding="utf-8")
    apply(service, SAMPLE, MONDAY, by="mallory")


def test_what_is_made_of_the_last_rounds_figures_is_approved_with_them(tmp_path: Path) -> None:
    """Nothing leaves, the refusal says what is another, and the mailing has another hash, under which somebody may approve it."""
    with a_study(tmp_path, *_DATES) as service:
        _asking(tmp_path, service)
        before = _approved(service, "anna")
        _changed(tmp_path, service)
        with pytest.raises(ConfigurationError, match="last_round"):
            send_now(service, SAMPLE, "questionnaire", MONDAY, by="mallory")
        assert got(tmp_path) == {}
        assert _approved(service, "anna") != before
        send_now(service, SAMPLE, "questionnaire", MONDAY, by="mallory")
        assert got(tmp_path) == everybody("questionnaire")


def test_what_was_approved_and_is_so_still_leaves(tmp_path: Path) -> None:
    """The honest counterpart: the folder was applied once more, and says the same."""
    with a_study(tmp_path, *_DATES) as service:
        _asking(tmp_path, service)
        _approved(service, "anna")
        apply(service, SAMPLE, MONDAY, by="staff")
        send_now(service, SAMPLE, "questionnaire", MONDAY, by="staff")
        assert got(tmp_path) == everybody("questionnaire")
