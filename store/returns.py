"""When organisations first sent a workbook, asked of the database in one statement: what the curve of returns is drawn from."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

from store.mapping import Instant
from store.standings import LISTED

_FIRST = text(f"""
SELECT min(s.received_at) AS first FROM submission s JOIN invitation i ON i.id = s.invitation_id
WHERE s.study = :study AND s.state <> 'rejected' AND coalesce(i.mark, '') <> 'ineligible' AND {LISTED}
GROUP BY s.invitation_id""").columns(first=Instant)


def first_returns(tx: Connection, study: str, contact_list: str) -> tuple[datetime, ...]:
    """Return when the first workbook came, that was not rejected, of each organisation that is asked and sent any."""
    return tuple(tx.scalars(_FIRST, {"study": study, "list": contact_list}))
