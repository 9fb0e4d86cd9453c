"""What each tick, and the census of one organisation, asks about cases is answered by an index, however many cases there ever were."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event

from domain.case import CaseKind
from store import Store, Transaction, case_events, holds


def _of_a_kind(tx: Transaction) -> None:
    holds.everywhere(tx, CaseKind.RESTORED)


def _of_mailings(tx: Transaction) -> None:
    holds.of_mailings(tx, ["circular"])


def _events_of_one(tx: Transaction) -> None:
    case_events.of_study(tx, "study", [7])


BY = [
    (_of_a_kind, "ix_hold_kind (kind=?)"),
    (_of_mailings, "ix_hold_mailing (mailing=?)"),
    (_events_of_one, "sqlite_autoindex_case_event_1 (invitation_id=?)"),
]


@pytest.mark.parametrize(("ask", "index"), BY)
def test_cases_are_found_by_an_index(store: Store, ask: Callable[[Transaction], None], index: str) -> None:
    """PostgreSQL has the same, and reads small tables whole all the same."""
    if store.engine.dialect.name != "sqlite":
        pytest.skip("its plan depends on how many rows there are")
    said: list[tuple[str, Any]] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))
    with store.reading() as tx:
        ask(tx)
        statement, parameters = next(one for one in said if one[0].startswith("SELECT"))
        plan = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    assert index in str(plan)
