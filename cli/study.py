"""study apply, pause, resume, extend."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from cli.session import HERE, By, Home, Json, Note, StudyId, day, emit, now, out, session, who

study_app = typer.Typer(
    help="What runs: apply the folder's files, pause, resume, move the deadline.", no_args_is_help=True, rich_markup_mode=None
)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(study_app, name="study")


@study_app.command()
def apply(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the difference.")] = False,
    home: Home = HERE,
    by: By = None,
    note: Note = "",
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Let the study run as its folder says today; the difference to what ran before is shown."""
    from service import running
    from service.entries import of_study

    with session(home) as service:
        chosen = running.choose(service, study)
        lines = running.difference(service, chosen)
        version = None if dry_run else running.apply(service, chosen, now(), by=who(by), note=note)
        with service.store.reading() as tx:
            applied = None if dry_run else next((one.number for one in reversed(of_study(tx, chosen)) if one.applies), None)
    if as_json:
        emit({"study": chosen, "version": version, "difference": lines, "entry": applied})
        return
    for line in lines:
        out.print(line, markup=False)
    out.print("Nothing was applied (--dry-run)." if dry_run else f"{chosen} runs as version {version}.", markup=False)
    if applied:
        out.print(f"Entry {applied} of the journal")


@study_app.command()
def pause(home: Home = HERE, by: By = None, note: Note = "", study: StudyId = None) -> None:
    """Stop everything that goes out; answers are still taken in."""
    _pause(home, study, who(by), note, paused=True)


@study_app.command()
def resume(home: Home = HERE, by: By = None, note: Note = "", study: StudyId = None) -> None:
    """Go on sending."""
    _pause(home, study, who(by), note, paused=False)


def _pause(home: Home, study: StudyId, by: str, note: str, *, paused: bool) -> None:
    from service import running

    with session(home) as service:
        chosen = running.choose(service, study)
        entry = running.pause(service, chosen, paused, now(), by=by, note=note)
    said = "is paused: nothing goes out, answers are taken in" if paused else "goes on"
    already = "" if entry else f" It {'was paused' if paused else 'was not paused'} before: nothing was changed."
    out.print(f"{chosen} {said}.{already}", markup=False)
    _tell_entry(entry)


def _tell_entry(entry: int) -> None:
    if entry:
        out.print(f"Entry {entry} of the journal; to take it back: counterfoil undo {entry}", markup=False)


@study_app.command()
def extend(
    deadline: Annotated[date, typer.Argument(parser=day, metavar="DATE", help="The new last day, as in 2012-05-31.")],
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
) -> None:
    """Move the deadline; letters and digests speak of the new one from now on."""
    from service import running

    with session(home) as service:
        chosen = running.choose(service, study)
        with service.store.reading() as tx:
            before = running.require_running(service, tx, chosen).study.deadline
        entry = running.extend(service, chosen, deadline, now(), by=who(by), note=note)
    out.print(_moved(chosen, before, deadline) if entry else f"The deadline of {chosen} is {deadline} already. Nothing was changed.")
    _tell_entry(entry)


def _moved(study: str, before: date, deadline: date) -> str:
    """Say how the deadline moves; plainly, where it moves to an earlier day."""
    if deadline < before:
        return f"The deadline of {study} moves earlier, from {before} to {deadline}."
    return f"The deadline of {study} is {deadline} now, and was {before} before."
