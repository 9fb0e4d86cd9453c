"""The versions of a study's questionnaire, as far as the store was told of them."""

from __future__ import annotations

from sqlalchemy import Connection

from questionnaire.versions.words import VersionWords


def versions_of(tx: Connection, study: str) -> VersionWords | None:
    """Return the versions of a study, also where all speak alike (else see `store.counting.words_of`); None where nobody said them."""
    find = tx.get_execution_options().get("counterfoil_words")
    return find(tx, study) if find else None
