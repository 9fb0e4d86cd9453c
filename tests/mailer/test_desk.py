"""Letters are laid down by one thread and taken by connections in another: each by one of them, and nobody waits beside a letter."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import pytest

from domain.letter import Envelope, Outcome, Verdict
from mailer.transports.desk import Desk


class _Taking:
    """A journal that lets every letter go on, and keeps what it was told at once: letters that are over, and those that begin."""

    def __init__(self) -> None:
        self.calls: list[tuple[list[int], list[int]]] = []

    def record(self, verdicts: Sequence[Verdict], beginning: Sequence[int], _meanwhile: Callable[[], bool] | None = None) -> frozenset[int]:
        """Say that all of it is on disk."""
        self.calls.append(([one.letter_id for one in verdicts], list(beginning)))
        return frozenset(beginning)


def letter(number: int) -> Envelope:
    """Return a letter."""
    return Envelope(letter_id=number, mail_from="a@b.test", rcpt_to="c@d.test", pieces=(b"x",))


async def serve(desk: Desk, letters: int, journal: _Taking | None = None) -> None:
    """Draw so many letters in a thread of its own."""
    await asyncio.to_thread(desk.serve, map(letter, range(letters)), journal or _Taking())


def taken_by_server(number: int) -> Verdict:
    """Return the verdict on a letter that was taken."""
    return Verdict(letter_id=number, outcome=Outcome.SENT, stage="data", code=250, text="")


async def sent(desk: Desk, *, waits: bool = True) -> list[int]:
    """Take letters to the end, as a connection does, and return their numbers; each verdict is waited for, or laid down."""
    mine = []
    while (envelope := await desk.take()) is not None:
        assert await desk.sending(envelope.letter_id)
        told = desk.lay_down(taken_by_server(envelope.letter_id))
        if waits:
            await told
        mine.append(envelope.letter_id)
    return mine


def test_each_letter_is_taken_once_by_whoever_is_free_and_all_come_to_the_end() -> None:
    """Also where more connections wait than there are letters."""

    async def work() -> None:
        for connections, letters in ((1, 40), (4, 200), (16, 300), (16, 3), (3, 0)):
            desk = Desk(asyncio.get_running_loop(), connections)
            async with asyncio.timeout(20):
                serving = asyncio.create_task(serve(desk, letters))
                taken = await asyncio.gather(*(sent(desk) for _ in range(connections)))
                await serving
            assert sorted(number for one in taken for number in one) == list(range(letters))

    asyncio.run(work())


def test_a_letter_for_which_a_connection_was_woken_that_ends_is_taken_by_another() -> None:
    """The one that waits longest is ended in the moment in which the letter is there."""

    async def work() -> None:
        desk = Desk(asyncio.get_running_loop(), 2)
        first, second = (asyncio.create_task(desk.take()) for _ in range(2))
        await asyncio.sleep(0)
        desk._pass_on(letter(7))
        await asyncio.sleep(0)
        first.cancel()
        async with asyncio.timeout(5):
            taken = await second
        assert taken is not None
        assert taken.letter_id == 7

    asyncio.run(work())


def test_a_connection_that_finds_a_letter_at_the_last_moment_is_not_woken_instead_of_one_that_waits() -> None:
    """The letter is laid down between its look and its waiting; it is busy with that one when the next comes."""

    class Busy(deque[asyncio.Future[None]]):
        """Those that wait: a letter comes with the first of them."""

        def append(self, taker: asyncio.Future[None]) -> None:
            super().append(taker)
            if not desk._drawn:
                desk._drawn.append(letter(1))

    async def work() -> None:
        desk._takers = Busy()
        taken = await desk.take()
        desk._takers = deque(desk._takers)
        other = asyncio.create_task(desk.take())
        await asyncio.sleep(0)
        desk._pass_on(letter(2))
        async with asyncio.timeout(5):
            assert [one.letter_id for one in (taken, await other) if one] == [1, 2]

    loop = asyncio.new_event_loop()
    desk = Desk(loop, 2)
    try:
        loop.run_until_complete(work())
    finally:
        loop.close()


def test_whoever_waits_and_whoever_comes_later_is_turned_away_where_nobody_records() -> None:
    """A letter that lies there is not begun."""

    async def work() -> None:
        desk = Desk(asyncio.get_running_loop(), 3)
        waiting = [asyncio.create_task(desk.take()) for _ in range(3)]
        await asyncio.sleep(0)
        desk.desert()
        desk._pass_on(letter(1))
        async with asyncio.timeout(5):
            assert [*await asyncio.gather(*waiting), await desk.take(), await desk.take()] == [None] * 5

    asyncio.run(work())


def test_while_the_disk_is_waited_for_letters_are_drawn_into_the_room_of_those_that_have_a_verdict_and_no_more() -> None:
    """Else the thread that makes letters would wait for every commit, and the connections after it for the letters."""
    drawn: list[int] = []
    meant: list[tuple[int, int]] = []

    class Slow:
        """A journal that waits for its disk, and lets letters be drawn meanwhile as long as there is room."""

        def __init__(self) -> None:
            self.verdicts = 0

        def record(
            self, verdicts: Sequence[Verdict], beginning: Sequence[int], meanwhile: Callable[[], bool] | None = None
        ) -> frozenset[int]:
            assert meanwhile
            before = len(drawn)
            while meanwhile():
                pass
            self.verdicts += len(verdicts)
            assert len(drawn) - self.verdicts <= 4  # Twice as many as there are connections.
            meant.append((len(verdicts), len(drawn) - before))
            return frozenset(beginning)

    def made() -> Iterator[Envelope]:
        for number in range(60):
            drawn.append(number)
            yield letter(number)

    async def work() -> None:
        desk = Desk(asyncio.get_running_loop(), 2)
        async with asyncio.timeout(20):
            serving = asyncio.create_task(asyncio.to_thread(desk.serve, made(), Slow()))
            taken = await asyncio.gather(*(sent(desk) for _ in range(2)))
            await serving
        assert sorted(number for one in taken for number in one) == list(range(60))

    asyncio.run(work())
    assert all(more <= verdicts for verdicts, more in meant)
    assert sum(more for _, more in meant) > 40


def test_a_letter_that_cannot_be_made_while_the_disk_is_waited_for_ends_the_drawing_and_those_in_hand_are_finished() -> None:
    """The error comes to whoever sends when each letter that was drawn has its verdict in the journal."""
    said: list[int] = []

    class Noting:
        """A journal that waits for its disk, and notes the verdicts."""

        def record(
            self, verdicts: Sequence[Verdict], beginning: Sequence[int], meanwhile: Callable[[], bool] | None = None
        ) -> frozenset[int]:
            while meanwhile and meanwhile():
                pass
            said.extend(one.letter_id for one in verdicts)
            return frozenset(beginning)

    def made() -> Iterator[Envelope]:
        yield from map(letter, range(7))
        raise ZeroDivisionError

    async def work() -> None:
        desk = Desk(asyncio.get_running_loop(), 2)
        async with asyncio.timeout(20):
            serving = asyncio.create_task(asyncio.to_thread(desk.serve, made(), Noting()))
            await asyncio.gather(*(sent(desk) for _ in range(2)))
            with pytest.raises(ZeroDivisionError):
                await serving

    asyncio.run(work())
    assert sorted(said) == list(range(7))


def test_a_verdict_that_is_laid_down_gets_to_disk_before_or_with_the_beginning_of_the_next() -> None:
    """So that of a connection one letter is in doubt at most; and at least one commit serves both."""

    async def work() -> None:
        for connections, letters in ((1, 60), (4, 200)):
            desk, journal = Desk(asyncio.get_running_loop(), connections), _Taking()
            async with asyncio.timeout(20):
                serving = asyncio.create_task(serve(desk, letters, journal))
                taken = await asyncio.gather(*(sent(desk, waits=False) for _ in range(connections)))
                await serving
            over = {number: turn for turn, (verdicts, _) in enumerate(journal.calls) for number in verdicts}
            begun = {number: turn for turn, (_, beginning) in enumerate(journal.calls) for number in beginning}
            assert sorted(over) == sorted(begun) == list(range(letters))
            assert all(over[before] <= begun[after] for mine in taken for before, after in pairwise(mine))
            assert any(verdicts and beginning for verdicts, beginning in journal.calls)

    asyncio.run(work())


def test_a_verdict_that_is_laid_down_alone_waits_for_nobody() -> None:
    """The connection has no further letter, or its server takes its time."""

    async def work() -> None:
        desk, journal = Desk(asyncio.get_running_loop(), 2), _Taking()
        async with asyncio.timeout(20):
            serving = asyncio.create_task(serve(desk, 2, journal))
            first, second = [await desk.take() for _ in range(2)]
            assert first is not None
            assert second is not None
            await desk.sending(first.letter_id)
            assert await desk.lay_down(taken_by_server(first.letter_id))
            await desk.sending(second.letter_id)
            await desk.verdict(taken_by_server(second.letter_id))
            await serving
        assert journal.calls == [([], [0]), ([0], []), ([], [1]), ([1], [])]

    asyncio.run(work())


def test_what_was_laid_down_last_is_recorded_though_the_connections_are_gone() -> None:
    """They tell it and go, while the thread that records is busy with something else."""

    async def work() -> None:
        desk, journal = Desk(asyncio.get_running_loop(), 1), _Taking()
        told = desk.lay_down(taken_by_server(0))
        desk.stop()
        async with asyncio.timeout(20):
            await serve(desk, 2, journal)
            assert await told
        assert journal.calls == [([0], [])]

    asyncio.run(work())
