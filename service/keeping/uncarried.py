"""An archive that the settings say lies in a bucket, while its originals lie in the folder still: nobody has carried them there.

Whatever works with such a store finds no original that it knows: letters fail that could leave, and backups keep nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from domain.errors import ConfigurationError, OriginalError
from languages.telling import phrased
from store import Store
from store.archive.originals import Archive


def refuse_uncarried(store: Store) -> None:
    """Raise ConfigurationError where the folder of an archive that lies in a bucket holds what is not in the bucket.

    They are carried in the order of their hashes, so that the last one says whether all are there: that is one request, as long as the
    folder stays.
    """
    bucket, folder = store.archive, Archive(store.archive.root)
    if bucket.objects is None:
        return
    last = next((one for one in _downwards(folder) if not bucket.erased(one) and is_sound(folder, one)), None)
    if last and not bucket.has(last):
        what = phrased("faults.uncarried", folder=folder.where(), bucket=bucket.where())
        raise ConfigurationError(what, where="counterfoil.toml [archive]", remedy=phrased("faults.uncarried_do"))


def is_sound(archive: Archive, sha256: str) -> bool:
    """Say whether the archive has this content as it is to be."""
    try:
        archive.measured(sha256)
    except OriginalError:
        return False
    return True


def _downwards(archive: Archive) -> Iterator[str]:
    """Yield the hashes of all contents, the last one first, without a list of those that nobody asks for."""
    return (one for digits in range(0xFF, -1, -1) for one in reversed(archive.beginning(f"{digits:02x}")))
