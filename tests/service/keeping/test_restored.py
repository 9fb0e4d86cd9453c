"""An older copy of the store is put back: it sees that more has left than it knows, sends nothing, and goes on by a person's word."""

from __future__ import annotations

import io
import re
import shutil
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pypdf import PdfReader

from domain.case import CaseKind, Decision
from domain.errors import ConfigurationError
from service.approving.cancelling import Cancelling, cancel
from service.authoring.drafts import apply
from service.cases.waiting import waiting
from service.contacts.census import census
from service.deciding.held import decide
from service.deciding.undo import Undoing, undo
from service.keeping.restored import look
from service.letters import ledger
from service.letters.proof import proof
from service.mailings.addressed import send_addressed
from service.mailings.send_now import send_now
from service.mailings.shares import MailingTo
from service.mailings.timetable import plan_mailings
from service.operation import doctor
from service.rulings.decided import Deciding
from service.sending.in_doubt import Settling, settle_all
from service.sending.retrying import Chosen, retry
from service.sending.send import send_due
from service.studies.running import pause, require_running
from service.views.show import timeline
from service.views.status import status
from store import outbox
from tests.mailer.smtp_stage import Talk, obliging
from tests.service.copies import empty, keep, put_back
from tests.service.correspondence import STUDY
from tests.service.house import ORGANISATIONS, House, house, once_each
from tests.service.installed import at, make, write_settings

DIGESTS = 2


def test_yesterdays_database_sends_nothing_twice(tmp_path: Path, url: str) -> None:
    """An older copy of the database is put back: It sends nothing, and says what it sees as a case, in `status` and in `doctor`.

    Once a person lets it go on, what has left counts as sent, and what is new leaves.
    """
    with house(tmp_path, url) as found:
        copy = keep(url, tmp_path)
        assert found.tick(at("02-10")) == []
        assert once_each(found.got())
        put_back(url, copy)
        (problem,) = found.tick(at("02-10", 11))
        assert "an older copy was put back" in problem
        assert f"5 letters have left, or may have, of which this copy knows nothing: {STUDY}, circular to ORG000, ORG001" in problem
        case = found.case()
        assert case.options == ("resume", "doubt")
        with found.opened() as service:
            with service.store.reading() as tx:
                assert status(tx, require_running(service, tx, STUDY), at("02-10", 12))["restored"] == problem
            told = {one.what: one for one in doctor.examine(service, at("02-10", 12))}
            assert (told["dispatch book"].well, told["dispatch book"].found) == (False, problem)
            with pytest.raises(ConfigurationError, match="an older copy was put back"):
                send_now(service, STUDY, "circular", at("02-10", 12), by="staff")
            with pytest.raises(ConfigurationError, match="an older copy was put back"):
                retry(service, Chosen(study=STUDY), at("02-10", 12), by="staff")
        found.decide("resume", at("02-10", 13))
        assert found.tick(at("02-10", 14)) == []
        assert once_each(found.got())
        assert found.states() == {"sent": ORGANISATIONS}
        no_bytes = pytest.raises(ConfigurationError, match="counts as sent, and this store has no bytes of it")
        with found.opened() as service, service.store.reading() as tx, no_bytes:
            ledger.message(service, tx, ledger.find(tx, "1"))
        assert found.tick(at("02-20")) == []
        assert once_each(found.got(), 2)


def test_what_left_before_a_copy_was_put_back_is_not_called_cancelled(tmp_path: Path, url: str) -> None:
    """Nobody can cancel what waits in an older copy until it is decided what left; then the letters that the book knows count as sent."""
    said = Cancelling(mailing="circular", by="staff")
    with house(tmp_path, url) as found:
        with found.opened() as service:
            with service.store.reading() as tx:
                running = require_running(service, tx, STUDY)
            plan_mailings(service, running, at("02-10"))
            with service.store.transaction() as tx:
                outbox.be_due(tx, {outbox.of_mailings(tx, ["circular"])[0].id: at("02-12")})
        copy = keep(url, tmp_path)
        found.tick(at("02-10"))
        put_back(url, copy)
        with found.opened() as service, pytest.raises(ConfigurationError, match="an older copy was put back") as told:
            cancel(service, STUDY, said, at("02-10", 11))
        assert "Pause the study" in told.value.remedy
        found.tick(at("02-10", 12))
        with found.opened() as service:
            pause(service, STUDY, True, at("02-10", 12), by="staff")
        found.decide("resume", at("02-10", 13))
        with found.opened() as service:
            for one in (replace(said, dry_run=True), said):
                made = cancel(service, STUDY, one, at("02-10", 13))
                assert (made.left, made.cancelled) == (ORGANISATIONS - 1, 1)
            pause(service, STUDY, False, at("02-10", 14), by="staff")
        found.tick(at("02-13"))
        assert sorted(one.state for one in found.dispatches().values()) == ["cancelled", *["sent"] * (ORGANISATIONS - 1)]
        with found.opened() as service:
            undo(service, Undoing(entry=made.entry, by="staff"), at("02-13", 11))
        found.tick(at("02-13", 12))
        assert once_each(found.got())


