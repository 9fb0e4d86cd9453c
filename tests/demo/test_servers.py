"""The demo's servers: they start at once, record what they accept, deliver it, and surely end."""

from __future__ import annotations

import hashlib
import imaplib
import os
import signal
import smtplib
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from demo.servers import Servers
from demo.smtp_script import Script, Stage
from domain.errors import CounterfoilError

RAW = b"From: a@member.test\r\nDate: Mon, 13 Feb 2012 10:00:00 +0100\r\nMessage-ID: <1@member.test>\r\n\r\nHello\r\n.dot\r\n"


def inbox(servers: Servers) -> list[tuple[bytes, bytes]]:
    """Return what lies in the INBOX: what the server says of each message, and its bytes."""
    with imaplib.IMAP4(servers.host, servers.imap_port) as client:
        client.login(servers.user, servers.password)
        client.select()
        return [part for part in client.uid("FETCH", "1:*", "(INTERNALDATE BODY.PEEK[])")[1] if isinstance(part, tuple)]


def test_both_servers_stand_as_soon_as_the_with_block_begins(tmp_path: Path) -> None:
    """Nobody need wait for them."""
    with Servers(tmp_path) as servers:
        assert servers.accepted() == []
        assert inbox(servers) == []


def test_a_message_is_in_the_log_with_its_hash_and_file_when_its_sender_is_told(tmp_path: Path) -> None:
    """A message is in the log, with its hash and its file, when its sender is told."""
    with Servers(tmp_path) as servers:
        servers.deliver(RAW, mail_from="a@member.test", rcpt_to="Joe@Member.test")
        [line] = servers.accepted()
        assert (line.mail_from, line.rcpt_to, line.message_id) == ("a@member.test", ("Joe@Member.test",), "<1@member.test>")
        assert line.sha256 == hashlib.sha256(RAW).hexdigest()
        assert servers.mail_for("joe@member.test") == [line.file]
        assert line.file.read_bytes() == RAW
        assert datetime.now(UTC) >= line.time


def test_mail_to_the_address_of_any_study_is_delivered_as_soon_as_a_study_names_it(tmp_path: Path) -> None:
    """A study that a visitor makes has an address of its own; a file that is just being written keeps no other mail from its place."""
    with Servers(tmp_path / "servers", studies=tmp_path / "studies") as servers:
        servers.deliver(RAW, mail_from="a@member.test", rcpt_to="water@agency.test")
        for name, text in (("water", 'returns_to = "Water@agency.test"'), ("half", 'returns_to = "')):
            (tmp_path / "studies" / name).mkdir(parents=True)
            (tmp_path / "studies" / name / "study.toml").write_text(text)
        for address in ("water+rabc@agency.test", "other@agency.test"):
            servers.deliver(RAW, mail_from="a@member.test", rcpt_to=address)
        assert len(inbox(servers)) == 1


def test_mail_to_the_intake_with_any_tag_is_delivered_and_other_mail_is_not(tmp_path: Path) -> None:
    """Mail to the intake, with any tag, is delivered by IMAP as a delivery agent does, and other mail is not."""
    with Servers(tmp_path, intake=["returns@agency.test", "study.test"]) as servers:
        for address in ("returns+rabc@agency.test", "Returns@agency.test", "anybody@study.test", "staff@agency.test"):
            servers.deliver(RAW, mail_from="a@member.test", rcpt_to=address)
        found = inbox(servers)
    assert len(found) == 3
    assert found[0][1] == b"Return-Path: <a@member.test>\r\nDelivered-To: returns+rabc@agency.test\r\n" + RAW
    assert b"13-Feb-2012" in found[0][0], "a message counts as received when it says it was written"


def test_a_server_with_a_name_says_whether_the_sender_is_real(tmp_path: Path) -> None:
    """On top, beneath what the delivery adds; a null sender is nobody's."""
    with Servers(tmp_path, intake=["study.test"], authserv_id="mx.study.test") as servers:
        for sender in ("a@member.test", ""):
            servers.deliver(RAW, mail_from=sender, rcpt_to="returns@study.test")
        found = [message for _, message in inbox(servers)]
    assert [message.split(b"\r\n")[2] for message in found] == [
        b"Authentication-Results: mx.study.test; spf=pass smtp.mailfrom=a@member.test",
        b"Authentication-Results: mx.study.test; spf=none",
    ]


