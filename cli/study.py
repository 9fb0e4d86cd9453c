"""study apply, pause, resume, extend."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cli.session import HERE, By, Home, Json, Note, StudyId, day, emit, now, out, session, who

study_app = typer.Typer(help="Apply, pause or resume a study, or move its deadline.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(study_app, name="study")


@study_app.command()
def apply(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    home: Home = HERE,
    by: By = None,
    note: Note = "",
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Run the study from the files now in its folder. You see what changes."""
    from service import running
    from service.entries import of_study

    with session(home) as service:
        chosen = running.choose(service, study)
        lines = running.difference(service, chosen)
        if dry_run and not as_json:
            # What would change is seen also where it would be refused.
            for line in lines:
                out.print(line, markup=False)
        moment, confirmed = now(), by is not None
        if dry_run:
            running.ready_to_apply(service, chosen, confirmed=confirmed)
        version = None if dry_run else running.apply(service, chosen, moment, by=who(by), note=note, confirmed=confirmed)
        with service.store.reading() as tx:
            applied = next((one.number for one in of_study(tx, chosen) if one.applies and one.at == moment), None)
    if as_json:
        emit({"study": chosen, "version": version, "difference": lines, "entry": applied})
        return
    for line in lines if not dry_run else ():
        out.print(line, markup=False)
    out.print("Nothing was applied (--dry-run)." if dry_run else f"{chosen} now runs as version {version}.", markup=False)
    if applied:
        out.print(f"Entry {applied} of the journal")


@study_app.command()
def pause(home: Home = HERE, by: By = None, note: Note = "", study: StudyId = None) -> None:
    """Stop sending anything. Answers are still collected."""
    _pause(home, study, who(by), note, paused=True)


@study_app.command()
def resume(home: Home = HERE, by: By = None, note: Note = "", study: StudyId = None) -> None:
    """Start sending again."""
    _pause(home, study, who(by), note, paused=False)


def _pause(home: Home, study: StudyId, by: str, note: str, *, paused: bool) -> None:
    from service import running

    with session(home) as service:
        chosen = running.choose(service, study)
        entry = running.pause(service, chosen, paused, now(), by=by, note=note)
    said = "is paused: nothing is sent, but answers are still collected" if paused else "is running"
    already = "" if entry else f" It {'was already paused' if paused else 'was not paused'}, so nothing was changed."
    out.print(f"{chosen} {said}.{already}", markup=False)
    _tell_entry(entry)


def _tell_entry(entry: int) -> None:
    if entry:
        out.print(f"Entry {entry} of the journal; to undo it: counterfoil undo {entry}", markup=False)


@study_app.command()
def extend(
    deadline: Annotated[date, typer.Argument(parser=day, metavar="DATE", help="The new deadline, such as 2012-05-31.")],
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
) -> None:
    """Move the deadline. Letters and digests use the new one from now on."""
    from service import running

    with session(home) as service:
        chosen = running.choose(service, study)
        with service.store.reading() as tx:
            before = running.require_running(service, tx, chosen).study.deadline
        entry = running.extend(service, chosen, deadline, now(), by=who(by), note=note)
    out.print(_moved(chosen, before, deadline) if entry else f"The deadline of {chosen} is already {deadline}. Nothing was changed.")
    _tell_entry(entry)


def _moved(study: str, before: date, deadline: date) -> str:
    """Say how the deadline moves; plainly, where it moves to an earlier day."""
    if deadline < before:
        return f"The deadline of {study} has been moved to an earlier day, from {before} to {deadline}."
    return f"The deadline of {study} has been moved from {before} to {deadline}."
