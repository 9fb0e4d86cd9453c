"""Undoing that a file of contacts was loaded: the list is as it was, what others decided since stays, and nothing else is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from domain.errors import ConfigurationError
from domain.journal import What
from domain.letter import DeliveryState
from service.contacts.lists import Signed, load_file
from service.deciding.people import ContactMeant, change, retire
from service.deciding.undo import Undoing, undo
from service.installation import config
from service.installation.install import SAMPLE, install
from service.mailings.sending_asked import AskingSending, ask_sending
from service.operation.tick import tick
from service.personal.erasing import Erasing, erase
from service.studies.running import require_running
from service.views.status import status
from service.wiring import Service, open_service
from store import contact_lists, contacts, outbox
from tests.service.installed import LIST, at, contacts_csv
from tests.service.mailings.test_sending_asked import hash_of
from tests.service.office import ME, Office, person

_TABLES = ("contact", "list_entry", "retirement")


def stands(service: Service) -> dict[str, list[Any]]:
    """Return all contacts, the lists on which they stand, and whom somebody took off; organisations as they are on the lists."""
    with service.store.reading() as tx:
        found: dict[str, list[Any]] = {
            one: sorted(map(repr, tx.execute(text(f"SELECT * FROM {one}")).all()))  # noqa: S608 - the names are those above
            for one in _TABLES
        }
        found["organisation"] = [
            repr(one) for name in contact_lists.list_names(tx) for one in contact_lists.load_list(tx, name).organisations
        ]
    return found


def load(office: Office, data: bytes, name: str = LIST) -> int:
    """Load a file, and return the entry."""
    file = office.home / "more.csv"
    file.write_bytes(data)
    return load_file(office.service, file, name, {}, store=True, signed=Signed(by=ME, at=office.later(), note="as sent")).entry


def undone(office: Office, entry: int) -> str:
    """Undo an entry, and return what was told."""
    return undo(office.service, Undoing(entry=entry, by=ME), office.later()).told


def total(office: Office) -> int:
    """Return how many organisations the study asks."""
    with office.service.store.reading() as tx:
        return int(status(tx, require_running(office.service, tx, SAMPLE), office.now)["organisations"]["total"])


def test_a_wrong_list_is_taken_back_and_put_on_again(office: Office) -> None:
    """Who was added leaves the list and is known no more; what was changed is as before, of organisations too."""
    before = stands(office.service)
    made = contacts_csv(5).replace(b"Person 1;", b"Persona 1;").replace(b"Organisation 2;AT", b"Organisation Two;DE")
    entry = load(office, made)
    after = stands(office.service)
    assert total(office) == 5
    told = undone(office, entry)
    assert f"2 contacts taken off the list {LIST}; 2 changes of others are as before." in told
    assert stands(office.service) == before
    office.check()
    again = undone(office, office.entry("undo"))
    assert f"2 contacts put on the list {LIST} again; 2 changes of others are as in the file again." in again
    assert stands(office.service) == after
    assert total(office) == 5


def test_of_two_files_the_newer_is_taken_back_first(office: Office) -> None:
    """What the older one added may stand in the newer one too."""
    before = stands(office.service)
    first, second = load(office, contacts_csv(4)), load(office, contacts_csv(5))
    with pytest.raises(ConfigurationError, match=rf"loaded again since \(entry {second}\)") as refused:
        office.undo(first)
    assert refused.value.remedy == f"Undo entry {second} first.", "Loading the list again takes nobody off it."
    office.undo(second)
    office.undo(first)
    assert stands(office.service) == before
    load(office, contacts_csv(4))
    with pytest.raises(ConfigurationError, match="loaded again since"):
        office.undo(office.entry("undo"))


def test_what_somebody_decided_since_stays_and_is_named(office: Office) -> None:
    """A contact that was changed or retired is theirs by now; a field that another list changed since stays, too."""
    entry = load(office, contacts_csv(5).replace(b"Person 1;", b"Persona 1;"))
    change(office.service, ContactMeant(address=person(3), by=ME, fields={"name": "Renamed"}), office.later())
    retire(office.service, ContactMeant(address=person(4), by=ME), office.later())
    with office.service.store.transaction() as tx:
        tx.execute(text("UPDATE contact SET name = 'Other' WHERE organisation = 'ORG001'"))
    told = undone(office, entry)
    assert f"Somebody decided since about {person(3)} (ORG003), {person(4)} (ORG004): that stays as it is." in told
    with office.service.store.reading() as tx:
        kept = {one.address: one.name for one in contact_lists.load_list(tx, LIST).contacts}
        assert [one.address for one, _ in contact_lists.retired_on(tx, LIST)] == [person(4)]
    assert kept == {person(0): "Person 0", person(1): "Other", person(2): "Person 2", person(3): "Renamed"}


def test_letters_that_left_to_who_was_added_are_told_and_those_that_wait_do_not_leave(office: Office) -> None:
    """What has left cannot be called back; the organisations are asked no more."""
    office.now = at("03-20")
    entry = load(office, contacts_csv(5))
    with office.service.store.reading() as tx:
        found = require_running(office.service, tx, SAMPLE)
    ask_sending(office.service, found, AskingSending(mailing="reminder", sha256=hash_of(office.service, "reminder"), by=ME), office.later())
    tick(office.service, office.later())
    with office.service.store.transaction() as tx:
        (letter,) = [one for one in outbox.to_addresses(tx, [person(4)]) if one.mailing == "reminder"]
        outbox.settle(tx, letter.id, DeliveryState.QUEUED, "for the test", office.now)
    told = undone(office, entry)
    assert "1 letter has left to 1 of them since, and cannot be called back." in told
    assert "1 letter that waits for them will not leave." in told
    tick(office.service, office.later())
    with office.service.store.reading() as tx:
        assert [one.state for one in outbox.with_ids(tx, [letter.id])] == ["dropped"]
    assert total(office) == 3
    office.check()


def test_an_organisation_that_has_answered_is_not_taken_off_by_undoing_a_file(office: Office) -> None:
    """Nor one that is marked; contacts that have another beside them at their organisation are."""
    entry = load(office, contacts_csv(4))
    mark = office.mark(3, "declined")
    before = stands(office.service)
    with pytest.raises(ConfigurationError, match=r"It put organisations on the list that are marked: ORG003\.") as refused:
        office.undo(entry)
    assert "counterfoil show ORG003" in refused.value.remedy
    assert stands(office.service) == before
    office.undo(mark)
    office.undo(entry)
    beside = load(office, contacts_csv(1).replace(b"person0@", b"second0@"))
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    office.undo(beside)
    office.check()


def test_why_a_file_cannot_be_taken_back_is_said_as_it_is(office: Office) -> None:
    """A workbook that came before the file did not come since; a later file is no reason where undoing it would be of no use."""
    office.write(person(0), ("answer.xlsx", office.workbook(0)), reply_to=0)
    retire(office.service, ContactMeant(address=person(0), by=ME), office.later())
    entry = load(office, contacts_csv(4).replace(b"person0@", b"second0@"))
    office.mark(3, "declined")
    for _ in range(2):
        with pytest.raises(ConfigurationError) as refused:
            office.undo(entry)
        assert refused.value.what == "It put organisations on the list from which a workbook has come: ORG000."
        assert "contacts retire" in refused.value.remedy
        load(office, contacts_csv(6))


def test_a_later_file_that_stays_keeps_the_earlier_one_from_being_taken_back(office: Office) -> None:
    """Nobody is sent to undo what cannot be undone either."""
    first, second = load(office, contacts_csv(4)), load(office, contacts_csv(5))
    mark = office.mark(4, "declined")
    with pytest.raises(ConfigurationError) as refused:
        office.undo(first)
    assert f"(entry {second}), which cannot be undone: it put organisations on the list that are marked: ORG004." in refused.value.what
    assert "counterfoil show ORG004" in refused.value.remedy
    office.undo(mark)
    office.undo(second)
    office.undo(first)


def test_each_file_that_was_loaded_since_is_read_once(office: Office) -> None:
    """However many there are: for each of them all that came after it were read again."""
    first, *later = (load(office, contacts_csv(number)) for number in range(4, 9))
    read: list[Any] = []

    def note(*told: Any) -> None:
        if "FROM load_change" in told[2]:
            read.extend(told[3])

    event.listen(office.service.store.engine, "before_cursor_execute", note)
    with pytest.raises(ConfigurationError, match="loaded again since"):
        office.undo(first)
    event.remove(office.service.store.engine, "before_cursor_execute", note)
    assert sorted(one for one in read if isinstance(one, int) and one >= first) == [first, *later]


def test_a_contact_of_a_later_file_about_whom_somebody_decided_keeps_no_organisation_there(office: Office) -> None:
    """It would stay on the list, and so would its organisation: what counts is whether that was decided after that file, not before."""
    first, second = load(office, contacts_csv(4)), load(office, contacts_csv(5))
    mark = office.mark(4, "declined")
    with pytest.raises(ConfigurationError, match=rf"entry {second}\), which cannot be undone"):
        office.undo(first)
    change(office.service, ContactMeant(address=person(4), by=ME, fields={"name": "Renamed"}), office.later())
    with pytest.raises(ConfigurationError, match=rf"loaded again since \(entry {second}\)\."):
        office.undo(first)
    third = load(office, contacts_csv(6))
    office.mark(5, "declined")
    with pytest.raises(ConfigurationError, match=rf"entry {third}\), which cannot be undone"):
        office.undo(first)
    office.undo(mark)


def test_who_was_erased_does_not_come_back_with_a_file_that_is_put_on_again(office: Office) -> None:
    """Nothing of them is kept with what was loaded."""
    entry = load(office, contacts_csv(5))
    erase(office.service, Erasing(who=person(4), by=ME), office.later())
    with office.service.store.reading() as tx:
        assert person(4) not in repr(tx.execute(text("SELECT * FROM load_change")).all())
    office.undo(entry)
    office.undo(office.entry("undo"))
    with office.service.store.reading() as tx:
        left = contact_lists.load_list(tx, LIST).contacts
        assert [one.address for one in left if one.organisation in {"ORG003", "ORG004"}] == [person(3)]
        assert contacts.known(tx, "ORG004", person(4)) is None


def test_what_an_earlier_version_loaded_is_not_undone(office: Office) -> None:
    """Nobody knows what the list was before."""
    entry = load(office, contacts_csv(5))
    with office.service.store.transaction() as tx:
        tx.execute(text("DELETE FROM load_change"))
    with pytest.raises(ConfigurationError, match="What the list was before is not known") as refused:
        office.undo(entry)
    assert "contacts retire" in refused.value.remedy
    assert [one.what for one in office.entries()][-1] is What.LOAD


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Return an installation whose lists nobody uses."""
    home = tmp_path_factory.mktemp("lists") / "installation"
    install(home)
    with open_service(config.load(home, {})) as service:
        yield service