def test_a_letter_that_the_book_knows_is_shown_by_its_message_id(tmp_path: Path, url: str) -> None:
    """The bytes went with the store that is gone: the Message-ID is known by the tag, and the proof says what the book says."""
    with house(tmp_path, url) as found:
        copy = keep(url, tmp_path)
        found.tick(at("02-10"))
        before = found.dispatches()
        put_back(url, copy)
        found.tick(at("02-10", 11))
        found.decide("resume", at("02-10", 13))
        found.tick(at("02-10", 14))
        after = found.dispatches()
        assert {address: one.message_id for address, one in after.items()} == {address: one.message_id for address, one in before.items()}
        one = next(iter(after.values()))
        assert (one.sha256, one.bytes) == (None, None)
        assert "no bytes of it" in str(one.fault)
        with found.opened() as service, service.store.reading() as tx:
            made = proof(service, tx, ledger.find(tx, str(one.id)), at("02-10", 15))
            running = require_running(service, tx, STUDY)
            case = census(tx, running, at("02-10", 15))[str(one.organisation)]
            assert one.message_id in {event.message_id for event in timeline(service, tx, running, case)}
        text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages))
        assert "says the dispatch book" in text
        assert "The record holds no server" in text
        assert str(one.message_id) in text
        assert "--eml" not in text


def test_a_letter_that_the_book_knows_keeps_the_domain_that_it_left_from(tmp_path: Path, url: str) -> None:
    """Its sender has another address by now: who looks for the letter in a log must not be sent to look for another."""
    with house(tmp_path, url) as found:
        copy = keep(url, tmp_path)
        found.tick(at("02-10"))
        before = {address: one.message_id for address, one in found.dispatches().items()}
        put_back(url, copy)
        found.tick(at("02-10", 11))
        found.decide("resume", at("02-10", 13))
        found.tick(at("02-10", 14))
        file = found.home / "studies" / STUDY / "study.toml"
        file.write_text(file.read_text(encoding="utf-8").replace("@itu.example", "@moved.example"), encoding="utf-8")
        with found.opened() as service:
            apply(service, STUDY, at("02-10", 15), by="staff")
            with service.store.reading() as tx:
                running = require_running(service, tx, STUDY)
                case = census(tx, running, at("02-10", 15))["ORG000"]
                told = {event.message_id for event in timeline(service, tx, running, case)}
        assert any("@moved.example" in one.address for one in running.study.senders)
        assert {address: one.message_id for address, one in found.dispatches().items()} == before
        assert {one for one in told if one} <= {*before.values()}


def test_a_copy_from_the_middle_of_a_pass(tmp_path: Path, url: str) -> None:
    """It knows the last pass, but not all letters that this one began: that is seen as well."""
    copies: list[str] = []
    one_at_a_time = threading.Lock()

    def answer(talk: Talk, line: str) -> bytes | None:
        with one_at_a_time:
            if line.startswith("RCPT") and not copies:
                copies.append(keep(url, tmp_path))
        return obliging(talk, line)

    with house(tmp_path, url, answer) as found:
        found.tick(at("02-10"))
        put_back(url, copies[0])
        (problem,) = found.tick(at("02-10", 11))
        assert "of which this store knows nothing" in problem
        found.decide("resume", at("02-10", 13))
        found.tick(at("02-10", 14))
        assert once_each(found.got())
        assert found.states() == {"sent": ORGANISATIONS}


def test_database_and_archive_put_back_together(tmp_path: Path, url: str) -> None:
    """The book is beside the archive, and stays."""
    with house(tmp_path, url) as found:
        copy = keep(url, tmp_path)
        shutil.copytree(found.home / "archive", tmp_path / "archive")
        found.tick(at("02-10"))
        put_back(url, copy)
        shutil.rmtree(found.home / "archive")
        shutil.copytree(tmp_path / "archive", found.home / "archive")
        assert found.tick(at("02-10", 11))
        found.decide("resume", at("02-10", 13))
        assert found.tick(at("02-10", 14)) == []
        assert once_each(found.got())


