"""study apply, pause, resume, extend."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from cli.session import HERE, By, Home, Json, Note, StudyId, emit, now, out, session, who

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

    with session(home) as service:
        chosen = running.choose(service, study)
        lines = running.difference(service, chosen)
        version = None if dry_run else running.apply(service, chosen, now(), by=who(by), note=note)
    if as_json:
        emit({"study": chosen, "version": version, "difference": lines})
        return
    for line in lines:
        out.print(line, markup=False)
    out.print("Nothing was applied (--dry-run)." if dry_run else f"{chosen} runs as version {version}.", markup=False)


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
    out.print(f"{chosen} {'is paused: nothing goes out, answers are taken in' if paused else 'goes on'}.", markup=False)
    _tell_entry(entry)


def _tell_entry(entry: int) -> None:
    if entry:
        out.print(f"Entry {entry} of the journal; to take it back: counterfoil undo {entry}", markup=False)


@study_app.command()
def extend(
    deadline: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The new last day, as in 2012-05-31.")],
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
) -> None:
    """Move the deadline; letters and digests speak of the new one from now on."""
    from service import running

    day: date = deadline.date()
    with session(home) as service:
        chosen = running.choose(service, study)
        entry = running.extend(service, chosen, day, now(), by=who(by), note=note)
    out.print(f"The deadline of {chosen} is {day} now.", markup=False)
    _tell_entry(entry)
