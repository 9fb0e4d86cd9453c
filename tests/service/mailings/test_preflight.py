"""A look through one mailing, for somebody who waits: bounded, going on where it ended, and one at a time."""

from __future__ import annotations

import pytest

from domain.errors import ConfigurationError
from service.installation.install import SAMPLE
from service.mailings import preflight as looking
from service.mailings.preflight import preflight
from tests.service.office import Office, person


def test_a_look_ends_at_its_bound_and_the_next_goes_on_there(office: Office) -> None:
    """What was made is remembered; only the letters of the mailing are made."""
    whole = preflight(office.service, SAMPLE, "circular", office.now, most=0).found.left
    assert whole > 2
    first = preflight(office.service, SAMPLE, "circular", office.now, most=2).found
    assert (first.made, first.letters, first.left) == (2, 2, whole - 2)
    second = preflight(office.service, SAMPLE, "circular", office.now, most=whole).found
    assert (second.made, second.letters, second.left) == (whole - 2, whole, 0)
    assert {one.mailing for one in second.forms} == {"circular"}


def test_who_is_not_asked_is_neither_counted_nor_mentioned(office: Office) -> None:
    """No letter leaves to an organisation that is ineligible; what would be wrong with it concerns nobody."""
    before = preflight(office.service, SAMPLE, "circular", office.now).found
    office.write(person(0), text="unsubscribe", subject="unsubscribe", reply_to=0)
    assert "ORG000" in {one.organisation for one in preflight(office.service, SAMPLE, "circular", office.now).found.addressees}
    office.mark(0, "ineligible")
    found = preflight(office.service, SAMPLE, "circular", office.now).found
    assert found.letters < before.letters
    assert "ORG000" not in {one.organisation for one in found.addressees}


def test_a_look_at_one_mailing_forgets_nothing_of_another(office: Office) -> None:
    """What was made of the other is not made again."""
    for name in ("circular", "reminder", "circular"):
        found = preflight(office.service, SAMPLE, name, office.now).found
    assert (found.made, found.left) == (0, 0)


def test_of_two_who_look_at_once_the_second_is_told_to_wait(office: Office) -> None:
    """And may look as soon as the first has ended."""
    with looking._LOOKS, pytest.raises(ConfigurationError, match="just now"):
        preflight(office.service, SAMPLE, "reminder", office.now)
    with pytest.raises(ConfigurationError, match="no mailing"):
        preflight(office.service, SAMPLE, "none", office.now)
    assert preflight(office.service, SAMPLE, "reminder", office.now).found.letters
