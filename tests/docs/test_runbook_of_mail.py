"""What goes wrong with mail is caused at an installation, and docs/runbook.md is followed to the letter: signs, then commands."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from demo.smtp_recorder import ImapDelivery
from domain.letter import DeliveryState
from service.deciding.held import decide
from service.installation import config
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.wiring import open_service
from settings import private
from store import gauges
from tests.docs.runbook import Trouble, connect_to, told, until_told
from tests.mailer.smtp_stage import Talk, obliging, stage
from tests.servers import HOST, dovecot, free_port
from tests.service.cases.test_budgets import VICTIM, forged
from tests.service.installed import let_the_circular_be_due, letters, make, open_store, write_settings
from tests.service.office import Office
from tests.service.refusing import Server, states
from tests.service.sending.test_in_doubt import postfix
from tests.web.test_health import until


def due(home: Path, organisations: int) -> None:
    """Make an installation whose circular is due now."""
    make(home, organisations)
    let_the_circular_be_due(home, datetime.now(UTC))


def an_hour_passes(home: Path) -> None:
    """Let the mailbox have been taken in two hours ago."""
    store = open_store(home)
    before = (datetime.now(UTC) - timedelta(hours=2)).replace(tzinfo=None).isoformat(" ", "microseconds")
    with store.transaction() as tx:
        for table in ("poll", "due"):
            tx.exec_driver_sql(f"UPDATE {table} SET done_at = ? WHERE done_at IS NOT NULL", (before,))  # noqa: S608 - names of our tables
    store.close()


def test_1_nothing_comes_in(tmp_path: Path) -> None:
    """The password of the mailbox is another: its line says so for an hour, then it is not ready; the new one is all that it needs."""
    trouble, home = Trouble(1, tmp_path / "home"), tmp_path / "home"
    make(home, 1)
    with dovecot(tmp_path) as imap:
        box = f'kind = "imap"\nhost = "{HOST}"\nport = {imap.port}\nsecurity = "none"\nuser = "{imap.user}"\npassword_file = "imap.secret"'
        write_settings(home, {"transport": f'kind = "maildir"\npath = "{home / "out"}"', "mailbox": box})
        private.write(home / "imap.secret", imap.password.encode())
        trouble.well("collect")
        private.write(home / "imap.secret", b"another")
        with trouble.service() as service:
            trouble.sign("`/readyz` has `mailbox`", "`counterfoil_collect_lag_seconds` grows")
            until(lambda: "failed" in service.ask("/readyz")[1])
            assert service.ask("/readyz")[0] == 200
            an_hour_passes(home)
            until(lambda: "mailbox" in service.conditions()[1])
            assert "failed" in service.conditions()[1]["mailbox"]
            until_told(service, "collect_lag_seconds", least=3600)
            ran = trouble.follow("collect")
            assert "uthentication failed" in ran.err
            assert "uthentication failed" in trouble.follow("doctor").out
        with closing(ImapDelivery(imap.port, imap.user, imap.password, "")) as post:
            post.append(
                "a@member0.example", "study@unodc.example", b"From: a@member0.example\r\nSubject: A question\r\n\r\nWhich year?\r\n"
            )
        private.write(home / "imap.secret", imap.password.encode())
        trouble.well("collect")
        with trouble.service() as service:
            until(lambda: service.conditions() == (200, {}))
            until(lambda: sum(told(service, "messages", one) for one in ("done", "pending", "failed", "held")) >= 1)


def test_2_the_mail_server_is_not_reached(tmp_path: Path) -> None:
    """Letters wait for it, and leave by themselves when it is there again; no time of theirs runs out."""
    trouble, port = Trouble(2, tmp_path), free_port()
    due(tmp_path, 4)
    connect_to(tmp_path, port)
    with trouble.service() as service:
        trouble.sign("`/readyz` has `relay`", '`counterfoil_letters{state="deferred"}`', "`event=transport.unreachable`")
        until(lambda: "relay" in service.conditions()[1])
        trouble.sign("`counterfoil_oldest_letter_seconds` grows")
        trouble.log_has(service, "transport.unreachable")
        until_told(service, "letters", "deferred", least=4)
        until_told(service, "oldest_letter_seconds", least=1)
        waits = trouble.well("status").out
        assert "4" in waits
        assert "could not be handed over" in waits
        assert f"{HOST}:{port}" in trouble.follow("doctor").out
    with open_service(config.load(tmp_path, {})) as later:
        then = datetime.now(UTC) + timedelta(hours=2)
        tick(later, then)
        number = trouble.a_case("halted")
        trouble.names("held decide NUMBER resend")
        decide(later, Deciding(case=number, what="resend", by="staff"), then)
        with stage(obliging, port=port):
            tick(later, then)
    assert states(tmp_path)[DeliveryState.SENT] == 4


def test_3_the_mail_server_refuses_the_sender(tmp_path: Path) -> None:
    """Nobody's letter is rejected; once the server is mended a person lets them go."""
    trouble, server = Trouble(3, tmp_path), Server(MAIL=b"554 5.7.1 Sender not allowed\r\n")
    due(tmp_path, 4)
    with stage(server.answer) as shown:
        connect_to(tmp_path, shown.port)
        with trouble.service() as service:
            number = trouble.a_case("halted")
            trouble.sign("`event=sender.halted`", "No letter was rejected")
            trouble.log_has(service, "sender.halted")
            assert told(service, "letters", "rejected") == 0
            assert "Sender not allowed" in trouble.well("held").out
            assert "Sender not allowed" in trouble.follow("doctor").out
            server.refused = {}
            trouble.well("held decide NUMBER resend", NUMBER=number)
            until_told(service, "letters", "sent", least=4)
        assert not trouble.case("halted")


