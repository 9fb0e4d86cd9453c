"""What must hold after each event of the soak, and in the end: no letter lost or doubled, all that came is read, and nothing grows."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench.soak.people import is_greylisted, is_refused, standings
from bench.soak.rounds import study_of
from bench.soak.worker import Ticks
from domain.letter import DeliveryState
from service.studies.running import require_running
from service.views.status import status
from service.wiring import Service
from store import Transaction

MEMORY = 40.0  # MiB by which the peak of the last round may be above that of the first.
_ADDRESS = re.compile(r"[\w.]+@[\w.]+\.example")
_REACHED = (DeliveryState.SENT.value, DeliveryState.BOUNCED.value)
_ON_THE_WAY = (DeliveryState.QUEUED.value, DeliveryState.SENDING.value, DeliveryState.UNCERTAIN.value, DeliveryState.HELD.value)
_TAGS = text("SELECT tag, state FROM letter")
_STATES = text("SELECT state, count(*) FROM letter GROUP BY state")
_MESSAGES = text("SELECT state, count(*) FROM message GROUP BY state")
_KINDS = text("SELECT kind, count(*) FROM message GROUP BY kind")
_TABLES = {"sqlite": "SELECT name FROM sqlite_master WHERE type = 'table'", "postgresql": "SELECT tablename FROM pg_tables"}


@dataclass(frozen=True, kw_only=True)
class SoakEvent:
    """What one stop of the clock came to: of the process, the files of the installation and of its archive, and the store.

    Of the `seconds`, people needed some for `writing` and staff some for `deciding`; the rest are the service's.
    """

    turn: int
    day: str
    seconds: float
    writing: float
    deciding: float
    did: Ticks
    delivered: int
    decided: int
    files: int
    archived: int
    rows: int
    letters: Mapping[str, int]
    messages: Mapping[str, int]


def files(home: Path) -> tuple[int, int]:
    """Return how many files an installation has outside its archive and its studies, and in its archive.

    What was made and can be made again has a bound of its own (`store.archive.made_files`), and is not counted.
    """
    found: Counter[bool] = Counter()
    for folder, _, names in os.walk(home):
        place = Path(folder).relative_to(home).parts
        if place[:1] not in {("studies",), ("archive.made",)}:
            found[place[:1] == ("archive",)] += len(names)
    return found[False], found[True]


def stored(tx: Transaction) -> dict[str, Any]:
    """Return how many rows a store has, and how many letters and messages in each state."""
    tables = [row[0] for row in tx.execute(text(_TABLES[tx.dialect.name])) if not row[0].startswith(("sqlite_", "pg_", "sql_"))]
    rows = sum(tx.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one() for table in tables)  # noqa: S608 - names of our tables
    return {"rows": rows, "letters": _by_state(tx, _STATES), "messages": _by_state(tx, _MESSAGES)}


def _by_state(tx: Transaction, statement: Any) -> dict[str, int]:
    return dict(sorted(map(tuple, tx.execute(statement))))


def of_event(event: SoakEvent) -> Iterator[str]:
    """Yield what is wrong after an event."""
    where = f"{study_of(event.turn)}, {event.day}"
    if not event.did.is_idle:
        yield f"{where}: after {event.did.ticks} ticks there is still something to do"
    yield from (f"{where}: {one}" for one in event.did.problems if not _is_expected(one))
    if event.did.taken_in != event.delivered:
        yield f"{where}: {event.delivered} messages came and {event.did.taken_in} were taken in"
    if unread := {state: number for state, number in event.messages.items() if state != "done"}:
        yield f"{where}: messages that are not read: {unread}"
    if waiting := {state: number for state, number in event.letters.items() if state in _ON_THE_WAY}:
        yield f"{where}: letters that did not leave: {waiting}"


def _is_expected(problem: str) -> bool:
    """Say whether a problem tells of addresses whose servers refuse letters in the soak."""
    return any(is_refused(one) or is_greylisted(one) for one in _ADDRESS.findall(problem))


def of_letters(tx: Transaction, taken: Mapping[str, int]) -> Iterator[str]:
    """Yield which letters were lost or doubled, by what the mail server took."""
    states = dict(map(tuple, tx.execute(_TAGS)))
    for tag, state in states.items():
        wanted = 1 if state in _REACHED else 0
        if taken.get(tag, 0) != wanted:
            yield f"the letter {tag} is {state}, and the mail server took it {taken.get(tag, 0)} times"
    yield from (f"the mail server took {tag}, which is no letter" for tag in taken.keys() - states.keys())


def of_messages(tx: Transaction, acts: Mapping[str, int]) -> Iterator[str]:
    """Yield which kinds of messages are as many as those that people wrote, and which are not."""
    found = dict(map(tuple, tx.execute(_KINDS)))
    if found != dict(acts):
        yield f"messages were taken for {found} and are {dict(acts)}"


def of_round(service: Service, tx: Transaction, turn: int, organisations: int, now: Any) -> Iterator[str]:
    """Yield who stands otherwise than they should at the end of a round."""
    told = status(tx, require_running(service, tx, study_of(turn)), now)
    wanted = standings(organisations, turn)
    if (found := {one: told["organisations"][one] for one in wanted}) != wanted:
        yield f"{study_of(turn)}: organisations stand {found} and should {wanted}"
    if told["held"]:
        yield f"{study_of(turn)}: {told['held']} cases wait in the end"


def of_growth(events: Sequence[SoakEvent]) -> Iterator[str]:
    """Yield what the last round holds more of than the first."""
    first, last = ([one for one in events if one.turn == turn] for turn in (0, events[-1].turn))
    before, after = (max(one.did.peak for one in some) for some in (first, last))
    if after > before + MEMORY:
        yield f"memory grew from {before:.0f} to {after:.0f} MiB"
    for what, of in (("open files", lambda one: one.did.open_files), ("files of the installation", lambda one: one.files)):
        before, after = (max(map(of, some)) for some in (first, last))
        if after > before:
            yield f"{what} grew from {before} to {after}"
