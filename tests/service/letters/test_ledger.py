"""The ledger: what is on record of a letter is what a real server saw, and a proof says all of it."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from time import monotonic

import pytest
from pypdf import PdfReader

from demo.servers import Servers
from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from domain.packing import opened
from service.installation import config
from service.letters import ledger
from service.letters.ledger import Dispatch
from service.letters.proof import proof
from service.operation.tick import tick
from service.sending.send import send_due
from service.wiring import Service, open_service
from store import outbox
from tests.service.collecting.test_damaged_letters import pieces
from tests.service.installed import at, connect, letters, make

PERSON = "person0@member0.example"
GREYLISTED = {"stage": "rcpt", "code": 451, "text": "4.7.1 Greylisted, come back in 5 minutes", "times": 1}
CIRCULAR, LATER = at("02-10"), at("02-10") + timedelta(minutes=10)


@contextmanager
def at_work(home: Path, servers: Servers) -> Iterator[Service]:
    """Open an installation of one organisation that sends to these servers."""
    make(home, 1)
    connect(home, servers)
    with open_service(config.load(home, {})) as service:
        yield service


@pytest.fixture
def greylisted(tmp_path: Path) -> Iterator[tuple[Service, Servers]]:
    """Return an installation whose circular was deferred once and then taken, and the server that took it."""
    (tmp_path / "servers").mkdir()
    with Servers(tmp_path / "servers", script={PERSON: GREYLISTED}) as servers, at_work(tmp_path / "home", servers) as service:
        tick(service, CIRCULAR)
        tick(service, LATER)
        yield service, servers


def shown(service: Service, name: str = "1") -> Dispatch:
    """Return what is told of a letter."""
    with service.store.reading() as tx:
        return ledger.dispatch(service, tx, ledger.find(tx, name))


def text_of(service: Service) -> str:
    """Return the text of the proof of the first letter, without white space."""
    with service.store.reading() as tx:
        made = proof(service, tx, ledger.find(tx, "1"), LATER)
    return bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))


def bare(text: str) -> str:
    """Return a text without white space, since a page breaks lines where it likes."""
    return re.sub(r"\s+", "", text)


def test_every_attempt_stands_there_with_the_way_and_the_words_of_the_server(greylisted: tuple[Service, Servers]) -> None:
    """The refusal with its enhanced code stays beside the acceptance."""
    service, servers = greylisted
    first, second = shown(service).attempts
    relay = f"127.0.0.1:{servers.smtp_port}"
    assert (first.outcome, first.stage, first.code, first.enhanced) == ("deferred", "rcpt", 451, "4.7.1")
    assert first.reply == f"451 {GREYLISTED['text']}"
    assert (second.outcome, second.stage, second.code) == ("sent", "data", 250)
    assert {(one.account, one.relay, one.tls) for one in (first, second)} == {("", relay, "")}
    assert CIRCULAR <= first.at < LATER <= second.at


def test_an_attempt_has_the_time_of_its_reply_and_not_of_the_beginning_of_the_mailing(tmp_path: Path) -> None:
    """Half an hour after it was `now`, by the clock that only runs forward."""
    (tmp_path / "servers").mkdir()
    with Servers(tmp_path / "servers", script={PERSON: GREYLISTED}) as servers, at_work(tmp_path / "home", servers) as service:
        tick(service, CIRCULAR)
        send_due(service, LATER, monotonic() - 1800)
        assert shown(service).attempts[-1].at >= LATER + timedelta(minutes=30)


def test_the_bytes_the_hash_and_the_files_are_those_that_the_server_took(greylisted: tuple[Service, Servers]) -> None:
    """Byte for byte; each file's hash is that of what whoever opens the letter saves."""
    service, servers = greylisted
    tick(service, at("02-20"))
    questionnaire = next(one for one in letters(service.installation.root) if one.mailing == "questionnaire")
    for letter in (shown(service), shown(service, str(questionnaire.id))):
        with service.store.reading() as tx:
            kept = ledger.message(service, tx, ledger.find(tx, str(letter.id)))
        (taken,) = (raw for one in servers.accepted() if (raw := one.file.read_bytes()) and str(letter.message_id).encode() in raw)
        assert kept == taken
        assert (letter.sha256, letter.bytes) == (hashlib.sha256(taken).hexdigest(), len(taken))
        parts = [part for part in message_from_bytes(taken).walk() if part.get_content_disposition() == "attachment"]
        saved = [(part.get_filename(), hashlib.sha256(bytes(part.get_payload(decode=True))).hexdigest()) for part in parts]
        assert [(file.name, file.sha256) for file in letter.files] == saved
        assert len(saved) == 1


