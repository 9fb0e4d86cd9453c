"""Erasing: a person is nowhere any more, and what the organisation answered, where it stands and what was decided is what it was."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from domain.desk import DeskIdentity
from domain.errors import ConfigurationError, ErasedError
from domain.journal import first_break
from domain.letter import DeliveryState
from domain.submission import Submission
from service.console.signing_in import new_session, signed_in
from service.console.users import AddingUser, add_user, first_link, journal_of_users, users
from service.contacts import uploads
from service.contacts.census import census
from service.contacts.lists import load_file
from service.deciding.suppression import Addressed, stop
from service.installation import config
from service.installation.install import SAMPLE
from service.letters import ledger
from service.letters.proof import proof
from service.operation import doctor
from service.operation.tick import tick
from service.personal.erasing import Erasing, Gone, erase
from service.studies import running
from service.views import show
from service.wiring import open_service
from store import Transaction, console_users, contact_lists, contacts, counting, journal, messages, outbox, suppressions
from tests.service.copies import keep, put_back
from tests.service.installed import LIST, at, contacts_csv, make
from tests.service.office import Office, person
from tests.service.reported import reported
from tests.service.traces import in_database, in_folder, in_letters

WHO, NAME = person(0), "Person 0"
WORDS = (WHO, NAME, "Ottoline Quartermaine", "Quartermaine")
BESIDES = ("out", "inbox", "people.csv")  # The servers of others, and the list that a person keeps.


def signed(book: bytes) -> bytes:
    """Return a workbook as its author's program saves it: with who made it, and who commented on a cell."""
    opened = load_workbook(io.BytesIO(book))
    opened.properties.creator = "Ottoline Quartermaine"
    opened.worksheets[0].cell(1, 8).comment = Comment("Checked by me", "Ottoline Quartermaine")
    buffer = io.BytesIO()
    opened.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def known(office: Office) -> Office:
    """Return an office that knows a person by all ways: letters, a workbook of theirs, questions, a digest, a suppression and notes."""
    sender = f"Ottoline Quartermaine <{WHO}>"
    office.write(sender, ("ottoline quartermaine.xlsx", signed(office.workbook(0))), reply_to=0)
    office.write(sender, text=f"Which year is meant? Yours, Ottoline Quartermaine, {WHO}", reply_to=0, subject="Ottoline Quartermaine asks")
    office.write(person(1), text=f"I write for {WHO} as well. What is a line?", reply_to=1, subject="A question")
    office.write(person(1), ("answers.xlsx", office.workbook(1)), reply_to=1)
    stop(office.service, Addressed(address=WHO, by="Anna Berg", note=f"{NAME} ({WHO}) asked by telephone"), office.later())
    office.mark(0, "waiting", note=f"{WHO} is on holiday")
    tick(office.service, office.later(days=1))
    return office


def gone(office: Office, *, dry_run: bool = False) -> Gone:
    """Erase the person."""
    return erase(office.service, Erasing(who=WHO.upper(), by="Anna Berg", note="Their wish"), office.later(), dry_run=dry_run)


def _counting(tx: Transaction) -> Iterator[Submission]:
    return (one.submission for one in counting.of_study(tx, SAMPLE))


def statistics(office: Office) -> tuple[object, ...]:
    """Return what must stay: answers, standings, the states of letters and submissions, hashes."""
    with office.service.store.reading() as tx:
        hashes = sorted(one.sha256 for one in messages.in_states(tx, ["done", "failed"]))
        states = sorted((one.id, one.state.value, one.tag) for one in outbox.in_states(tx, list(DeliveryState)))
        found = sorted((one.id, one.state.value, one.fingerprint, tuple(one.answers.items())) for one in _counting(tx))
    return office.counted(), [office.standing(number) for number in range(3)], hashes, states, found, reported(office)


def test_a_person_who_was_erased_is_in_no_byte_of_the_folder(known: Office) -> None:
    """The database, its log, the archive, the letters and the logs beside them; what they answered stays, and the chain holds."""
    before = statistics(known)
    assert in_folder(known.home, WORDS, BESIDES)
    assert in_letters(known.home, WORDS)
    done = gone(known)
    assert done.people == 1
    assert done.originals >= 3
    assert done.compacted
    assert done.files == ("people.csv",)
    assert in_folder(known.home, WORDS, BESIDES) == []
    assert in_letters(known.home, WORDS) == []
    assert statistics(known) == before
    with known.service.store.reading() as tx:
        assert first_break(journal.pages(tx)) is None


