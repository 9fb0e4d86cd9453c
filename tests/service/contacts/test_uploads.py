"""Files that were uploaded at the console and wait: each under its secret, so many and so long, and none of them in memory."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from domain.errors import ConfigurationError
from service.contacts import uploads
from service.contacts.uploads import keep, kept, waiting
from tests.service.office import Office


def aged(path: Path, seconds: float) -> None:
    """Let a file have come so long ago."""
    came = time.time() - seconds
    os.utime(path.parent, (came, came))


def test_the_oldest_give_way_to_a_new_one_where_many_wait(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks at an older one is told that it is gone."""
    monkeypatch.setattr(uploads, "_MOST", 3)
    tokens = []
    for number in range(5):
        tokens.append(keep(office.service, f"{number}.csv", b"a"))
        aged(kept(office.service, tokens[-1]), 100 - number)
    assert sorted(one.name for one in waiting(office.service)) == ["2.csv", "3.csv", "4.csv"]
    with pytest.raises(ConfigurationError, match="not there any more"):
        kept(office.service, tokens[0])


def test_what_nobody_loaded_in_a_day_is_removed_with_the_next_one(office: Office) -> None:
    """What is younger stays."""
    old, young = keep(office.service, "old.csv", b"a"), keep(office.service, "young.csv", b"b")
    aged(kept(office.service, old), 25 * 3600)
    keep(office.service, "new.csv", b"c")
    assert sorted(one.name for one in waiting(office.service)) == ["new.csv", "young.csv"]
    assert kept(office.service, young).read_bytes() == b"b"


def test_a_file_is_read_anew_at_each_look(office: Office) -> None:
    """So that nothing of it has to stay in memory."""
    token = keep(office.service, "list.csv", b"a")
    kept(office.service, token).write_bytes(b"b")
    assert kept(office.service, token).read_bytes() == b"b"


@pytest.mark.parametrize("letter", ["a", "漢", "𠀋"])
def test_a_name_of_any_length_and_script_can_stand_on_a_disk(office: Office, letter: str) -> None:
    """Its end stays, which says what kind of file it is."""
    token = keep(office.service, f"{letter * 300}.csv", b"a")
    assert kept(office.service, token).name.endswith(f"{letter * 40}.csv")
