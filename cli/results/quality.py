"""quality: how the answers came about, as a statistician publishes it; and what looks odd beside the others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands import CommandLine
from cli.session import DONE, FINDINGS, HERE, By, Home, Json, Note, StudyId, emit, emit_with, err, finish, now, out, session, table, who
from domain.sentences import ENGLISH, counted

if TYPE_CHECKING:
    from digests.sections import DigestSection

quality_app = CommandLine(
    help="Report response rates, item non-response, checks and times; and find values that look odd.",
    invoke_without_command=True,
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(quality_app, name="quality")


@quality_app.callback()
def report(
    context: typer.Context,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="Write the report as a PDF.")] = None,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write the report as a page of HTML.")] = None,
    language: Annotated[str, typer.Option("--language", help="The language of the report.")] = ENGLISH,
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Report where each case ended (AAPOR), all outcome rates with their parts, item non-response, checks, times and coverage."""
    if context.invoked_subcommand:
        return
    from service.authoring import drafts
    from service.installation.writing import write
    from service.quality import report as quality_report
    from service.quality.measured import quality
    from service.studies import running

    with session(home) as service:
        with service.store.reading() as tx:
            found = running.require_running(service, tx, drafts.choose(service, study))
            told = quality(tx, found, now())
        spoken = quality_report.spoken(language)
        files = [(pdf, quality_report.pdf), (html, quality_report.html)]
        written = [write(path, made(told, found, spoken)) for path, made in files if path]
        if as_json:
            emit_with(quality_report.as_json(told), "dispositions", quality_report.dispositions(told))
        elif not written:
            heading, finding, sections = quality_report.shown(told, found, spoken)
            out.print(f"{found.study.title_in(spoken)} ({found.study.id}). {heading}", markup=False)
            out.print(finding, markup=False)
            _tell(sections)
    for path in written:
        (err if as_json else out).print(str(path), markup=False)


def _tell(sections: tuple[DigestSection, ...]) -> None:
    for section in sections:
        out.print(f"\n[bold]{section.title}[/bold]")
        if section.intro:
            out.print(section.intro, markup=False)
        for one in section.tables:
            table(one.caption, one.head, ([cell.replace("\n", ", ") for cell in row] for row in one.rows))
        if section.note:
            out.print(section.note, markup=False)


outliers_app = CommandLine(
    help="Find values that look odd beside those of others, and ask the organisations about those that you tick.",
    invoke_without_command=True,
)
quality_app.add_typer(outliers_app, name="outliers")


@outliers_app.callback()
def outliers(
    context: typer.Context,
    out_file: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="Write them to a workbook with a column to tick.")] = None,
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """List numeric answers that look odd: far from those of others or from last round, or off by a power of ten."""
    if context.invoked_subcommand:
        return
    from service.authoring import drafts
    from service.installation.writing import write
    from service.quality import outliers as quality_outliers
    from service.studies import running

    with session(home) as service, service.store.reading() as tx:
        found = running.require_running(service, tx, drafts.choose(service, study))
        odd = quality_outliers.find(tx, found, now())
    if out_file:
        write(out_file, quality_outliers.sheet(odd, found.study.id))
    if as_json:
        for one in odd:
            emit(one.as_json())
        return
    rows = (
        (
            x.found.organisation,
            x.item,
            f"{x.found.value:.15g}",
            _times(x.found.ratio),
            ", ".join(x.found.why),
            f"{x.asked_at:%Y-%m-%d}" if x.asked_at else "",
        )
        for x in odd
    )
    table("", ["organisation", "item", "value", "of last round", "why", "asked"], rows)
    out.print(f"{counted(len(odd), 'value looks', 'values look')} odd.", markup=False)
    if out_file:
        out.print(f"{out_file}: write x into the column ask beside what is to be asked; then: counterfoil quality outliers load {out_file}")


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{ratio:.3g} times"


@outliers_app.command()
def load(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The workbook that `quality outliers --out FILE` wrote, with your ticks.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say who would be asked about what, and change nothing.")] = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Queue one letter to each organisation with the questions that you ticked. Nobody is asked about the same value twice."""
    from service.authoring import drafts
    from service.quality import inquiries as quality_inquiries

    with session(home) as service:
        chosen = drafts.choose(service, study)
        done = quality_inquiries.load(service, chosen, file, now(), by=who(by), note=note, dry_run=dry_run)
    if as_json:
        emit({"ticked": done.ticked, "asked": done.asked, "left_out": [{"row": row, "why": why} for row, why in done.left_out]})
    else:
        for one in done.asked:
            entry = f" (entry {one.entry})" if one.entry else ""
            out.print(f"{one.organisation}, {one.address}: {', '.join(one.items)}{entry}", markup=False)
        letters = counted(len(done.asked), "letter")
        told = "would be queued; nothing was changed" if dry_run else "queued; `counterfoil run --live` sends what is queued"
        out.print(f"{counted(done.ticked, 'row')} ticked. {letters} {told}.", markup=False)
        for row, why in done.left_out:
            err.print(f"Row {row} is not asked about. {why}", markup=False)
    finish(FINDINGS if done.left_out else DONE)
