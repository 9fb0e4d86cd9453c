"""Carrying the archive of an installation from its folder into the bucket that its settings name by now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from domain.errors import ConfigurationError, OriginalError
from service.process.uninterrupted import alone
from service.wiring import Service
from store.archive.originals import Archive

_TOGETHER = 200  # Contents that are asked for, and written, together.


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedArchive:
    """Where the archive lies now, how many contents came there from the folder, and which were damaged and stayed behind."""

    archive: str
    originals: int
    lost: Sequence[str]


def carry(service: Service) -> CarriedArchive:
    """Copy the contents of the folder, the erasure log and the dispatch book into the bucket; whoever was interrupted does it again.

    Nobody writes meanwhile. The folder stays as it is. ConfigurationError where the settings name no bucket.
    """
    target, source = service.store.archive, Archive(service.installation.archive)
    if target.objects is None:
        remedy = 'Write a table: [archive] with url = "s3://BUCKET/FOLDER", and give its keys; then carry the archive there.'
        raise ConfigurationError("No bucket is set.", where="counterfoil.toml [archive]", remedy=remedy)
    with alone(service, "move", "nothing was carried"):
        target.erasures.lines.put_back(source.erasures.lines.copy())
        service.store.book.share()
        waiting, done, lost = source.hashes(), 0, list[str]()
        while some := list(islice(waiting, _TOGETHER)):
            there = target.there(some)
            done += len(target.put(_sound(source, (one for one in some if one not in there and not target.erased(one)), lost)))
            service.tell(f"{done:,} originals")
    return CarriedArchive(archive=target.where(), originals=done, lost=lost)


def _sound(source: Archive, hashes: Iterator[str], lost: list[str]) -> Iterator[bytes]:
    for sha256 in hashes:
        if source.erasures.erased_at(sha256) is None:
            try:
                yield source.get(sha256)
            except OriginalError:
                lost.append(sha256)
