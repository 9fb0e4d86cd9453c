"""When organisations first sent a workbook, asked of the database in one statement: what the curve of returns is drawn from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

from store.database.mapping import Instant
from store.figures.standings import LISTED

_FIRST = """
SELECT min(s.received_at) AS first FROM submission s
WHERE s.study = :study AND s.state <> 'rejected'
AND s.invitation_id NOT IN (SELECT i.id FROM invitation i WHERE i.study = :study AND i.mark = 'ineligible')
%s GROUP BY s.invitation_id"""
# To ask it of each organisation takes as long as all else, so that it is asked only where any is on another list now.
_LISTED = f"AND EXISTS (SELECT 1 FROM invitation i WHERE i.id = s.invitation_id AND {LISTED})"
_OF_ALL, _OF_LISTED = (text(_FIRST % which).columns(first=Instant) for which in ("", _LISTED))


def first_returns(tx: Connection, study: str, contact_list: str, *, all_listed: bool = False) -> tuple[datetime, ...]:
    """Return when the first workbook came, that was not rejected, of each organisation that is asked and sent any.

    Whoever knows from the figures that `all_listed` are need not have that asked again.
    """
    return tuple(tx.scalars(_OF_ALL if all_listed else _OF_LISTED, {"study": study, "list": contact_list}))