_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A1", "B2", "C3"]),
        st.sampled_from(["Alpha", "Beta"]),
        st.sampled_from(["p@one.example", "q@two.example", "r@three.example", "S@four.example"]),
        st.sampled_from(["", "Pat", "Quin"]),
        st.sampled_from(["en", "fr"]),
        st.sampled_from(["", "9", "10"]),
    ),
    max_size=6,
)
_FILES = st.lists(st.tuples(st.sampled_from(["one", "two"]), _ROWS, st.booleans()), min_size=1, max_size=4)


def _file(rows: list[tuple[str, ...]], extra: bool) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(["code", "organisation", "address", "name", "language", *(["floor"] if extra else [])])
    writer.writerows(row if extra else row[:-1] for row in rows)
    return buffer.getvalue().encode()


@given(_FILES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_loading_and_undoing_leaves_the_contacts_as_they_were(empty: Service, tmp_path: Path, files: list[Any]) -> None:
    """Whatever stood there before, however many files, on whichever lists: undone newest first, and put on again oldest first."""
    now, file, were, entries = datetime(2012, 1, 1, tzinfo=UTC), tmp_path / "people.csv", [], []
    for name, rows, extra in files:
        file.write_bytes(_file(rows or [("A1", "Alpha", "p@one.example", "", "en", "")], extra))
        before = stands(empty)
        now += timedelta(minutes=1)
        if entry := load_file(empty, file, name, {}, store=True, signed=Signed(by=ME, at=now)).entry:
            were.append(before)
            entries.append(entry)
    undoings = []
    last = stands(empty)
    for entry, before in zip(reversed(entries), reversed(were), strict=True):
        undoings.append(undo(empty, Undoing(entry=entry, by=ME), now).entry)
        assert stands(empty) == before
    for undoing in reversed(undoings):
        undo(empty, Undoing(entry=undoing, by=ME), now)
    assert stands(empty) == last
