"""The versions of a study's questionnaire, as far as the store was told of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from questionnaire.versions.words import VersionWords

if TYPE_CHECKING:
    from store.database.engine import Store


def tell_versions(store: Store, versions: Callable[[Connection, str], VersionWords | None]) -> None:
    """Let the versions of a study be known, also where all speak alike; `Store.speak` tells of those that do not."""
    store.engine.update_execution_options(counterfoil_versions=versions)


def versions_of(tx: Connection, study: str) -> VersionWords | None:
    """Return the versions of a study, also where all speak alike; None where nobody told them."""
    find = tx.get_execution_options().get("counterfoil_versions")
    return find(tx, study) if find else None
