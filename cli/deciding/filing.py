"""file: a workbook that reached the office on paper, by telephone or as a file is filed for its organisation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.deciding.foreseeing import foresee, tell_findings
from cli.deciding.outcomes import tell_decided
from cli.session import DONE, FINDINGS, HERE, By, DryRun, Home, Json, Note, StudyId, finish, now, out, session, who

if TYPE_CHECKING:
    from service.collecting.by_hand import FiledByHand


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(file)


def file(
    workbook: Annotated[Path, typer.Argument(help="A completed workbook.")],
    *,
    organisation: Annotated[str, typer.Option("--for", metavar="ORG", help="The printed reference, or the organisation's code.")],
    mode: Annotated[str, typer.Option("--mode", help="How it reached you: paper, telephone, mail or upload.")],
    receipt: Annotated[bool, typer.Option("--receipt", help="Write to the organisation's contacts, as if it had come by mail.")] = False,
    dry_run: DryRun = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """File a workbook for an organisation. It is checked, filed or held like one that came by mail; nobody is written to unless you ask.

    The same file is filed once for an organisation. `counterfoil undo ENTRY` undoes it.
    """
    from domain.submission import SubmissionState
    from service.authoring import drafts, files
    from service.collecting import by_hand
    from service.deciding.several_decisions import EachOutcome

    content = files.content(workbook)
    filing = by_hand.Filing(
        name=workbook.name, content=content, organisation=organisation, mode=mode, by=who(by), note=note, receipt=receipt
    )
    with session(home) as service:
        with service.store.reading() as tx:
            found = drafts.of_organisation(service, tx, study, organisation)
        if dry_run:
            foresee(
                service,
                lambda would: [EachOutcome(of=workbook.name, done=by_hand.file_by_hand(would, found, filing, now()))],
                "file",
                as_json,
            )
            return
        filed = by_hand.file_by_hand(service, found, filing, now())
    tell_decided(filed, as_json)
    if not as_json:
        _tell(filed)
    # What counts is done, whatever was noticed in it besides.
    finish(FINDINGS if filed.entry and (filed.state is not SubmissionState.ACCEPTED or filed.case) else DONE)


def _tell(filed: FiledByHand) -> None:
    tell_findings(filed.findings)
    if filed.case:
        out.print(f"\nTo decide it: counterfoil held show {filed.case}", markup=False)
