"""Where organisations stand, asked of the database: the rule of `domain.rules.standing` said in SQL, so that no figure reads all there is.

A property test holds the two against each other, on SQLite and on PostgreSQL. Most organisations are silent or have answered. The figures
count those by index, and apply the whole rule to the others alone: those with a case, a mark, a submission that does not count, a lost
letter or a suppressed address.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, bindparam, text

from domain.case import HOLDS_UP_NOTHING
from domain.quality import CaseEvent
from domain.rules.not_taken import UNUSABLE
from domain.rules.parts import arrived, concerns, named
from domain.rules.standing import is_on_us, mailed
from domain.submission import Standing
from store.cases.held_elsewhere import HELD_ELSEWHERE

_THERE = "EXISTS (SELECT 1 FROM list_entry e WHERE e.list = :list AND e.organisation = i.organisation)"


def _kept(*events: CaseEvent) -> str:
    return f"EXISTS (SELECT 1 FROM case_event k WHERE k.invitation_id = i.id AND k.event IN ({_listed(*events)}))"


def _listed(*words: str) -> str:
    return ", ".join(f"'{word}'" for word in words)


# All contacts were erased, and what their organisation came to by them is kept (see `domain.rules.standing.kept_of_erased`).
_ERASED = f"(NOT {_THERE} AND {_kept(CaseEvent.SENT)})"
# An address that a letter reaches: not suppressed, and its newest letter of this study was not lost. A probe counts once it was sent.
_REACHED = f"""
(({_ERASED} AND NOT {_kept(CaseEvent.UNDELIVERABLE)}) OR EXISTS (
    SELECT 1 FROM list_entry e
    WHERE e.list = :list AND e.organisation = i.organisation
    AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.address = lower(e.address))
    AND NOT EXISTS (
        SELECT 1 FROM letter l
        WHERE l.organisation = i.organisation AND l.study = i.study AND lower(l.address) = lower(e.address)
        AND l.state IN ('rejected', 'bounced', 'failed')
        AND NOT EXISTS (
            SELECT 1 FROM letter later
            WHERE later.organisation = l.organisation AND later.study = l.study AND lower(later.address) = lower(l.address)
            AND later.id > l.id AND (later.kind <> 'probe' OR later.state = 'sent')
        )
    )
))"""
_ASKED_FOR_NOTHING = f"""
(({_ERASED} AND {_kept(CaseEvent.UNSUBSCRIBED)}) OR {_THERE} AND NOT EXISTS (
    SELECT 1 FROM list_entry e
    WHERE e.list = :list AND e.organisation = i.organisation
    AND NOT EXISTS (
        SELECT 1 FROM suppression s WHERE s.address = lower(e.address) AND s.why IN ('unsubscribed', 'complained')
    )
))"""
_WAITING = f"h.decision IS NULL AND h.kind NOT IN ({_listed(*sorted(HOLDS_UP_NOTHING))})"
_CASE_WAITS = f"EXISTS (SELECT 1 FROM hold h WHERE h.invitation_id = i.id AND {_WAITING})"
STANDING = f"""
CASE
    WHEN i.mark = 'ineligible' THEN 'ineligible'
    WHEN EXISTS (SELECT 1 FROM submission s WHERE s.study = i.study AND s.state = 'accepted' AND s.invitation_id = i.id)
        AND i.lacks = '' THEN 'answered'
    WHEN i.mark = 'declined' OR {_ASKED_FOR_NOTHING} THEN 'declined'
    WHEN i.lacks <> '' OR {_CASE_WAITS} OR {_kept(*UNUSABLE)} OR {HELD_ELSEWHERE}
        OR EXISTS (SELECT 1 FROM submission s WHERE s.invitation_id = i.id AND s.state IN ('queried', 'held')) THEN 'queried'
    WHEN {_REACHED} THEN 'silent'
    ELSE 'undeliverable'
