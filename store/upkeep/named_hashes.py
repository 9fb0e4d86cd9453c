"""What the database names of the archive, hash by hash, for whoever looks whether it is there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from store.answers.studies import VersionRow
from store.intake.annexes import AnnexRow
from store.intake.messages import MessageRow

_HASHES = (MessageRow.__table__.c.sha256, AnnexRow.__table__.c.sha256)  # type: ignore[attr-defined]
_files = VersionRow.__table__.c.files  # type: ignore[attr-defined]


def between(tx: Connection, after: str, until: str, most: int) -> Sequence[str]:
    """Return the first hashes, at most so many, from behind `after` to `until` ("" for the end) of messages, annexes and applied files.

    Pieces of letters stand in the letters themselves, of which there are too many to look through for that (see `copying.originals`).
    """
    found: set[str] = set()
    for column in _HASHES:
        chosen = select(column).distinct().where(column > after).order_by(column).limit(most)
        found.update(tx.scalars(chosen.where(column <= until) if until else chosen))
    for files in tx.scalars(select(_files)):
        found.update(one for one in files.values() if one > after and (not until or one <= until))
    return sorted(found)[:most]
