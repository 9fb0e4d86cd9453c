"""Letters made ahead by a second process, while this one records what became of others, and speaks with servers.

To make a letter takes as long as all else that is done for it, and one interpreter does one thing at a time. What letters share (templates,
PDFs, blank workbooks) is made here, before that process begins; it makes what is each letter's own, signs it, and works out its hash and
what the store keeps of it. What it does not make, for whatever reason, is made here as if it were not there, so that every fault is told
where it always is.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from domain.errors import CounterfoilError
from domain.letter import Envelope, Letter, LetterKind, Shared
from domain.rules.reminded import CORRECTION
from service.contacts.census import InvitedOrganisation
from service.letters.press import Press
from service.process.second_process import NoAnswerError, SecondProcess
from store.outbox.recipe import recipe_of

_FEW: Final = 24  # To begin a process takes as long as to make some ten letters.
_TOGETHER: Final = 8  # Letters that travel together.
_AHEAD: Final = 32  # Letters that are made before it is their turn, at most.
_PATIENCE: Final = 5.0  # Seconds in which some letters are made, even on a machine that is busy.
_ELSEWHERE = frozenset({"attachments", "images", "correction"})  # What a letter's context names that lies in the archive.

_Shares = tuple[int, str | None, str, str, str, date, date, bool]
_Own = bytes | str  # A piece of a letter's own, or the hash of one that it shares.


@dataclass(frozen=True, slots=True)
class Order:
    """A letter that is due, to be made from these."""

    press: Press
    letter: Letter
    case: InvitedOrganisation

    @property
    def shares(self) -> _Shares:
        """Return what names the templates, the PDF with its days, and the blank workbook, if any, that the letter is made with."""
        letter, press = self.letter, self.press
        days, with_workbook = (press.sent_on(letter), press.last_day(self.case)), press.brings_fresh(letter, self.case)
        return id(press), letter.mailing, letter.template, letter.sender, letter.language, *days, with_workbook

    @property
    def asked(self) -> _Asked:
        """Return the order as it travels."""
        shown = self.press.last_round(self.case.organisation.code) if self.shares[-1] else {}
        return _Asked(id(self.press), self.letter, self.case, shown)


@dataclass(frozen=True, slots=True)
class _Asked:
    """An order as it travels: of the press its number, and what the organisation's own workbook shows of the last round."""

    press: int
    letter: Letter
    case: InvitedOrganisation
    last_round: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Answered:
    """A letter as it travels, with pieces that are named by their hashes; `new` are those that were not told before."""

    envelope: Envelope
    pieces: tuple[_Own, ...]
    new: tuple[Shared, ...]


