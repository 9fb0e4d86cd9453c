"""The answers that count, as files: one row an organisation, one column a question."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import exports
from domain.errors import ConfigurationError
from domain.plugins import discover, keyed
from domain.submission import Submission
from exports import values
from exports.table import ExportRow, ExportTable
from service.census import InvitedOrganisation, census
from service.counting import counted
from service.running import Running
from service.tracing import export_values
from service.wiring import Service
from service.writing import write_all
from store import Transaction


def export(service: Service, running: Running, kind: str, folder: Path, now: datetime, *, labels: bool, language: str) -> list[Path]:
    """Write the answers of a study in the format `kind`, and return the files."""
    if kind == values.NAME:
        return [export_values(service, running, folder)]
    kinds = keyed(discover(exports, "EXPORT"), lambda one: [one.name], "export")
    if kind not in kinds:
        raise ConfigurationError(f"There is no export {kind!r}.", where="export", remedy=f"Known: {', '.join([*kinds, values.NAME])}.")
    with service.store.reading() as tx:
        table = _table(tx, running, now)
    files = kinds[kind].write(table, labels=labels, language=language)
    return write_all(folder, files)


def _table(tx: Transaction, running: Running, now: datetime) -> ExportTable:
    cases = census(tx, running, now)
    counting: dict[int, Submission] = {}
    for one in counted(tx, running):
        counting[one.submission.invitation_id] = one.submission
    zone = ZoneInfo(running.study.zone)
    rows = tuple(_row(case, counting.get(case.invitation.id), zone) for case in cases.values())
    return ExportTable(running.study.id, running.questionnaire, rows)


def _row(case: InvitedOrganisation, submission: Submission | None, zone: ZoneInfo) -> ExportRow:
    return ExportRow(
        organisation_code=case.organisation.code,
        organisation=case.organisation.name,
        country=case.organisation.country,
        region=case.organisation.region,
        reference=case.invitation.reference,
        standing=case.standing,
        received_at=submission.received_at.astimezone(zone) if submission else None,
        sender=submission.sender if submission else "",
        file=submission.file_name if submission else "",
        answers=submission.answers if submission else {},
    )
