"""How a transaction ends: all of it on disk, or nothing of it; and what is done while the disk is waited for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from threading import Thread

from sqlalchemy import Connection, Engine

from domain.events import apart, when_done
from domain.failpoints import reach


@contextmanager
def committed(engine: Engine, meanwhile: Callable[[], bool] | None = None) -> Iterator[Connection]:
    """Give a connection whose changes are all on disk at the end, or none of them.

    While the disk is waited for, `meanwhile` is called in this thread until it says that there is nothing to do.
    """
    with when_done(), engine.begin() as connection:
        yield connection
        reach("store.before_commit")
        if meanwhile:
            _commit_beside(connection, meanwhile)
    reach("store.after_commit")


def _commit_beside(connection: Connection, meanwhile: Callable[[], bool]) -> None:
    """Commit in another thread, which waits for the disk, and return when it is done; `meanwhile` must not use the connection."""
    done: Future[None] = Future()

    def commit() -> None:
        try:
            connection.commit()
            done.set_result(None)
        except BaseException as error:  # noqa: BLE001 - it is raised in the thread that waits for it
            with suppress(Exception):
                connection.rollback()  # Else the connection would go back to the pool as it is.
            done.set_exception(error)

    Thread(target=commit, name="commit").start()
    try:
        with apart():
            while not done.done() and meanwhile():
                pass
    finally:
        _wait(done)
    done.result()


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
