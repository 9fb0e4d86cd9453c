"""What a person says of one contact in words of their own, as the columns of a file say it: an address, a language, a role."""

from __future__ import annotations

from contacts.clean import Fault, named_addresses, role
from contacts.fold import squeeze
from contacts.places import language_code
from domain.errors import ConfigurationError
from domain.rules.parts import named, written
from languages.telling import phrased

FIELDS = ("name", "salutation", "language", "role", "part")  # The details of a contact that a decision can change.


def address(text: str) -> str:
    """Return the one address that `text` is. ConfigurationError where it is none, or several."""
    found = named_addresses(text)
    if len(found) != 1:
        raise ConfigurationError(phrased("lists.one_address", text=repr(text)), where="address", remedy=phrased("lists.write_one"))
    (one,) = found
    if isinstance(one, Fault):
        raise ConfigurationError(one.message, where="address", remedy=phrased("lists.write_one"))
    return one.address


def fields(**said: str | None) -> dict[str, str]:
    """Return the fields of a contact that were said, each as a list keeps it; None was not said.

    ConfigurationError where a language or a role is not known.
    """
    given = {name: squeeze(text) for name, text in said.items() if text is not None}
    if "language" in given:
        code = language_code(given["language"])
        if not code:
            why = phrased("lists.typed_language", language=repr(given["language"]))
            raise ConfigurationError(why, where="language", remedy=phrased("lists.write_language"))
        given["language"] = code
    if "part" in given:
        given["part"] = written(named(given["part"]))
    if "role" in given:
        found = role(given["role"])
        if not found:
            why = phrased("lists.typed_role", role=repr(given["role"]))
            raise ConfigurationError(why, where="role", remedy=phrased("lists.write_role"))
        given["role"] = found.value
    return given
