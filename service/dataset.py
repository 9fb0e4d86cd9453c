"""What was collected in a study, as the tables of an export: read once from one state of the store, and kept on disk meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice

from domain.contact import Organisation
from domain.errors import ConfigurationError
from domain.submission import Standing
from exports import further
from exports.answers import ExportRow, long_texts, tables
from exports.codebook import moved
from exports.columns import RESERVED
from exports.dataset import Cell, ColumnKind, DataColumn, Dataset, DataTable, Fieldwork
from exports.naming import ColumnNames
from exports.seen import SeenAnswers
from questionnaire.definition import Questionnaire, in_language
from questionnaire.items import instances
from service import beside
from service.annexed import annexed_files
from service.anonymous import anonymous as naming_nobody
from service.beside import ToldTables
from service.census import InvitedOrganisation, census
from service.collected import CollectedAnswers, CollectedOne
from service.counting import counted
from service.dispositions import Dispositions
from service.quality import last_day
from service.running import Running
from service.spool import Spool
from service.versions import versions
from service.wiring import Service
from store import Transaction, contacts, frozen, invitations, keyed, records

_NO_DATA = datetime(2000, 1, 1, tzinfo=UTC)  # The date in the headers of files where nothing came yet.
_TOGETHER = 100  # Submissions of which the statuses are asked at once.


@contextmanager
def dataset(service: Service, running: Running, now: datetime, *, version: int | None = None, anonymous: bool = False) -> Iterator[Dataset]:
    """Give the tables of a study, in the words of all its versions, or of one `version` as it was; `anonymous` ones name nobody.

    Columns that have no name yet are given one, which is kept.
    """
    with ExitStack() as spools:
        with service.store.reading() as tx:
            names = ColumnNames(frozen.names(tx, running.study.id), RESERVED)
            collected = _known(service, tx, running, version)
            made = _dataset(tx, running, now, names, spools, collected)
            if anonymous:
                made = naming_nobody(made, collected.questionnaire, partial(keyed.pseudonym, tx), spools)
        if names.new:
            with service.store.transaction() as tx:
                frozen.keep(tx, running.study.id, names.new)
        yield replace(made, annexes=lambda: annexed_files(service, running))


def _known(service: Service, tx: Transaction, running: Running, version: int | None) -> CollectedAnswers:
    known = versions(service, tx, running.study.id)
    if known is None:
        raise ConfigurationError("The study has not been applied yet.", where=running.study.id, remedy="Run `counterfoil study apply`.")
    return CollectedAnswers(running, known, known.require(version) if version is not None else None)


def _dataset(
    tx: Transaction, running: Running, now: datetime, names: ColumnNames, spools: ExitStack, collected: CollectedAnswers
) -> Dataset:
    form, study = collected.questionnaire, running.study.id
    cases = census(tx, running, now)
    seen = SeenAnswers(long=long_texts(form))
    widths: dict[str, int] = {}
    ended = Dispositions(tx, running, now, cases)
    spool = spools.enter_context(Spool(_seen(_rows(tx, running, cases, collected, ended), form, seen, widths)))
    answers = tables(form, names, seen, spool.rows, count=spool.count, widths=widths, lasting=collected.lasting)
    mailed = records.mailed(tx, study)
    revised = beside.revisions(spool.rows(), form, running.previous)
    revisions = ("revisions", "Figures of the last round that were revised", further.REVISIONS, revised)
    in_order = sorted(cases.values(), key=lambda case: case.invitation.id)
    told = ToldTables.of(tx, study, collected.only)
    tables_beside = (
        (
            "cases",
            "Cases: where each organisation stands",
            further.CASES,
            (beside.case(one, mailed, ended.of(one.invitation.id)) for one in in_order),
        ),
        ("attempts", "Attempts to hand over letters", further.ATTEMPTS, map(beside.attempt, records.attempts(tx, study))),
        ("edits", "Answers that were changed after they were written", further.EDITS, beside.edits(told)),
        *([revisions] if any(one.revises for one in form.questions) else []),
        ("confirmations", "Answers that were confirmed, with reasons", further.CONFIRMATIONS, beside.confirmations(told)),
        ("submissions", "All workbooks that were read", further.SUBMISSIONS, beside.submissions(told)),
        ("others", "Answers that do not count", further.OTHERS, beside.others(told)),
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
        tables=(*answers, *(_table(*one, spools) for one in tables_beside)),
        fieldwork=Fieldwork(first=_day(running, mailed), last=last_day(running), rates=ended.rates()),
        union=collected.union,
    )
    return replace(made, warnings=tuple(dict.fromkeys((*moved(made), *_inexact(seen)))))


def _day(running: Running, mailed: Mapping[str, records.Mailed]) -> date | None:
    """Return the day on which the first letter left, where the study is at home."""
    first = min((one.first for one in mailed.values() if one.first), default=None)
    return running.today(first) if first else None


def _inexact(seen: SeenAnswers) -> Iterator[str]:
    for question, one in seen.questions.items():
        if one.inexact:
            yield f"{question}: {one.inexact} whole numbers are above 2^53; programs that count in floating point lose their last digits."


def _seen(rows: Iterable[ExportRow], form: Questionnaire, seen: SeenAnswers, widths: dict[str, int]) -> Iterator[ExportRow]:
    """Pass on the rows, and see what they hold."""
    for row in rows:
        seen.add(row.answers)
        seen.mark(row.marks)
        seen.bound(row.bounds)
        for name in ("organisation_code", "organisation", "country", "region", "reference", "standing", "sender", "file"):
            widths[name] = max(widths.get(name, 0), len(getattr(row, name).encode()))
        if row.version and form.repeats:
            for repeat, those in instances(form, row.answers).items():
                seen.instances[repeat] = seen.instances.get(repeat, 0) + len(those)
        yield row


def _rows(
    tx: Transaction, running: Running, cases: dict[str, InvitedOrganisation], collected: CollectedAnswers, ended: Dispositions
) -> Iterator[ExportRow]:
    """Yield the organisations in the order of their invitations, each with what counts of its answers; of one version, those alone."""
    waiting = iter(sorted(cases.values(), key=lambda case: case.invitation.id))
    case = next(waiting, None)
    counting = counted(tx, running)
    while some := list(islice(counting, _TOGETHER)):
        ended.take(some)
        for one in collected.of(tx, some):
            submission = one.submission
            while case and case.invitation.id < submission.invitation_id:
                if collected.only is None:
                    yield _row(case, None)
                case = next(waiting, None)
            if case and case.invitation.id == submission.invitation_id:
                row, case = _row(case, one), next(waiting, None)
            else:
                row = _departed(tx, one)
            yield replace(row, completeness=ended.completeness(submission.invitation_id))
    while case and collected.only is None:
        yield _row(case, None)
        case = next(waiting, None)


def _row(case: InvitedOrganisation, found: CollectedOne | None) -> ExportRow:
    return _of(case.organisation, case.invitation.reference, case.standing or "ineligible", found)


def _departed(tx: Transaction, found: CollectedOne) -> ExportRow:
    """Return the row of an organisation that left the contact list: what it answered stays."""
    invitation = invitations.by_id(tx, found.submission.invitation_id)
    organisation = contacts.organisation(tx, invitation.organisation) or Organisation(invitation.organisation, "")
    return _of(organisation, invitation.reference, Standing.ANSWERED, found)


def _of(organisation: Organisation, reference: str, standing: str, found: CollectedOne | None) -> ExportRow:
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