class MadeAhead:
    """The letters of one pass that another process makes, in the order in which they are taken."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self._process: SecondProcess | None = None
        self._is_of_use = _processors() > 1
        self._presses: dict[int, Press] = {}
        self._ready: set[_Shares] = set()
        self._shared: dict[str, Shared] = {}
        self._ordered: frozenset[int] = frozenset()
        self._waiting: deque[Order] = deque()
        self._asked: deque[int] = deque()
        self._made: deque[_Answered | None] = deque()

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """Let the process end with the block."""
        try:
            yield
        finally:
            self._end()

    def order(self, orders: Sequence[Order]) -> None:
        """Let these letters be made; what was ordered before and not taken is left out."""
        plain = [one for one in orders if _is_plain(one.letter)] if self._is_of_use else []
        if self._process is None and len(plain) < _FEW:
            return
        self._waiting.clear()
        while self._asked:
            self._next()
        if self._prepare(plain) or self._process is None:
            self._begin()
        self._waiting.extend(one for one in plain if one.shares in self._ready)
        self._ordered = frozenset(one.letter.id for one in self._waiting)
        self._ask()

    def take(self, letter_id: int) -> Envelope | None:
        """Return a letter; None where it is to be made here. Those that were ordered before it are left out."""
        if letter_id not in self._ordered:
            return None
        if self._process is not None:
            self._process.listen()
        while self._asked and self._asked[0] != letter_id:
            self._next()
        while not self._asked and self._waiting and self._waiting[0].letter.id != letter_id:
            self._waiting.popleft()
        self._ask()
        made = self._next() if self._asked else None
        return self._whole(made) if made else None

    def _prepare(self, orders: Iterable[Order]) -> bool:
        """Make what letters share, and say whether there was something that the process does not have."""
        new = {one.shares: one for one in orders if one.shares not in self._ready}
        made = {shares: order.press for shares, order in new.items() if _is_prepared(order, self._now)}
        self._presses.update((id(press), press) for press in made.values())
        self._ready.update(made)
        return bool(made)

    def _begin(self) -> None:
        self._end()
        self._shared.clear()
        try:
            self._process = SecondProcess(_Maker(self._presses, self._now).make)
        except OSError:  # The system has no room for a further process.
            self._is_of_use = False
            self._ready.clear()

    def _end(self) -> None:
        if self._process is not None:
            self._process.close()
        self._process = None
        self._asked.clear()
        self._waiting.clear()
        self._made.clear()

    def _ask(self) -> None:
        while self._process is not None and self._waiting and len(self._asked) + _TOGETHER <= _AHEAD:
            some = [self._waiting.popleft() for _ in range(min(_TOGETHER, len(self._waiting)))]
            self._asked.extend(one.letter.id for one in some)
            self._process.ask([one.asked for one in some])

    def _next(self) -> _Answered | None:
        """Return the next letter that was asked for; None where the process did not make it, or has ended."""
        try:
            if self._process is not None and not self._made:
                self._made.extend(self._process.answer(_PATIENCE))
        except NoAnswerError:
            self._is_of_use = False
            self._end()
            return None
        self._asked.popleft()
        made = self._made.popleft()
        self._shared.update((one.sha256, one) for one in (made.new if made else ()))
        return made

    def _whole(self, made: _Answered) -> Envelope:
        return replace(made.envelope, pieces=tuple(self._shared[one] if isinstance(one, str) else one for one in made.pieces))


def _is_plain(letter: Letter) -> bool:
    """Say whether a letter is made of the study and its case alone, so that neither the archive nor the store is asked."""
    of_mailing = letter.kind is LetterKind.MAILING and letter.template != CORRECTION
    return of_mailing and not letter.attempts and _ELSEWHERE.isdisjoint(letter.context)


def _is_prepared(order: Order, now: datetime) -> bool:
    """Make a letter here, so that all is there that others share with it; False where that fails, as it will again in its turn."""
    try:
        order.press.envelope(order.letter, order.case, now)
    except CounterfoilError:
        return False
    return True


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class _Maker:
    """What the second process does."""

    presses: Mapping[int, Press]
    now: datetime
    told: set[str] = field(default_factory=set)

    def make(self, asked: Sequence[_Asked]) -> list[_Answered | None]:
        """Return the letters, None for one that is to be made where its fault is told."""
        return [self._made(one) for one in asked]

    def _made(self, asked: _Asked) -> _Answered | None:
        press = self.presses[asked.press]
        press.last_round = lambda _: asked.last_round
        try:
            envelope = press.envelope(asked.letter, asked.case, self.now)
        except Exception:  # noqa: BLE001 - whatever it is, it is raised and told where the letter is made again
            return None
        shared = [one for one in envelope.pieces if isinstance(one, Shared)]
        new = tuple(one for one in shared if one.sha256 not in self.told)
        self.told.update(one.sha256 for one in new)
        pieces = tuple(one.sha256 if isinstance(one, Shared) else one for one in envelope.pieces)
        made = replace(envelope, pieces=(), hashed=envelope.fingerprint, recipe=recipe_of(envelope.pieces))
        return _Answered(made, pieces, new)
