"""To whom a mailing would go at this moment, asked of the database: so that whoever looks at it before it leaves waits for no census.

Of most organisations nothing is known but an answer that counts, or not even that, and all their contacts may be written to. To others
(`store.figures.standings.EXCEPTIONS`) the whole rule is applied. Where parts of an answer are missing, what is asked differs from contact
to contact, and the census says it: those organisations are named. A property test holds all of it against the census.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Connection, select, text

from domain.rules.named import WANTED_AGAIN
from domain.rules.standing import mailed
from store.database.mapping import chunked
from store.figures.standings import EXCEPTIONS, OWING, STANDING, TODAY, WAITS
from store.outbox import LetterRow

_letter = LetterRow.__table__.alias("l")  # type: ignore[attr-defined]
# What planning again would leave as it is: a letter of which nothing ever left goes when its mailing is planned once more.
_AGAIN = ", ".join(sorted(f"'{one.value}'" for one in WANTED_AGAIN))
_STAYS = f"NOT (l.attempts = 0 AND l.state IN ({_AGAIN}))"
_CHOSEN = f"""SELECT e.organisation, e.address, c.language,
    EXISTS (SELECT 1 FROM letter l WHERE l.cause = :begins || e.organisation || ':' || e.address AND {_STAYS}) AS planned"""
_CONTACTS = """JOIN list_entry e ON e.list = :list AND e.organisation = i.organisation
JOIN contact c ON c.organisation = e.organisation AND c.address = e.address"""
_PLAIN = f"""
WITH other AS MATERIALIZED ({EXCEPTIONS})
{_CHOSEN}, NULL AS away FROM invitation i {_CONTACTS}
WHERE i.study = :study AND NOT EXISTS (SELECT 1 FROM other x WHERE x.id = i.id)"""
_UNANSWERED = " AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.invitation_id = i.id AND s.state = 'accepted')"
_OTHERS = f"""
WITH found AS MATERIALIZED (
    SELECT i.id, i.organisation, {STANDING} AS standing, {WAITS} AS waits
    FROM ({EXCEPTIONS}) x JOIN invitation i ON i.id = x.id WHERE i.lacks = ''
)
{_CHOSEN}, a.address AS away FROM found i {_CONTACTS}
LEFT JOIN absence a ON a.address = lower(e.address) AND a.until >= :today
WHERE NOT EXISTS (SELECT 1 FROM suppression s WHERE s.address = lower(e.address))"""
_ASKED = " AND i.standing NOT IN ('ineligible', 'declined')"
_OWING = f" AND {OWING.format(standing='i.standing', waits='i.waits')}"
_TO_ALL = (text(_PLAIN), text(f"{_OTHERS}{_ASKED} ORDER BY e.organisation").bindparams(TODAY))
_TO_OWING = (text(f"{_PLAIN}{_UNANSWERED}"), text(f"{_OTHERS}{_OWING} ORDER BY e.organisation").bindparams(TODAY))
_IN_PARTS = text("SELECT organisation FROM invitation WHERE study = :study AND lacks <> ''")


@dataclass(frozen=True, slots=True)
class Addressee:
    """A contact to whom a letter of a mailing would go, with the language of the contact; one that was `planned` before goes no more."""

    organisation: str
    address: str
    language: str
    planned: bool


def addressed(tx: Connection, study: str, contact_list: str, begins: str, today: date, *, owing: bool) -> Iterator[Addressee]:
    """Yield to whom a mailing would go, but for the organisations that are `in_parts`; with `owing`, only to who owes an answer.

    `begins` is how the causes of the mailing's letters begin, before organisation and address.
    """
    scope = {"study": study, "list": contact_list, "begins": begins}
    plain, others = _TO_OWING if owing else _TO_ALL
    for organisation, address, language, planned, _ in tx.execute(plain, scope):
        yield Addressee(organisation, address, language, bool(planned))
    for _, rows in groupby(tx.execute(others, scope | {"today": today}), key=lambda row: row.organisation):
        may = list(rows)
        for organisation, address, language, planned, _ in mailed(may, [one for one in may if one.away]):
            yield Addressee(organisation, address, language, bool(planned))


def in_parts(tx: Connection, study: str) -> tuple[str, ...]:
    """Return the organisations of whose answer some parts count and others are missing."""
    return tuple(tx.scalars(_IN_PARTS, {"study": study}))


def planned(tx: Connection, causes: Iterable[str]) -> frozenset[str]:
    """Return those of these causes for which a letter was planned that planning again would leave as it is."""
    chosen = select(_letter.c.cause).where(text(_STAYS))
    return frozenset(one for some in chunked(causes) for one in tx.scalars(chosen.where(_letter.c.cause.in_(some))))
