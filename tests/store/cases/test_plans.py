"""What ticks, digests and the census of an organisation ask of cases and of the journal is answered by an index, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event

from domain.case import CaseKind
from store import Store, Transaction, case_events, held_elsewhere, holds, journal, journal_pages, standings


def _of_a_kind(tx: Transaction) -> None:
    holds.everywhere(tx, CaseKind.RESTORED)


def _of_mailings(tx: Transaction) -> None:
    holds.of_mailings(tx, ["circular"])


def _of_senders(tx: Transaction) -> None:
    held_elsewhere.among(tx, [7])


def _of_one_sender(tx: Transaction) -> None:
    held_elsewhere.cases(tx, 7)


def _events_of_one(tx: Transaction) -> None:
    case_events.of_study(tx, "study", [7])


def _what_a_rule_changed(tx: Transaction) -> None:
    journal.changes_by(tx, "rule:giving-up", datetime(2012, 3, 10, tzinfo=UTC))


def _what_people_undid(tx: Transaction) -> None:
    journal_pages.undoings(tx, "study", datetime(2012, 3, 10, tzinfo=UTC))


BY = [
    (_of_a_kind, "ix_hold_kind (kind=?)"),
    (_of_mailings, "ix_hold_mailing (mailing=?)"),
    (_of_senders, "ix_hold_message_id (message_id=?)"),
    (_of_one_sender, "ix_hold_message_id (message_id=?)"),
    (_what_a_rule_changed, "ix_journal_changes (by=? AND at>?)"),
    (_what_people_undid, "ix_journal_undoings (study=? AND at>?)"),
    (_events_of_one, "sqlite_autoindex_case_event_1 (invitation_id=?)"),
]


@pytest.mark.parametrize(("ask", "index"), BY)
def test_cases_and_entries_are_found_by_an_index(store: Store, ask: Callable[[Transaction], None], index: str) -> None:
    """PostgreSQL has the same, and reads small tables whole all the same."""
    if store.engine.dialect.name != "sqlite":
        pytest.skip("its plan depends on how many rows there are")
    said: list[tuple[str, Any]] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
    with store.reading() as tx:
        ask(tx)
        asked = [one for one in said if one[0].startswith("SELECT")]
        plans = [str(tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()) for statement, parameters in asked]
    assert plans
    assert [plan for plan in plans if index not in plan] == []


def test_the_figures_of_a_study_go_through_no_cases_but_its_own(store: Store) -> None:
    """Of a workbook that waits with another organisation they look for the cases of its message, not for all that there ever were.

    Nor does what lists where each organisation stands.
    """
    if store.engine.dialect.name != "sqlite":
        pytest.skip("its plan depends on how many rows there are")
    said: list[tuple[str, Any]] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
    with store.reading() as tx:
        standings.figures(tx, "study", "list", date(2012, 3, 10))
        list(standings.each(tx, "study", "list", date(2012, 3, 10)))
        asked = [one for one in said if "JOIN hold h" in one[0]]
        plans = [[step[-1] for step in tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", told)] for statement, told in asked]
    of_cases = {step for plan in plans for step in plan if " h " in f"{step} "}
    assert len(asked) > 1
    assert "SEARCH h USING INDEX ix_hold_message_id (message_id=?)" in of_cases
    assert not [step for step in of_cases if step.startswith("SCAN") or "(kind=?)" in step or step.endswith("(study=?)")]
