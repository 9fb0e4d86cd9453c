"""The people of the soak, in processes of their own: each writes for a part of the organisations, over a connection of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from bench.ground import made_up
from bench.soak.people import act_on
from bench.soak.rounds import moment, study_of
from bench.soak.writing import SoakPost
from demo.script import AUTHSERV_ID
from demo.smtp_recorder import ImapDelivery
from domain.contact import ContactList
from service.installation import config
from service.letters.press import Press
from service.studies.running import require_running
from service.wiring import open_service
from store import invitations
from workbooks.containers.package import Stampable

_TOGETHER = 2  # As many as a laptop has for them; each fills the workbooks of a round by itself.
_people = cache(made_up)  # In each process once.
_filled: dict[Path, dict[int, dict[tuple[str, int, str], Stampable]]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class CrowdBox:
    """Where letters to the organisations lie, and the mailbox that they write to: its port, its user and the password."""

    home: Path
    letters: Path
    organisations: int
    account: tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Whom the processes write for."""

    pool: ProcessPoolExecutor
    box: CrowdBox

    def act(self, turn: int, day: str) -> tuple[int, list[str]]:
        """Let everybody do what they do on a day; return how many messages that came to, and what each of them did."""
        acting = [(number, what) for number in range(self.box.organisations) if (what := act_on(number, turn, day))]
        parts = [part for first in range(_TOGETHER) if (part := acting[first::_TOGETHER])]
        written = [self.pool.submit(_write, self.box, turn, moment(turn, day), part) for part in parts]
        return sum(one.result() for one in written), [what for _, what in acting]


@contextmanager
def crowd(box: CrowdBox) -> Iterator[Crowd]:
    """Let the processes live as long as the block."""
    with ProcessPoolExecutor(_TOGETHER, mp_context=get_context("spawn")) as pool:
        yield Crowd(pool, box)


def _write(box: CrowdBox, turn: int, now: datetime, acting: Sequence[tuple[int, str]]) -> int:
    """Let some organisations act, and return how many messages they wrote."""
    people: ContactList = _people(box.organisations)
    delivery = ImapDelivery(*box.account, AUTHSERV_ID)
    with open_service(config.load(box.home, {})) as desk, closing(delivery):
        with desk.store.reading() as tx:
            running = require_running(desk, tx, study_of(turn))
            invited = invitations.of_study(tx, running.study.id, [people.organisations[number].code for number, _ in acting])
        press = Press(running, desk.installation.outgoing, desk.store.archive)
        filled = _filled.setdefault(box.home, {}).setdefault(turn, {})
        post = SoakPost(letters=box.letters, delivery=delivery, press=press, returns_to=running.study.returns_to, filled=filled)
        for number, what in acting:
            contact, organisation = people.contacts[number], people.organisations[number]
            post.act(what, number, contact, invited[organisation.code], organisation.name, now)
    return post.delivered
