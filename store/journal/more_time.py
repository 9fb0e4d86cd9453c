"""Until when persons gave organisations time, also where an answer of them counts since: it may be corrected until then."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from sqlalchemy import Connection, bindparam, text

from domain.journal import Entry, Subject, What, in_force
from domain.rules import decided
from store import journal
from store.database.mapping import chunked

# Few were ever given any: of those alone it is worked out what holds.
_EVER = text(
    f"SELECT DISTINCT invitation_id FROM journal WHERE invitation_id IN :ids AND subject = '{Subject.ORGANISATION}'"  # noqa: S608 - names
    f" AND what = '{What.WAITING}' AND value > :deadline"
).bindparams(bindparam("ids", expanding=True))


def granted(tx: Connection, invitation_ids: Iterable[int], deadline: date) -> dict[int, date]:
    """Return, by the numbers of the invitations, until when a person gave an organisation time, where that is later than the deadline."""
    return {number: day for number, day in _given(tx, invitation_ids, deadline).items() if day > deadline}


def given_until(tx: Connection, invitation_ids: Iterable[int], *, before: int | None = None, apart: int | None = None) -> dict[int, date]:
    """Return until when a person gave an organisation time, whatever the deadline is, by decisions `before` the entry of that number.

    What was decided about the message `apart` counts as not decided: what somebody asks for does not depend on what they got for it.
    """

    def counts(entry: Entry) -> bool:
        return (before is None or entry.number < before) and (apart is None or entry.message_id != apart)

    return _given(tx, invitation_ids, date.min, counts)


def _given(
    tx: Connection, invitation_ids: Iterable[int], deadline: date, counts: Callable[[Entry], bool] = lambda _: True
) -> dict[int, date]:
    some = (tx.scalars(_EVER, {"ids": list(ids), "deadline": deadline.isoformat()}) for ids in chunked(invitation_ids))
    ever = [number for found in some for number in found]
    entries: dict[int, list[Entry]] = {}
    for one in in_force(journal.about(tx, Subject.ORGANISATION, ever)) if ever else ():
        if one.about.subject is Subject.ORGANISATION and counts(one):
            entries.setdefault(int(one.about.id), []).append(one)
    return {number: day for number, given in entries.items() if (day := decided.granted(given))}
