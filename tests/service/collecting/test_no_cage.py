"""Where the cage cannot start, nothing is read, and nothing is held against anybody."""

from __future__ import annotations

import pytest

from cage.cage import Cage
from domain.errors import ConfigurationError
from service.collecting.collect import collect
from service.operation import doctor
from store import messages
from tests.service.office import Office


def test_messages_wait_until_the_cage_works(office: Office) -> None:
    """They are kept, a problem is told, and each is read as ever afterwards."""
    works = office.service.cage
    (office.home / "inbox" / "new" / "1.eml").write_bytes(b"From: person0@member0.example\nSubject: Hello\n\nWhich year is meant?\n")
    with Cage(["there.is.no.such.module"]) as broken:
        office.service.cage = broken
        collected = collect(office.service, office.later())
        assert collected.problems
        assert any("cannot be started" in one for one in collected.problems)
        assert [one.found for one in doctor.examine(office.service, office.now) if one.what == "cage" and not one.well]
        with office.service.store.reading() as tx:
            (message,) = messages.pending(tx, 5)
        with pytest.raises(ConfigurationError, match="cannot be started"):
            office.replay(message.id)
    office.service.cage = works
    assert office.cases() == ()
    assert collect(office.service, office.later()).problems == []
    with office.service.store.reading() as tx:
        assert not messages.pending(tx, 5)
