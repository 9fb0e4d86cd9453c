"""What was collected in a study, as the tables of an export: read once from one state of the store, and kept on disk meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from domain.errors import ConfigurationError
from exports import further
from exports.answers import tables
from exports.codebook import moved
from exports.dataset import Cell, ColumnKind, DataColumn, Dataset, DataTable, Fieldwork
from exports.fixed import RESERVED
from exports.naming import ColumnNames
from exports.seen_answers import SeenAnswers
from questionnaire.definition import in_language
from service.answers.collected import CollectedAnswers
from service.exports import beside
from service.exports.anonymous import anonymous as naming_nobody
from service.exports.beside import ToldTables
from service.exports.rows import ExportRows
from service.process.spool import Spool
from service.quality.dispositions import outcome_rates
from service.quality.measured import last_day
from service.reviewing.annexed import annexed_files
from service.studies.running import Running
from service.studies.versions import versions
from service.wiring import Service
from store import Transaction, frozen_names, keyed_hashes, records

_NO_DATA = datetime(2000, 1, 1, tzinfo=UTC)  # The date in the headers of files where nothing came yet.


@contextmanager
def dataset(service: Service, running: Running, now: datetime, *, version: int | None = None, anonymous: bool = False) -> Iterator[Dataset]:
    """Give the tables of a study, in the words of all its versions, or of one `version` as it was; `anonymous` ones name nobody.

    Columns that have no name yet are given one, which is kept.
    """
    with ExitStack() as spools:
        with service.store.reading() as tx:
            names = ColumnNames(frozen_names.names(tx, running.study.id), RESERVED)
            collected = _known(service, tx, running, version)
            made = _dataset(tx, running, now, names, spools, collected)
            if anonymous:
                made = naming_nobody(made, collected.questionnaire, partial(keyed_hashes.pseudonym, tx), spools)
        if names.new:
            with service.store.transaction() as tx:
                frozen_names.keep(tx, running.study.id, names.new)
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
    rows = ExportRows(tx, running, now, collected, spools)
    answers = tables(form, names, rows.seen, rows.answers.rows, count=rows.answers.count, widths=rows.widths, lasting=collected.lasting)
    revised = beside.revisions(rows.answers.rows(), form, running.previous)
    revisions = ("revisions", "Figures of the last round that were revised", further.REVISIONS, revised)
    told = ToldTables.of(tx, study, collected.only)
    tables_beside = (
        ("cases", "Cases: where each organisation stands", further.CASES, rows.cases.rows()),
        ("attempts", "Attempts to hand over letters", further.ATTEMPTS, map(beside.attempt, records.attempts(tx, study))),
        ("edits", "Answers that were changed after they were written", further.EDITS, beside.edits(told)),
        *([revisions] if any(one.revises for one in form.questions) else []),
        ("confirmations", "Answers that were confirmed, with reasons", further.CONFIRMATIONS, beside.confirmations(told)),
        ("submissions", "All workbooks that were read", further.SUBMISSIONS, beside.submissions(told)),
        ("others", "Answers that do not count", further.OTHERS, beside.others(told, rows.answers.rows())),
    )
    gaps = {gap for table in answers for column in table.columns for gap in column.missing}
    instants = [at for at in (records.newest(tx, study), rows.last) if at]
    made = Dataset(
        study_id=study,
        title=in_language(form.title, form.languages[0], form.languages) or study,
        languages=form.languages,
        zone=running.study.zone,
        version=str(running.version),
        as_of=max(instants, default=_NO_DATA).astimezone(UTC).replace(microsecond=0),
        gaps=tuple(sorted(gaps, key=lambda gap: gap.place)),
        tables=(*answers, *(_table(*one, spools) for one in tables_beside)),
        fieldwork=Fieldwork(
            first=running.today(rows.first) if rows.first else None,
            last=last_day(running),
            rates=outcome_rates(running.study.quality, rows.groups),
        ),
        union=collected.union,
    )
    return replace(made, warnings=tuple(dict.fromkeys((*moved(made), *_inexact(rows.seen)))))


def _inexact(seen: SeenAnswers) -> Iterator[str]:
    for question, one in seen.questions.items():
        if one.inexact:
            yield f"{question}: {one.inexact} whole numbers are above 2^53; programs that count in floating point lose their last digits."


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
