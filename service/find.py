"""Finding what a person names: an organisation by its printed reference or its code, asked for by index; and what has a number."""

from __future__ import annotations

from domain.errors import Asked, ConfigurationError
from domain.reference import find_references
from domain.submission import Invitation
from store import Transaction, invitations, studies

_MOST = 2**31 - 1  # What every database takes as an integer.


def numbered(text: str) -> int | None:
    """Return the number that a person gives, or None where nothing can have that number."""
    return int(text) if text.isdecimal() and len(text) <= len(str(_MOST)) and int(text) <= _MOST else None


def find_invitation(tx: Transaction, study: str, name: str) -> Invitation:
    """Return the invitation that a printed reference or an organisation's code names; the case of letters does not matter."""
    found = _called(tx, study, name)
    if not found:
        raise _nobody(f"There is no organisation {name!r} in this study.", study)
    return found[0]


def find_anywhere(tx: Transaction, name: str) -> Invitation:
    """Return the one invitation that is called so in any study. ConfigurationError where none is, or a code is invited to several."""
    found = [some[0] for study in studies.applied_ids(tx) if (some := _called(tx, study, name))]
    if not found:
        raise _nobody(f"There is no organisation {name!r}.", Asked.ORGANISATION)
    if len(found) > 1:
        remedy = f"Give its printed reference: {' or '.join(one.reference for one in found)}."
        raise ConfigurationError(f"{name} was invited to {len(found)} studies.", where=Asked.ORGANISATION, remedy=remedy)
    return found[0]


def _called(tx: Transaction, study: str, name: str) -> list[Invitation]:
    references = [*find_references(name), name.strip().upper()]
    found = [one for one in invitations.with_references(tx, references) if one.study == study]
    return found + [one for code in dict.fromkeys((name.strip(), name.strip().upper())) if (one := invitations.of(tx, study, code))]


def _nobody(why: str, where: str) -> ConfigurationError:
    remedy = "Give the printed reference or the organisation's code; `counterfoil contacts list` shows them."
    return ConfigurationError(why, where=where, remedy=remedy)
