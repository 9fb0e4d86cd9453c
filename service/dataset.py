"""What was collected in a study, as the tables of an export: read once from one state of the store, and kept on disk meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import islice

from domain.answer import AnswerValue, ItemStatus
from domain.contact import Organisation
from domain.errors import ConfigurationError
from domain.finding import Severity
from domain.submission import Standing, Submission
from exports import further
from exports.answers import RESERVED, ExportRow, long_texts, tables
from exports.codebook import moved
from exports.dataset import Cell, ColumnKind, DataColumn, Dataset, DataTable
from exports.naming import ColumnNames
from exports.seen import SeenAnswers
from questionnaire.definition import Questionnaire, in_language
from questionnaire.items import instances
from service.census import InvitedOrganisation, census
from service.collected import CollectedAnswers
from service.counting import counted
from service.edits import edits_of
from service.running import Running
from service.spool import Spool
from service.versions import versions
from service.wiring import Service
from store import Transaction, contacts, frozen, invitations, records

_NO_DATA = datetime(2000, 1, 1, tzinfo=UTC)  # The date in the headers of files where nothing came yet.
_TOGETHER = 100  # Submissions of which the statuses are asked at once.


@contextmanager
def dataset(service: Service, running: Running, now: datetime, *, version: int | None = None) -> Iterator[Dataset]:
    """Give the tables of a study, in the words of all its versions, or of one `version` as it was.

    Columns that have no name yet are given one, which is kept.
    """
    with ExitStack() as spools:
        with service.store.reading() as tx:
            names = ColumnNames(frozen.names(tx, running.study.id), RESERVED)
            made = _dataset(tx, running, now, names, spools, _known(service, tx, running, version))
        if names.new:
            with service.store.transaction() as tx:
                frozen.keep(tx, running.study.id, names.new)
        yield made


def disposition(case: InvitedOrganisation) -> str:
    """Return what came of a case."""
    return str(case.standing or "ineligible")


def _known(service: Service, tx: Transaction, running: Running, version: int | None) -> CollectedAnswers:
    known = versions(service, tx, running.study.id)
    if known is None:
        raise ConfigurationError("The study has not been applied yet.", where=running.study.id, remedy="Run `counterfoil study apply`.")
    return CollectedAnswers(known, known.require(version) if version is not None else None)


def _dataset(
    tx: Transaction, running: Running, now: datetime, names: ColumnNames, spools: ExitStack, collected: CollectedAnswers
) -> Dataset:
    form, study = collected.questionnaire, running.study.id
    cases = census(tx, running, now)
    seen = SeenAnswers(long=long_texts(form))
    widths: dict[str, int] = {}
    spool = spools.enter_context(Spool(_seen(_rows(tx, running, cases, collected), form, seen, widths)))
    answers = tables(form, names, seen, spool.rows, count=spool.count, widths=widths)
    mailed = records.mailed(tx, study)
    in_order = sorted(cases.values(), key=lambda case: case.invitation.id)
    beside = (
        ("cases", "Cases: where each organisation stands", further.CASES, (_case(one, mailed) for one in in_order)),
        ("attempts", "Attempts to hand over letters", further.ATTEMPTS, map(_attempt, records.attempts(tx, study))),
        ("edits", "Answers that were changed after they were written", further.EDITS, _edits(tx, running)),
        ("confirmations", "Answers that were confirmed, with reasons", further.CONFIRMATIONS, _confirmations(tx, study)),
        ("submissions", "All workbooks that were read", further.SUBMISSIONS, map(_submission, records.filed(tx, study))),
        ("others", "Answers of submissions that do not count", further.OTHERS, _others(tx, study)),
    )
    gaps = {gap for table in answers for column in table.columns for gap in column.missing}
    instants = [one.received_at for one in records.filed(tx, study)] + [one.last for one in mailed.values() if one.last]
    made = Dataset(
        study_id=study,
        title=in_language(form.title, form.languages[0], form.languages) or study,
        languages=form.languages,
        zone=running.study.zone,
        version=str(running.version),
        as_of=max(instants, default=_NO_DATA).astimezone(UTC).replace(microsecond=0),
        gaps=tuple(sorted(gaps, key=lambda gap: gap.place)),
        tables=(*answers, *(_table(*one, spools) for one in beside)),
        union=collected.union,
    )
    return replace(made, warnings=tuple(dict.fromkeys((*moved(made), *_inexact(seen)))))


def _inexact(seen: SeenAnswers) -> Iterator[str]:
    for question, one in seen.questions.items():
        if one.inexact:
            yield f"{question}: {one.inexact} whole numbers are above 2^53; programs that count in floating point lose their last digits."


def _seen(rows: Iterable[ExportRow], form: Questionnaire, seen: SeenAnswers, widths: dict[str, int]) -> Iterator[ExportRow]:
    """Pass on the rows, and see what they hold."""
    for row in rows:
        seen.add(row.answers)
        for name in ("organisation_code", "organisation", "country", "region", "reference", "standing", "sender", "file"):
            widths[name] = max(widths.get(name, 0), len(getattr(row, name).encode()))
        if row.version and form.repeats:
            for repeat, those in instances(form, row.answers).items():
                seen.instances[repeat] = seen.instances.get(repeat, 0) + len(those)
        yield row


def _rows(tx: Transaction, running: Running, cases: dict[str, InvitedOrganisation], collected: CollectedAnswers) -> Iterator[ExportRow]:
    """Yield the organisations in the order of their invitations, each with what counts of its answers; of one version, those alone."""
    waiting = iter(sorted(cases.values(), key=lambda case: case.invitation.id))
    case = next(waiting, None)
    counting = counted(tx, running, collected.form)
    while some := list(islice(counting, _TOGETHER)):
        for one in collected.of(tx, some):
            submission = one.submission
            while case and case.invitation.id < submission.invitation_id:
                if collected.only is None:
                    yield _row(case, None)
                case = next(waiting, None)
            if case and case.invitation.id == submission.invitation_id:
                row, case = _row(case, submission, one.statuses), next(waiting, None)
            else:
                row = _departed(tx, submission, one.statuses)
            yield row
    while case and collected.only is None:
        yield _row(case, None)
        case = next(waiting, None)


def _row(case: InvitedOrganisation, submission: Submission | None, statuses: Mapping[str, ItemStatus] | None = None) -> ExportRow:
    return _of(case.organisation, case.invitation.reference, case.standing or "ineligible", submission, statuses)


def _departed(tx: Transaction, submission: Submission, statuses: Mapping[str, ItemStatus] | None) -> ExportRow:
    """Return the row of an organisation that left the contact list: what it answered stays."""
    invitation = invitations.by_id(tx, submission.invitation_id)
    organisation = contacts.organisation(tx, invitation.organisation) or Organisation(invitation.organisation, "")
    return _of(organisation, invitation.reference, Standing.ANSWERED, submission, statuses)


def _of(
    organisation: Organisation, reference: str, standing: str, one: Submission | None, statuses: Mapping[str, ItemStatus] | None
) -> ExportRow:
    return ExportRow(
        organisation_code=organisation.code,
        organisation=organisation.name,
        country=organisation.country,
        region=organisation.region,
        reference=reference,
        standing=str(standing),
        version=max(one.version, 1) if one else 0,
        received_at=_utc(one.received_at) if one else None,
        sender=one.sender if one else "",
        file=one.file_name if one else "",
        answers=one.answers if one else {},
        statuses=statuses or {},
    )


def _table(name: str, label: str, columns: tuple[DataColumn, ...], rows: Iterable[Sequence[Cell]], spools: ExitStack) -> DataTable:
    """Return a table beside the answers, with its rows on disk."""
    widths = [0] * len(columns)
    texts = [place for place, column in enumerate(columns) if column.kind is ColumnKind.TEXT]

    def measured() -> Iterator[Sequence[Cell]]:
        for row in rows:
            for place in texts:
                widths[place] = max(widths[place], len(str(row[place]).encode()))
            yield row

    spool = spools.enter_context(Spool(measured()))
    wide = tuple(replace(column, width=width) for column, width in zip(columns, widths, strict=True))
    return DataTable(name=name, label=label, columns=wide, rows=spool.rows, count=spool.count)


def _case(case: InvitedOrganisation, mailed: Mapping[str, records.Mailed]) -> Sequence[Cell]:
    left = mailed.get(case.organisation.code, records.Mailed(0, 0, None, None))
    return [
        case.organisation.code,
        case.invitation.reference,
        disposition(case),
        case.invitation.mark.value if case.invitation.mark else "",
        len(case.contacts),
        left.sent,
        left.bounced,
        _utc(left.first),
        _utc(left.last),
        _utc(case.returned_at),
        _utc(case.answered_at),
        case.problem,
    ]


def _attempt(one: records.LetterAttempt) -> Sequence[Cell]:
    return [_utc(cell) if isinstance(cell, datetime) else cell for cell in one]


def _edits(tx: Transaction, running: Running) -> Iterator[Sequence[Cell]]:
    for one in records.converted(tx, running.study.id):
        yield [one.organisation, one.item, one.written, _said(one.value), "program", None, one.how, 1]
    made = edits_of(tx, running.study.id)
    last = {(edit.organisation, edit.item): edit.entry for edit in made if edit.stands}
    for edit in made:
        stands = int(last.get((edit.organisation, edit.item)) == edit.entry)
        yield [edit.organisation, edit.item, _said(edit.old), _said(edit.new), edit.by, _utc(edit.at), edit.why, stands]


def _confirmations(tx: Transaction, study: str) -> Iterator[Sequence[Cell]]:
    for one in records.filed(tx, study):
        for found in one.findings:
            if found.get("confirmed") is not None:
                told = [str(found.get(name) or "") for name in ("question", "code", "message", "confirmed")]
                yield [one.organisation, one.id, one.state, *told]


def _submission(one: records.Filed) -> Sequence[Cell]:
    weighs = [found.get("severity") for found in one.findings]
    counted = [weighs.count(severity.value) for severity in (Severity.ERROR, Severity.WARNING)]
    told = (one.sender, one.file_name, one.sha256, one.language, one.answered)
    return [one.organisation, one.id, one.state, one.version, _utc(one.received_at), *told, *counted]


def _others(tx: Transaction, study: str) -> Iterator[Sequence[Cell]]:
    for one in records.not_counting(tx, study):
        yield [one.organisation, one.submission, one.state, one.version, one.item, _said(one.value), one.status, one.written]


def _said(value: AnswerValue) -> str:
    """Return an answer as text: a number as Python writes it, a date by ISO 8601."""
    if isinstance(value, tuple):
        return " ".join(value)
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)


def _utc(at: datetime | None) -> datetime | None:
    """Return an instant in UTC, to the second, as all formats hold it."""
    return at.astimezone(UTC).replace(microsecond=0) if at else None