def test_a_scripted_refusal_is_said_as_often_as_told(tmp_path: Path) -> None:
    """A scripted refusal is said as often as told, and is not in the log."""
    with Servers(tmp_path, script={"full@member.test": {"code": 452, "text": "4.2.2 Full", "times": 2}}) as servers:
        for _ in range(2):
            with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
                servers.deliver(RAW, mail_from="a@member.test", rcpt_to="full@member.test")
            assert refused.value.recipients["full@member.test"] == (452, b"4.2.2 Full")
        assert servers.accepted() == []
        servers.deliver(RAW, mail_from="a@member.test", rcpt_to="full@member.test")
        assert len(servers.accepted()) == 1


def test_a_rule_goes_by_the_address_then_the_mailbox_then_everybody() -> None:
    """A rule goes by the address, then by the mailbox without its tag, then for everybody."""
    script = Script({"a+x@m.test": {"code": 551}, "a@m.test": {"code": 552}, "*": {"code": 553, "stage": "data"}})
    found = [script.at(Stage.RCPT, address) for address in ("A+X@m.test", "a+y@m.test", "b@m.test")]
    assert [rule.code if rule else None for rule in found] == [551, 552, None]
    everybody = script.at(Stage.DATA, "b@m.test")
    assert everybody is not None
    assert everybody.code == 553


def test_a_script_with_an_unknown_word_ends_the_start_with_the_reason_in_a_log(tmp_path: Path) -> None:
    """A script with an unknown word ends the start, and the reason stands in the log that the error names."""
    with pytest.raises(CounterfoilError, match="did not start") as told:
        Servers(tmp_path, script={"a@m.test": {"stage": "never"}}).__enter__()
    assert "never" in Path(told.value.where).read_text()


def test_renewing_puts_every_message_of_every_folder_back(tmp_path: Path) -> None:
    """Renewing puts every message of every folder back into the INBOX, byte for byte, and mail goes on being delivered."""
    with Servers(tmp_path, intake=["study.test"]) as servers:
        for number in range(3):
            servers.deliver(RAW + b"%d\r\n" % number, mail_from="a@member.test", rcpt_to="returns@study.test")
        before = inbox(servers)
        with imaplib.IMAP4(servers.host, servers.imap_port) as client:
            client.login(servers.user, servers.password)
            client.create('"Taken in/2012"')
            client.select()
            client.uid("MOVE", "101:102", '"Taken in/2012"')
        servers.renew()
        assert sorted(raw for _, raw in inbox(servers)) == sorted(raw for _, raw in before)
        servers.deliver(RAW, mail_from="a@member.test", rcpt_to="returns@study.test")
        assert len(inbox(servers)) == 4


PARENT = """
import pathlib, sys, time
from demo.servers import Servers
with Servers(pathlib.Path(sys.argv[1])) as servers:
    print(servers._smtp.pid, servers._imap.pid, flush=True)
    time.sleep(60)
"""


def test_the_servers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    """The servers end when their parent is killed and can do nothing for it."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    children = [int(pid) for pid in parent.stdout.readline().split()]
    parent.kill()
    parent.wait()
    parent.stdout.close()
    end = time.monotonic() + 300
    while any(is_alive(pid) for pid in children) and time.monotonic() < end:
        time.sleep(0.02)
    assert len(children) == 2
    assert not any(is_alive(pid) for pid in children)


def test_the_servers_end_when_the_with_block_does_even_with_clients_connected(tmp_path: Path) -> None:
    """The servers end when the with block does, even while clients are connected."""
    with Servers(tmp_path) as servers:
        processes = [servers._smtp, servers._imap]
        client = imaplib.IMAP4(servers.host, servers.imap_port)
        sender = smtplib.SMTP(servers.host, servers.smtp_port, local_hostname="localhost")
    assert all(process is not None and process.poll() is not None for process in processes)
    client.shutdown()
    sender.close()


def is_alive(pid: int) -> bool:
    """Say whether a process runs; one that ended and was not collected by anybody does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def test_the_servers_end_on_sigterm(tmp_path: Path) -> None:
    """Each server ends on SIGTERM by itself."""
    with Servers(tmp_path) as servers:
        for process in (servers._smtp, servers._imap):
            assert process is not None
            process.send_signal(signal.SIGTERM)
            assert process.wait(300) == 0