END"""
_FOR_A_DECISION = f"""(coalesce(i.mark, '') <> 'ineligible'
AND ({_CASE_WAITS} OR EXISTS (SELECT 1 FROM submission s WHERE s.invitation_id = i.id AND s.state = 'held')))"""
WAITS = f"({_FOR_A_DECISION} OR (i.mark IN ('waiting', 'elsewhere') AND (i.until IS NULL OR i.until >= :today)))"
# As `domain.rules.owes` says of a standing: an answer is owed, said of an invitation that is called `i`.
OWING = f"({{standing}} IN ('silent', 'undeliverable', 'queried') AND {{waits}} IS NOT TRUE AND NOT {HELD_ELSEWHERE})"
# Those to whom anything happened but an answer that counts; all others that have not answered are silent. A lost letter says nothing where
# somebody has answered, or where a later one went out. SQLite goes through joins that are called CROSS in their order, from what is rare
# on; and it uses an index over an expression only where what is compared has no type of its own, which `|| ''` takes away.
EXCEPTIONS = f"""SELECT id FROM invitation WHERE study = :study AND mark IS NOT NULL
UNION SELECT id FROM invitation WHERE study = :study AND lacks <> ''
UNION SELECT invitation_id FROM submission WHERE study = :study AND state IN ('queried', 'held')
UNION SELECT invitation_id FROM case_event WHERE study = :study AND event IN ({_listed(*UNUSABLE, CaseEvent.HELD)})
UNION SELECT invitation_id FROM hold WHERE study = :study AND decision IS NULL AND invitation_id IS NOT NULL
UNION SELECT x.id FROM letter l CROSS JOIN invitation x
    WHERE l.study = :study AND l.state IN ('rejected', 'bounced', 'failed') AND x.study = l.study AND x.organisation = l.organisation
    AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.study = :study AND s.state = 'accepted' AND s.invitation_id = x.id)
    AND NOT EXISTS (
        SELECT 1 FROM letter later
        WHERE later.organisation = l.organisation AND later.study = l.study AND lower(later.address) = lower(l.address)
        AND later.id > l.id AND (later.kind <> 'probe' OR later.state = 'sent')
    )
UNION SELECT x.id FROM suppression s CROSS JOIN contact c CROSS JOIN invitation x
    WHERE lower(c.address) = s.address || '' AND x.study = :study AND x.organisation = c.organisation
UNION SELECT x.id FROM absence a CROSS JOIN contact c CROSS JOIN invitation x
    WHERE lower(c.address) = a.address || '' AND x.study = :study AND x.organisation = c.organisation
UNION SELECT x.id FROM retirement r CROSS JOIN invitation x
    WHERE r.list = :list AND x.study = :study AND x.organisation = r.organisation"""
TODAY = bindparam("today", type_=Date)
# An organisation of which a person took the last contact off its list is asked all the same.
LISTED = """(EXISTS (SELECT 1 FROM list_entry e WHERE e.list = :list AND e.organisation = i.organisation)
OR EXISTS (SELECT 1 FROM retirement r WHERE r.list = :list AND r.organisation = i.organisation))"""
_ENTRIES = "(SELECT count(*) FROM list_entry e WHERE e.list = :list AND e.organisation = i.organisation)"
# Who is away gets no mailing, unless all are.
_USABLE = """
(SELECT coalesce(nullif(sum(CASE WHEN a.address IS NULL THEN 1 ELSE 0 END), 0), count(*))
FROM list_entry e LEFT JOIN absence a ON a.address = lower(e.address) AND a.until >= :today
WHERE e.list = :list AND e.organisation = i.organisation
AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.address = lower(e.address)))"""
_HAS_ACCEPTED = "(SELECT count(DISTINCT s.invitation_id) FROM submission s WHERE s.invitation_id = i.id AND s.state = 'accepted')"
_COUNTED = "(SELECT coalesce(sum(s.answered), 0) FROM submission s WHERE s.invitation_id = i.id AND s.state = 'accepted')"
_TOTALS = text("""
SELECT (SELECT count(DISTINCT organisation) FROM list_entry WHERE list = :list) + (
        SELECT count(DISTINCT r.organisation) FROM retirement r WHERE r.list = :list
        AND NOT EXISTS (SELECT 1 FROM list_entry e WHERE e.list = :list AND e.organisation = r.organisation)
    ) AS listed,
    (SELECT count(*) FROM list_entry WHERE list = :list) AS entries,
    (SELECT count(*) FROM invitation WHERE study = :study) AS invited""")
_ACCEPTED = """SELECT count(DISTINCT invitation_id) AS organisations, coalesce(sum(answered), 0) AS answers FROM submission s
WHERE study = :study AND state = 'accepted'"""
_ACCEPTED_ENTRIES = text("""
SELECT count(*) FROM (SELECT DISTINCT invitation_id FROM submission WHERE study = :study AND state = 'accepted') s
JOIN invitation i ON i.id = s.invitation_id JOIN list_entry e ON e.list = :list AND e.organisation = i.organisation""")
# An invitation of an organisation that stands on another list now is not counted; there are none unless the study's list was changed.
_STILL_LISTED = f" AND EXISTS (SELECT 1 FROM invitation i WHERE i.id = s.invitation_id AND {LISTED})"
# Each of them is looked at once: without MATERIALIZED, SQLite would reckon a standing again wherever it is named.
_OTHERS = f"""
WITH found AS MATERIALIZED (
    SELECT {STANDING} AS standing, {WAITS} AS waits, {_FOR_A_DECISION} AS deciding, {_ENTRIES} AS entries, {_USABLE} AS usable,
        CASE WHEN {HELD_ELSEWHERE} THEN {_USABLE} ELSE 0 END AS aside,
        CASE WHEN i.mark = 'ineligible' THEN {_COUNTED} ELSE 0 END AS counted,
        CASE WHEN i.mark = 'ineligible' OR i.lacks <> '' THEN {_HAS_ACCEPTED} ELSE 0 END AS accepted
    FROM ({EXCEPTIONS}) x JOIN invitation i ON i.id = x.id WHERE %s
)
SELECT standing, waits, count(*) AS organisations, sum(entries) AS entries, sum(usable) AS usable, sum(counted) AS counted,
    sum(CASE WHEN deciding THEN 1 ELSE 0 END) AS deciding, sum(aside) AS aside,
    sum(CASE WHEN standing = 'answered' THEN 1 ELSE accepted END) AS accepted,
    sum(CASE WHEN standing = 'answered' THEN entries ELSE accepted * entries END) AS accepted_entries
