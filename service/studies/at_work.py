"""The studies that are at work: as they run, with the forms by which their workbooks are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from domain.rules.bearing import bringing
from intake.deciding.form import Form
from intake.understanding.receiving import Receiving
from service.installation.config import Installation
from service.studies.running import Running, UnreadableStudyError, readable
from service.studies.versions import form_of
from service.wiring import Service
from store import Transaction, studies

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class AtWork:
    """Every study that was applied, by its id: as it runs, and its form; `faults` says of those that cannot be read why."""

    runs: Mapping[str, Running]
    forms: Mapping[str, Form]
    faults: Mapping[str, str]

    @property
    def own(self) -> frozenset[str]:
        """Return the addresses that the studies write from."""
        studies_ = [found.study for found in self.runs.values()]
        senders = {sender.address.lower() for study in studies_ for sender in study.senders}
        return frozenset(senders | {study.returns_to.lower() for study in studies_})

    @property
    def staff(self) -> frozenset[str]:
        """Return the addresses of those who run the studies: their coordinators, and the contacts whom respondents may ask."""
        people = (person for found in self.runs.values() for person in (found.study.contact, *found.study.coordinators))
        return frozenset(person.address.lower() for person in people)

    @property
    def lists(self) -> dict[str, str]:
        """Return the contact lists of the studies, by study."""
        return {study: found.study.contact_list for study, found in self.runs.items()}

    @property
    def bringing(self) -> dict[str, tuple[str, ...]]:
        """Return the mailings that bring the workbook, by study."""
        return {study: tuple(one.name for one in bringing(found.study.mailings)) for study, found in self.runs.items()}

    @property
    def deadlines(self) -> dict[str, date]:
        """Return until when everybody has time, by study."""
        return {study: found.study.deadline for study, found in self.runs.items()}

    @property
    def closes(self) -> dict[str, date]:
        """Return the last day of the collection, by study, of those that set one."""
        return {study: last for study, found in self.runs.items() if (last := found.study.quality.closes)}

    @property
    def languages(self) -> dict[str, tuple[str, ...]]:
        """Return the languages that studies have, by study."""
        return {study: found.study.languages for study, found in self.runs.items()}

    def receiving(self, installation: Installation) -> Receiving:
        """Return what is ours about the mailbox."""
        return Receiving(
            own=self.own,
            separator=installation.separator,
            authserv_ids=installation.authserv_ids,
            with_looks=any(layout.has_looks for form in self.forms.values() for layout in form.layouts),
        )

    def local(self, now: datetime) -> datetime:
        """Return `now` in the zone of the studies (of the first, where they differ): answers are judged by the day that it is there."""
        return now.astimezone(ZoneInfo(next(iter(self.runs.values())).study.zone)) if self.runs else now

    def require_any(self) -> None:
        """Raise UnreadableStudyError where there are studies and none can be read: nothing that comes in can be understood."""
        if self.faults and not self.runs:
            raise UnreadableStudyError(" ".join(self.faults.values()))


class _ByStudy(dict[str, _T]):
    """What is known of the studies that can be read. Whoever looks for another is told why it cannot, so that what is its waits."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__()
        self._faults = faults

    def __missing__(self, study: str) -> _T:
        if study in self._faults:
            raise UnreadableStudyError(self._faults[study])
        raise KeyError(study)


def at_work(service: Service, tx: Transaction) -> AtWork:
    """Return the studies that were applied. One that cannot be read keeps no other from its work."""
    faults: dict[str, str] = {}
    runs, forms = _ByStudy[Running](faults), _ByStudy[Form](faults)
    for study in studies.applied_ids(tx):
        try:
            found = readable(service, tx, study)
        except UnreadableStudyError as error:
            faults[study] = str(error)
            continue
        if found:
            forms[study] = form_of(service, tx, found)
            runs[study] = found
    return AtWork(runs, forms, faults)