def test_4_letters_are_in_doubt(tmp_path: Path) -> None:
    """The service is killed while the server has the letters: its log settles one, and the other is sent again."""
    trouble, taken = Trouble(4, tmp_path), list[str]()

    def hangs(talk: Talk, line: str) -> bytes | None:
        if line == "CONTENT" and len(taken) < 2:
            taken.append(line)
            until(lambda: len(taken) > 2)
        return obliging(talk, line)

    due(tmp_path, 2)
    with stage(hangs) as shown:
        connect_to(tmp_path, shown.port)
        with trouble.service():
            until(lambda: len(taken) == 2)
        taken.append("killed")
        with trouble.service() as service:
            trouble.sign('`counterfoil_letters{state="uncertain"}` is above 0')
            until_told(service, "letters", "uncertain", least=2)
            assert "person0@member0.example" in trouble.well("deliveries --state uncertain").out
            first, *_ = letters(tmp_path)
            log = tmp_path / "mail.log"
            log.write_text(postfix(first, "sent"))
            assert trouble.follow("deliveries --settle arrived --from-log mail.log", **{"mail.log": log}).code == 1
            trouble.well("deliveries --settle resend")
            until_told(service, "letters", "sent", least=2)
        assert len(shown.contents) == 3


def test_5_a_study_paused_itself(tmp_path: Path) -> None:
    """The server takes letters without a word; when it is well they are settled, the study goes on, and all have left."""
    trouble, mended = Trouble(5, tmp_path), list[bool]()
    due(tmp_path, 6)
    with stage(lambda talk, line: None if line == "CONTENT" and not mended else obliging(talk, line)) as shown:
        connect_to(tmp_path, shown.port)
        with trouble.service() as service:
            trouble.a_case("stalled")
            trouble.sign("`event=sending.stalled`")
            trouble.log_has(service, "sending.stalled")
            settle = Trouble(4, tmp_path)
            settle.well("deliveries --settle resend")
            trouble.well("study resume")
            until(lambda: trouble.case("stalled") != "")  # The server is not well yet.
            mended.append(True)
            settle.well("deliveries --settle resend")
            trouble.well("study resume")
            until_told(service, "letters", "sent", least=6)
        assert not trouble.case("stalled")


def test_11_too_much_at_once(office: Office) -> None:
    """Somebody has us write to a victim: what is too much waits, the case names the sender and what proves it, and nothing of it leaves."""
    trouble = Trouble(11, office.home)
    forged(office, 12)
    (case,) = [one for one in office.cases() if one.kind == "replies" and VICTIM in one.reasons[0]]
    trouble.sign("`replies`", "`brake`", "`surge`", "`counterfoil_reply_budget_spent_ratio` is near 1 where it is a whole study's budget")
    with office.service.store.reading() as tx:
        spent = gauges.gauges(tx, office.now).budget_spent
    assert 0 < spent[True] < 1  # That of the address is used up, and not that of the study.
    shown = trouble.well("held show NUMBER", NUMBER=str(case.id)).out
    assert VICTIM in shown
    assert "authserv_ids" in trouble.line("Do")
    assert trouble.follow("held decide NUMBER reject", NUMBER=str(case.id)).code == 0
    assert not [one for one in office.cases() if one.kind == "replies" and VICTIM in one.reasons[0]]
