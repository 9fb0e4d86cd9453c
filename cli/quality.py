"""quality: how the answers came about, as a statistician publishes it; and what looks odd beside the others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.session import HERE, Home, Json, StudyId, emit, err, now, out, session, table
from domain.sentences import ENGLISH

if TYPE_CHECKING:
    from digests.sections import DigestSection

quality_app = typer.Typer(
    help="Report response rates, item non-response, checks and times; and find values that look odd.",
    invoke_without_command=True,
    rich_markup_mode=None,
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
    from service import quality_report, running
    from service.quality import quality
    from service.writing import write

    with session(home) as service:
        with service.store.reading() as tx:
            found = running.require_running(service, tx, running.choose(service, study))
            told = quality(tx, found, now())
        spoken = quality_report.spoken(language)
        files = [(pdf, quality_report.pdf), (html, quality_report.html)]
        written = [write(path, made(told, found, spoken)) for path, made in files if path]
        if as_json:
            emit(quality_report.as_json(told))
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
