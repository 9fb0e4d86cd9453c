"""The tracking table: every organisation with where it stands, as a workbook to sort and filter."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from digests.facts import OrganisationLine, StatusFacts
from digests.sheets import CellContent, workbook_of
from digests.words import Words

_COLUMNS = (
    "code",
    "name",
    "country",
    "region",
    "reference",
    "standing",
    "last_mailing",
    "last_sent",
    "answered_at",
    "reminders",
    "addresses",
    "problem",
    "mark",
)


def tracking(facts: StatusFacts, words: Words) -> bytes:
    """Return the tracking table of a study as XLSX, in the order of `facts`, times in the zone of `facts.now`."""
    header = [words.say(f"tracking.{column}") for column in _COLUMNS]
    rows = [(*_row(organisation, words, facts.now.tzinfo), marked(organisation, facts, words)) for organisation in facts.organisations]
    return workbook_of([(words.say("tracking.sheet"), header, rows)], title=facts.title)


def marked(organisation: OrganisationLine, facts: StatusFacts, words: Words) -> str:
    """Return what an organisation was marked as, when, and until when, as in "waits for us since 3 Mar, until 20 Mar"; blank where not."""
    if organisation.mark is None:
        return ""

    def day(of: date) -> str:
        return words.short_day(of, year=of.year != facts.now.year)

    since = words.say("mark.since", day=day(organisation.marked_at.astimezone(facts.now.tzinfo).date())) if organisation.marked_at else ""
    until = words.say("mark.until", day=day(organisation.until)) if organisation.until else ""
    return f"{words.say(f'mark.{organisation.mark}')}{since}{until}"


def _row(organisation: OrganisationLine, words: Words, zone: tzinfo | None) -> tuple[CellContent, ...]:
    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    mailing, sent_at = organisation.last_sent or (None, None)
    return (
        organisation.code,
        organisation.name,
        organisation.country,
        organisation.region,
        organisation.reference,
        words.say(f"standing.{organisation.standing}"),
        mailing,
        local(sent_at),
        local(organisation.answered_at),
        organisation.reminders,
        ", ".join(organisation.contact_addresses),
        organisation.problem,
    )
