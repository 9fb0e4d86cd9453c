"""The journal in the database: one chain whoever writes, that names people by numbers alone, and tells when somebody changed it."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from domain.contact import Stopped
from domain.journal import About, Subject, What, first_break
from store import Store, decisions, journal, studies, suppressions
from store.cases.decisions import Ruling
from tests.store.values import NOW

_DECIDES = """
import sys
from pathlib import Path
from domain.contact import Stopped
from domain.journal import What
from store import Store, contacts, decisions, suppressions
from store.cases.decisions import Ruling
from tests.store.values import NOW
store, mine = Store(sys.argv[1], Path(sys.argv[2])), sys.argv[3]
for number in range(15):
    with store.transaction() as tx:
        about = decisions.address(tx, f"{mine}-{number}@a.example")
        ruling = Ruling(what=What.SUPPRESS, about=about, value=Stopped.BY_HAND.value, note=f"note {mine}")
        decisions.decide(tx, decisions.person(tx, "the same person"), NOW, [ruling, ruling])
"""
STUDY = About(Subject.STUDY, "study")


@pytest.fixture
def applied(store: Store) -> Store:
    """Return a store with a study that is paused and resumed three times, by a person and because of words."""
    with store.transaction() as tx:
        studies.apply(tx, "study", {}, NOW)
        for what in (What.PAUSE, What.RESUME) * 3:
            decisions.decide(tx, decisions.person(tx, "Anna Berg"), NOW, [Ruling(what=what, about=STUDY, note="Anna Berg is away.")])
        about = decisions.address(tx, "Marie@ALPNET.example")
        ruling = Ruling(what=What.SUPPRESS, about=about, value=Stopped.BY_HAND.value, note="Marie asked.")
        decisions.decide(tx, decisions.rule("test"), NOW, [ruling])
    return store


def broken(store: Store) -> int | None:
    """Return where the chain is broken."""
    with store.reading() as tx:
        return first_break(journal.pages(tx))


def test_processes_that_decide_at_the_same_time_write_one_chain(store: Store, url: str, tmp_path: Path) -> None:
    """Numbers follow each other, no entry is lost, and one name has one number."""
    commands = [[sys.executable, "-c", _DECIDES, url, str(tmp_path / "archive"), mine] for mine in ("a", "b", "c")]
    with ThreadPoolExecutor(3) as pool:
        ended = list(pool.map(lambda command: subprocess.run(command, check=False, timeout=300, capture_output=True, text=True), commands))
    assert [one.stderr for one in ended if one.returncode] == []
    assert broken(store) is None
    with store.reading() as tx:
        everything = list(journal.pages(tx))
        assert [one.number for one in everything] == list(range(1, 91))
        assert len({one.by for one in everything}) == 1
        assert len(journal.notes(tx, [one.number for one in everything])) == 90


def test_the_journal_names_nobody(applied: Store) -> None:
    """Names, addresses and notes stand beside it: erased, the chain still holds, and what was decided stays."""
    with applied.reading() as tx:
        said = str(tx.execute(text("SELECT * FROM journal")).all())
    assert not [word for word in ("anna", "berg", "marie", "alpnet", "away", "asked") if word in said.lower()]
    with applied.transaction() as tx:
        assert journal.names(tx, [1, 2]) == {1: "Anna Berg", 2: "marie@alpnet.example"}
        tx.execute(text("UPDATE journal_name SET name = NULL"))
        tx.execute(text("DELETE FROM journal_note"))
    assert broken(applied) is None
    with applied.transaction() as tx:
        assert journal.names(tx, [1, 2]) == {}
        (last,) = decisions.decide(tx, decisions.person(tx, "Anna Berg"), NOW, [Ruling(what=What.PAUSE, about=STUDY)])
        assert last.by == "person:3"
        suppress = next(one for one in journal.pages(tx) if one.what is What.SUPPRESS)
        # Nothing can be written to an address that was erased, and undoing it asks for none.
        undoing = Ruling(what=What.UNDO, about=suppress.about, undoes=suppress.number)
        decisions.decide(tx, decisions.rule("test"), NOW, [undoing])
        assert suppressions.suppressed(tx, ["marie@alpnet.example"]) != {}


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ("UPDATE journal SET value = 'x' WHERE number = 3", 3),
        ("UPDATE journal SET by = 'person:9' WHERE number = 2", 2),
        ("DELETE FROM journal WHERE number = 4", 5),
        ("DELETE FROM journal WHERE number = 1", 2),
        ("UPDATE journal SET number = number + 100 WHERE number > 5", 106),
    ],
)
def test_a_journal_that_somebody_changed_is_told(applied: Store, change: str, at: int) -> None:
    """Whichever entry was changed, removed or moved."""
    assert broken(applied) is None
    with applied.transaction() as tx:
        tx.execute(text(change.replace(" by = ", ' "by" = ')))
    assert broken(applied) == at


def test_a_transaction_that_fails_leaves_no_entry_and_no_effect(applied: Store) -> None:
    """A decision and what it does are one."""

    def fail() -> None:
        with applied.transaction() as tx:
            decisions.decide(tx, decisions.rule("test"), NOW, [Ruling(what=What.PAUSE, about=STUDY)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with applied.reading() as tx:
        assert len(list(journal.pages(tx))) == 7
        assert not studies.applied(tx, "study").paused  # type: ignore[union-attr]
