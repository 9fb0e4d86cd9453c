"""When a letter left, of which only evidence tells: the time of the evidence stands apart from the time at which it was settled."""

from __future__ import annotations

import hashlib
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pypdf import PdfReader

from domain.letter import DeliveryState, Letter, Outcome, Verdict
from service.contacts.census import census
from service.deciding.undo import Undoing, undo
from service.letters import ledger
from service.letters import listed as letters
from service.letters.ledger import Dispatch
from service.letters.proof import proof
from service.sending.in_doubt import Settled, Settling, settle_all, told, unnamed
from service.studies.running import require_running
from service.views.show import timeline
from store import outbox
from store.outbox import Change
from tests.service.office import ME, Office

TRIED = datetime(2026, 11, 27, 21, 32, 10, tzinfo=UTC)


def tried(office: Office, at: datetime = TRIED) -> list[Letter]:
    """Let the questionnaires have been begun at this time, and their connection have broken."""
    with office.service.store.transaction() as tx:
        found = [one for one in outbox.of_mailings(tx, ["questionnaire"]) if one.organisation]
        for one in found:
            outbox.settle(tx, one.id, DeliveryState.SENDING, "It is handed over.", office.now)
        words = Verdict(letter_id=0, outcome=Outcome.UNCERTAIN, stage="data", code=None, text="the connection ended")
        changes = [Change(replace(words, letter_id=one.id), DeliveryState.UNCERTAIN, at, one.attempts) for one in found]
        outbox.record_verdicts(tx, changes, at)
    return found


def syslog(letter: Letter, begun: str, sent: str) -> str:
    """Return what Postfix writes about a letter that it handed on."""
    to = f"to=<{letter.address}>, relay=mx.member.example[192.0.2.9]:25, delay=1, dsn=2.0.0, status=sent (250 2.0.0 OK)"
    return (
        f"{begun} relay postfix/cleanup[412]: 4F1A2B{letter.id}: message-id=<{letter.tag}@unodc.example>\n"
        f"{sent} relay postfix/smtp[413]: 4F1A2B{letter.id}: {to}\n"
    )


def settle(office: Office, log: Path) -> Settled:
    """Settle the letters in doubt by a log."""
    return settle_all(office.service, Settling(what="arrived", by=ME, log=log), office.later())


def shown(office: Office, letter: Letter) -> Dispatch:
    """Return what is told of a letter."""
    with office.service.store.reading() as tx:
        return ledger.dispatch(office.service, tx, ledger.find(tx, str(letter.id)))


def text_of(office: Office, letter: Letter) -> str:
    """Return the text of a letter's proof."""
    with office.service.store.reading() as tx:
        made = proof(office.service, tx, ledger.find(tx, str(letter.id)), office.now)
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)).replace("’", "'")


def test_what_a_log_says_of_a_letter_is_kept_apart_from_when_it_was_settled(office: Office, tmp_path: Path) -> None:
    """Time, queue number, next server and the hash of the log: of a log without a year or zone reckoned from the attempt's own time."""
    first, second, third = tried(office)
    log = tmp_path / "mail.log"
    local = ("Nov 27 22:32:09", "Nov 27 23:48:02")
    log.write_text(syslog(first, *local) + syslog(second, "2026-11-27T21:32:09+00:00", "2026-11-27T22:32:11.5+01:00"))
    settled = settle(office, log)
    left = shown(office, first).left
    assert left is not None
    assert (left.at, left.reckoned, left.stamp) == (datetime(2026, 11, 27, 22, 48, 2, tzinfo=UTC), True, "Nov 27 23:48:02")
    assert (left.queue, left.relay) == (f"4F1A2B{first.id}", "mx.member.example[192.0.2.9]:25")
    assert (left.witness, left.source, left.sha256) == ("log", "mail.log", hashlib.sha256(log.read_bytes()).hexdigest())
    assert (left.settled_at, left.settled_by) == (office.now, ME)
    other = shown(office, second).left
    assert other is not None
    assert (other.at, other.reckoned) == (datetime(2026, 11, 27, 21, 32, 11, 500000, tzinfo=UTC), False)
    assert shown(office, third).left is None
    (entry,) = settled.entries
    undone = undo(office.service, Undoing(entry=entry, by=ME), office.later())
    assert shown(office, first).left is None
    office.undo(undone.entry)
    assert shown(office, first).left == left


