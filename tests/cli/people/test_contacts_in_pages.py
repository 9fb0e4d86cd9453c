"""A list of contacts is printed while it is read: however long it is, some organisations are in memory together."""

from __future__ import annotations

import gc
from itertools import count
from pathlib import Path
from typing import Any

import pytest

import cli.people.contacts
import cli.session
from cli.session import emit
from domain.contact import Contact
from service.contacts import states as contact_states
from service.contacts.states import contact_lines
from service.installation import config
from service.wiring import open_service
from tests.cli.program import done
from tests.service.installed import LIST, at, contacts_csv

ORGANISATIONS, PAGE = 400, 20
LOOKED_AT = 7  # Every such line: within a page at other places each time, and a look takes a quarter of a second.


def alive() -> int:
    """Return how many contacts are in memory, but for what was there when everything was frozen."""
    return sum(type(one) is Contact for one in gc.get_objects())


@pytest.fixture
def long(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an installation with a long list, of which few organisations are read together; somebody was taken off it."""
    file = tmp_path / "long.csv"
    file.write_bytes(contacts_csv(ORGANISATIONS))
    done("contacts", "load", file, "--list", LIST, "--home", home)
    done("contacts", "retire", "person7@member7.example", "--by", "Anna Berg", "--home", home)
    done("contacts", "suppress", "person9@member9.example", "--by", "Anna Berg", "--home", home)
    monkeypatch.setattr(contact_states, "TOGETHER", PAGE)
    return home


def test_what_is_printed_for_programs_is_in_memory_by_pages(long: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same lines as of the whole list, in the same order: whoever was taken off it comes last."""
    seen: list[int] = []
    lines = count()

    def counting(value: Any) -> None:
        if next(lines) % LOOKED_AT == 0:
            seen.append(alive())
        emit(value)

    gc.collect()
    gc.freeze()  # What other tests keep is not looked through for each line.
    monkeypatch.setattr(cli.people.contacts, "emit", counting)
    told = done("contacts", "list", "--home", long, "--json").objects
    assert len(told) == ORGANISATIONS
    assert len(seen) > ORGANISATIONS / LOOKED_AT
    assert 0 < max(seen) <= 2 * PAGE
    with open_service(config.load(long, {})) as service, service.store.reading() as tx:
        whole = contact_lines(tx, LIST, at("02-10"))
    assert [(one["contact"]["address"], one["state"]) for one in told] == [(one.contact.address, one.state) for one in whole]
    assert (told[-1]["state"], told[8]["state"]) == ("retired", "suppressed")


def test_the_title_of_a_list_counts_what_is_printed_below(long: Path) -> None:
    """Whoever was taken off is a line, and their organisation counts no more."""
    lines = done("contacts", "list", "--home", long).out.splitlines()
    assert lines[0].strip() == f"{LIST}: {ORGANISATIONS - 1} organisations"
    assert sum("@member" in line for line in lines) == ORGANISATIONS


def test_a_table_of_a_long_list_is_in_memory_by_pages_as_well(long: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page has the heads of its columns and the title, and each contact stands on one of them."""
    whole = done("contacts", "list", "--home", long).out.splitlines()
    monkeypatch.setattr(cli.session, "_PAGE", PAGE)
    lines = done("contacts", "list", "--home", long).out.splitlines()
    heads = [number for number, line in enumerate(lines) if line.split()[:2] == ["code", "organisation"]]
    assert len(heads) == ORGANISATIONS / PAGE
    assert {lines[number - 1].strip() for number in heads} == {whole[0].strip()}
    assert [line.split() for line in lines if "@member" in line] == [line.split() for line in whole if "@member" in line]
