"""Test letters: which organisations they are made as."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from demo import respondents
from service import config
from service.census import InvitedOrganisation
from service.drafts import draft
from service.install import SAMPLE
from service.trial import send_test
from service.wiring import open_service
from tests.service.installation import at, letters, make

MYSELF = "me@agency.example"


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
