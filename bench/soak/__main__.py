"""Three rounds in one installation: `python -m bench.soak [--organisations N] [--rounds N] [--json]`.

The clock jumps from event to event: circular, questionnaire, reminder, last call; returns, faults and their corrections, bounces, automatic
replies, declines, questions and extensions come in between, staff decide, digests leave, and the next round is applied. The service is one
process that stays; the servers are Dovecot and one that notes each letter it takes. It ends with 1 where a law is broken.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, replace
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench.ground import made_up, say
from bench.soak import laws
from bench.soak.crowd import Crowd, CrowdBox, crowd
from bench.soak.laws import SoakEvent
from bench.soak.people import DAYS
from bench.soak.rounds import begin, let_staff_decide, moment, settle_in
from bench.soak.sink import sink, taken
from bench.soak.worker import Ticks, worker
from bench.soak.writing import KINDS
from service.installation import config
from service.installation.install import install
from service.wiring import Service, open_service
from store import contact_lists
from tests.servers import dovecot


class Soak:
    """One soak that is played: who takes part, what happened, and what was wrong."""

    def __init__(self, box: CrowdBox, crowd: Crowd, told: Connection) -> None:
        self.events: list[SoakEvent] = []
        self.broken: list[str] = []
        self.acts: Counter[str] = Counter()
        self.ended: datetime | None = None
        self._box, self._crowd, self._told = box, crowd, told

    def play(self, rounds: int) -> None:
        """Play so many rounds."""
        with open_service(config.load(self._box.home, {})) as desk:
            for turn in range(rounds):
                begin(desk, turn)
                for day in DAYS:
                    self._stop(desk, turn, day)
                with desk.store.reading() as tx:
                    self.ended = moment(turn, DAYS[-1])
                    self.broken += laws.of_round(desk, tx, turn, self._box.organisations, self.ended)
                    self.broken += laws.of_letters(tx, taken(self._box.letters))
                    self.broken += laws.of_messages(tx, self.acts)
        self.broken += laws.of_growth(self.events)

    def _stop(self, desk: Service, turn: int, day: str) -> None:
        """Let the clock stop on a day: people act, the service does what is due, staff decide, and the service does what comes of it."""
        now, began = moment(turn, day), time.monotonic()
        delivered = self._act(turn, day)
        wrote = time.monotonic() - began
        did = self._tick(now)
        deciding = time.monotonic()
        decided = let_staff_decide(desk, now)
        took = time.monotonic() - deciding
        after = self._tick(now) if decided else Ticks(is_idle=True)
        with desk.store.reading() as tx:
            there = laws.stored(tx)
        outside, archived = laws.files(self._box.home)
        event = SoakEvent(
            turn=turn,
            day=day,
            seconds=round(time.monotonic() - began, 1),
            writing=round(wrote, 1),
            deciding=round(took, 1),
            did=did + after,
            delivered=delivered,
            decided=decided,
            files=outside,
            archived=archived,
            **there,
        )
        self.events.append(event)
        self.broken += laws.of_event(event)
        say(line(event))

    def _tick(self, now: datetime) -> Ticks:
        self._told.send(now)
        done = self._told.recv()
        assert isinstance(done, Ticks)
        return done

    def _act(self, turn: int, day: str) -> int:
        """Let everybody do what they do on this day, and return how many messages that came to."""
        delivered, acts = self._crowd.act(turn, day)
        self.acts.update(KINDS[what].value for what in acts)
        return delivered


def line(event: SoakEvent) -> str:
    """Return an event as a line for whoever watches."""
    did, letters, messages = event.did, dict(event.letters), dict(event.messages)
    took = f"{event.seconds:.1f} s (writing {event.writing:.1f}, deciding {event.deciding:.1f}; processor {did.processor:.1f})"
    return (
        f"{event.turn + 1} {event.day} {took:59}  in {event.delivered:6} out {did.sent['sent']:6} decided {event.decided:5}  "
        f"peak {did.peak:4.0f} now {did.resident:4.0f} children {did.children:4.0f} MiB  "
        f"open files {did.open_files:3} threads {did.threads:2}  "
        f"files {event.files:3} archive {event.archived:6} rows {event.rows:8}  {letters} {messages}"
    )


def soak(folder: Path, organisations: int, rounds: int) -> Soak:
    """Play a soak in a folder, and return what came of it."""
    folder.chmod(0o755)  # Where Dovecot is started by root, it works as another user.
    home = folder / "home"
    install(home)
    with dovecot(folder) as imap, sink(folder / "letters") as smtp_port:
        settle_in(home, smtp_port, imap)
        with open_service(config.load(home, {})) as service, service.store.transaction() as tx:
            contact_lists.save_list(tx, made_up(organisations))
        account = (imap.port, imap.user, imap.password)
        box = CrowdBox(home=home, letters=folder / "letters", organisations=organisations, account=account)
        with worker(home) as told, crowd(box) as writers:
            played = Soak(box, writers, told)
            played.play(rounds)
        return played


def report(played: Soak, seconds: float) -> dict[str, Any]:
    """Return what is printed in the end."""
    # `asdict` would make a counter of the pairs of a counter.
    events = [asdict(replace(one, did=replace(one.did, sent={**one.did.sent}))) for one in played.events]  # type: ignore[arg-type]
    return {"seconds": round(seconds), "broken": played.broken, "events": events}


def main() -> int:
    """Play, print, and return 1 where a law is broken."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description="Rounds of a study in one installation, one after the other.")
    parser.add_argument("--organisations", type=int, default=300, help="how many are asked (default 300)")
    parser.add_argument("--rounds", type=int, default=3, help="how many rounds (default 3)")
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-soak-") as folder:
        played = soak(Path(folder), chosen.organisations, chosen.rounds)
    for one in played.broken:
        say(f"BROKEN: {one}")
    told = report(played, time.monotonic() - began)
    print(json.dumps(told, default=str) if chosen.json else f"{len(played.broken)} laws broken; {told['seconds']} seconds")
    return 1 if played.broken else 0


if __name__ == "__main__":
    sys.exit(main())