def test_the_book_is_gone(tmp_path: Path, url: str) -> None:
    """What left cannot be seen: what may have left comes into doubt, and a person settles it; nothing is sent twice."""
    with house(tmp_path, url) as found:
        found.tick(at("02-10"))
        copy = keep(url, tmp_path)
        found.tick(at("02-20"))
        assert once_each(found.got(), 2)
        put_back(url, copy)
        found.book.unlink()
        before = found.got()
        (problem,) = found.tick(at("02-20", 11))
        assert "is not there: what left since cannot be seen" in problem
        assert "decide `doubt`" in problem
        found.decide("doubt", at("02-20", 12))
        (problem,) = found.tick(at("02-20", 13))
        assert "7 letters are in doubt" in problem
        assert found.states() == {"sent": ORGANISATIONS, "uncertain": ORGANISATIONS + DIGESTS}
        with found.opened() as service:
            settle_all(service, Settling(what=Decision.ARRIVED, by="staff"), at("02-20", 14))
        assert found.tick(at("02-20", 15)) == []
        assert found.got() == before


def told_by(found: House, when: datetime) -> set[str]:
    """Return what `doctor`, `status`, the sender and the case say of why nothing is sent."""
    with found.opened() as service:
        (looked,) = (one.found for one in doctor.examine(service, when) if one.what == "dispatch book")
        with service.store.reading() as tx:
            stands = str(status(tx, require_running(service, tx, STUDY), when)["restored"])
    (problem,) = found.tick(when)
    assert all(one in problem for one in found.case().reasons)
    return {looked, stands, problem}


def test_a_book_that_was_away_and_is_put_back_is_told_and_nothing_leaves_twice(tmp_path: Path, url: str) -> None:
    """The store knows of all that is in it: that is said by all who said that it was missing, and a person lets sending go on."""
    with house(tmp_path, url) as found:
        found.tick(at("02-10"))
        found.book.rename(tmp_path / "book")
        (problem,) = found.tick(at("02-10", 11))
        assert "is not there" in problem
        (tmp_path / "book").replace(found.book)
        (told,) = told_by(found, at("02-10", 12))
        assert "is in its place" in told
        assert "this store knows of every letter in it" in told
        assert "is not there" not in told
        assert told_by(found, at("02-10", 13)) == {told}
        found.decide("resume", at("02-10", 14))
        assert found.tick(at("02-20")) == []
        assert once_each(found.got(), 2)


def test_a_book_that_is_found_after_an_older_copy_was_put_back_settles_what_left(tmp_path: Path, url: str) -> None:
    """First it is missing, and `doubt` would be all; once it is there, each letter that left counts as sent."""
    with house(tmp_path, url) as found:
        found.tick(at("02-10"))
        copy = keep(url, tmp_path)
        found.tick(at("02-20"))
        before = found.got()
        put_back(url, copy)
        found.book.rename(tmp_path / "book")
        assert "is not there" in found.tick(at("02-20", 11))[0]
        (tmp_path / "book").replace(found.book)
        (told,) = told_by(found, at("02-20", 12))
        assert "with letters that this store knows nothing of" in told
        assert f"7 letters have left, or may have, of which this copy knows nothing: {STUDY}, questionnaire to ORG000" in told
        assert "decide `resume`, and only the others are sent" in told
        found.decide("resume", at("02-20", 13))
        assert found.tick(at("02-20", 14)) == []
        assert found.got() == before


def test_a_book_that_is_older_itself_is_no_proof(tmp_path: Path, url: str) -> None:
    """It ends before the store does: `resume` is not the advice."""
    with house(tmp_path, url) as found:
        found.tick(at("02-10"))
        shutil.copy(found.book, tmp_path / "older")
        found.tick(at("02-20"))
        found.tick(at("03-26"))
        found.book.unlink()
        found.tick(at("03-26", 11))
        shutil.copy(tmp_path / "older", found.book)
        (told,) = told_by(found, at("03-26", 12))
        assert "before this store does" in told
        assert "decide `doubt`" in told


