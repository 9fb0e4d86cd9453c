"""Whether anything was committed is seen on both databases, whoever did it, and reading is no change."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from store import Store, studies

NOW = datetime(2012, 2, 10, tzinfo=UTC)


def test_reading_is_no_change_and_each_commit_is_one(store: Store) -> None:
    """Also of what leaves no new row. PostgreSQL tidies up by itself at times, which is one more change."""
    first = store.commits.mark()
    assert any(_same_after_reading(store) for _ in range(5))
    with store.transaction() as tx:
        studies.apply(tx, "cyber", {"study.toml": "0" * 64}, NOW)
    second = store.commits.mark()
    with store.transaction() as tx:
        studies.set_paused(tx, "cyber", paused=True)
    assert len({first, second, store.commits.mark()}) == 3


def _same_after_reading(store: Store) -> bool:
    before = store.commits.mark()
    with store.reading() as tx:
        studies.applied_ids(tx)
    return store.commits.mark() == before


def test_what_another_process_commits_is_a_change(store: Store, url: str, tmp_path: Path) -> None:
    """As the service does while the console shows a page."""
    first = store.commits.mark()
    another = Store(url, tmp_path / "archive")
    with another.transaction() as tx:
        studies.apply(tx, "cyber", {"study.toml": "0" * 64}, NOW)
    another.close()
    assert store.commits.mark() != first


def test_of_a_database_in_memory_every_look_is_a_change(tmp_path: Path) -> None:
    """Nothing else can look at it."""
    opened = Store("sqlite://", tmp_path / "archive")
    assert opened.commits.mark() != opened.commits.mark()
    opened.close()
