"""Whom the soak is played by: what each organisation does in a round, on which day, and where it stands in the end.

It is a table that a person wrote; nothing here is computed from what the program does.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.submission import Standing

_ADDRESS = re.compile(r"regulatory\.(\d+)@b\d+\.example")
_A, _Q, _D, _U, _S = Standing.ANSWERED, Standing.QUERIED, Standing.DECLINED, Standing.UNDELIVERABLE, Standing.SILENT
_SHIFT = 13  # So many organisations further on, another one has a part in the next round.
REFUSED, BOUNCES = 0, 1  # Of so many as there are parts, these never are reached in any round.


@dataclass(frozen=True, slots=True)
class SoakPart:
    """What an organisation does, by the day of the model study's year (an act of `bench.soak.writing`), and where it stands then."""

    standing: Standing
    deeds: Mapping[str, str] = field(default_factory=dict)


_GONE = SoakPart(_U)
_BOUNCES = SoakPart(_U, {"02-11": "bounce", "02-13": "bounce"})  # The circular, and the probe that asks whether that was meant.
_SILENT = SoakPart(_S)
_PARTS = (
    *[SoakPart(_A, {"03-01": "answer"})] * 6,
    *[SoakPart(_A, {"03-12": "answer"})] * 6,
    *[SoakPart(_A, {"04-02": "answer"})] * 4,
    *[SoakPart(_A, {"04-25": "answer"})] * 2,
    *[SoakPart(_A, {"03-05": "faulty", "03-08": "correct"})] * 4,
    *[SoakPart(_Q, {"03-05": "faulty"})] * 2,
    *[SoakPart(_D, {"02-24": "decline"})] * 2,
    *[SoakPart(_A, {"03-20": "ask_for_time", "04-25": "answer"})] * 2,
    *[SoakPart(_A, {"02-22": "ask", "03-12": "answer"})] * 2,
    *[SoakPart(_A, {"02-11": "away", "03-27": "away", "04-25": "answer"})] * 2,
    SoakPart(_A, {"03-01": "answer", "03-12": "improved"}),
    SoakPart(_A, {"03-01": "answer", "03-12": "answer"}),
    SoakPart(_A, {"03-12": "colleague"}),
    SoakPart(_A, {"02-24": "blank", "03-01": "answer"}),
    SoakPart(_A, {"02-24": "other_file", "03-01": "answer"}),
    SoakPart(_S, {"02-11": "delayed"}),
    *[_SILENT] * 10,
)
_ALL = len(_PARTS) + 2
# On these days the clock stops: mailings and digests leave, people act, and staff decide.
DAYS = (
    *("02-10", "02-11", "02-12", "02-13", "02-20", "02-22", "02-24", "02-27", "03-01", "03-05", "03-08", "03-12", "03-20", "03-21"),
    *("03-26", "03-27", "04-02", "04-23", "04-25", "05-07"),
)


def part(number: int, turn: int) -> SoakPart:
    """Return the part of an organisation in a round, counted from 0."""
    lot = number % _ALL
    if lot == REFUSED:
        return _GONE
    if lot == BOUNCES:
        return _BOUNCES if turn == 0 else _GONE
    return _PARTS[(lot + _SHIFT * turn) % len(_PARTS)]


def act_on(number: int, turn: int, day: str) -> str:
    """Return what an organisation does on a day; "" where it does nothing."""
    return part(number, turn).deeds.get(day, "")


def standings(organisations: int, turn: int) -> dict[str, int]:
    """Return how many stand where in the end of a round, by name, those included where none does."""
    found = Counter(part(number, turn).standing.value for number in range(organisations))
    return {one.value: found[one.value] for one in Standing}


def number_of(address: str) -> int | None:
    """Return whose address of `bench.ground` it is; None where it is nobody's."""
    found = _ADDRESS.fullmatch(address.lower())
    return int(found[1]) if found else None


def is_refused(address: str) -> bool:
    """Say whether there is no such mailbox."""
    number = number_of(address)
    return number is not None and number % _ALL == REFUSED


def is_greylisted(address: str) -> bool:
    """Say whether its server refuses a letter once before it takes it."""
    number = number_of(address)
    return number is not None and number % _ALL == _ALL - 1
