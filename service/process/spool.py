"""Rows on disk, so that an export, or a mailing, may go over them several times with a bounded number in memory."""

from __future__ import annotations

import pickle
import tempfile
import weakref
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, islice
from typing import Any, Generic, Self, TypeVar, overload

from domain.errors import disk_fault

Row = TypeVar("Row")
_PACK = 500


@contextmanager
def _told() -> Iterator[None]:
    """Tell what the disk does not do, as of the store: the folder for temporary files may be on another one."""
    try:
        yield
    except OSError as error:
        raise disk_fault(error, tempfile.tempdir or "the folder for temporary files") from error


class Spool(Generic[Row]):
    """Keeps rows in a file without a name, which ends with the block that it is used in."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        # The file was unlinked when it was made: nobody but this process can read or write it.
        with _told():
            self._file = tempfile.TemporaryFile(prefix="counterfoil-")  # noqa: SIM115 - closed by `__exit__`
        self._places = array("q")
        try:
            for row in rows:
                self.add(row)
            with _told():
                self._file.flush()  # Whatever the disk has no room for is told now, and not where the rows are gone over.
        except BaseException:
            with suppress(OSError):
                self._file.close()
            raise

    def add(self, row: Row) -> None:
        """Keep one more row, behind those that are there; before anybody goes over them."""
        with _told():
            self._places.append(self._file.tell())
            pickle.dump(row, self._file, protocol=pickle.HIGHEST_PROTOCOL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Nobody reads what could not be written: it was told where somebody went over it.
        with suppress(OSError):
            self._file.close()

    @property
    def count(self) -> int:
        """Return how many rows there are."""
        return len(self._places)

    def rows(self, order: Iterable[int] | None = None) -> Iterator[Row]:
        """Yield the rows in their order, or by their numbers in another one; several may go over them at once."""
        with _told():
            self._file.flush()  # What was added since may be more than the disk has room for.
        for number in range(self.count) if order is None else order:
            self._file.seek(self._places[number])
            row: Any = pickle.load(self._file)  # noqa: S301 - written by this process
            yield row


class Packed(Generic[Row]):
    """Keeps rows as `Spool` does, many together: where a million are only gone over in their order, no place is kept of each."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._count = 0
        self._spool = Spool(self._packs(iter(rows)))

    def _packs(self, rows: Iterator[Row]) -> Iterator[list[Row]]:
        while pack := list(islice(rows, _PACK)):
            self._count += len(pack)
            yield pack

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.__exit__()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        for pack in self._spool.rows():
            yield from pack


def kept(rows: Iterable[Row]) -> tuple[Row, ...] | Lasting[Row]:
    """Keep rows for whoever goes over them, several times: few in memory, and many on disk."""
    source = iter(rows)
    first = tuple(islice(source, _PACK))
    return first if len(first) < _PACK else Lasting(chain(first, source))


class Lasting(Packed[Row], Sequence[Row]):
    """Keeps rows as `Packed` does, for as long as anybody may go over them; to ask for one by its number reads those beside it."""

    def __init__(self, rows: Iterable[Row]) -> None:
        super().__init__(rows)
        weakref.finalize(self, self._spool.__exit__)

    @overload
    def __getitem__(self, place: int) -> Row: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Row]: ...

    def __getitem__(self, place: int | slice) -> Row | Sequence[Row]:
        numbers = range(len(self))[place]
        if isinstance(numbers, range):
            return tuple(self[number] for number in numbers)
        pack, within = divmod(numbers, _PACK)
        (rows,) = self._spool.rows([pack])
        return rows[within]