FROM found GROUP BY standing, waits"""
_ALL_LISTED, _SOME_LISTED = (text(_OTHERS % which).bindparams(TODAY) for which in ("TRUE", LISTED))
_PAGE = (
    text(f"""
SELECT i.serial, i.organisation AS code, i.reference, i.mark, i.until, i.lacks, o.name, o.country, o.region,
    {STANDING} AS standing, {WAITS} AS waits
FROM invitation i JOIN organisation o ON o.code = i.organisation
WHERE i.study = :study AND i.serial > :after AND {LISTED} ORDER BY i.serial LIMIT :limit""")
    .bindparams(TODAY)
    .columns(until=Date)
)
# Of organisations of whose answer parts are missing, the contacts that may be written to.
_ASKED_FOR_PARTS = text(f"""
SELECT i.id, i.lacks, c.part, a.address AS away
FROM invitation i CROSS JOIN list_entry e CROSS JOIN contact c
LEFT JOIN absence a ON a.address = lower(e.address) AND a.until >= :today
WHERE i.study = :study AND i.lacks <> '' AND e.list = :list AND e.organisation = i.organisation
AND c.organisation = e.organisation AND c.address = e.address AND {OWING.format(standing=STANDING, waits=WAITS)}
AND NOT EXISTS (SELECT 1 FROM suppression s WHERE s.address = lower(e.address))""").bindparams(TODAY)
_CAME = text("""SELECT i.organisation, s.part FROM invitation i JOIN submission s ON s.invitation_id = i.id
WHERE i.study = :study AND i.lacks <> '' AND s.state = 'accepted' ORDER BY s.id""")
_BATCH = 1_000
INELIGIBLE = "ineligible"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A study in figures. `letters_to_all` and `letters_to_owing` are those that a mailing would have now.

    Of those that are `waiting` for us, `deciding` wait for a decision; the others were marked so. `all_listed` says that every organisation
    that was ever invited stands on the study's list.
    """

    standings: dict[Standing, int]
    ineligible: int
    waiting: int
    deciding: int
    answers: int
    letters_to_all: int
    letters_to_owing: int
    all_listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """Where one organisation stands; `standing` is None where it is ineligible, `waits` says that it waits for us.

    `mark` is what it was marked as, `until` the last day on which that holds, `marked_on` the day on which somebody said so.
    `parts_came` and `parts_missing` are those of an answer of which some count, and not all.
    """

    code: str
    reference: str
    name: str
    country: str
    region: str
    standing: Standing | None
    waits: bool
    mark: str | None = None
    until: date | None = None
    marked_on: date | None = None
    parts_came: tuple[str, ...] = ()
    parts_missing: tuple[str, ...] = ()

    @property
    def on_us(self) -> bool:
        """Say whether it waits for something that we do: it is not only given time, and does not answer elsewhere."""
        return is_on_us(self.standing, waits=self.waits, mark=self.mark, until=self.until)


