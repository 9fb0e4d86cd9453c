"""In which time zone people are, by what a contact list says."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pycountry
import pytest

from contacts.zones import CAPITALS, zone_of, zone_of_country, zones_of_country
from domain.contact import Contact, Organisation


@pytest.mark.parametrize(
    ("code", "zone"),
    [("AT", "Europe/Vienna"), ("US", "America/New_York"), ("RU", "Europe/Moscow"), ("IN", "Asia/Kolkata"), ("", None), ("XX", None)],
)
def test_a_country_has_the_time_of_its_capital(code: str, zone: str | None) -> None:
    """Of a country that nobody named, or that is none, nothing is known."""
    assert zone_of_country(code) == zone


def test_every_country_has_one_time_or_a_capital_that_is_known() -> None:
    """All of ISO 3166-1 but Antarctica and the islands of the United States, where nobody is asked; two have no people and no zone."""
    seasons = [datetime(2026, month, 1) for month in (1, 7)]  # noqa: DTZ001 - a time of day in each of many zones
    several, none = set(), set()
    for country in pycountry.countries:
        zones = zones_of_country(country.alpha_2)
        times = {tuple(season.replace(tzinfo=ZoneInfo(zone)).utcoffset() for season in seasons) for zone in zones}
        several |= {country.alpha_2} if len(times) > 1 else set()
        none |= set() if zones else {country.alpha_2}
    assert several - CAPITALS.keys() == {"AQ", "UM"}
    assert none == {"BV", "HM"}
    assert all(ZoneInfo(zone) for zone in CAPITALS.values())


def test_a_column_of_the_list_says_more_than_the_country() -> None:
    """Where it names a zone; what is none is passed over."""
    brazil = Organisation("1", "Telecom Acre", "BR")
    for said, zone in {"America/Rio_Branco": "America/Rio_Branco", "": "America/Sao_Paulo", "nowhere": "America/Sao_Paulo"}.items():
        contact = Contact(organisation="1", address="a@atlstel.example", extra={" Zone ": said})
        assert zone_of(contact, brazil) == zone
    assert zone_of(None, brazil) == "America/Sao_Paulo"
