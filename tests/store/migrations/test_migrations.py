"""A database of any earlier shape becomes today's with all that is in it, on both databases; and opening one disturbs nobody."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, DateTime, bindparam, create_engine, inspect, text
from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel

from domain.contact import Contact, ContactList, Organisation
from domain.journal import What, first_break
from domain.letter import DeliveryState
from domain.submission import Invitation, SubmissionState
from store import (
    Store,
    contact_lists,
    contacts,
    delivery_reports,
    holds,
    invitations,
    journal,
    message_places,
    messages,
    migrations,
    outbox,
    studies,
    submissions,
    suppressions,
)
from store.migrations import upgrade as upgrade_by_steps
from tests.kept_shape import KeptShape, rows_of
from tests.store.shapes import SHAPES, content, make, rows, steps
from tests.store.values import LATER, NOW, file, held, letter, place, submission

EXAMPLE = re.compile(r"^```python\n(\"\"\"[^`]*?^down_revision = .*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(params=SHAPES)
def earlier(request: pytest.FixtureRequest, url: str) -> str:
    """Return the URL of a database of each earlier shape in turn, with rows in every table."""
    make(url, request.param)
    return url


def test_every_shape_is_tested_with_rows_in_every_table_that_it_had() -> None:
    """Whoever adds a step adds the rows that its shape knew."""
    assert list(SHAPES) == [step.revision for step in reversed(list(steps().walk_revisions()))]
    for shape in SHAPES:
        assert all(rows(shape).values())
    assert set(rows(SHAPES[-1])) == set(SQLModel.metadata.tables)


def test_all_that_a_database_of_an_earlier_shape_holds_stays(
    earlier: str, tmp_path: Path, added: Path, request: pytest.FixtureRequest
) -> None:
    """It is brought on once for all that is looked at, since that is most of the work; then it is worked with, and brought on further."""
    before = content(earlier)
    opened = Store(earlier, tmp_path / "archive")
    _no_row_is_lost(before, content(earlier))
    _the_tables_are_those_that_the_program_uses(opened)
    _people_and_studies_stay(opened)
    _letters_stay_byte_for_byte_with_their_attempts(opened)
    _messages_stay_with_their_places(opened)
    _answers_stay_with_their_types_and_cases_with_their_decisions(opened, request.node.callspec.params["earlier"])
    _work_goes_on(opened)
    opened.close()
    _the_example_of_the_page_makes_a_table_anew_that_others_reference(earlier, tmp_path, added)


def _people_and_studies_stay(upgraded: Store) -> None:
    """Organisations, contacts, lists, suppressions, versions, layouts and due dates."""
    with upgraded.reading() as tx:
        marie = Contact(
            organisation="ALPNET",
            address="Marie@alpnet.example",
            name="Ms Marie Roux",
            salutation="Madame,",
            language="fr",
            extra={"phone": "+41 22 555 01 01"},
        )
        alpnet = Organisation("ALPNET", "Réseau alpin", "CH", "Europe")
        assert contact_lists.load_list(tx, "members") == ContactList("members", (alpnet,), (marie,))
        assert contacts.organisations_of(tx, ["marie@ALPNET.example"]) == {"ALPNET"}
        stopped = suppressions.suppressed(tx, ["GONE@alpnet.example"])
        assert {address: one.reason for address, one in stopped.items()} == {"gone@alpnet.example": "5.1.1 no such mailbox"}
        assert studies.applied(tx, "study") == studies.Applied(
            study="study", version=2, applied_at=LATER, files={"study.toml": "b"}, paused=True, deadline=date(2012, 5, 31)
        )
        assert studies.layouts(tx, "study") == ("{}",)
        assert studies.due(tx, "study", "mailing:circular") == studies.Due("mailing:circular", NOW, LATER, "done")


def _letters_stay_byte_for_byte_with_their_attempts(upgraded: Store) -> None:
    """One waits and is sent by the new program, one was sent by the old."""
    sent = letter("b", id=2, tag="tb", state=DeliveryState.SENT, attempts=1)
    with upgraded.reading() as tx:
        assert outbox.of_studies(tx, ["study"]) == (letter("a", id=1, tag="ta"), sent)
        recorded = outbox.recorded(tx, upgraded.archive, 2)
        assert recorded is not None
        assert (recorded.mail_from, recorded.data) == ("returns@itu.example", b"hi")
        assert outbox.recorded(tx, upgraded.archive, 1) is None
        assert outbox.attempts(tx, [1, 2]) == (
            outbox.Attempt(letter_id=2, at=LATER, outcome="sent", stage="data", code=250, text="2.0.0 Ok"),
        )


def _messages_stay_with_their_places(upgraded: Store) -> None:
    """Look at what was understood, what waits, and what a report said."""
    done = messages.Message(
        id=1,
        sha256="m1",
        received_at=NOW,
        state="done",
        kind="return",
        rule="returned",
        why="It brings a workbook.",
        sender="marie@alpnet.example",
        subject="RE: étude",
        study="study",
        invitation_id=1,
        effects=("Filed.", "Accusé de réception."),
    )
    waiting = messages.Message(
        id=2,
        sha256="m2",
        received_at=LATER,
        state="pending",
        kind=None,
        rule=None,
        why=None,
        sender=None,
        subject=None,
        study=None,
        invitation_id=None,
        effects=(),
    )
    with upgraded.reading() as tx:
        assert messages.with_ids(tx, [1, 2]) == (done, waiting)
        assert list(message_places.unfiled(tx)) == [place("8")]
        assert delivery_reports.bounces(tx, [2]) == (
            delivery_reports.Bounce(
                message_id=2,
                letter_id=2,
                address="marie@alpnet.example",
                permanent=False,
                status="4.2.2",
                diagnostic="mailbox full",
                at=LATER,
            ),
        )


def _answers_stay_with_their_types_and_cases_with_their_decisions(upgraded: Store, shape: str) -> None:
    """Every submission, also one that does not count any more; with the letter that it answers, where its shape knew one."""
    known = rows(shape)["submission"][0]
    letter = {name: known[name] for name in ("letter_id", "letter_by") if name in known}
    first = submission("f1", id=1, state=SubmissionState.SUPERSEDED, version=1, **letter)
    answers = {"employees": 401, "since": date(2011, 12, 31), "threats": ("spam", "fraud")}
    second = submission("f2", id=2, message_id=2, answers=answers, findings=(), version=1, **letter)
    case = rows(shape)["hold"][0]
    said = {name: case[name] for name in ("server_said", "at_desk") if name in case}
    about = {"invitation_id": 1, "submission_id": 1, "file_name": "réponse.xlsx", "fingerprint": "f1"} | said
    decided = held("h1", id=1, decision="accept", decided_at=LATER, **about)
    with upgraded.reading() as tx:
        assert invitations.of_study(tx, "study") == {
            "ALPNET": Invitation(id=1, study="study", organisation="ALPNET", reference="CYB12-0001-I", token="t1"),
            "BARQ": Invitation(id=2, study="study", organisation="BARQ", reference="CYB12-0002-G", token="t2", mark=What.DECLINED),
        }
        assert submissions.of_invitations(tx, [1]) == (first, second)
        first_case, second_case = holds.with_ids(tx, [1, 2])
        assert (replace(first_case, by=None), second_case) == (decided, held("h2", id=2, **said))
        assert first_case.by is not None


def test_a_submission_was_read_by_the_version_that_was_in_force_when_it_came(url: str, tmp_path: Path) -> None:
    """Later it was not kept with it."""
    make(url, "0019")
    engine = create_engine(url)
    with engine.begin() as tx:
        tx.exec_driver_sql("UPDATE submission SET received_at = (SELECT applied_at FROM study_version WHERE version = 2) WHERE id = 2")
    engine.dispose()
    opened = Store(url, tmp_path / "archive")
    with opened.reading() as tx:
        assert [one.version for one in submissions.of_invitations(tx, [1])] == [1, 2]
    opened.close()


def test_a_mailing_that_was_held_becomes_a_case(url: str, tmp_path: Path) -> None:
    """Before there were cases of mailings, only its due date said that it had not left."""
    make(url, "0001")
    engine = create_engine(url)
    with engine.begin() as tx:
        tx.exec_driver_sql("UPDATE due SET outcome = 'held: it was due on 2012-03-01 and is 9 days late.'")
    engine.dispose()
    opened = Store(url, tmp_path / "archive")
    with opened.reading() as tx:
        (case,) = holds.of_mailings(tx, ["circular"])
        assert (case.study, case.mailing, case.decision) == ("study", "circular", None)
        assert case.reasons == ("The mailing circular did not leave: it was due on 2012-03-01 and is 9 days late.",)
        assert first_break(journal.pages(tx)) is None
    opened.close()


def test_what_a_person_let_count_over_a_newer_workbook_counts_again(url: str, tmp_path: Path) -> None:
    """A third that was merely sent back had taken its place; the newer one had come to count before the person decided."""
    make(url, "0001")
    engine = create_engine(url)
    with engine.begin() as tx:
        tx.exec_driver_sql("UPDATE submission SET state = 'superseded', findings = '[]'")
        tx.exec_driver_sql(
            "INSERT INTO submission"
            " (id, invitation_id, file_name, sender, received_at, language, message_id, fingerprint, state, findings)"
            " SELECT 3, invitation_id, 'third.xlsx', sender, '2012-03-02 09:00:00+00:00', language, 2, 'f3', 'queried', findings"
            " FROM submission WHERE id = 2"
        )
    engine.dispose()
    opened = Store(url, tmp_path / "archive")
    with opened.reading() as tx:
        assert [one.state.value for one in submissions.of_invitations(tx, [1])] == ["accepted", "superseded", "queried"]
        assert [one.about.id for one in journal.pages(tx) if one.about.subject == "submission"][:2] == ["2", "1"]
    opened.close()


def _work_goes_on(upgraded: Store) -> None:
    """See that new rows take the next ids, and what is unique stays unique."""
    with upgraded.transaction() as tx:
        assert file(tx, submission("f3", message_id=2)) == 3
        assert outbox.plan(tx, [letter("a"), letter("c")]) == 1
        assert [one.state for one in submissions.of_invitations(tx, [1])] == ["superseded", "superseded", "accepted"]


def _the_tables_are_those_that_the_program_uses(upgraded: Store) -> None:
    """Compare with a database that was made new: exactly the tables of today's classes; the old mark is gone."""
    with upgraded.reading() as tx:
        assert differences(tx) == []
        assert not inspect(tx).has_table("shape")


