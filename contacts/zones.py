"""In which time zone an organisation is at home, by the country that the list names: the zones are those of the Unicode CLDR."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from zoneinfo import ZoneInfo

from babel.core import get_global

from domain.contact import Contact, Organisation

ZONE = "zone"  # The heading of a column that names the zone, as it is called in study.toml.
# Countries with several times: offices that answer for the whole country sit in the capital.
CAPITALS = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kiev",
    "US": "America/New_York",
}


def zone_of(contact: Contact | None, organisation: Organisation) -> str | None:
    """Return the zone that the contact's column names, or that of the organisation's country; None where neither is known."""
    said = next((value for heading, value in contact.extra.items() if heading.strip().lower() == ZONE), "") if contact else ""
    return said.strip() if _is_zone(said.strip()) else zone_of_country(organisation.country)


@cache
def zone_of_country(code: str) -> str | None:
    """Return the zone of a country by its ISO 3166-1 code, of one with several times that of its capital; None where nobody knows any."""
    return CAPITALS.get(code) or next(iter(zones_of_country(code)), None)


def zones_of_country(code: str) -> tuple[str, ...]:
    """Return all zones of a country."""
    return _zones().get(code, ())


@cache
def _zones() -> Mapping[str, tuple[str, ...]]:
    found = defaultdict(list)
    for zone, country in get_global("zone_territories").items():
        if _is_zone(zone):
            found[country].append(zone)
    return {country: tuple(sorted(zones)) for country, zones in found.items()}


def _is_zone(text: str) -> bool:
    with suppress(KeyError, ValueError, OSError):
        return bool(text and ZoneInfo(text))
    return False
