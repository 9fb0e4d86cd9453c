"""Sending again what was rejected or failed: by state, mailing or organisation, each letter once, however often it is asked."""

from __future__ import annotations

import json
import threading
from collections import Counter
from pathlib import Path

import pytest

from domain.case import CaseKind
from domain.errors import ConfigurationError
from domain.journal import Subject
from domain.letter import DeliveryState
from service.cases.waiting import waiting
from service.deciding.people import ContactMeant, change, retire
from service.deciding.undo import Undoing, undo
from service.installation.install import SAMPLE
from service.letters.listed import Narrowed, listed
from service.operation.tick import tick
from service.sending.retrying import Chosen, retry
from service.studies.running import pause
from service.wiring import Service
from store import journal, outbox
from tests.cli.program import counterfoil
from tests.service.installed import at, letters
from tests.service.refusing import MANY, Server, sending, states

BLOCKED = b"550 5.7.1 <RECIPIENT>: blocked\r\n"
FEW = 2  # So many are refused, which is not enough to be the sender's fault.


def refusing_a_few() -> Server:
    """Return a server that refuses two recipients."""
    server = Server(RCPT=BLOCKED)
    server.spared = tuple(f"@member{number}." for number in range(FEW, MANY))
    return server


def again(service: Service, day: str = "02-11", **chosen: str) -> int:
    """Send again what is chosen, and return how many letters that were."""
    return retry(service, Chosen(study=SAMPLE, **chosen), at(day), by="staff").retried


def test_what_was_rejected_is_sent_again_once_however_often_it_is_asked(tmp_path: Path) -> None:
    """A person sends again what was rejected or failed: it leaves with the same tag; whoever got it gets nothing."""
    server = refusing_a_few()
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        tags = {one.id: one.tag for one in letters(tmp_path)}
        assert states(tmp_path)[DeliveryState.REJECTED] == FEW
        server.refused = {}
        assert again(service) == FEW
        assert again(service) == 0
        tick(service, at("02-11"))
        assert states(tmp_path) == {DeliveryState.SENT: MANY}
        assert {one.id: one.tag for one in letters(tmp_path)}.items() >= tags.items()
    assert set(Counter(to for to in server.taken if "@member" in to).values()) == {1}


