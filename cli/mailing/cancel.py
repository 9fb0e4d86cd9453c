"""cancel: nothing more of a mailing leaves that is under way."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.session import HERE, By, DryRun, Home, Json, Note, StudyId, emit, now, out, session, tell_entry, who


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(cancel)


def cancel(
    mailing: Annotated[str, typer.Argument(help="The name of the mailing in study.toml.")],
    *,
    dry_run: DryRun = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Cancel a mailing that is under way. It says what has left, and what will not; undoing it lets the mailing go on."""
    from service.approving.cancelling import Cancelling
    from service.approving.cancelling import cancel as cancel_mailing
    from service.authoring import drafts

    said = Cancelling(mailing=mailing, by=who(by), note=note, dry_run=dry_run)
    with session(home) as service:
        done = cancel_mailing(service, drafts.choose(service, study), said, now())
    if as_json:
        emit(done)
        return
    out.print(done.told, markup=False)
    if done.entry:
        tell_entry(done.entry)
