"""Whether the mailbox that is read is the one to which the answers of a study come."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from domain.study import Study
from languages.telling import phrased


def answered_elsewhere(study: Study, read_as: Collection[str]) -> Iterator[str]:
    """Yield what to look at where answers come to none of the addresses that are read; of a mailbox without one nothing can be said."""
    if read_as and study.returns_to.casefold() not in {one.casefold() for one in read_as}:
        yield phrased("check.folder.elsewhere", study=study.id, address=study.returns_to, account=", ".join(read_as))
