"""What a command that sends would do is told before it is given: the same letters, and nothing is changed by asking."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import SQLModel

from domain.case import CaseKind
from domain.errors import ConfigurationError
from domain.letter import DeliveryState, Letter
from service.deciding.people import ContactMeant, add
from service.installation import config
from service.installation.install import SAMPLE
from service.mailings import leaving
from service.mailings.foreseen_sending import foresee_retry, foresee_send
from service.mailings.send_now import send_now
from service.mailings.shares import MailingTo
from service.mailings.timetable import plan_mailings
from service.operation.tick import tick
from service.sending.retrying import Chosen
from service.studies.running import pause, require_running
from service.wiring import Service, open_service
from store import Transaction
from tests.service.approving.test_approvals import asking
from tests.service.installed import at, letters, make
from tests.service.mailings.test_timetable import MONDAY
from tests.service.refusing import MANY, Server, halted, sending, states


def asked(mailing: str = "circular", *to: str) -> MailingTo:
    """Return what somebody says."""
    return MailingTo(mailing=mailing, to=to, by="anna")


def all_of(service: Service) -> object:
    """Return every row of the store, and what the archive has."""
    with service.store.reading() as tx:
        rows = {name: [tuple(row) for row in tx.execute(select(table))] for name, table in SQLModel.metadata.tables.items()}
        return rows, sorted(path.name for path in service.installation.archive.rglob("*") if path.is_file())


def test_what_sending_would_do_is_told_and_nothing_is_changed(tmp_path: Path) -> None:
    """As many letters as leave when it is said for real, to as many organisations; of those that have theirs none."""
    with sending(tmp_path, Server(), organisations=3) as (service, shown):
        before = all_of(service)
        seen = foresee_send(service, SAMPLE, asked(), at("02-10"))
        assert (seen.planned, seen.leaves.letters, seen.leaves.organisations, dict(seen.leaves.by)) == (
            {"circular": 3},
            3,
            3,
            {"circular": 3},
        )
        assert seen.leaves.stays == ()
        assert all_of(service) == before
        assert not [line for _, line in shown.said if line.startswith("MAIL")]
        assert send_now(service, SAMPLE, "circular", at("02-10"), by="anna").sent["sent"] == 3
        assert foresee_send(service, SAMPLE, asked(), at("02-10")).leaves.letters == 0


def test_of_who_is_named_it_is_told_what_each_gets(tmp_path: Path) -> None:
    """What they missed first, and both would leave."""
    with sending(tmp_path, Server(), organisations=3) as (service, _):
        tick(service, at("02-10"))
        add(service, ContactMeant(address="a@late.example", by="anna", organisation="LATE", organisation_name="Late"), at("02-11"))
        before = all_of(service)
        seen = foresee_send(service, SAMPLE, asked("questionnaire", "LATE", "ORG001"), at("02-12"))
        assert [(one.case.organisation.code, one.mailing.name, len(one.letters)) for one in seen.shares] == [
            ("LATE", "circular", 1),
            ("LATE", "questionnaire", 1),
            ("ORG001", "questionnaire", 1),
        ]
        assert (seen.leaves.letters, seen.leaves.organisations) == (3, 2)
        assert all_of(service) == before


def test_what_waits_is_told_with_why(tmp_path: Path) -> None:
    """A sender who is refused, by one letter of whom it is tried, keeps all back; of a study that is paused nothing may be sent."""
    server = Server(MAIL=b"554 5.7.1 Sender not allowed\r\n")
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        assert [one.kind for one in halted(service)] == [CaseKind.HALTED]
        seen = foresee_send(service, SAMPLE, asked(), at("02-10", 11))
        (waits,) = seen.leaves.stays
        assert (seen.leaves.letters, waits.letters) == (0, MANY)
        assert "Sender not allowed" in waits.why
        pause(service, SAMPLE, paused=True, now=at("02-11"), by="staff")
        with pytest.raises(ConfigurationError, match="paused"):
            foresee_send(service, SAMPLE, asked(), at("02-11"))


def test_a_limit_of_the_transport_keeps_the_rest_back(tmp_path: Path) -> None:
    """It is told how many leave, and when the first of the rest may."""
    make(tmp_path, 3)
    file = tmp_path / config.FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[transport]", "[transport]\nper_day = 2", 1), encoding="utf-8")
    with open_service(config.load(tmp_path, {})) as service:
        seen = foresee_send(service, SAMPLE, asked(), at("02-10"))
        (rest,) = seen.leaves.stays
        assert (seen.leaves.letters, rest.letters, rest.until) == (2, 1, at("02-11"))
        assert "2 a day" in rest.why


def test_a_mailing_that_is_not_approved_is_refused_as_by_the_command(tmp_path: Path) -> None:
    """It says who has to approve it."""
    make(tmp_path, 2)
    with open_service(config.load(tmp_path, {})) as service:
        asking(service)
        with pytest.raises(ConfigurationError, match="approve"):
            foresee_send(service, SAMPLE, asked(), MONDAY)


def test_what_sending_again_would_do_is_told_and_nothing_is_changed(tmp_path: Path) -> None:
    """Which letters go, and which do not."""
    server = Server(RCPT=b"550 5.7.1 <RECIPIENT>: blocked\r\n")
    server.spared = tuple(f"@member{number}." for number in range(2, MANY))
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        before = all_of(service)
        seen = foresee_retry(service, Chosen(study=SAMPLE, organisation="ORG001"), at("02-11"), by="anna")
        (number,) = seen.retried.letters
        assert {one.id: one.organisation for one in letters(tmp_path)}[number] == "ORG001"
        assert (seen.leaves.letters, seen.leaves.addresses) == (1, 1)
        assert all_of(service) == before
        assert states(tmp_path)[DeliveryState.REJECTED] == 2


def test_letters_are_looked_at_some_at_a_time_and_the_same_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many wait: a limit counts over all of them, a person with two letters is one, and few letters are in memory."""
    make(tmp_path, 12)
    file = tmp_path / config.FILE
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[transport]", "[transport]\nper_day = 15", 1), encoding="utf-8")
    with open_service(config.load(tmp_path, {})) as service:
        with service.store.reading() as tx:
            running = require_running(service, tx, SAMPLE)
        plan_mailings(service, running, at("02-10"))
        whole = foresee_send(service, SAMPLE, asked("questionnaire"), at("02-12"))
        assert (whole.leaves.letters, whole.leaves.organisations, whole.leaves.addresses) == (15, 12, 12)
        assert [one.letters for one in whole.leaves.stays] == [9]
        seen: list[int] = []
        look = leaving._Asked.look

        def looked(asked: leaving._Asked, tx: Transaction, some: Sequence[Letter]) -> None:
            seen.append(len(some))
            look(asked, tx, some)

        monkeypatch.setattr(leaving._Asked, "look", looked)
        monkeypatch.setattr(leaving, "_TOGETHER", 5)
        assert foresee_send(service, SAMPLE, asked("questionnaire"), at("02-12")) == whole
        assert seen == [5, 5, 5, 5, 4]


@given(st.lists(st.text(max_size=3)))
def test_different_texts_are_counted_as_a_set_would(texts: list[str]) -> None:
    """None of them is kept."""
    counted = leaving._Different()
    for text in texts:
        counted.add(text)
    assert len(counted) == len(set(texts))
