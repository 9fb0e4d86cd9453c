"""Moving a store into another database, of SQLite or PostgreSQL: all of it, compared row by row, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from domain.errors import Asked, ConfigurationError
from service.installation.config import new_database
from service.process.presence import is_running
from service.process.uninterrupted import alone
from service.wiring import Service
from store import Store, copying, generation, leases
from store.database.addresses import without_secret

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Moved:
    """A store that was moved: how many rows of each table are in the database at `url`, which names no password.

    `setting` is that URL as it is written into the settings.
    """

    url: str
    tables: dict[str, int]
    setting: str = field(kw_only=True)

    @property
    def rows(self) -> int:
        """Return how many rows there are."""
        return sum(self.tables.values())


def move(service: Service, url: str, now: datetime, environment: Mapping[str, str] = _NOTHING) -> Moved:
    """Copy the store of an installation into the empty database at `url`; the archive stays where it is.

    A password that `url` does not name is looked for where the settings and the `environment` say.
    Nobody writes meanwhile. The database that was left says so to whoever opens it, and takes nothing from who has it open already: two
    stores that both go on would send twice. ConfigurationError where it is the same database, where that is not empty, or at work.
    """
    to = new_database(service.installation, url, environment)
    if to == service.installation.database_url:
        raise ConfigurationError(
            "The store is in this database already.", where=service.store.address, remedy="Give the URL of another, empty database."
        )
    if is_running(service):
        remedy = "Stop it, move the store, write the new [store] url into counterfoil.toml, and start it again."
        raise ConfigurationError("`counterfoil run` works with this store just now.", where="move", remedy=remedy)
    with (
        alone(service, "move", "nothing was moved"),
        closing(Store(to, service.installation.archive, service.installation.bucket, called=Asked.DATABASE, does="move")) as target,
    ):
        came = _copied(service, target, now)
        return Moved(target.address, came, setting=without_secret(url))


def _copied(service: Service, target: Store, now: datetime) -> dict[str, int]:
    def done(table: str, rows: int) -> None:
        if rows:
            service.tell(f"{table}: {rows:,}")

    # The copy is on disk before the store is left.
    with service.store.transaction() as source, target.transaction() as tx:
        copying.freeze(source, alone=True)
        came = copying.copy(source, tx, done)
        leases.end_all(tx)
        generation.leave(source, f"on {now:%Y-%m-%d} to {target.address}")
        copying.close(source)
    return {name: total.rows for name, total in came.items()}
