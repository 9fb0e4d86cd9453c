"""Finding what a person names: an organisation by its printed reference or its code, asked for by index and not looked for in a list."""

from __future__ import annotations

from sqlalchemy import Connection

from domain.errors import ConfigurationError
from domain.reference import find_references
from domain.submission import Invitation
from store import invitations


def find_invitation(tx: Connection, study: str, name: str) -> Invitation:
    """Return the invitation that a printed reference or an organisation's code names; the case of letters does not matter."""
    references = [*find_references(name), name.strip().upper()]
    found = [one for one in invitations.find(tx, "reference", references) if one.study == study]
    found += [one for code in dict.fromkeys((name.strip(), name.strip().upper())) if (one := invitations.of(tx, study, code))]
    if not found:
        remedy = "Give the printed reference or the organisation's code; `counterfoil contacts list` shows them."
        raise ConfigurationError(f"No organisation of this study is called {name!r}.", where=study, remedy=remedy)
    return found[0]
