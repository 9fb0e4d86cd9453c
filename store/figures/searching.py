"""Organisations of a study, searched and paged by the database: a page of fifty is a page of fifty, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from sqlalchemy import Connection, Date, TextualSelect, text

from domain.submission import Standing
from store.database.connecting import small
from store.figures.standings import EXCEPTIONS, INELIGIBLE, LISTED, OWING, STANDING, TODAY, WAITS, Stands, stands_of

# The rare standings are looked for among those of whom anything is known but an answer that counts (see `store.figures.standings`).
_RARE = frozenset({Standing.QUERIED.value, Standing.DECLINED.value, Standing.UNDELIVERABLE.value, INELIGIBLE})
_ANSWERED = "EXISTS (SELECT 1 FROM submission s WHERE s.study = :study AND s.state = 'accepted' AND s.invitation_id = i.id)"
_LIKE = "LIKE :search ESCAPE '\\'"
_FOUND = f"""({{small}}(o.name) {_LIKE} OR {{small}}(i.reference) {_LIKE} OR {{small}}(i.organisation) {_LIKE}
OR EXISTS (SELECT 1 FROM contact c WHERE c.organisation = i.organisation AND {{small}}(c.address) {_LIKE}))"""
_SPEAKS = """EXISTS (SELECT 1 FROM list_entry e JOIN contact c ON c.organisation = e.organisation AND c.address = e.address
WHERE e.list = :list AND e.organisation = i.organisation AND c.language = :language)"""
# What has left, may have left (who cannot be told that it did not, is not among those without it), or came back later.
_HAD = """EXISTS (SELECT 1 FROM letter l WHERE l.organisation = i.organisation AND l.study = :study AND l.kind = 'mailing'
AND l.mailing = :mailing AND l.state IN ('sent', 'uncertain', 'bounced'))"""
_OWES = OWING.format(standing=STANDING, waits=WAITS)
# There are few regions and languages, and each is looked for behind the last one in its index: nobody goes through all that have them.
_REGIONS = text("""
WITH RECURSIVE each(value) AS (
    SELECT min(region) FROM organisation WHERE region <> ''
    UNION ALL SELECT (SELECT min(o.region) FROM organisation o WHERE o.region > each.value) FROM each WHERE each.value IS NOT NULL
)
SELECT value FROM each WHERE value IS NOT NULL AND EXISTS (
    SELECT 1 FROM organisation o CROSS JOIN invitation i WHERE o.region = each.value AND i.study = :study AND i.organisation = o.code
) ORDER BY value""")

_LANGUAGES = text("""
WITH RECURSIVE each(value) AS (
    SELECT min(language) FROM contact
    UNION ALL SELECT (SELECT min(c.language) FROM contact c WHERE c.language > each.value) FROM each WHERE each.value IS NOT NULL
)
SELECT value FROM each WHERE value IS NOT NULL AND EXISTS (
    SELECT 1 FROM contact c CROSS JOIN list_entry e CROSS JOIN invitation i
    WHERE c.language = each.value AND e.list = :list AND e.organisation = c.organisation AND e.address = c.address
    AND i.study = :study AND i.organisation = c.organisation
) ORDER BY value""")


class HadMailing(StrEnum):
    """What became of a mailing for an organisation."""

    SENT = "sent"  # A letter of it left, or may have left.
    NOT_SENT = "not_sent"
    OWING = "owing"  # It was sent, and an answer is owed still.


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which organisations a person asks for; what is blank narrows nothing. `search` is part of a name, reference, code or address.

    `had` (of `HadMailing`; those to whom it was sent, where it is blank) is asked of the mailing that is named, and of none where none is.
    """

    search: str = ""
    standing: str = ""
    region: str = ""
    language: str = ""
    mailing: str = ""
    had: str = ""

    @property
    def of_mailing(self) -> HadMailing | None:
        """Return what is asked of the mailing; None where none is named. A word that nobody offers asks for what was sent."""
        if not self.mailing:
            return None
        return HadMailing(self.had) if self.had in set(HadMailing) else HadMailing.SENT


def page(
    tx: Connection, study: str, contact_list: str, today: date, wish: Wish, *, after: int, limit: int
) -> tuple[tuple[int, Stands], ...]:
    """Return where these organisations stand, with their serials, in the order of the references; those behind the serial `after`."""
    given = {"study": study, "list": contact_list, "today": today, "after": after, "limit": limit}
    named = {"standing": wish.standing, "region": wish.region, "language": wish.language, "mailing": wish.mailing}
    found = _FOUND.format(small=small(tx)) if wish.search else ""
    asked = _asked(found, wish.standing, bool(wish.region), bool(wish.language), wish.of_mailing)
    rows = tx.execute(asked, given | named | {"search": _pattern(wish.search)})
    return tuple((row.serial, stands_of(row)) for row in rows)


def regions(tx: Connection, study: str) -> tuple[str, ...]:
    """Return the regions of the organisations of a study, in alphabetical order."""
    return tuple(tx.scalars(_REGIONS, {"study": study}))


def languages(tx: Connection, study: str, contact_list: str) -> tuple[str, ...]:
    """Return the languages that the contacts of a study read, in alphabetical order."""
    return tuple(tx.scalars(_LANGUAGES, {"study": study, "list": contact_list}))


def _pattern(search: str) -> str:
    escaped = search.lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


@cache
def _asked(found: str, standing: str, region: bool, language: bool, had: HadMailing | None) -> TextualSelect:
    narrowed = [
        found,
        "o.region = :region" if region else "",
        _SPEAKS if language else "",
        f"i.id IN ({EXCEPTIONS})" if standing in _RARE else "",
        _ANSWERED if standing == Standing.ANSWERED else "",
        f"NOT {_ANSWERED}" if standing == Standing.SILENT else "",
        f"{STANDING} = :standing" if standing else "",
        {None: "", HadMailing.SENT: _HAD, HadMailing.NOT_SENT: f"NOT {_HAD}", HadMailing.OWING: f"{_HAD} AND {_OWES}"}[had],
    ]
    conditions = " AND ".join(["i.study = :study", "i.serial > :after", LISTED, *filter(None, narrowed)])
    return (
        text(f"""
SELECT i.serial, i.organisation AS code, i.reference, i.mark, i.until, i.lacks, o.name, o.country, o.region,
    {STANDING} AS standing, {WAITS} AS waits
FROM invitation i JOIN organisation o ON o.code = i.organisation
WHERE {conditions} ORDER BY i.serial LIMIT :limit""")
        .bindparams(TODAY)
        .columns(until=Date)
    )
