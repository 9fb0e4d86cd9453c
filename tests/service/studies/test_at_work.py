"""A study whose applied files cannot be read rests, what is sent to it waits, and every other study goes on."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import text

from demo import respondents
from demo.respondents import Received
from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from service.authoring.drafts import apply
from service.authoring.folder_difference import difference, edited
from service.contacts.lists import load_file
from service.deciding.held import decide
from service.installation.install import SAMPLE
from service.mailings.send_now import send_now
from service.operation.tick import tick
from service.rulings.decided import Deciding
from service.studies.running import extend, pause, require_running
from service.wiring import open_service
from store import invitations, messages, outbox, studies
from tests.service.installed import LIST, at, contacts_csv
from tests.service.office import ME, Office, person

OTHER = "another"


def lose(office: Office) -> None:
    """Let an applied file of the other study be gone from the archive."""
    Path(office.service.store.archive.where(_applied(office)["study.toml"])).unlink()


def refuse(office: Office) -> None:
    """Let the other study have a form that was right once, as if, and that the program of today refuses."""
    book = openpyxl.Workbook()
    book.active.append(["type", "name", "label::English (en)"])  # type: ignore[union-attr]
    book.active.append(["hologram", "q", "Q"])  # type: ignore[union-attr]
    data = io.BytesIO()
    book.save(data)
    (sha256,) = office.service.store.archive.put([data.getvalue()])
    files = json.dumps(_applied(office) | {"questionnaire.xlsx": sha256})
    with office.service.store.transaction() as tx:
        tx.execute(text("UPDATE study_version SET files = :files WHERE study = :study"), {"files": files, "study": OTHER})


def _applied(office: Office) -> dict[str, str]:
    with office.service.store.reading() as tx:
        applied = studies.applied(tx, OTHER)
    assert applied
    return dict(applied.files)


@pytest.fixture(params=[lose, refuse])
def asked(office: Office, request: pytest.FixtureRequest) -> Iterator[Received]:
    """Let another study ask the same organisations, and then be no longer readable; return what it wrote to the first of them.

    A new process finds it so.
    """
    folder = office.home / "studies" / OTHER
    shutil.copytree(office.home / "studies" / SAMPLE, folder)
    written = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(written.replace(f'id = "{SAMPLE}"', f'id = "{OTHER}"').replace('prefix = "', 'prefix = "X', 1))
    apply(office.service, OTHER, at("02-01"), by="staff")
    send_now(office.service, OTHER, "circular", office.later(), by=ME)
    before = set((office.home / "out" / "new").iterdir())
    send_now(office.service, OTHER, "questionnaire", office.later(), by=ME)
    letters = [respondents.open_letter(path) for path in set((office.home / "out" / "new").iterdir()) - before]
    (letter,) = [one for one in letters if one.to == person(0)]
    request.param(office)
    with open_service(office.service.installation) as office.service:
        yield letter


def is_of_the_archive(problem: str) -> bool:
    """Say whether a problem is that an applied file is gone, which whoever reads the archive over tells by its hash."""
    return "content of the archive is not what it was" in problem


def write_to_the_other(office: Office, letter: Received) -> None:
    """Put an answer in words to the other study into the mailbox."""
    raw = f"From: {person(0)}\nTo: {letter.reply_to}\nSubject: Ours\n\nWhich year is meant in question 5?\n"
    office.home.joinpath("inbox", "new", "other.eml").write_bytes(raw.encode())


def waiting(office: Office) -> int:
    """Return how many messages were taken in and wait to be read."""
    with office.service.store.reading() as tx:
        return len(messages.pending(tx, 10))


def test_what_is_sent_to_a_study_that_cannot_be_read_waits_until_it_was_applied_again(office: Office, asked: Received) -> None:
    """An answer to the sample study is filed beside it, and nothing is held."""
    write_to_the_other(office, asked)
    report = tick(office.service, office.later())
    assert [OTHER in one for one in report.problems if not is_of_the_archive(one)] == [True]
    assert (waiting(office), office.cases()) == (1, ())
    office.write(person(0), ("a.xlsx", office.workbook(0)), reply_to=0)
    assert office.states(0) == ["accepted"]
    assert edited(office.service, OTHER)
    assert difference(office.service, OTHER)
    apply(office.service, OTHER, office.now, by="staff")
    assert not edited(office.service, OTHER)
    report = tick(office.service, office.later())
    assert (report.problems, report.understood, waiting(office)) == ([], {"question": 1}, 0)


def test_a_message_of_a_study_that_cannot_be_read_is_not_held_when_it_is_replayed(office: Office, asked: Received) -> None:
    """What it was taken for before stays."""
    apply(office.service, OTHER, office.now, by="staff")
    write_to_the_other(office, asked)
    tick(office.service, office.later())
    lose(office)
    with open_service(office.service.installation) as office.service:
        (replayed,) = office.replay()
        assert OTHER in replayed.problem
        assert replayed.waits
        assert replayed.before == replayed.now
        assert office.cases() == ()


def test_letters_of_a_study_that_cannot_be_read_wait_and_those_of_others_leave(office: Office, asked: Received) -> None:
    """The sender tells it once."""
    assert asked.workbook
    with office.service.store.transaction() as tx:
        for letter in outbox.of_mailings(tx, ["questionnaire"]):
            outbox.settle(tx, letter.id, DeliveryState.QUEUED, "Once more.", office.now)
    report = tick(office.service, office.later())
    with office.service.store.reading() as tx:
        states = {(letter.study, letter.state.value) for letter in outbox.of_mailings(tx, ["questionnaire"])}
    assert states == {(SAMPLE, "sent"), (OTHER, "queued")}
    assert [OTHER in one for one in report.problems if not is_of_the_archive(one)] == [True]


def test_a_workbook_is_not_assigned_to_a_study_that_cannot_be_read(office: Office, asked: Received) -> None:
    """It says so, and the case waits on."""
    assert asked.workbook
    office.write("stranger@elsewhere.example", ("a.xlsx", office.workbook(0)), reply_to=1)
    (case,) = office.cases()
    with pytest.raises(ConfigurationError, match=f"{OTHER} cannot be read"):
        decide(office.service, Deciding(case=str(case.id), what="assign", to="ORG001", study=OTHER, by=ME), office.later())
    assert [one.id for one in office.cases()] == [case.id]


def test_a_mailing_of_a_study_that_cannot_be_read_is_not_held(office: Office, asked: Received) -> None:
    """It leaves when the study was applied again; the other study's leaves in the meantime."""
    assert asked.workbook
    report = tick(office.service, at("03-26"))
    assert (report.planned, report.held) == ({"reminder": 3}, [])
    office.now = at("03-26")
    apply(office.service, OTHER, office.now, by="staff")
    assert tick(office.service, office.later()).planned == {"reminder": 3}


