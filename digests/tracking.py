"""The tracking table: every organisation with where it stands, as a workbook to sort and filter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from digests.facts import OrganisationLine, StatusFacts
from digests.named import called
from domain.journal import What
from domain.submission import Standing
from exports.sheets import CellContent, workbook_of
from languages.locales import right_to_left
from languages.phrases import Phrases

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


def tracking(facts: StatusFacts, said: Phrases) -> bytes:
    """Return the tracking table of a study as XLSX, in the order of `facts`, times in the zone of `facts.now`."""
    header = [said.say(f"tracking.{column}") for column in _COLUMNS]
    sheets = [(said.say("tracking.sheet"), header, _Rows(facts, said))]
    return workbook_of(sheets, title=facts.title, right_to_left=right_to_left(said.language))


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of the table, each made when its turn comes."""

    facts: StatusFacts
    said: Phrases

    def __len__(self) -> int:
        return len(self.facts.organisations)

    def __iter__(self) -> Iterator[tuple[CellContent, ...]]:
        for one in self.facts.organisations:
            yield (*_row(one, self.said, self.facts.now.tzinfo), marked(one, self.facts, self.said))


def marked(organisation: OrganisationLine, facts: StatusFacts, said: Phrases) -> str:
    """Return what an organisation was marked as, when, and until when, as in "not reminded since 3 Mar, until 20 Mar"; blank where not.

    Whoever is given time, is away or gets an answer soon is only not reminded until a day; without a day, it waits for us.
    """
    if organisation.mark is None or (organisation.until and organisation.until < facts.now.date()):
        return ""  # What is over is no mark any more.

    def day(of: date) -> str:
        return said.short_day(of, year=of.year != facts.now.year)

    since = said.say("mark.since", day=day(organisation.marked_at.astimezone(facts.now.tzinfo).date())) if organisation.marked_at else ""
    until = said.say("mark.until", day=day(organisation.until)) if organisation.until else ""
    mark = "not_reminded" if organisation.mark == What.WAITING and organisation.until else organisation.mark
    return f"{said.say(f'mark.{mark}')}{since}{until}"


def unreached(organisation: OrganisationLine, said: Phrases) -> str:
    """Return why nobody of an organisation can be reached, in plain words of the reader's language; blank where somebody can."""
    if organisation.standing is not Standing.UNDELIVERABLE:
        return ""
    return said.listed(said.say(f"unreached.{why}") for why in dict.fromkeys(organisation.unreached.values())) or said.say(
        "unreached.nobody"
    )


def _each_unreached(organisation: OrganisationLine, said: Phrases) -> str:
    """Return the same with the address of each."""
    each = [said.say("unreached.each", address=to, why=said.say(f"unreached.{why}")) for to, why in organisation.unreached.items()]
    return said.listed(each) or unreached(organisation, said)


def _row(organisation: OrganisationLine, said: Phrases, zone: tzinfo | None) -> tuple[CellContent, ...]:
    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    mailing, sent_at = organisation.last_sent or (None, None)
    return (
        organisation.code,
        organisation.name,
        organisation.country,
        organisation.region,
        organisation.reference,
        said.say(f"standing.{organisation.standing}"),
        called(mailing, said) if mailing else None,
        local(sent_at),
        local(organisation.answered_at),
        organisation.reminders,
        ", ".join(organisation.contact_addresses),
        _each_unreached(organisation, said),
    )
