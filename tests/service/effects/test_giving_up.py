"""An address is given up by what its servers said: rows of docs/flows.md, with a real mail server that refuses as it is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from digests.facts import Arrival, ArrivalKind
from digests.status import build
from domain.case import CaseKind
from domain.contact import Stopped
from domain.letter import DeliveryState, Letter, LetterKind
from service.cases.waiting import Waiting, waiting
from service.deciding.people import ContactMeant, add, retire
from service.deciding.undo import Undoing, undo
from service.digests.facts import facts
from service.installation import config
from service.keeping.restored import stop
from service.operation.tick import tick
from service.studies.running import require_running
from service.wiring import Service, open_service
from store import contact_lists, journal, outbox, suppressions
from tests.mailer.smtp_stage import Talk, obliging, stage
from tests.service.correspondence import STUDY
from tests.service.installed import LIST, at, make, write_settings

FIRST, SECOND = "person0@member0.example", "second@member0.example"
DENIED, FULL, POLICY = b"550 5.1.1 no such user\r\n", b"552 5.2.2 mailbox full\r\n", b"550 5.7.1 blocked by policy\r\n"


class Server:
    """What a server says at RCPT, by address."""

    def __init__(self) -> None:
        self.says: dict[str, bytes] = {}

    def answer(self, talk: Talk, line: str) -> bytes | None:
        """Refuse the recipients that are refused, and take all else."""
        said = [reply for address, reply in self.says.items() if line.upper().startswith("RCPT") and address in line.lower()]
        return said[0] if said else obliging(talk, line)


@contextmanager
def sending(home: Path, *more: str) -> Iterator[tuple[Service, Server]]:
    """Open an installation with one organisation, whose further contacts get copies."""
    make(home, 1)
    server = Server()
    with stage(server.answer) as running:
        smtp = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {running.port}\nsecurity = "none"\nconnections = 1\ntimeout = 1'
        write_settings(home, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{home / "inbox"}"'})
        with open_service(config.load(home, {})) as service:
            for address in more:
                fields = {"role": "cc"}
                add(service, ContactMeant(address=address, by="anna", organisation="ORG000", list=LIST, fields=fields), at("02-01"))
            yield service, server


def stopped(service: Service, address: str = FIRST) -> Stopped | None:
    """Return why an address is not written to."""
    with service.store.reading() as tx:
        return next((one.why for one in suppressions.suppressed(tx, [address]).values()), None)


def probes(service: Service) -> list[Letter]:
    """Return the probe letters."""
    with service.store.reading() as tx:
        return [one for one in outbox.of_studies(tx, [STUDY]) if one.kind is LetterKind.PROBE]


def cases(service: Service, kind: CaseKind) -> list[Waiting]:
    """Return the cases of a kind that wait."""
    with service.store.reading() as tx:
        return [one for one in waiting(tx) if one.kind is kind]


def arrivals(service: Service, now: datetime, since: datetime | None = None) -> tuple[Arrival, ...]:
    """Return what the digest tells of what came in, and what came of it."""
    with service.store.reading() as tx:
        return tuple(facts(tx, require_running(service, tx, STUDY), now, since).arrivals)


def digest(service: Service, now: datetime, language: str) -> str:
    """Return all that the digest says."""
    with service.store.reading() as tx:
        return json.dumps(build(facts(tx, require_running(service, tx, STUDY), now, None), language).context, ensure_ascii=False)


def roles(service: Service) -> dict[str, str]:
    """Return how each contact is written to."""
    with service.store.reading() as tx:
        return {one.address: one.role.value for one in contact_lists.load_list(tx, LIST).contacts}


def days(first: str, number: int) -> Iterator[datetime]:
    """Yield so many days, one after the other."""
    for day in range(number):
        yield at(first) + timedelta(days=day)


def test_the_last_address_is_denied_for_good(tmp_path: Path) -> None:
    """A server denies the last address of an organisation: a probe letter goes there a day later; refused too, it is a case, once."""
    with sending(tmp_path) as (service, server):
        server.says[FIRST] = DENIED
        tick(service, at("02-10"))
        assert (stopped(service), probes(service), cases(service, CaseKind.UNREACHABLE)) == (Stopped.NO_SUCH_MAILBOX, [], [])
        for now in days("02-11", 6):
            tick(service, now)
        assert [one.state for one in probes(service)] == [DeliveryState.REJECTED]
        with service.store.reading() as tx:
            (lost,) = (one for one in outbox.of_mailings(tx, ["circular"]) if one.state is DeliveryState.REJECTED)
        # Numbers are given anew in a store that was put back, tags are not.
        assert [one.cause for one in probes(service)] == [f"probe:{lost.tag}"]
        (case,) = cases(service, CaseKind.UNREACHABLE)
        assert (case.organisation, case.options) == ("ORG000", ("noted",))
        assert f"{FIRST} of ORG000 was given up" in case.reasons[0]
        assert "contacts add" in case.reasons[2]
        assert "no such user" in " ".join(case.reasons)
        english = ("en", f"{FIRST} of ORG000 was given up", "there is no such mailbox")
        for language, lost_for, plain in (english, ("fr", f"{FIRST} (ORG000) a été abandonnée", "cette boîte aux lettres n’existe pas")):
            told = digest(service, at("02-17"), language)
            assert (lost_for in told, plain in told) == (True, True)
            assert ("5.1.1" in told, "no such user" in told) == (False, False)
        add(service, ContactMeant(address=SECOND, by="anna", organisation="ORG000"), at("02-20"))
        assert not cases(service, CaseKind.UNREACHABLE)


def test_an_older_store_settles_no_probe(tmp_path: Path) -> None:
    """A copy that was put back may lack the report that a probe came back: nothing is released until a person lets it go on."""
    with sending(tmp_path) as (service, server):
        server.says[FIRST] = DENIED
        tick(service, at("02-10"))
        server.says.clear()
        tick(service, at("02-11", 11))
        stop(service, ["An older copy was put back."], [], at("02-11", 12))
        tick(service, at("02-14", 12))
        assert stopped(service) is Stopped.NO_SUCH_MAILBOX


def test_the_last_address_is_denied_by_mistake(tmp_path: Path) -> None:
    """A probe letter is not returned within three days: the address is written to again, and the journal says why."""
    with sending(tmp_path) as (service, server):
        server.says[FIRST] = DENIED
        tick(service, at("02-10"))
        server.says.clear()
        tick(service, at("02-11", 11))
        assert [one.state for one in probes(service)] == [DeliveryState.SENT]
        tick(service, at("02-14"))
        assert stopped(service) is Stopped.NO_SUCH_MAILBOX
        tick(service, at("02-14", 12))
        assert stopped(service) is None
        with service.store.reading() as tx:
            last = list(journal.pages(tx))[-1]
            assert (last.what, journal.notes(tx, [last.number])[last.number]) == (
                "release",
                "The probe letter of 2012-02-11 was not returned.",
            )
        assert not cases(service, CaseKind.UNREACHABLE)


def test_the_next_contact_is_addressed(tmp_path: Path) -> None:
    """The only contact who is addressed is given up, and another gets copies: that one is addressed from then on, and staff are told.

    Undone, all of it is as it was.
    """
    with sending(tmp_path, SECOND) as (service, server):
        server.says[FIRST] = DENIED
        report = tick(service, at("02-10"))
        assert (stopped(service), roles(service)[SECOND]) == (Stopped.NO_SUCH_MAILBOX, "to")
        assert any(f"letters are addressed to {SECOND} from now on" in one for one in report.problems)
        assert not probes(service)
        (told,) = arrivals(service, at("02-10", 11))
        assert (told.what, told.organisation, told.address) == (ArrivalKind.PROMOTED, "Organisation 0", SECOND)
        assert arrivals(service, at("02-10", 11), since=at("02-10", 11)) == ()
        with service.store.reading() as tx:
            (entry,) = (one for one in journal.pages(tx) if one.what == "suppress")
        undo(service, Undoing(entry=entry.number, by="anna"), at("02-10", 12))
        assert (stopped(service), roles(service)[SECOND]) == (None, "cc")
        assert arrivals(service, at("02-10", 13)) == ()


@pytest.mark.parametrize(("reply", "given_up"), [(FULL, True), (POLICY, False)])
def test_refusals_that_come_together(tmp_path: Path, reply: bytes, given_up: bool) -> None:
    """Letters to an address are refused on several days for weightier reasons than a policy: with enough points, it is suppressed."""
    with sending(tmp_path, SECOND) as (service, server):
        server.says[FIRST] = reply
        for number, now in enumerate(days("02-10", 3)):
            refuse(service, number, now)
            assert stopped(service) is (Stopped.UNDELIVERABLE if given_up and number == 2 else None)
        assert roles(service)[SECOND] == ("to" if given_up else "cc")


def test_a_full_last_mailbox_is_probed_first(tmp_path: Path) -> None:
    """It is written to as before until its probe is refused too."""
    with sending(tmp_path, SECOND) as (service, server):
        retire(service, ContactMeant(address=SECOND, by="anna"), at("02-02"))
        server.says[FIRST] = FULL
        for number, now in enumerate(days("02-10", 3)):
            refuse(service, number, now)
        assert stopped(service) is None
        assert [one.state for one in probes(service)] == [DeliveryState.QUEUED]
        tick(service, at("02-14"))
        assert stopped(service) is Stopped.UNDELIVERABLE
        assert len(cases(service, CaseKind.UNREACHABLE)) == 1
        assert len(probes(service)) == 1


def refuse(service: Service, number: int, now: datetime) -> None:
    """Send one more letter to the first contact, which its server refuses."""
    if number == 0:
        tick(service, now)
        return
    with service.store.transaction() as tx:
        # Its tag ends in a digit that none has, which are of base32: with 2 one in 32 would be the first letter's own.
        (first,) = (one for one in outbox.of_studies(tx, [STUDY]) if one.address == FIRST and one.cause.startswith("mailing:") and one.id)
        again = replace(first, cause=f"again:{number}", tag=f"{first.tag[:-1]}{number + 7}", state=DeliveryState.QUEUED, attempts=0)
        outbox.plan(tx, [replace(again, planned_at=now, due_at=now)])
    tick(service, now)
