"""How long a study's answers took: from the letter that brought the workbook, and after which mailing they came."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from statistics import median, quantiles

from digests.quality_facts import Days, MailingLine
from domain.rules.bearing import bringing
from service.contacts.census import InvitedOrganisation
from service.quality.cases import days_between
from service.studies.running import Running
from store.figures.paradata import LeftWhen


class Times:
    """Counts the organisations of a study as they pass by, part by part; of each that returned something one number is kept.

    `sent` says for how many organisations which mailing left, in the order of time; some of them may be on the list no more.
    """

    def __init__(self, running: Running, sent: Mapping[str, int]) -> None:
        self._order = [mailing.name for mailing in running.study.mailings]
        self._bring = {one.name for one in bringing(running.study.mailings)}
        self._sent = sent
        self._waited = array("d")
        self._since: dict[str, array[float]] = {}
        self.returns: list[datetime] = []

    def take(self, cases: Mapping[str, InvitedOrganisation], left: Sequence[LeftWhen]) -> None:
        """Count some organisations, and which mailings left for them, in the order of time."""
        returned = {code: case.returned_at for code, case in cases.items() if case.standing and case.returned_at}
        self.returns += returned.values()
        brought: dict[str, datetime] = {}
        before: dict[str, LeftWhen] = {}
        for one in (one for one in left if one.arrived):
            if one.mailing in self._bring:
                brought.setdefault(one.organisation, one.at)
            at = returned.get(one.organisation)
            if at is not None and one.at <= at:
                before[one.organisation] = one
        self._waited.extend(days_between(brought[code], at) for code, at in returned.items() if code in brought and at >= brought[code])
        for code, last in before.items():
            self._since.setdefault(last.mailing, array("d")).append(days_between(last.at, returned[code]))

    def days(self) -> Days | None:
        """Return how long those that returned something took from the first letter that brought them the workbook."""
        waited = self._waited
        if not waited:
            return None
        lower, middle, upper = quantiles(waited, n=4, method="inclusive") if len(waited) > 1 else [waited[0]] * 3
        return Days(returns=len(waited), least=min(waited), lower=lower, median=middle, upper=upper, most=max(waited))

    def mailings(self) -> Iterator[MailingLine]:
        """Yield the mailings that arrived, in the study's order, others by time; a return belongs to the last one that left before."""
        for name in sorted(self._sent, key=lambda one: (one not in self._order, self._order.index(one) if one in self._order else 0)):
            days = self._since.get(name, array("d"))
            yield MailingLine(mailing=name, sent=self._sent[name], returned=len(days), median_days=median(days) if days else None)
