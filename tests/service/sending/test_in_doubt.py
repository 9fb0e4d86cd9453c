"""Letters in doubt are settled together: by a person's word, or by what the log of a mail server proves."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from domain.case import Decision
from domain.contact import Stopped
from domain.errors import ConfigurationError
from domain.letter import DeliveryState, Letter, Outcome, Verdict
from domain.rules.given_up import weight
from service.deciding.undo import Undoing, undo
from service.effects.giving_up import refusals_of
from service.installation.install import SAMPLE
from service.sending.in_doubt import Settled, Settling, settle_all, told
from service.sending.send import send_due
from store import outbox, suppressions
from tests.service.office import ME, Office, person


def in_doubt(office: Office) -> list[Letter]:
    """Put the questionnaires of all organisations in doubt, and return their letters."""
    with office.service.store.transaction() as tx:
        found = [one for one in outbox.of_mailings(tx, ["questionnaire"]) if one.organisation]
        for one in found:
            outbox.settle(tx, one.id, DeliveryState.UNCERTAIN, "The connection broke.", office.now)
    return found


def states(office: Office) -> list[str]:
    """Return the states of the questionnaires."""
    with office.service.store.reading() as tx:
        return [one.state.value for one in outbox.of_mailings(tx, ["questionnaire"]) if one.organisation]


def settle(office: Office, what: str, log: Path | None = None, study: str | None = None) -> Settled:
    """Settle the letters in doubt."""
    return settle_all(office.service, Settling(what=what, by=ME, log=log, study=study), office.later())


def sent(office: Office) -> Counter[str]:
    """Send what is due, and return how many files of each name lie in the Maildir that the letters go to."""
    send_due(office.service, office.later())
    return Counter(path.name for path in (office.home / "out" / "new").iterdir())


def postfix(letter: Letter, status: str, recipient: str = "", *, dsn: str = "2.0.0") -> str:
    """Return what Postfix writes about a letter."""
    head = "2026-11-26T04:43:01.5+00:00 relay postfix"
    to = f"to=<{recipient or letter.address}>, relay=mx[192.0.2.9]:25, delay=1, dsn={dsn}"
    return (
        f"{head}/cleanup[412]: 4F1A2B{letter.id}: message-id=<{letter.tag}@unodc.example>\n"
        f"{head}/smtp[413]: 4F1A2B{letter.id}: {to}, status={status} (said)\n"
    )


def test_all_arrived(office: Office) -> None:
    """They count as sent. It is one decision, which can be undone and put back; saying it again changes nothing."""
    letters = in_doubt(office)
    settled = settle(office, "arrived")
    assert (settled.arrived, settled.in_doubt, len(settled.entries)) == (3, 0, 1)
    assert states(office) == ["sent"] * 3
    office.check()
    again = settle(office, "resend")
    assert (again.entries, told(again)) == ((), "Nothing was settled. None is in doubt.")
    assert states(office) == ["sent"] * 3
    (entry,) = settled.entries
    undone = undo(office.service, Undoing(entry=entry, by=ME), office.later())
    assert f"3 letters are in doubt in {SAMPLE}." in undone.told
    assert states(office) == ["uncertain"] * 3
    assert {one.id for one in office.cases()} == {f"letter-{one.id}" for one in letters}
    office.undo(undone.entry)
    assert states(office) == ["sent"] * 3
    office.check()


def test_all_are_sent_again(office: Office) -> None:
    """The same bytes leave once more, and only once; before that it can be undone, and afterwards not."""
    in_doubt(office)
    before = sent(office)
    (entry,) = settle(office, "resend").entries
    assert states(office) == ["queued"] * 3
    office.undo(entry)
    assert states(office) == ["uncertain"] * 3
    assert sent(office) == before
    (entry,) = settle(office, "resend").entries
    office.check()
    assert sent(office) == before  # The Maildir names a file after its Message-ID: the same letter is the same file.
    assert states(office) == ["sent"] * 3
    with pytest.raises(ConfigurationError, match="All of its letters have moved on"):
        office.undo(entry)
    assert settle(office, "resend").entries == ()


def test_what_has_not_left_can_still_be_undone(office: Office) -> None:
    """Where some letters have left again, undoing brings back the others."""
    first, *_ = in_doubt(office)
    (entry,) = settle(office, "resend").entries
    with office.service.store.transaction() as tx:
        outbox.settle(tx, first.id, DeliveryState.SENT, "It left.", office.now)
    office.undo(entry)
    assert states(office) == ["sent", "uncertain", "uncertain"]


@pytest.mark.parametrize("packed", [False, True])
def test_a_log_proves_what_became_of_some(office: Office, tmp_path: Path, packed: bool) -> None:
    """What it proves is settled, whatever was said of the rest, which stays in doubt and is counted. A packed log is unpacked."""
    first, second, third = in_doubt(office)
    log = tmp_path / "mail.log.1"
    text = postfix(first, "sent") + postfix(second, "bounced") + postfix(third, "sent", "stranger@else.example")
    log.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    settled = settle(office, "resend", log)
    assert (settled.arrived, settled.bounced, settled.resend, settled.in_doubt) == (1, 1, 0, 1)
    assert states(office) == ["sent", "bounced", "uncertain"]
    office.check()
    again = settle(office, "resend", log)
    assert (again.entries, again.in_doubt) == ((), 1)
    with office.service.store.reading() as tx:
        assert "status=sent" in outbox.attempts(tx, [first.id])[-1].text
    office.undo(settled.entries[0])
    assert states(office) == ["uncertain"] * 3


def exim(letter: Letter, words: str) -> str:
    """Return what Exim writes about a letter that it gave up."""
    head = f"2026-11-26 04:43:01 1tFkAb-00000000{letter.id % 1000:03d}-0aBc"
    return f"{head} <= a@b H=office id={letter.tag}@unodc.example\n{head} ** {letter.address} R=dnslookup T=remote_smtp: {words}\n"


def stopped(office: Office) -> dict[str, Stopped]:
    """Return which addresses are not written to any more, and why."""
    with office.service.store.reading() as tx:
        everyone = [one.address for one in outbox.of_mailings(tx, ["questionnaire"])]
        return {address: one.why for address, one in suppressions.suppressed(tx, everyone).items()}


@pytest.mark.parametrize("server", ["exim", "postfix"])
def test_a_bounce_that_a_log_proves_counts_for_its_address(office: Office, tmp_path: Path, server: str) -> None:
    """A server denies one address, refuses by policy at another: only the first is written to no more, and it is told.

    Undoing what the log settled undoes that too.
    """
    first, second, _ = in_doubt(office)
    said = "SMTP error from remote mail server after RCPT TO:<x>: 550 "
    log = tmp_path / "mail.log"
    log.write_text(
        exim(first, f"{said}5.1.1 no such user") + exim(second, f"{said}5.7.1 blocked")
        if server == "exim"
        else postfix(first, "bounced", dsn="5.1.1") + postfix(second, "bounced", dsn="5.7.1")
    )
    settled = settle(office, "resend", log)
    assert settled.bounced == 2
    assert stopped(office) == {first.address.lower(): Stopped.NO_SUCH_MAILBOX}
    assert f"{first.address} is the last address of its organisation: a probe letter is sent tomorrow." in told(settled)
    office.check()
    office.undo(settled.entries[0])
    assert (states(office), stopped(office)) == (["uncertain"] * 3, {})


def test_full_mailboxes_in_logs_count_by_score(office: Office, tmp_path: Path) -> None:
    """As where the server says it to us: not at once, but with all others to the address, each day once."""
    first, *_ = in_doubt(office)
    log = tmp_path / "mail.log"
    log.write_text(postfix(first, "bounced", dsn="5.2.2"))
    settle(office, "resend", log)
    assert stopped(office) == {}
    with office.service.store.reading() as tx:
        assert [(number, weight(one).points) for number, one in refusals_of(tx, first.address)] == [(first.id, 2)]


def test_what_lies_in_the_queue_of_the_server_is_not_sent_again(office: Office, tmp_path: Path) -> None:
    """The server has it and answers for it: it counts as sent, and that it still lies there is told."""
    letters = in_doubt(office)
    log = tmp_path / "mail.log"
    log.write_text("".join(postfix(one, "deferred") for one in letters[:1]))
    settled = settle(office, "resend", log)
    assert (settled.arrived, settled.queued, settled.resend, settled.in_doubt) == (1, 1, 0, 2)
    assert "still lies in the server's own queue" in told(settled)


def test_what_the_server_refused_is_sent_again_where_that_is_wanted(office: Office, tmp_path: Path) -> None:
    """A log may prove that the server does not have a letter."""
    first, *_ = in_doubt(office)
    log = tmp_path / "mail.log"
    head = f"Nov 26 04:43:01 relay postfix/cleanup[412]: 4F1A2B{first.id}:"
    refused = f"milter-reject: END-OF-MESSAGE from office[192.0.2.7]: 4.7.1 later; from=<a@b> to=<{person(0)}> proto=ESMTP helo=<o>"
    log.write_text(f"{head} message-id=<{first.tag}@unodc.example>\n{head} {refused}\n")
    left = settle(office, "arrived", log)
    assert (left.refused, left.in_doubt, left.entries) == (1, 3, ())
    assert (settle(office, "resend", log).resend, states(office)) == (1, ["queued", "uncertain", "uncertain"])


def test_a_refusal_of_an_earlier_attempt_proves_nothing_of_the_last(office: Office, tmp_path: Path) -> None:
    """A letter that is sent again keeps its Message-ID, and a log may end before that: it may have arrived."""
    first, *_ = in_doubt(office)
    later = Verdict(letter_id=first.id, outcome=Outcome.DEFERRED, stage="data", code=451, text="4.7.1 later")
    with office.service.store.transaction() as tx:
        outbox.record_verdicts(tx, [outbox.Change(later, DeliveryState.UNCERTAIN, office.now)], office.now)
    log = tmp_path / "mail.log"
    head = f"Nov 26 04:43:01 relay postfix/cleanup[412]: 4F1A2B{first.id}:"
    refused = f"milter-reject: END-OF-MESSAGE from office[192.0.2.7]: 4.7.1 later; from=<a@b> to=<{person(0)}> proto=ESMTP helo=<o>"
    log.write_text(f"{head} message-id=<{first.tag}@unodc.example>\n{head} {refused}\n")
    assert (settle(office, "resend", log).resend, states(office)) == (0, ["uncertain"] * 3)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_message_trace_may_be_in_utf_16(office: Office, tmp_path: Path, encoding: str) -> None:
    """The reports of Microsoft 365 are downloaded in UTF-16, and saved in UTF-8 by who opens them."""
    first, second, _ = in_doubt(office)
    rows = (f'2026-11-26,"{one.address}##Receive, {what}",Étude,<{one.tag}@x>' for one, what in ((first, "Send"), (second, "Fail")))
    log = tmp_path / "trace.csv"
    log.write_text("\n".join(["origin_timestamp_utc,recipient_status,message_subject,message_id", *rows]), encoding=encoding)
    settle(office, Decision.ARRIVED, log)
    assert states(office) == ["sent", "bounced", "uncertain"]


def test_a_log_that_cannot_be_read_settles_nothing(office: Office, tmp_path: Path) -> None:
    """Neither a file that is not there, nor one that is no log, nor one that is damaged."""
    in_doubt(office)
    log = tmp_path / "mail.log"
    for data in (None, b"Dear Sir", b"", gzip.compress(b"Nov 26 04:43:01 relay " * 99)[:40]):
        if data is not None:
            log.write_bytes(data)
        with pytest.raises(ConfigurationError, match=str(log)):
            settle(office, "arrived", log)
    with pytest.raises(ConfigurationError, match="cannot be said"):
        settle(office, "sent")
    assert states(office) == ["uncertain"] * 3


def test_only_the_letters_of_the_study_that_is_named(office: Office) -> None:
    """Where none is named, those of all studies are settled."""
    in_doubt(office)
    assert settle(office, "arrived", study="another").entries == ()
    assert settle(office, "arrived", study=SAMPLE).arrived == 3
