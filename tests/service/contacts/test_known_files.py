"""A file of contacts that is looked at again is not read again, within bounds; what it would change is asked anew each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contacts.compare import Preview, compare
from contacts.load import read
from contacts.loaded import Loaded
from service.contacts import lists
from service.contacts.known_files import FileKey, KnownFiles, key_of_file
from service.contacts.lists import load_file
from service.deciding import people
from service.deciding.people import ContactMeant
from service.deciding.suppression import Addressed, stop
from service.deciding.undo import Undoing, undo
from tests.service.installed import LIST
from tests.service.office import Office


def _file(folder: Path) -> Path:
    path = folder / "more.csv"
    path.write_text("code;organisation;email\nNEW1;New office;new1@new.example\nNEW2;Other office;new2@new.example\n")
    return path


def test_a_file_is_read_once_for_each_way_to_read_it(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at twice, read once; with other columns or other bytes it is read anew; once it was loaded nothing of it is kept."""
    times: list[str] = []

    def counted(*given: Any, **named: Any) -> Loaded:
        times.append("read")
        return read(*given, **named)

    monkeypatch.setattr(lists, "read", counted)
    file, service = _file(tmp_path), office.service
    first, second = (load_file(service, file, "another", {}, store=False) for _ in range(2))
    assert (first == second, len(times)) == (True, 1)
    load_file(service, file, "another", {"organisation": "name"}, store=False)
    assert len(times) == 2
    made = load_file(service, file, "another", {}, store=True)
    assert (len(made.added), len(times)) == (2, 2)
    assert load_file(service, file, "another", {}, store=False).added == ()
    assert len(times) == 3
    file.write_text(file.read_text() + "NEW3;Third office;new3@new.example\n")
    assert [one.organisation for one in load_file(service, file, "another", {}, store=False).added if one.address] == ["NEW3"]


def test_a_look_tells_the_same_as_loading_and_reads_of_the_list_what_the_file_names(office: Office, tmp_path: Path) -> None:
    """In whatever case a code is written; of an organisation that the file does not name no more is told than that it stays."""
    file, service = tmp_path / "some.csv", office.service
    file.write_text("code;organisation;email\norg001;Renamed;person1@member1.example\nNEW1;New office;new1@new.example\n")
    looked = load_file(service, file, LIST, {}, store=False)
    assert [(one.organisation, one.address) for one in looked.absent] == [(f"ORG00{n}", f"person{n}@member{n}.example") for n in (0, 2)]
    assert [one.organisation for one in looked.changed] == ["ORG001"]
    assert {one.code for one in looked.after.organisations} == {"ORG001", "NEW1"}
    loaded = load_file(service, file, LIST, {}, store=True)
    assert len(loaded.after.organisations) == 4
    for what in ("added", "changed", "unchanged", "absent", "notes"):
        before, after = getattr(looked, what), getattr(loaded, what)
        assert ([one.message for one in before], before) == ([one.message for one in after], after)


def test_what_is_kept_is_bounded_by_files_and_by_rows() -> None:
    """The oldest goes first; one that is too large is not kept at all."""
    known, times = KnownFiles(), list[FileKey]()
    one = Loaded(file="a.csv", encoding="utf-8", delimiter=";", rows=9_000, columns={}, organisations=(), contacts=())

    def ask(name: str, rows: int) -> None:
        key = key_of_file(name.encode(), name, {}, None)

        def reads() -> Loaded:
            times.append(key)
            return replace(one, rows=rows)

        known.read(key, reads)

    for name, rows in (("a", 9_000), ("b", 9_000), ("a", 9_000), ("c", 9_000), ("b", 9_000), ("a", 9_000), ("d", 20_001), ("d", 20_001)):
        ask(name, rows)
    assert [key[1] for key in times] == ["a", "b", "c", "a", "d", "d"]
    for number in range(4):
        ask(f"small{number}", 1)
    ask("small0", 1)
    assert [key[1] for key in times][6:] == ["small0", "small1", "small2", "small3", "small0"]


def test_what_a_file_changes_is_worked_out_again_only_where_the_store_says_otherwise(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look that finds all as it was says what was said; whatever changes of the list, of addresses or of who is there is seen."""
    times: list[str] = []

    def counted(*given: Any) -> Preview:
        times.append("compared")
        return compare(*given)

    monkeypatch.setattr(lists, "compare", counted)
    service, now, address = office.service, office.now, "person1@member1.example"
    file = tmp_path / "some.csv"
    file.write_text(f"code;organisation;email;name\nORG001;Renamed;{address};Ana\n")

    def looked() -> Preview:
        return load_file(service, file, LIST, {}, store=False)

    first = looked()
    assert (looked() is first, len(times)) == (True, 1)
    meant = ContactMeant(address=address, by="Anna Berg", organisation="ORG001")
    changed = people.change(service, replace(meant, fields={"name": "Ana"}), now)
    assert "name" not in [name for one in looked().changed for name in one.fields if one.address]
    undo(service, Undoing(entry=changed.entry, by="Anna Berg"), now)
    acts: tuple[Callable[[], object], ...] = (
        lambda: stop(service, Addressed(address=address, by="Anna Berg"), now),
        lambda: people.add(service, ContactMeant(address="other@member2.example", by="Anna Berg", organisation="ORG002"), now),
        lambda: people.retire(service, meant, now),
    )
    for do in acts:
        before = looked()
        do()
        assert looked() != before
        assert looked() is looked()