def test_what_may_not_be_all_goes_on_only_by_a_word_that_says_why(tmp_path: Path, url: str) -> None:
    """Where the book is gone, torn or another store's, `resume` could send letters twice: who decides it says how they know better."""
    with house(tmp_path, url) as found:
        found.tick(at("02-10"))
        copy = keep(url, tmp_path)
        found.tick(at("02-20"))
        put_back(url, copy)
        found.book.write_text(found.book.read_text().rpartition("end")[0])
        assert "This may not be all" in found.tick(at("02-20", 11))[0]
        with pytest.raises(ConfigurationError, match="would send it a second time"):
            found.decide("resume", at("02-20", 12))
        case = found.case()
        with found.opened() as service:
            decide(
                service, Deciding(case=str(case.id), what="resume", by="staff", note="The log of the relay ends there."), at("02-20", 13)
            )
        assert found.tick(at("02-20", 14)) == []
        assert once_each(found.got(), 2)


def test_a_book_that_was_changed_since_the_case_was_told_is_told_before_it_is_decided(tmp_path: Path, url: str) -> None:
    """The book of another store was put there: nobody has seen yet what it says."""
    with house(tmp_path, url) as found:
        copy = keep(url, tmp_path)
        found.tick(at("02-10"))
        put_back(url, copy)
        found.tick(at("02-10", 11))
        words = [line.split() for line in found.book.read_text().splitlines()]
        (store,) = {line[2] for line in words if line[:1] == ["generation"]}
        found.book.write_text(found.book.read_text().replace(store, "0123456789abcdef"))
        with pytest.raises(ConfigurationError, match="What is known has changed since") as fault:
            found.decide("resume", at("02-10", 12))
        assert "kept by another store" in str(fault.value)
        assert any("kept by another store" in one for one in found.case().reasons)


def test_what_was_in_doubt_and_is_sent_again_leaves(tmp_path: Path, url: str) -> None:
    """What a person has decided since about a letter is not doubted again; a later mailing is doubted once: it may have left by hand."""
    with house(tmp_path, url) as found:
        found.tick(at("02-10"))
        found.book.unlink()
        found.tick(at("02-20", 11))
        found.decide("doubt", at("02-20", 12))
        found.tick(at("02-20", 13))
        with found.opened() as service:
            assert settle_all(service, Settling(what=Decision.RESEND, by="staff"), at("02-20", 14)).resend == ORGANISATIONS + DIGESTS
            send_due(service, at("02-20", 15))
        assert once_each(found.got(), 2)
        found.tick(at("03-26"))
        assert once_each(found.got(), 2)
        with found.opened() as service:
            settle_all(service, Settling(what=Decision.RESEND, by="staff"), at("03-26", 11))
        found.tick(at("03-26", 12))
        assert once_each(found.got(), 3)


def by_hand_and_put_back(found: House, tmp_path: Path, url: str) -> None:
    """Send the circular before its date, put back the copy from before without the book, and decide `doubt`."""
    found.tick(at("01-30"))
    with found.opened() as service:
        send_now(service, STUDY, "circular", at("02-02"), by="staff")
    copy = keep(url, tmp_path)
    with found.opened() as service:
        send_now(service, STUDY, "questionnaire", at("02-02", 11), by="staff")
    assert once_each(found.got(), 2)
    put_back(url, copy)
    found.book.unlink()
    found.tick(at("02-02", 12))
    found.decide("doubt", at("02-02", 13))


def test_a_mailing_sent_by_hand_before_its_date_does_not_leave_twice(tmp_path: Path, url: str) -> None:
    """The book is gone, and does not show it: after `doubt` it comes into doubt when somebody sends it again."""
    with house(tmp_path, url) as found:
        by_hand_and_put_back(found, tmp_path, url)
        with found.opened() as service:
            problems = send_now(service, STUDY, "questionnaire", at("02-02", 14), by="staff").problems
        assert any("5 letters are in doubt" in one for one in problems)
        assert once_each(found.got(), 2)
        assert found.states()["uncertain"] == ORGANISATIONS
        with found.opened() as service, service.store.reading() as tx:
            whys = {reason for one in waiting(tx) if one.kind is CaseKind.LETTER for reason in one.reasons}
        assert len(whys) == ORGANISATIONS
        assert all("An older copy of the store was put back" in one for one in whys)


