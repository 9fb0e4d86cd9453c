"""A study that runs by a form which a new study could not have any more, from its workbook to its export and the next version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from questionnaire.xlsform import FormErrors, load
from service.authoring.drafts import apply
from service.installation import config
from service.installation.install import SAMPLE
from service.studies import folder
from service.wiring import open_service
from tests.questionnaire.forms import Cell
from tests.service.installed import at, make
from tests.service.studies.test_versions import _LAWS, House

_HEAD = ("type", "name", "label", "default", "parameters", "calculation")
_STAFF = ("integer", "staff", "Number of staff")
_OLD: Sequence[Sequence[Cell]] = (
    _HEAD,
    _STAFF,
    ("range", "share", "Share", "", "end=1"),
    ("start", ""),
    ("audit", "log"),
    ("calculate", "since", "", "2024-01-01"),
)
_NEW: Sequence[Sequence[Cell]] = (
    _HEAD,
    _STAFF,
    ("range", "share", "Share", "", "start=0 end=1"),
    ("calculate", "since", "", "", "", "'2024-01-01'"),
)


def test_a_study_goes_on_with_a_form_that_is_refused_of_new_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers to it count and are exported, also when a corrected form was applied; it could not be applied once more."""
    make(tmp_path, 2)
    with open_service(config.load(tmp_path, {})) as service:
        house = House(tmp_path, service)
        house.write(_OLD, _LAWS)
        with monkeypatch.context() as before:
            # The version of the program before this one had no such rules.
            before.setattr(folder, "load_form", lambda data, file, beside, **_: load(data, file, beside, applied=True))
            apply(service, SAMPLE, at("02-02"), by="staff")
    with open_service(config.load(tmp_path, {})) as service:
        house = House(tmp_path, service)
        letters = [*house.office.letters(at("02-10")), *house.office.letters(at("02-20"))]
        house.answer(0, {"Number of staff": 12, "Share": 0}, "02-22", letters)
        assert [house.row(0)[name] for name in ("staff", "share")] == ["12", "0"]
        with pytest.raises(FormErrors, match="An audit is never called 'log'"):
            apply(service, SAMPLE, at("02-23"), by="staff")
        house.write(_NEW, _LAWS)
        assert house.apply().code == 0
        for version in (None, 2):
            assert [house.row(0, version)[name] for name in ("staff", "share", "since")] == ["12", "0", "2024-01-01"]
