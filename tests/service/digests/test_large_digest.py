"""A digest of very many is told as one of few: what lies on disk is gone over as often as is needed, and is gone when nobody needs it."""

from __future__ import annotations

import gc
import stat
from contextlib import suppress
from pathlib import Path

import pytest

from bench.ground import NOW, opened, prepare, study
from digests.status import build
from service.contacts import census
from service.digests.facts import facts
from service.process import spool
from service.process.spool import Lasting, kept

_FEW, _MANY = 4, 23


def test_what_is_kept_on_disk_is_gone_over_several_times_and_gone_in_the_end() -> None:
    """In two places at once, too."""
    before = _deleted()
    rows = kept(iter(range(2_000)))
    assert isinstance(rows, Lasting)
    assert len(rows) == 2_000
    assert list(zip(rows, rows, strict=True)) == [(one, one) for one in range(2_000)]
    assert (rows[0], rows[1_234], rows[-1], tuple(rows[498:502])) == (0, 1_234, 1_999, (498, 499, 500, 501))
    with pytest.raises(IndexError):
        rows[2_000]
    (file,) = _deleted() - before
    del rows
    gc.collect()
    assert file not in _deleted()
    assert kept(iter(range(3))) == (0, 1, 2)


def _deleted() -> frozenset[tuple[int, int]]:
    """Return the open files of this process that stand in no folder any more; others may be let go at any time."""
    found = set()
    for one in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            seen = one.stat()
            if not seen.st_nlink and stat.S_ISREG(seen.st_mode):
                found.add((seen.st_dev, seen.st_ino))
    return frozenset(found)


def test_a_study_is_told_the_same_whether_its_organisations_lie_on_disk_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And in whichever parts they were read."""
    prepare(tmp_path, _MANY)
    with opened(tmp_path) as service, service.store.reading() as tx:
        at_once = facts(tx, study(service), NOW, None)
        monkeypatch.setattr(spool, "_PACK", _FEW)
        monkeypatch.setattr(census, "_PART", _FEW + 1)
        in_parts = facts(tx, study(service), NOW, None)
        assert isinstance(in_parts.organisations, Lasting)
        assert isinstance(at_once.organisations, tuple)
        assert tuple(in_parts.organisations) == at_once.organisations
        assert len(in_parts.organisations) == _MANY
        told = [build(one, "en").context for one in (at_once, in_parts)]
    assert told[0] == told[1]