def test_what_a_person_sends_to_one_by_name_leaves_after_doubt(tmp_path: Path, url: str) -> None:
    """That is their word that it goes, to that organisation alone."""
    with house(tmp_path, url) as found:
        by_hand_and_put_back(found, tmp_path, url)
        before = found.got()
        with found.opened() as service:
            send_addressed(service, STUDY, MailingTo(mailing="questionnaire", to=("ORG001",), by="staff"), at("02-02", 14))
            send_now(service, STUDY, "questionnaire", at("02-02", 15), by="staff")
        (more,) = found.got() - before
        assert "person1@member1.example" in more
        assert found.states()["uncertain"] == ORGANISATIONS - 1
        with found.opened() as service:
            again = MailingTo(mailing="questionnaire", to=("ORG002",), by="staff", again=True)
            send_addressed(service, STUDY, again, at("02-02", 16))
        assert any("person2@member2.example" in one for one in found.got() - before)


def test_a_new_store_in_an_old_place(tmp_path: Path, url: str) -> None:
    """The database is lost and made anew: it meets the book of another store."""
    with house(tmp_path, url) as found:
        found.tick(at("02-10"))
        empty(url)
        shutil.move(found.book, tmp_path / "book")
        shutil.rmtree(found.home)
        make(found.home, ORGANISATIONS, url)
        shutil.move(tmp_path / "book", found.book)
        smtp = f'kind = "smtp"\nhost = "127.0.0.1"\nport = {found.server.port}\nsecurity = "none"\nconnections = 2'
        write_settings(found.home, {"transport": smtp, "mailbox": f'kind = "maildir"\npath = "{found.home / "inbox"}"'})
        (problem,) = found.tick(at("02-10", 11))
        assert "was kept by another store" in problem
        assert once_each(found.got())


def test_a_new_installation_is_no_alarm(tmp_path: Path, url: str) -> None:
    """Nor is one that is started again and again, or killed and started."""
    with house(tmp_path, url) as found:
        assert not found.book.exists()
        with found.opened() as service:
            (told,) = (one for one in doctor.examine(service, at("02-01")) if one.what == "dispatch book")
            assert told.well
        for hour in (10, 11, 12):
            assert found.tick(at("02-10", hour)) == []
        assert found.tick(at("02-20")) == []
        assert once_each(found.got(), 2)


@pytest.mark.parametrize("before", [0, 1])
def test_who_looks_while_another_process_begins_a_pass_raises_no_alarm(
    tmp_path: Path, url: str, before: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service looks each minute, and a person sends by hand: what was read of the book is older than what the store says then."""
    with house(tmp_path, url) as found, found.opened() as one:
        read, days = one.store.book.read, ["02-20"]
        if before:
            found.tick(at("02-10"))

        def meanwhile(since: int = 0) -> str | None:
            text = read(since)
            if days:
                assert found.tick(at(days.pop())) == []
            return text

        monkeypatch.setattr(one.store.book, "read", meanwhile)
        assert look(one, at("02-20", 11)) is None
        assert not days
        assert found.tick(at("02-20", 12)) == []


def test_the_same_copy_put_back_twice(tmp_path: Path, url: str) -> None:
    """It is found each time."""
    with house(tmp_path, url) as found:
        copy = keep(url, tmp_path)
        found.tick(at("02-10"))
        for hour in (11, 13):
            put_back(url, copy)
            assert found.tick(at("02-10", hour))
            found.decide("resume", at("02-10", hour + 1))
            assert found.tick(at("02-10", hour + 1)) == []
            assert once_each(found.got())


def test_what_was_answered_is_not_answered_again(tmp_path: Path, url: str) -> None:
    """A message that had come since is put back into the INBOX and taken in anew: what it brought has left already."""
    with house(tmp_path, url) as found:
        found.tick(at("02-10"))
        copy = keep(url, tmp_path)
        question = "From: person0@member0.example\r\nMessage-ID: <q@member0.example>\r\nSubject: CYB12\r\n\r\nWho may answer?\r\n"
        inbox = found.home / "inbox"
        (inbox / "new" / "1.question").write_bytes(question.encode())
        found.tick(at("02-10", 12))
        before = found.got()
        assert before.total() == ORGANISATIONS + 1
        put_back(url, copy)
        (filed,) = (inbox / ".Counterfoil" / "cur").iterdir()
        shutil.move(filed, inbox / "new" / "1.question")
        (problem,) = found.tick(at("02-10", 13))
        assert "1 letter has left" in problem
        found.decide("resume", at("02-10", 14))
        found.tick(at("02-10", 15))
        assert found.got() == before
        assert found.states() == {"sent": ORGANISATIONS + 1}