def test_a_letter_is_found_on_the_day_on_which_it_left(office: Office, tmp_path: Path) -> None:
    """And not on the day on which somebody settled it."""
    first, *_ = tried(office)
    log = tmp_path / "mail.log"
    log.write_text(syslog(first, "2026-11-27T21:32:09+00:00", "2026-11-28T00:00:02+00:00"))
    later = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    settle_all(office.service, Settling(what="arrived", by=ME, log=log), later)

    def on(day: datetime) -> set[int]:
        with office.service.store.reading() as tx:
            return {one.id for one in letters.listed(tx, letters.Narrowed(mailing="questionnaire", day=day.date()))}

    assert first.id in on(datetime(2026, 11, 28, tzinfo=UTC))
    assert first.id not in on(later)
    with office.service.store.reading() as tx:
        (one,) = (one for one in letters.listed(tx, letters.Narrowed()) if one.id == first.id)
    assert one.left is not None
    assert (one.left.at, one.at) == (datetime(2026, 11, 28, 0, 0, 2, tzinfo=UTC), later)
    assert one.when == one.left.at


def test_what_happened_with_an_organisation_has_the_letter_where_it_left(office: Office, tmp_path: Path) -> None:
    """The decision that settled it stands there with its own time."""
    first, *_ = tried(office)
    log = tmp_path / "mail.log"
    log.write_text(syslog(first, "Nov 27 21:32:09", "Nov 27 21:32:11"))
    settle(office, log)
    with office.service.store.reading() as tx:
        running = require_running(office.service, tx, first.study)
        case = census(tx, running, office.now)[str(first.organisation)]
        events = timeline(office.service, tx, running, case)
    (sent,) = (one for one in events if one.what == "sent" and "status=sent" in one.detail and one.letter == first.id)
    assert sent.at == datetime(2026, 11, 27, 21, 32, 11, tzinfo=UTC)
    assert office.now in {one.at for one in events if one.entry}


def test_the_proof_of_a_settled_letter_says_when_it_left_and_claims_nothing_else(office: Office, tmp_path: Path) -> None:
    """What somebody noted later is no attempt, and no server's words are named that are not there."""
    first, second, *_ = tried(office)
    log = tmp_path / "mail.log"
    log.write_text(syslog(first, "Nov 27 21:32:09", "Nov 27 21:32:11"))
    settle(office, log)
    settle_all(office.service, Settling(what="arrived", by=ME, note="They called."), office.later())
    text = text_of(office, first)
    for said in (
        "The mail server's log says that it left on 2026-11-27 21:32:11 UTC",
        f"4F1A2B{first.id}",
        "mx.member.example[192.0.2.9]:25",
        hashlib.sha256(log.read_bytes()).hexdigest(),
        f"by {ME}",
        "Nov 27 21:32:11",
        "What was noted later",
        "the queue number above",
    ):
        assert said in text, said
    assert "at evidence" not in text
    assert "stands in the server's words" not in text
    assert "Every attempt was recorded when its reply came, by the clock" not in text
    attempts = text.partition("Every attempt to hand it over")[2].partition("What was noted later")[0]
    assert "uncertain, at data" in attempts
    assert "status=sent" not in attempts
    assert "the queue number" not in text_of(office, second)


def test_a_log_that_names_none_of_the_letters_is_told_with_the_server_that_is_meant(office: Office, tmp_path: Path) -> None:
    """Whoever gave the log of another server sees that."""
    first, *_ = tried(office)
    log = tmp_path / "other.log"
    log.write_text(syslog(replace(first, tag="z" * 16), "2026-11-27T21:32:09+00:00", "2026-11-27T21:32:11+00:00"))
    settled = settle(office, log)
    assert told(settled) == "Nothing was settled. 3 letters are still in doubt."
    assert settled.unnamed == 3
    assert "None of their Message-IDs stands in that log with what became of it." in unnamed(settled)
    assert "transport" in unnamed(settled)
    log.write_text(syslog(first, "2026-11-27T21:32:09+00:00", "2026-11-27T21:32:11+00:00"))
    assert settle(office, log).unnamed == 2
