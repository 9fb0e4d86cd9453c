"""The answers that count, as files: one row an organisation, one column a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import exports
from domain.answer import AnswerValue
from domain.errors import ConfigurationError
from domain.plugins import discover, keyed
from domain.submission import Submission, SubmissionState
from exports import values
from exports.table import ExportRow, ExportTable
from service.census import InvitedOrganisation, census
from service.counting import counted
from service.running import Running
from service.tracing import export_values
from service.versions import Versions, versions
from service.wiring import Service
from service.writing import write_all
from store import Transaction, submissions


def export(
    service: Service,
    running: Running,
    kind: str,
    folder: Path,
    now: datetime,
    *,
    labels: bool,
    language: str,
    version: int | None = None,
) -> list[Path]:
    """Write the answers of a study in the format `kind`, and return the files: of all versions, or of one `version` as it was."""
    if kind == values.NAME:
        return [export_values(service, running, folder)]
    kinds = keyed(discover(exports, "EXPORT"), lambda one: [one.name], "export")
    if kind not in kinds:
        raise ConfigurationError(f"There is no export {kind!r}.", where="export", remedy=f"Known: {', '.join([*kinds, values.NAME])}.")
    with service.store.reading() as tx:
        table = export_table(service, tx, running, now, version=version)
    files = kinds[kind].write(table, labels=labels, language=language)
    return write_all(folder, files)


def export_table(service: Service, tx: Transaction, running: Running, now: datetime, *, version: int | None = None) -> ExportTable:
    """Return the answers that count: in the words of the union of all versions, or those of one `version` in its own."""
    known = versions(service, tx, running.study.id)
    if known is None:
        raise ConfigurationError("The study has not been applied yet.", where=running.study.id, remedy="Run `counterfoil study apply`.")
    only = known.require(version) if version is not None else None
    zone = ZoneInfo(running.study.zone)
    counting = {one.submission.invitation_id: one for one in counted(tx, running)}
    superseded = {} if only else _superseded(tx, known, [one.submission for one in counting.values()])
    rows = []
    for case in census(tx, running, now).values():
        counts = counting.get(case.invitation.id)
        submission = counts.submission if counts else None
        if only is None:
            answers = known.in_force(counts, superseded.get(counts.submission.invitation_id, ())) if counts else {}
            rows.append(_row(case, submission, answers, zone))
        elif submission and submission.version == only.number:
            rows.append(_row(case, submission, submission.answers, zone))
    if only:
        return ExportTable(running.study.id, only.questionnaire, tuple(rows))
    return ExportTable(running.study.id, known.union.questionnaire, tuple(rows), known.union)


def _superseded(tx: Transaction, known: Versions, counting: Iterable[Submission]) -> dict[int, list[Submission]]:
    """Return what organisations sent before, oldest first, where the version of what counts does not ask all that was ever asked."""
    every = frozenset().union(*known.union.asked.values())
    lacking = [one.invitation_id for one in counting if known.union.asked[known.newest_before(one.version)] != every]
    found: dict[int, list[Submission]] = {}
    for one in submissions.of_invitations(tx, lacking):
        if one.state is SubmissionState.SUPERSEDED:
            found.setdefault(one.invitation_id, []).append(one)
    return found


def _row(case: InvitedOrganisation, submission: Submission | None, answers: Mapping[str, AnswerValue], zone: ZoneInfo) -> ExportRow:
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
        answers=answers,
        version=submission.version if submission else None,
    )
