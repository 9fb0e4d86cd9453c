"""The organisations of a digest: each is looked at once, and its line lies on disk, so that a million are no more in memory than a few."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from digests.facts import OrganisationLine, OrganisationLines
from domain.rules.owes import Owes
from domain.study import Audience
from domain.submission import Standing
from service.cases.entries import marked_at
from service.contacts.census import InvitedOrganisation, parts_of
from service.process.spool import kept
from service.studies.running import Running
from store import Transaction, contact_lists, deliveries, invitations


@dataclass(kw_only=True)
class LookedAt:
    """The lines of the organisations that are asked, and what else is to be known of them.

    `returns` are when the first workbook of each came that was not rejected; of the invitations `in_part` parts are missing.

    Of some regions alone, `codes` are their organisations and `invited` the invitations of these; `to_all` and `to_owing` are how many
    letters a mailing to all of them would have now, and one to those that owe an answer.
    """

    regional: bool
    lines: OrganisationLines = ()
    returns: list[datetime] = field(default_factory=list)
    in_part: set[int] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    invited: set[int] = field(default_factory=set)
    to_all: int = 0
    to_owing: int = 0

    def note(self, cases: Mapping[str, InvitedOrganisation], zone: ZoneInfo) -> None:
        """Keep of some organisations what is to be known beside their lines."""
        self.returns += [one.returned_at.astimezone(zone) for one in cases.values() if one.standing and one.returned_at]
        self.in_part.update(one.invitation.id for one in cases.values() if one.parts_missing)
        if self.regional:  # Of all, the database counts them.
            self.codes.update(cases)
            self.invited.update(one.invitation.id for one in cases.values())
            asked = [one for one in cases.values() if one.standing not in (None, Standing.DECLINED)]
            self.to_all += sum(len(one.usable) for one in asked)
            self.to_owing += sum(one.owes_of(contact) is not Owes.NOTHING for one in asked for contact in one.usable)


def looked_at(tx: Transaction, running: Running, now: datetime, theirs: frozenset[str] | None, zone: ZoneInfo) -> LookedAt:
    """Look at each organisation of a study, or of `theirs` alone, part by part."""
    found = LookedAt(regional=theirs is not None)

    def lines() -> Iterator[OrganisationLine]:
        for cases in parts_of(tx, running, now, theirs):
            found.note(cases, zone)
            yield from _lines(tx, running, cases, zone)

    found.lines = kept(lines())
    return found


def names_of(tx: Transaction, running: Running, codes: Collection[str]) -> dict[str, str]:
    """Return what those of these organisations are called that a study has invited, and that are on its list."""
    invited = invitations.of_study(tx, running.study.id, codes)
    return {one.code: one.name for one in contact_lists.organisations_on(tx, running.study.contact_list, codes) if one.code in invited}


def _lines(tx: Transaction, running: Running, cases: Mapping[str, InvitedOrganisation], zone: ZoneInfo) -> Iterator[OrganisationLine]:
    """Yield the organisations that are asked; who is ineligible is not in the total."""
    study = running.study
    sent = deliveries.mailings_sent(tx, study.id, cases)
    reminders = {one.name for one in study.mailings if one.audience is Audience.OWING}
    marked = marked_at(tx, [one.invitation.id for one in cases.values() if one.invitation.mark])
    for code, case in cases.items():
        if case.standing is None:
            continue
        had = sent.get(code)
        yield OrganisationLine(
            code=code,
            name=case.organisation.name,
            country=case.organisation.country,
            region=case.organisation.region,
            reference=case.invitation.reference,
            standing=case.standing,
            last_sent=(had.last, had.at.astimezone(zone)) if had else None,
            answered_at=case.answered_at.astimezone(zone) if case.answered_at else None,
            reminders=len(had.mailings & reminders) if had else 0,
            contact_addresses=tuple(contact.address for contact in case.contacts),
            unreached=case.unreached,
            parts_came=case.parts_came,
            parts_missing=case.parts_missing,
            mark=case.invitation.mark,
            marked_at=marked[case.invitation.id].astimezone(zone) if case.invitation.id in marked else None,
            until=case.invitation.until,
        )
