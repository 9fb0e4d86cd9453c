"""A database that is to be made where an archive lies already: the one that named its originals is gone, or the settings name another.

A new one would say that nothing was ever sent and that nobody has answered.
"""

from __future__ import annotations

from collections.abc import Callable

from domain.errors import StoreError
from store import Store, dispatch_book

_REMEDY = (
    "Put the database back; if it is gone, restore the newest whole backup into another folder, beside the dispatch book and the erasure "
    "log of this one. Into another database a store goes by `counterfoil move`. To begin anew on purpose, move the archive away, and leave "
    "the dispatch book where it is."
)


def refuse_lost(store: Store, tell: Callable[[str], None]) -> None:
    """Raise StoreError where the archive of a store whose database is to be made is not empty; where only its book is not, `tell` of it.

    Whoever begins anew beside the book of another store is asked by a case, before anything leaves twice (see `service.keeping.restored`).
    """
    seen = dispatch_book.seen(store.book.read(), 0)
    left = f"the dispatch book {store.book.path} tells of letters that left until {seen.last.at:%Y-%m-%d}" if seen and seen.last.at else ""
    if next(store.archive.hashes(), None) is not None:
        also = f", and {left}" if left else ""
        what = f"There is no database here, or an empty one, but the archive {store.archive.where()} is not empty{also}. Nothing was made."
        raise StoreError(what, where=store.address, remedy=_REMEDY)
    if left:
        tell(f"{store.address}: The database is new, but {left}: counterfoil doctor")
