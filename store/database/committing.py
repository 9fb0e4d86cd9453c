"""How a transaction ends: all of it on disk, or nothing of it; and what is done while the disk is waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine

from domain.process.events import apart, when_done
from domain.process.failpoints import reach


@contextmanager
def committed(engine: Engine, beside: Executor | None = None, meanwhile: Callable[[], bool] | None = None) -> Iterator[Connection]:
    """Give a connection whose changes are all on disk at the end, or none of them.

    Where there is a thread `beside` this one that waits for the disk, `meanwhile` is called in this thread until it says that there is
    nothing to do.
    """
    with when_done(), engine.begin() as connection:
        yield connection
        reach("store.before_commit")
        if beside and meanwhile:
            _commit_beside(connection, beside, meanwhile)
    reach("store.after_commit")


def _commit_beside(connection: Connection, beside: Executor, meanwhile: Callable[[], bool]) -> None:
    """Commit in another thread, which waits for the disk, and return when it is done; `meanwhile` must not use the connection."""
    done = beside.submit(_commit, connection)
    try:
        with apart():
            while not done.done() and meanwhile():
                pass
    finally:
        _wait(done)
    done.result()


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except BaseException:
        with suppress(Exception):
            connection.rollback()  # Else the connection would go back to the pool as it is.
        raise


def _wait(done: Future[None]) -> None:
    """Wait until it is done, whatever ends this thread meanwhile (Ctrl-C): until then the connection is the other thread's."""
    end: BaseException | None = None
    while not done.done():
        try:
            done.exception()
        except BaseException as error:  # noqa: BLE001 - it is raised again below
            end = error
    if end is not None:
        raise end