def test_a_list_that_waits_to_be_loaded_goes_where_it_names_the_person(known: Office) -> None:
    """Another one stays."""
    theirs, other = (uploads.keep(known.service, "list.csv", one) for one in (contacts_csv(1), b"somebody@else.example"))
    done = gone(known)
    assert (done.uploads, done.files) == (1, ("people.csv",))
    assert uploads.kept(known.service, other).exists()
    with pytest.raises(ConfigurationError, match="not there any more"):
        uploads.kept(known.service, theirs)


def test_a_person_who_used_the_console_comes_in_no_more(known: Office) -> None:
    """By their name, or by what the provider of single sign-on calls them; who is called otherwise stays."""
    service, now = known.service, known.now
    for number, (name, called) in enumerate(
        [("Ottoline Quartermaine", ""), (NAME, "x"), ("Staff", WHO), ("Ben Carter", "ben@agency.example")]
    ):
        added = add_user(service, AddingUser(name=name, role="look", by="Anna Berg"), now)
        with service.store.transaction() as tx:
            console_users.bind(
                tx, added.user.id, DeskIdentity(issuer="https://login.agency.example", subject=str(number), called=called), now
            )
            new_session(tx, added.user.id, now)
    with service.store.transaction() as tx:
        session = new_session(tx, added.user.id, now)
    would, done = gone(known, dry_run=True), gone(known)
    assert [(one.rows["desk_user"], one.rows["desk_identity"]) for one in (would, done)] == [(2, 3), (2, 3)]
    assert [(one.name, one.identity is not None) for one in users(service)] == [("Ben Carter", True), ("Staff", False)]
    with service.store.reading() as tx:
        assert tx.exec_driver_sql("SELECT count(*) FROM desk_session").scalar_one() == 2
    assert signed_in(service, session, now)
    assert in_folder(known.home, WORDS, BESIDES) == []
    assert [(one.users, one.unbound, one.users_kept) for one in (would, done)] == [(("Ottoline Quartermaine", NAME), ("Staff",), ())] * 2


def test_who_uses_the_console_under_a_longer_name_is_somebody_else(known: Office) -> None:
    """They sign in as before, by the name that they have, and the journal calls them so."""
    service, now = known.service, known.now
    names = [f"{NAME} Hansen", f"{NAME}-Olsen", f"{NAME} (IT)"]
    for number, name in enumerate(names):
        added = add_user(service, AddingUser(name=name, role="look", by=names[0]), now)
        with service.store.transaction() as tx:
            console_users.bind(
                tx, added.user.id, DeskIdentity(issuer="https://login.agency.example", subject=str(number), called=name), now
            )
    before = users(service)
    would, done = gone(known, dry_run=True), gone(known)
    assert [(one.users, one.unbound, one.users_kept) for one in (would, done)] == [((), (), ())] * 2
    assert users(service) == before
    assert {one.by for one in journal_of_users(service)} == {names[0]}


@pytest.mark.parametrize(("name", "called"), [("person  0", "x"), ("Staff", WHO.upper()), ("Staff", NAME)])
def test_the_last_who_may_add_users_stays_and_it_is_said(known: Office, name: str, called: str) -> None:
    """Else whoever starts the console next is offered to become its first user. Where another may, they go as everybody."""
    service, now = known.service, known.now
    added = add_user(service, AddingUser(name=name, role="administer", by="Anna Berg"), now)
    with service.store.transaction() as tx:
        console_users.bind(tx, added.user.id, DeskIdentity(issuer="https://login.agency.example", subject="1", called=called), now)
        session = new_session(tx, added.user.id, now)
    would, done = gone(known, dry_run=True), gone(known)
    assert [(one.users, one.unbound, one.users_kept) for one in (would, done)] == [((), (), (added.user.name,))] * 2
    assert signed_in(service, session, now)
    assert first_link(service, now) is None