def test_the_proof_says_it_all_and_how_to_check_it(greylisted: tuple[Service, Servers]) -> None:
    """Envelope, times, words, Message-ID, both hashes, and the commands."""
    service, _ = greylisted
    one, text = shown(service), text_of(service)
    said = [
        f"The mail server {one.attempts[1].relay} accepted this message for {PERSON} on",
        f"{one.attempts[1].at:%Y-%m-%d %H:%M:%S} UTC (2012-02-10",
        "Europe/Vienna",
        one.mail_from,
        one.message_id,
        one.subject,
        one.sha256,
        f"{one.bytes:,} bytes",
        one.files[0].name,
        one.files[0].sha256,
        f"{one.attempts[0].reply}",
        "deferred, at rcpt; enhanced status 4.7.1",
        "no login, not encrypted",
        "RFC 5321, section 6.1",
        "counterfoil letter 1 --eml --out letter-1.eml",
        "sha256sum FILE",
    ]
    assert [words for words in said if bare(str(words)) not in text] == []


def test_a_letter_is_found_by_its_message_id_too(greylisted: tuple[Service, Servers]) -> None:
    """As it stands in the log of a mail server; and as `held` names it."""
    service, _ = greylisted
    one = shown(service)
    assert {shown(service, name).id for name in (str(one.message_id), str(one.message_id).strip("<>"), "letter-1")} == {1}
    for name in ("99", "<nobody@itu.example>", "letter-x", ""):
        with pytest.raises(ConfigurationError, match="There is no letter"):
            shown(service, name)


def test_what_was_never_handed_over_has_no_bytes_and_no_proof(tmp_path: Path) -> None:
    """The attempt that was refused at RCPT is told all the same; the next one may be made of other words."""
    (tmp_path / "servers").mkdir()
    with Servers(tmp_path / "servers", script={PERSON: GREYLISTED}) as servers, at_work(tmp_path / "home", servers) as service:
        tick(service, CIRCULAR)
        one = shown(service)
        assert (one.state, one.message_id, one.sha256, one.bytes, one.files) == (DeliveryState.DEFERRED, None, None, None, ())
        assert [attempt.code for attempt in one.attempts] == [451]
        with service.store.reading() as tx:
            letter = ledger.find(tx, "1")
            with pytest.raises(ConfigurationError, match=r"letter 1: .*never handed over \(deferred\).*preview"):
                ledger.message(service, tx, letter)
            with pytest.raises(ConfigurationError, match="nothing to prove"):
                proof(service, tx, letter, LATER)


def test_where_a_piece_was_erased_the_hash_and_the_proof_stay(greylisted: tuple[Service, Servers]) -> None:
    """The PDF of the circular is gone from the archive: that is said, and what the server said still stands."""
    service, _ = greylisted
    before = shown(service)
    for piece in pieces(service.installation.root):
        if before.files[0].name.encode() in (opened(piece.read_bytes()) or b"")[:200]:
            piece.unlink()
    after = shown(service)
    assert replace(after, files=before.files, fault=None) == before
    assert "erased or lost" in str(after.fault)
    text = text_of(service)
    assert str(before.sha256) in text
    assert bare("erased or lost") in text


@pytest.mark.parametrize(
    ("state", "says"),
    [
        (DeliveryState.BOUNCED, "Later a report said that it could not be delivered."),
        (DeliveryState.UNCERTAIN, "it may have arrived, and it may not."),
        (DeliveryState.REJECTED, "Its state is now: rejected."),
    ],
)
def test_the_proof_claims_no_more_than_is_so(greylisted: tuple[Service, Servers], state: DeliveryState, says: str) -> None:
    """What came after the acceptance stands in its first lines."""
    service, _ = greylisted
    with service.store.transaction() as tx:
        outbox.settle(tx, 1, state, "5.1.1 no such user", LATER)
    assert bare(says) in text_of(service)
    assert bare("5.1.1 no such user") in text_of(service)


def test_a_letter_that_a_person_says_arrived_has_no_acceptance_of_a_server(tmp_path: Path) -> None:
    """The proof names the evidence, and no more."""
    (tmp_path / "servers").mkdir()
    script = {PERSON: {"stage": "reply", "action": "drop"}}
    with Servers(tmp_path / "servers", script=script) as servers, at_work(tmp_path / "home", servers) as service:
        tick(service, CIRCULAR)
        with service.store.transaction() as tx:
            outbox.settle(tx, 1, DeliveryState.SENT, "A person says that it arrived.", LATER)
        text = text_of(service)
    assert bare("The record holds no server's acceptance") in text.replace("’", "'")
    assert bare("It counts as sent because of the evidence below.") in text
    assert bare("A person says that it arrived.") in text
    assert bare("RFC 5321") not in text
