"""An export of very many is that of few, read in other parts: no more cases are known at once than one part has."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.shape1 import fill_home
from bench.whole import Program
from service.contacts.census import InvitedOrganisation, census
from service.exports import rows as export_rows
from service.exports.export import export
from service.installation import config
from service.installation.install import SAMPLE
from service.studies.running import require_running
from service.wiring import Service, open_service
from store import contact_lists
from tests.service.mailings.test_timetable import MONDAY

_ORGANISATIONS, _PART, _TOGETHER = 60, 7, 3


@pytest.fixture(scope="module", name="filled")
def _filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Give a study in which organisations have answered in all ways, and one that answered is on no list any more."""
    folder = tmp_path_factory.mktemp("export")
    program, home = Program(), folder / "installation"
    program.must(folder, "init", home)
    fill_home(home, _ORGANISATIONS, messages=3 * _ORGANISATIONS)
    program.must(home, "study", "apply")
    with open_service(config.load(home, {})) as service:
        with service.store.transaction() as tx:
            found = require_running(service, tx, SAMPLE).study.contact_list
            code = contact_lists.codes_on(tx, found, None, 1)[0]
            for one in contact_lists.load_list(tx, found, {code}).contacts:
                contact_lists.take_off(tx, found, code, one.address)
        yield service


def _files(service: Service, folder: Path) -> dict[str, bytes]:
    with service.store.reading() as tx:
        running = require_running(service, tx, SAMPLE)
    made = export(service, running, "csv", folder, MONDAY, labels=False, language="en")
    return {one.name: one.read_bytes() for one in made.files}


def test_an_export_is_the_same_in_whichever_parts_its_organisations_are_read(
    filled: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their answers, their cases and the rates; of those who are on no list any more, too."""
    whole = _files(filled, tmp_path / "whole")
    assert len(whole[f"{SAMPLE}-answers.csv"].splitlines()) > _ORGANISATIONS
    monkeypatch.setattr(export_rows, "_PART", _PART)
    monkeypatch.setattr(export_rows, "_TOGETHER", _TOGETHER)
    assert _files(filled, tmp_path / "parts") == whole


def test_no_more_cases_are_known_at_once_than_one_part_has(filled: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever a part begins, the one before it is forgotten but for what is being read."""
    known: list[int] = []

    def counted(*which: Any) -> dict[str, InvitedOrganisation]:
        found = census(*which)
        gc.collect()
        known.append(sum(isinstance(one, InvitedOrganisation) for one in gc.get_objects()))
        return found

    monkeypatch.setattr(export_rows, "_PART", _PART)
    monkeypatch.setattr("service.exports.rows.census", counted)
    _files(filled, tmp_path / "out")
    assert len(known) > 2
    assert max(known) <= 2 * _PART