def test_a_new_database_has_the_tables_that_the_program_uses(store: Store) -> None:
    """Columns, types, keys and indexes."""
    with store.reading() as tx:
        assert differences(tx) == []
        assert migrations.is_newest(tx)


def differences(tx: Connection) -> list[Any]:
    """Return how the tables differ from today's classes."""
    context = MigrationContext.configure(tx, opts={"compare_type": True, "compare_server_default": True})
    with warnings.catch_warnings():
        # An index over an expression is not read from SQLite; those are compared by their names below.
        warnings.filterwarnings("ignore", ".*expression-based index")
        found = list(compare_metadata(context, SQLModel.metadata))
    return found + _unseen(tx)


def _unseen(tx: Connection) -> list[Any]:
    """Return what Alembic does not see on SQLite: indexes over expressions, and tables without row ids."""
    if tx.dialect.name != "sqlite":
        return []
    tables = SQLModel.metadata.tables.values()
    names = {str(index.name) for one in tables for index in one.indexes}
    here = set(tx.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").scalars())
    plain = {one.name for one in tables if one.dialect_options["sqlite"]["with_rowid"] is False}
    wr = set(tx.exec_driver_sql("SELECT name FROM pragma_table_list WHERE wr AND schema = 'main'").scalars())
    return sorted(names ^ here) + sorted(plain ^ wr)


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the program have one more step: a file whose text the test writes."""
    shutil.copytree(migrations.STEPS, tmp_path / "steps", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(migrations, "STEPS", tmp_path / "steps")
    return tmp_path / "steps" / "s9999_added.py"


def _no_row_is_lost(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> None:
    """See that every table but the old mark has as many rows, and that attempts, which have only got columns, begin as they did."""
    assert {name: len(after[name]) for name in before if name != "shape"} == {name: len(before[name]) for name in before if name != "shape"}
    assert [new[: len(old)] for new, old in zip(after["attempt"], before["attempt"], strict=True)] == before["attempt"]


def _the_example_of_the_page_makes_a_table_anew_that_others_reference(earlier: str, tmp_path: Path, added: Path) -> None:
    """See that the step of docs/adding.md keeps every row, on SQLite too, and that foreign keys are enforced again afterwards."""
    (example,) = EXAMPLE.findall((Path(__file__).parents[3] / "docs" / "adding.md").read_text(encoding="utf-8"))
    step = re.sub(r'^revision = ".*"$', 'revision = "9999"', example, flags=re.MULTILINE)
    added.write_text(re.sub(r'^down_revision = ".*"$', f'down_revision = "{SHAPES[-1]}"', step, flags=re.MULTILINE))
    before = content(earlier)
    opened = Store(earlier, tmp_path / "archive")
    _no_row_is_lost(before, content(earlier))
    with opened.reading() as tx:
        with warnings.catch_warnings():
            # An index over an expression is not read from SQLite.
            warnings.filterwarnings("ignore", ".*expression-based index")
            uniques = [one["column_names"] for one in inspect(tx).get_unique_constraints("letter")]
        assert sorted(uniques) == [["study", "cause"], ["tag"]]
        assert sorted(one["referred_table"] for one in inspect(tx).get_foreign_keys("attempt")) == ["letter"]
    with pytest.raises(Exception, match=r"(?i)foreign key"), opened.transaction() as tx:
        tx.exec_driver_sql("DELETE FROM letter WHERE id = 2")
    opened.close()


@pytest.mark.parametrize("work", ['op.execute("DELETE FROM submission WHERE id = 2")', 'raise RuntimeError("a foreign key")'])
def test_a_step_that_fails_or_loses_a_row_that_another_names_changes_nothing(url: str, tmp_path: Path, added: Path, work: str) -> None:
    """The database keeps the shape and the rows that it had."""
    make(url, "0001")
    before = content(url)
    body = f"    op.drop_table('due')\n    {work}\n"
    added.write_text(
        f'from alembic import op\nrevision = "9999"\ndown_revision = "{SHAPES[-1]}"\n\n\ndef upgrade() -> None:\n{body}', encoding="utf-8"
    )
    with pytest.raises((RuntimeError, IntegrityError), match=r"foreign key|left rows"):
        Store(url, tmp_path / "archive")
    assert content(url) == before


def test_what_tests_begin_with_is_what_the_steps_make(tmp_path: Path) -> None:
    """The kept shape (tests/kept_shape.py) has the same objects, word for word, and the same rows but for a secret of its own."""
    kept = KeptShape(upgrade_by_steps, lambda: migrations.STEPS)
    by_steps, at_once = (_begun(f"sqlite:///{tmp_path / name}", kept) for name in ("by_steps.db", "at_once.db"))
    assert by_steps[:2] == at_once[:2]
    assert by_steps[2] != at_once[2]


def test_what_tests_begin_with_on_postgresql_is_what_the_steps_make(database: Callable[[str], str]) -> None:
    """PostgreSQL's own dump of the kept shape is, word for word, that of a schema to which the steps were taken."""
    kept = KeptShape(upgrade_by_steps, lambda: migrations.STEPS)
    by_steps, at_once = (_begun(database("postgresql"), kept) for _ in range(2))
    assert "CREATE TABLE here.letter (" in by_steps[0]
    assert by_steps[:2] == at_once[:2]
    assert by_steps[2] != at_once[2]


def _begun(url: str, kept: KeptShape) -> tuple[list[Any], list[Any], str]:
    """Return the objects and the rows of a database that was empty, and its secret."""
    engine = create_engine(url)
    with engine.begin() as tx:
        kept(tx)
        assert migrations.is_newest(tx)
        held = [row for _, row in rows_of(tx)]
        secret = next(row.pop("secret") for row in held if "secret" in row)
    with engine.begin() as tx:
        objects = _objects(tx) if tx.dialect.name == "sqlite" else _dumped(tx, secret)
    engine.dispose()
    return objects, held, secret


def _objects(tx: Connection) -> list[Any]:
    return list(tx.execute(text("select type, name, tbl_name, sql from sqlite_master order by name")))


def _dumped(tx: Connection, secret: str) -> list[Any]:
    """Return the lines of a dump but for those that have a word by chance."""
    folder, here = (
        str(tx.scalar(text(asked))) for asked in ("select setting from pg_config where name = 'BINDIR'", "select current_schema()")
    )
    administrator = tx.engine.url.set(drivername="postgresql").difference_update_query(["options"]).render_as_string(hide_password=False)
    dump = [f"{folder}/pg_dump", "--schema", here, "--no-owner", administrator]
    lines = (
        subprocess.run(dump, check=True, capture_output=True, text=True).stdout.replace(here, "here").replace(secret, "secret").splitlines()
    )
    return [line for line in lines if not line.startswith(("\\restrict ", "\\unrestrict "))]


def test_what_a_server_said_and_what_is_done_at_the_desk_become_values(url: str, tmp_path: Path) -> None:
    """They were told apart by how a sentence begins; of a mailing, a sentence that names a command stays among its reasons."""
    make(url, "0043")
    engine = create_engine(url)
    said = (
        "All addresses of ORG001 are lost.",
        "As the mail server put it: 550 5.1.1 unknown",
        "`counterfoil contacts add` puts another one.",
    )
    # Python's own way to write a time for SQLite is deprecated since 3.12.
    row = text("INSERT INTO hold (id, cause, kind, reasons, at) VALUES (:id, :cause, :kind, :reasons, :at)")
    row = row.bindparams(bindparam("at", type_=DateTime(timezone=True)))
    with engine.begin() as tx:
        for number, kind in ((901, "unreachable"), (902, "mailing")):
            facts = {"id": number, "cause": f"c{number}", "kind": kind, "reasons": json.dumps(said), "at": NOW}
            tx.execute(row, facts)
    engine.dispose()
    opened = Store(url, tmp_path / "archive")
    with opened.reading() as tx:
        lost, mailing = holds.with_ids(tx, [901, 902])
    opened.close()
    assert (lost.reasons, lost.server_said, lost.at_desk) == (said[:1], "550 5.1.1 unknown", said[2])
    assert lost.why.whole == said
    assert (mailing.reasons, mailing.server_said, mailing.at_desk) == ((said[0], said[2]), "550 5.1.1 unknown", None)