def test_an_erasing_during_which_the_program_dies_is_finished_when_it_is_opened_again(known: Office) -> None:
    """The line in the log beside the archive is written first: what it says is done whenever the installation is opened."""
    command = [
        sys.executable,
        "-c",
        "from cli.main import run; run()",
        "erase",
        WHO,
        "--home",
        str(known.home),
        "--by",
        "Anna",
        "--note",
        "Wish",
    ]
    died = subprocess.run(command, env=os.environ | {"COUNTERFOIL_FAILPOINT": "erasures.after_append"}, capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL
    assert in_folder(known.home, WORDS, BESIDES)
    with open_service(config.load(known.home, {})):
        pass
    assert in_folder(known.home, WORDS, BESIDES) == []


def test_a_dry_run_says_the_same_and_changes_nothing(known: Office) -> None:
    """Every count is that of the erasing itself."""
    before = sorted(
        (path, path.read_bytes()) for path in known.home.rglob("*") if path.is_file() and path.name[-4:] not in {"-shm", "-wal"}
    )
    tables = known.tables()
    would = gone(known, dry_run=True)
    assert would.dry_run
    assert known.tables() == tables
    after = sorted((path, path.read_bytes()) for path in known.home.rglob("*") if path.is_file() and path.name[-4:] not in {"-shm", "-wal"})
    assert [path for path, _ in after] == [path for path, _ in before]
    done = gone(known)
    assert (would.people, would.originals, would.letters, would.rows) == (done.people, done.originals, done.letters, done.rows)
    assert would.entries == ()


def test_what_would_open_an_original_says_when_it_was_erased(known: Office) -> None:
    """`show`, `letter`, its `--eml` and its proof keep the hash; `replay` leaves the message alone."""
    with known.service.store.reading() as tx:
        letter = outbox.to_addresses(tx, [WHO])[0]
        sha256 = ledger.dispatch(known.service, tx, letter).sha256
        original = next(one for one in messages.in_states(tx, ["done"]) if one.sender == WHO).sha256
    gone(known)
    said = f"original erased on {known.now:%Y-%m-%d}"
    with known.service.store.reading() as tx:
        shown = ledger.dispatch(known.service, tx, outbox.with_ids(tx, [letter.id])[0])
        assert shown.sha256 == sha256
        assert said in str(shown.fault)
        with pytest.raises(ErasedError, match=said):
            ledger.message(known.service, tx, letter)
        assert proof(known.service, tx, outbox.with_ids(tx, [letter.id])[0], known.now).startswith(b"%PDF")
        found = running.require_running(known.service, tx, SAMPLE)
        case = next(one for one in census(tx, found, known.now).values() if one.organisation.code == "ORG000")
        assert any(said in event.detail and event.path is None for event in show.timeline(known.service, tx, found, case))
    assert known.service.store.archive.erased(original) == said
    with pytest.raises(ErasedError, match=said):
        known.service.store.archive.get(original)
    cases = known.cases()
    assert all(not one.problem for one in known.replay())
    assert known.cases() == cases


def test_a_suppressed_address_that_is_loaded_again_stays_suppressed(known: Office) -> None:
    """Its hash alone was kept. It can be released as any other, and the next erasing keeps nothing."""
    done = gone(known)
    assert done.suppressions == 1
    (known.home / "people.csv").write_bytes(contacts_csv(3))
    load_file(known.service, known.home / "people.csv", LIST, {}, store=True)
    with known.service.store.reading() as tx:
        assert set(suppressions.suppressed_on(tx, LIST)) == {WHO}
        assert suppressions.suppressed(tx, [WHO])[WHO].why == "by_hand"
        assert NAME not in suppressions.suppressed(tx, [WHO])[WHO].reason


def test_a_suppressed_address_is_known_by_its_hash_before_it_is_loaded(known: Office) -> None:
    """Whoever writes from there is still not written to."""
    gone(known)
    with known.service.store.reading() as tx:
        assert set(suppressions.suppressed(tx, [WHO, person(1)])) == {WHO}


def test_an_older_copy_of_the_database_forgets_again(known: Office, tmp_path: Path) -> None:
    """The log beside the archive says whom: as soon as the copy is opened, and with the originals that came back."""
    copy, originals = tmp_path / "copy.db", tmp_path / "archive"
    with closing(sqlite3.connect(known.home / "counterfoil.db")) as database, closing(sqlite3.connect(copy)) as target:
        database.backup(target)
    shutil.copytree(known.home / "archive", originals)
    gone(known)
    known.service.store.close()
    for ending in ("-wal", "-shm"):
        (known.home / f"counterfoil.db{ending}").unlink(missing_ok=True)
    shutil.copy(copy, known.home / "counterfoil.db")
    shutil.copytree(originals, known.home / "archive", dirs_exist_ok=True)
    assert in_folder(known.home, WORDS, BESIDES)
    with open_service(config.load(known.home, {})) as service:
        assert {one.what: one.well for one in doctor.examine(service, known.now) if one.what in {"journal", "erasures"}} == {
            "journal": True,
            "erasures": True,
        }
    assert in_folder(known.home, WORDS, BESIDES) == []
    assert in_letters(known.home, WORDS) == []


def test_the_people_of_an_organisation_go_and_others_stay(known: Office) -> None:
    """By its code; another organisation's contact is as before."""
    erase(known.service, Erasing(who="org000", by="Anna Berg"), known.later())
    assert in_folder(known.home, WORDS, BESIDES) == []
    with known.service.store.reading() as tx:
        assert contacts.at_address(tx, person(1))
        assert {one.code for one in contact_lists.load_list(tx, LIST).organisations} == {"ORG000", "ORG001", "ORG002"}


def test_where_organisations_stand_is_kept_when_all_who_stood_for_them_are_gone(office: Office) -> None:
    """Silent, declined or undeliverable, in the figures and in each case; what the next contact brings counts when that one has gone."""
    office.write(person(1), text="unsubscribe", reply_to=1)
    stop(office.service, Addressed(address=person(2), by="Anna Berg"), office.later())
    before = stands(office)
    assert before == [("silent", "silent"), ("declined", "declined"), ("undeliverable", "undeliverable")]
    for number in range(3):
        erase(office.service, Erasing(who=person(number), by="Anna Berg"), office.later())
    assert stands(office) == before
    (office.home / "people.csv").write_bytes(contacts_csv(3).replace(b"person", b"new"))
    load_file(office.service, office.home / "people.csv", LIST, {}, store=True)
    assert stands(office) == [("silent", "silent")] * 3
    for number in range(3):
        erase(office.service, Erasing(who=f"new{number}@member{number}.example", by="Anna Berg"), office.later())
    assert stands(office) == [("silent", "silent")] * 3


def test_what_contacts_came_to_is_kept_beneath_a_mark_that_is_taken_back_when_they_are_gone(office: Office) -> None:
    """Whoever was lost, or asked for nothing, does not turn silent by it."""
    office.write(person(1), text="unsubscribe", reply_to=1)
    stop(office.service, Addressed(address=person(2), by="Anna Berg"), office.later())
    before = [office.standing(number) for number in range(3)]
    marks = [office.mark(number, "ineligible" if number == 2 else "declined") for number in range(3)]
    for number in range(3):
        erase(office.service, Erasing(who=person(number), by="Anna Berg"), office.later())
    for entry in marks:
        office.undo(entry)
    assert stands(office) == [(one, one) for one in before] == [(one, one) for one in ("silent", "declined", "undeliverable")]


def stands(office: Office) -> list[tuple[str, str]]:
    """Return where each organisation stands, as the figures say it and as what is said of each case."""
    with office.service.store.reading() as tx:
        cases = census(tx, running.require_running(office.service, tx, SAMPLE), office.now)
    return [(office.standing(number), str(case.standing)) for number, case in enumerate(cases.values())]


def test_a_studys_own_address_is_not_erased(known: Office) -> None:
    """It is taken out of study.toml first."""
    with known.service.store.reading() as tx:
        contact = running.require_running(known.service, tx, SAMPLE).study.contact.address
    with pytest.raises(ConfigurationError, match="belongs to a study"):
        erase(known.service, Erasing(who=contact, by="Anna Berg"), known.later())
    with pytest.raises(ConfigurationError, match="no address"):
        erase(known.service, Erasing(who="NOBODY", by="Anna Berg"), known.later())


def test_no_table_names_a_person_who_was_erased(tmp_path: Path, url: str) -> None:
    """On both databases; and what an older copy brings back goes as soon as it is opened."""
    home = tmp_path / "installation"
    make(home, 3, url)
    environment = {"COUNTERFOIL_DATABASE_URL": url}
    with open_service(config.load(home, environment)) as service:
        tick(service, at("02-10"))
        header = f"From: Ottoline Quartermaine <{WHO}>\r\nTo: office@agency.example\r\nSubject: Ottoline Quartermaine"
        mail = f"{header}\r\n\r\nWhy, asks {WHO}?\r\n"
        (home / "inbox" / "new" / "1.eml").write_bytes(mail.encode())
        tick(service, at("02-11"))
        stop(service, Addressed(address=WHO, by="Anna Berg", note=f"{NAME} called"), at("02-12"))
    copy = keep(url, tmp_path)
    assert in_database(url, WORDS)
    with open_service(config.load(home, environment)) as service:
        assert erase(service, Erasing(who=WHO, by="Anna Berg"), at("02-13")).compacted
    assert in_database(url, WORDS) == []
    put_back(url, copy)
    assert in_database(url, WORDS)
    with open_service(config.load(home, environment)) as service, service.store.reading() as tx:
        assert first_break(journal.pages(tx)) is None
        assert set(suppressions.suppressed(tx, [WHO])) == {WHO}
    assert in_database(url, WORDS) == []