def test_two_who_send_again_at_once_send_nothing_twice(tmp_path: Path) -> None:
    """One of them has the letters."""
    server = refusing_a_few()
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        server.refused = {}
        both = [threading.Thread(target=again, args=(service,)) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
        tick(service, at("02-11"))
        assert states(tmp_path) == {DeliveryState.SENT: MANY}
    assert set(Counter(to for to in server.taken if "@member" in to).values()) == {1}


def test_it_is_chosen_by_mailing_organisation_and_state(tmp_path: Path) -> None:
    """What is not chosen stays as it is."""
    server = refusing_a_few()
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        server.refused = {}
        assert again(service, state="failed") == 0
        assert again(service, mailing="questionnaire") == 0
        assert again(service, organisation="ORG001", mailing="circular", state="rejected") == 1
        with service.store.reading() as tx:
            assert {one.organisation for one in listed(tx, Narrowed(study=SAMPLE, state="rejected"))} == {"ORG000"}


def test_what_was_given_up_after_days_gets_its_days_again(tmp_path: Path) -> None:
    """A server that greylists whoever comes anew is met with patience, as at first."""
    server = Server(RCPT=b"451 4.7.1 later\r\n")
    with sending(tmp_path, server, organisations=1) as (service, _):
        for day in range(10, 29):
            tick(service, at(f"02-{day}"))
            tick(service, at(f"02-{day}", 18))
        for day in range(1, 8):
            tick(service, at(f"03-0{day}"))
        failed = [one for one in letters(tmp_path) if one.state is DeliveryState.FAILED and one.mailing == "circular"]
        assert len(failed) == 1
        assert again(service, "03-08", mailing="circular") == 1
        (one,) = [one for one in letters(tmp_path) if one.mailing == "circular"]
        assert one.state is DeliveryState.DEFERRED
        server.refused = {}
        tick(service, at("03-08", 15))  # Four hours after its last refusal the server is asked again.
        assert [one.state for one in letters(tmp_path) if one.mailing == "circular"] == [DeliveryState.SENT]


def test_an_address_that_does_not_exist_is_left_and_told(tmp_path: Path) -> None:
    """As long as it is suppressed nothing goes there; why, the person is told."""
    with sending(tmp_path, Server(RCPT=b"550 5.1.1 no such user\r\n"), organisations=2) as (service, _):
        tick(service, at("02-10"))
        done = retry(service, Chosen(study=SAMPLE), at("02-11"), by="staff")
        assert (done.retried, len(done.left)) == (0, 2)
        assert "suppressed" in done.left[0].why
        assert states(tmp_path) == {DeliveryState.REJECTED: 2}


def test_what_went_to_an_address_that_was_replaced_is_left_and_whom_to_write_to_is_told(tmp_path: Path) -> None:
    """Nobody is told to release the dead address; where nobody else is, somebody is to be added."""
    with sending(tmp_path, Server(RCPT=b"550 5.1.1 no such user\r\n"), organisations=2) as (service, _):
        tick(service, at("02-10"))
        change(service, ContactMeant(address="person0@member0.example", by="staff"), at("02-11"), address="new@member0.example")
        retire(service, ContactMeant(address="person1@member1.example", by="staff"), at("02-11"))
        done = retry(service, Chosen(study=SAMPLE), at("02-11"), by="staff")
        assert done.retried == 0
        first, second = done.left
        assert first.why == "The address is on the study's list no more; new@member0.example is there instead."
        assert second.why.endswith("nobody else of ORG001 is: `counterfoil contacts add` puts somebody on it.")
        shown = counterfoil("deliveries", "--retry", "--home", tmp_path).out
    assert "To write there: counterfoil send circular --to ORG000 --live" in shown
    assert "contacts release" not in shown


def test_of_reminders_that_were_refused_the_newest_is_sent_again(tmp_path: Path) -> None:
    """Nobody is reminded twice in a day."""
    server = Server()
    with sending(tmp_path, server, organisations=1) as (service, _):
        for day in ("02-10", "02-20"):
            tick(service, at(day))
        server.refused, server.spared = {"RCPT": BLOCKED}, ("@unodc.", "@itu.")
        for day in ("03-26", "04-23"):
            tick(service, at(day))
        refused = [one.mailing for one in letters(tmp_path) if one.organisation and one.state is DeliveryState.REJECTED]
        assert len(refused) > 1
        server.refused, server.taken = {}, []
        done = retry(service, Chosen(study=SAMPLE), at("04-24"), by="staff")
        assert "the mailbox is collected" in done.problems[0]
        tick(service, at("04-24"))
        assert server.taken.count("person0@member0.example") == 1
        assert "A later reminder" in " ".join(one.why for one in done.left)


@pytest.mark.parametrize("state", ["uncertain", "sent", "queued", "nonsense"])
def test_nothing_else_is_sent_again(tmp_path: Path, state: str) -> None:
    """What may have arrived or still waits is an error that says what to do."""
    with sending(tmp_path, Server(), organisations=1) as (service, _), pytest.raises(ConfigurationError, match=state):
        again(service, state=state)


def test_where_all_that_was_rejected_is_left_only_that_is_said(tmp_path: Path) -> None:
    """It would be no use to say beside it that nothing was rejected; that is said where it is so."""
    server = refusing_a_few()
    server.spared = tuple(f"@member{number}." for number in range(1, MANY))
    none = "No such letter was rejected or failed."
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        assert counterfoil("contacts", "suppress", "person0@member0.example", "--home", tmp_path).code == 0
        left = counterfoil("deliveries", "--retry", "--mailing", "circular", "--to", "ORG000", "--home", tmp_path)
        assert ("Not sent again" in left.out, none in left.out) == (True, False)
        assert none in counterfoil("deliveries", "--retry", "--to", "ORG001", "--home", tmp_path).out


def test_a_study_that_is_paused_sends_nothing_again(tmp_path: Path) -> None:
    """Nothing is changed."""
    with sending(tmp_path, refusing_a_few()) as (service, _):
        tick(service, at("02-10"))
        pause(service, SAMPLE, paused=True, now=at("02-11"), by="staff")
        with pytest.raises(ConfigurationError, match="paused"):
            again(service)
        assert states(tmp_path)[DeliveryState.REJECTED] == FEW


def test_who_decided_it_stands_in_the_journal_and_what_has_left_stays(tmp_path: Path) -> None:
    """An entry for each letter; it can be undone as long as the letter waits."""
    server = refusing_a_few()
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        server.refused = {"GREETING": b"421 4.3.2 away\r\n"}
        done = retry(service, Chosen(study=SAMPLE, organisation="ORG001"), at("02-11"), by="Anna", note="They let us in.")
        with service.store.reading() as tx:
            (entry,) = [one for one in journal.about(tx, Subject.LETTER, done.letters) if one.by_person]
            assert journal.notes(tx, [entry.number]) == {entry.number: "They let us in."}
            (letter,) = outbox.with_ids(tx, done.letters)
        assert letter.state is DeliveryState.DEFERRED
        server.refused = {}
        tick(service, at("02-11", 11))
        with pytest.raises(ConfigurationError, match="moved on"):
            undo(service, Undoing(entry=entry.number, by="Anna"), at("02-12"))


def test_a_question_that_is_taken_at_last_needs_nobody_any_more(tmp_path: Path) -> None:
    """The case about it is closed when the letter is taken, and not before."""
    server = Server(RCPT=BLOCKED)
    server.spared = ("@member",)
    with sending(tmp_path, server, organisations=1) as (service, _):
        tick(service, at("02-10"))
        raw = b"From: person0@member0.example\nTo: cybercrime.study@unodc.example\nSubject: Question 1.1\n\nWhich year is meant?\n"
        (tmp_path / "inbox" / "new" / "1.question").write_bytes(raw)
        tick(service, at("02-11"))

        def unsent() -> list[str]:
            with service.store.reading() as tx:
                return [str(one.organisation) for one in waiting(tx) if one.kind is CaseKind.UNSENT]

        assert unsent() == ["ORG000"]
        assert again(service) == 1
        assert unsent() == ["ORG000"]
        server.refused = {}
        assert again(service) == 1
        assert unsent() == []


def test_the_command_lists_letters_and_sends_them_again(tmp_path: Path) -> None:
    """One JSON object a letter; and one of what was sent again. Asked anew, nothing is."""
    server = refusing_a_few()
    with sending(tmp_path, server) as (service, _):
        tick(service, at("02-10"))
        of_here = ("--home", tmp_path, "--json")
        shown = counterfoil("deliveries", "--state", "rejected", *of_here)
        assert shown.code == 0, shown.err
        assert [(one["organisation"], one["state"], one["why"][:3]) for one in shown.objects] == [
            ("ORG000", "rejected", "550"),
            ("ORG001", "rejected", "550"),
        ]
        assert "blocked" in counterfoil("deliveries", "--home", tmp_path, "--state", "rejected").out
        server.refused = {}
        done = counterfoil("deliveries", "--retry", "--mailing", "circular", "--by", "Anna", *of_here)
        assert done.code == 0, done.err
        assert {"retried": FEW, "left": []}.items() <= done.one.items()
        assert done.one["sent"]["sent"] >= FEW
        assert counterfoil("deliveries", "--retry", *of_here).one["retried"] == 0
        wrong = counterfoil("deliveries", "--retry", "--state", "uncertain", *of_here)
        assert wrong.code == 2
        assert "rejected, failed" in wrong.err
        assert json.loads(shown.out.splitlines()[0])["address"] == "person0@member0.example"
