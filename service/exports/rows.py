"""The organisations of a study as an export has them: each is read once, part by part, and its rows lie on disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime

from domain.contact import Organisation
from domain.rules.outcome_rates import OutcomeGroup
from domain.submission import Invitation, Standing
from exports.answers import ExportRow, long_texts
from exports.dataset import Cell
from exports.seen_answers import SeenAnswers
from questionnaire.items import instances
from service.answers.collected import CollectedAnswers, CollectedOne
from service.answers.counting import counted_of
from service.contacts.census import InvitedOrganisation, census
from service.exports import beside
from service.process.spool import Spool
from service.quality.dispositions import Dispositions
from service.studies.running import Running
from store import Transaction, contacts, invitations, records
from store.database.mapping import chunked

_PART = 1_000  # Organisations of which all but the answers is in memory at once.
_TOGETHER = 100  # Organisations of which the answers are.
_OWN = ("organisation_code", "organisation", "country", "region", "reference", "standing", "sender", "file")


class ExportRows:
    """The rows of answers and those of cases, in the order of the invitations, and what is to be known of all of them.

    `seen` is what the answers hold, `widths` are the bytes of the organisations' own columns, and `groups` are the organisations by where
    they ended. `first` and `last` are the first and the last attempt to hand over a letter.
    """

    def __init__(self, tx: Transaction, running: Running, now: datetime, collected: CollectedAnswers, spools: ExitStack) -> None:
        self._tx, self._running, self._now, self._collected = tx, running, now, collected
        self.seen = SeenAnswers(long=long_texts(collected.questionnaire))
        self.widths = dict.fromkeys(_OWN, 0)
        self.groups = Counter[OutcomeGroup]()
        self.first: datetime | None = None
        self.last: datetime | None = None
        self.cases = spools.enter_context(Spool[Sequence[Cell]]())
        self.answers = spools.enter_context(Spool(self._seen()))

    def _seen(self) -> Iterator[ExportRow]:
        """Yield the rows of answers, and see what they hold."""
        form = self._collected.questionnaire
        for row in self._rows():
            self.seen.add(row.answers)
            self.seen.mark(row.marks)
            self.seen.bound(row.bounds)
            for name in _OWN:
                self.widths[name] = max(self.widths[name], len(getattr(row, name).encode()))
            if row.version and form.repeats:
                for repeat, those in instances(form, row.answers).items():
                    self.seen.instances[repeat] = self.seen.instances.get(repeat, 0) + len(those)
            yield row

    def _rows(self) -> Iterator[ExportRow]:
        last, study = 0, self._running.study.id
        while part := invitations.after(self._tx, study, last, _PART):
            last = part[-1].id
            codes = [one.organisation for one in part]
            cases = census(self._tx, self._running, self._now, codes)
            ended = Dispositions(self._tx, self._running, self._now, cases)
            yield from self._of(part, cases, ended)
            mailed = records.mailed(self._tx, study, codes)
            for code in filter(cases.__contains__, codes):
                self.cases.add(beside.case(cases[code], mailed, ended.of(cases[code].invitation.id)))
            self.groups += ended.groups()
            self.first = min((at for at in (self.first, *(one.first for one in mailed.values())) if at), default=None)
            self.last = max((at for at in (self.last, *(one.last for one in mailed.values())) if at), default=None)

    def _of(self, part: Sequence[Invitation], cases: Mapping[str, InvitedOrganisation], ended: Dispositions) -> Iterator[ExportRow]:
        """Yield the organisations of a part, each with what counts of its answers; of one version, those alone that answered it."""
        for some in chunked(part, _TOGETHER):
            counting = list(counted_of(self._tx, self._running, [one.id for one in some]))
            ended.take(counting)
            answered = {one.submission.invitation_id: one for one in self._collected.of(self._tx, counting)}
            for invitation in some:
                case, found = cases.get(invitation.organisation), answered.get(invitation.id)
                if found:
                    row = _row(case, found) if case else _departed(self._tx, invitation, found)
                    yield replace(row, completeness=ended.completeness(invitation.id))
                elif case and self._collected.only is None:
                    yield replace(_row(case, None), completeness=ended.completeness_of_waiting(invitation.id))


def _row(case: InvitedOrganisation, found: CollectedOne | None) -> ExportRow:
    return _export_row(case.organisation, case.invitation.reference, case.standing or "ineligible", found)


def _departed(tx: Transaction, invitation: Invitation, found: CollectedOne) -> ExportRow:
    """Return the row of an organisation that left the contact list: what it answered stays."""
    organisation = contacts.organisation(tx, invitation.organisation) or Organisation(invitation.organisation, "")
    return _export_row(organisation, invitation.reference, Standing.ANSWERED, found)


def _export_row(organisation: Organisation, reference: str, standing: str, found: CollectedOne | None) -> ExportRow:
    one = found.submission if found else None
    return ExportRow(
        organisation_code=organisation.code,
        organisation=organisation.name,
        country=organisation.country,
        region=organisation.region,
        reference=reference,
        standing=str(standing),
        completeness="",
        version=max(one.version, 1) if one else 0,
        received_at=beside.utc(one.received_at) if one else None,
        sender=one.sender if one else "",
        file=one.file_name if one else "",
        answers=one.answers if one else {},
        statuses=found.statuses if found else {},
        marks=found.marks if found else {},
        bounds=found.bounds if found else frozenset(),
        skipped=found.skipped if found else {},
    )