@dataclass(frozen=True, slots=True)
class _Others:
    """What the whole rule says of those about whom anything is known but an answer that counts, in groups of the same standing."""

    rows: Sequence[Any]

    def sum(self, what: str, *standings: str, waits: bool | None = None) -> int:
        """Return the sum of a figure over the groups of these standings (all where none is named)."""
        chosen = (row for row in self.rows if not standings or row.standing in standings)
        return int(sum(getattr(row, what) for row in chosen if waits is None or bool(row.waits) is waits))


def figures(tx: Connection, study: str, contact_list: str, today: date) -> Figures:
    """Return how many organisations of a study stand where; every organisation of its list has its invitation."""
    scope = {"study": study, "list": contact_list, "today": today}
    totals = tx.execute(_TOTALS, scope).one()
    all_listed = totals.listed == totals.invited
    accepted = tx.execute(text(_ACCEPTED if all_listed else _ACCEPTED + _STILL_LISTED), scope).one()
    others = _Others(tx.execute(_ALL_LISTED if all_listed else _SOME_LISTED, scope).all())
    # The accepted answers of those who are not among the others.
    plain = accepted.organisations - others.sum("accepted")
    standings = {standing: others.sum("organisations", standing.value) for standing in Standing}
    standings[Standing.ANSWERED] += plain
    standings[Standing.SILENT] += totals.listed - others.sum("organisations") - plain
    to_all = totals.entries - (others.sum("entries") - others.sum("usable")) - others.sum("usable", "declined", INELIGIBLE)
    return Figures(
        standings=standings,
        ineligible=others.sum("organisations", INELIGIBLE),
        waiting=others.sum("organisations", *Standing, waits=True),
        deciding=others.sum("deciding"),
        answers=int(accepted.answers) - others.sum("counted", INELIGIBLE),
        letters_to_all=to_all,
        letters_to_owing=to_all - _not_owing(tx, scope, others),
        all_listed=all_listed,
    )


def _not_owing(tx: Connection, scope: Mapping[str, Any], others: _Others) -> int:
    """Return how many contacts may be written to of organisations that are asked and owe nothing: they answered, or wait for us."""
    answered = int(tx.scalar(_ACCEPTED_ENTRIES, scope) or 0) - others.sum("accepted_entries")
    waiting = others.sum("usable", "queried", "silent", "undeliverable", waits=True) + others.sum("aside", "queried", waits=False)
    return answered + others.sum("usable", "answered") + waiting + _parts_came(tx, scope)


def _parts_came(tx: Connection, scope: Mapping[str, Any]) -> int:
    """Return how many contacts may be written to whose own part has come, while others of their organisation's are missing."""
    by_invitation: dict[int, list[Any]] = {}
    for row in tx.execute(_ASKED_FOR_PARTS, scope):
        by_invitation.setdefault(row.id, []).append(row)
    mailings_go_to = (one for some in by_invitation.values() for one in mailed(some, [one for one in some if one.away]))
    return sum(not concerns(one.part, one.lacks) for one in mailings_go_to)


def each(tx: Connection, study: str, contact_list: str, today: date) -> Iterator[Stands]:
    """Yield where each organisation of a study stands, in the order of the references; a bounded number is in memory."""
    came: dict[str, tuple[str, ...]] = {}
    for row in tx.execute(_CAME, {"study": study}):
        came[row.organisation] = tuple(dict.fromkeys((*came.get(row.organisation, ()), *named(row.part))))
    after = 0
    while rows := tx.execute(_PAGE, {"study": study, "list": contact_list, "today": today, "after": after, "limit": _BATCH}).all():
        yield from (stands_of(row, came.get(row.code, ())) for row in rows)
        after = rows[-1].serial


def stands_of(row: Any, came: tuple[str, ...] = ()) -> Stands:
    """Return where an organisation stands, by a row of such a page; `came` are the parts of its answer that did."""
    return Stands(
        code=row.code,
        reference=row.reference,
        name=row.name,
        country=row.country,
        region=row.region,
        standing=None if row.standing == INELIGIBLE else Standing(row.standing),
        waits=bool(row.waits),
        mark=row.mark,
        until=row.until,
        parts_came=arrived(came, row.lacks),
        parts_missing=named(row.lacks),
    )


def untouched(size: tuple[int, int]) -> Figures:
    """Return the figures of a study that was never applied: `size` are the organisations and the contacts of its list."""
    organisations, entries = size
    found = dict.fromkeys(Standing, 0) | {Standing.SILENT: organisations}
    return Figures(standings=found, ineligible=0, waiting=0, deciding=0, answers=0, letters_to_all=entries, letters_to_owing=entries)