def test_a_list_is_loaded_though_a_study_cannot_be_read(office: Office, asked: Received) -> None:
    """Its new organisations are invited when it is applied again."""
    assert asked.workbook
    file = office.home / "more.csv"
    file.write_bytes(contacts_csv(4))
    load_file(office.service, file, LIST, {}, store=True)
    with office.service.store.reading() as tx:
        assert [one.study for one in invitations.of_organisations(tx, ["ORG003"])] == [SAMPLE]
    apply(office.service, OTHER, office.later(), by="staff")
    with office.service.store.reading() as tx:
        assert {one.study for one in invitations.of_organisations(tx, ["ORG003"])} == {SAMPLE, OTHER}


def test_what_was_decided_about_a_study_that_cannot_be_read_is_undone(office: Office, asked: Received) -> None:
    """What holds now cannot be said."""
    assert asked.workbook
    apply(office.service, OTHER, office.later(), by="staff")
    entry = pause(office.service, OTHER, True, office.later(), by=ME)
    lose(office)
    with open_service(office.service.installation) as office.service:
        office.undo(entry)
        with office.service.store.reading() as tx:
            applied = studies.applied(tx, OTHER)
    assert applied
    assert not applied.paused


def test_a_deadline_in_the_file_holds_though_what_ran_before_cannot_be_read(office: Office, asked: Received) -> None:
    """What was extended is taken back, and that is told before it is done."""
    assert asked.workbook
    apply(office.service, OTHER, office.later(), by="staff")
    extend(office.service, OTHER, date(2012, 6, 30), office.later(), by=ME)
    lose(office)
    file = office.home / "studies" / OTHER / "study.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("2012-04-30", "2012-05-15"), encoding="utf-8")
    with open_service(office.service.installation) as office.service:
        assert "2012-05-15" in difference(office.service, OTHER)[0]
        apply(office.service, OTHER, office.later(), by="staff")
        with office.service.store.reading() as tx:
            assert require_running(office.service, tx, OTHER).study.deadline == date(2012, 5, 15)
