"""The automatic replies in the outbox, as the budgets count them, and those that wait for a person because they are too many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from domain.letter import DeliveryState, Letter, LetterKind
from domain.rules.budget import AboutOne
from store.database.mapping import Instant, chunked, to_value
from store.outbox import LetterRow

_letter = LetterRow.__table__  # type: ignore[attr-defined]
_WHOLE = [column for column in _letter.c if column.name not in {"mail_from", "own"}]
_SINCE = bindparam("since", type_=Instant)
# What is held was not sent, and spends nothing.
_SPENT = (_letter.c.believed.is_not(None), _letter.c.planned_at > _SINCE, _letter.c.state != DeliveryState.HELD.value)
_TO = (
    select(_letter.c.organisation, _letter.c.believed, func.count().label("letters"))
    .where(_letter.c.address == bindparam("address"), *_SPENT)
    .group_by(_letter.c.organisation, _letter.c.believed)
)
_ABOUT = (
    select(_letter.c.address, _letter.c.template, _letter.c.asker, func.count().label("letters"))
    .where(_letter.c.organisation == bindparam("organisation"), _letter.c.believed.is_(True), *_SPENT)
    .group_by(_letter.c.address, _letter.c.template, _letter.c.asker)
)
_OF = (
    select(func.count())
    .select_from(_letter)
    .where(_letter.c.study == bindparam("study"), _letter.c.believed == bindparam("believed"), *_SPENT[1:])
)
_FOR = select(func.count()).select_from(_letter).where(_letter.c.asker == bindparam("asker"), _letter.c.believed.is_(False), *_SPENT)
_SAID = (
    select(*_WHOLE)
    .where(
        _letter.c.said == bindparam("said"),
        _letter.c.address == bindparam("address"),
        _letter.c.planned_at > _SINCE,
        _letter.c.cause != bindparam("its_cause"),
    )
    .order_by(_letter.c.id)
)
_NOTICES = (
    select(*_WHOLE)
    .where(
        _letter.c.kind == LetterKind.CASE.value,
        _letter.c.address == bindparam("address"),
        _letter.c.believed.is_(None),
        _letter.c.planned_at > _SINCE,
    )
    .order_by(_letter.c.id)
)
_WITH_CAUSES = select(*_WHOLE).where(_letter.c.cause.in_(bindparam("causes", expanding=True))).order_by(_letter.c.id)
_IN_HOLD = (_letter.c.hold_id == bindparam("hold"), _letter.c.state == DeliveryState.HELD.value)
_HELD_IN = select(*_WHOLE).where(*_IN_HOLD).order_by(_letter.c.id)
_MANY_HELD_IN = select(func.count()).select_from(_letter).where(*_IN_HOLD)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many automatic replies were planned about an organisation (None: about none), and whether their messages were believed."""

    organisation: str | None
    believed: bool
    letters: int


def about(tx: Connection, organisation: str, since: datetime) -> tuple[AboutOne, ...]:
    """Return how many automatic replies to messages that were believed were planned about an organisation after `since`."""
    rows = tx.execute(_ABOUT, {"organisation": organisation, "since": since})
    return tuple(AboutOne(row.address, row.template, row.asker or "", row.letters) for row in rows)


def to_address(tx: Connection, address: str, since: datetime) -> tuple[Counted, ...]:
    """Return how many automatic replies to an address were planned after `since`, by organisation.

    It must be written as it was then: the addresses of messages are read in lower case, and those on record have one spelling.
    """
    asked = {"address": address, "since": since}
    return tuple(Counted(row.organisation, row.believed, row.letters) for row in tx.execute(_TO, asked))


def of_study(tx: Connection, study: str, since: datetime, *, believed: bool) -> int:
    """Return how many automatic replies of a study were planned after `since`, to messages that were believed or not."""
    return tx.scalar(_OF, {"study": study, "since": since, "believed": believed}) or 0


def unasked_for(tx: Connection, asker: str, since: datetime) -> int:
    """Return how many automatic replies were planned after `since` because of messages of one sender for which nobody vouches."""
    return tx.scalar(_FOR, {"asker": asker, "since": since}) or 0


def notices_to(tx: Connection, address: str, since: datetime) -> tuple[Letter, ...]:
    """Return the notices of cases, which answer nobody, that were planned to an address after `since`."""
    return tuple(to_value(Letter, row) for row in tx.execute(_NOTICES, {"address": address, "since": since}).mappings())


def that_say(tx: Connection, said: str, address: str, since: datetime, *, but_for: str) -> tuple[Letter, ...]:
    """Return the letters that passed the same words on to an address after `since`, but for one of this cause."""
    rows = tx.execute(_SAID, {"said": said, "address": address, "since": since, "its_cause": but_for}).mappings()
    return tuple(to_value(Letter, row) for row in rows)


def with_causes(tx: Connection, causes: Iterable[str]) -> tuple[Letter, ...]:
    """Return the letters that have one of these causes, in the order of planning within each few hundred causes."""
    rows = (row for some in chunked(causes) for row in tx.execute(_WITH_CAUSES, {"causes": some}).mappings())
    return tuple(to_value(Letter, row) for row in rows)


def held_in(tx: Connection, hold_id: int) -> tuple[Letter, ...]:
    """Return the letters that wait in a case, in the order of planning."""
    return tuple(to_value(Letter, row) for row in tx.execute(_HELD_IN, {"hold": hold_id}).mappings())


def many_held_in(tx: Connection, hold_id: int) -> int:
    """Return how many letters wait in a case."""
    return tx.scalar(_MANY_HELD_IN, {"hold": hold_id}) or 0
