"""study apply, pause, resume, extend."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from cli.session import HERE, Home, Json, StudyId, emit, now, out, session
from service import running

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
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Let the study run as its folder says today; the difference to what ran before is shown."""
    with session(home) as service:
        chosen = running.choose(service, study)
        lines = running.difference(service, chosen)
        version = None if dry_run else running.apply(service, chosen, now())
    if as_json:
        emit({"study": chosen, "version": version, "difference": lines})
        return
    for line in lines:
        out.print(line, markup=False)
    out.print("Nothing was applied (--dry-run)." if dry_run else f"{chosen} runs as version {version}.", markup=False)


@study_app.command()
def pause(home: Home = HERE, study: StudyId = None) -> None:
    """Stop everything that goes out; answers are still taken in."""
    _pause(home, study, paused=True)


@study_app.command()
def resume(home: Home = HERE, study: StudyId = None) -> None:
    """Go on sending."""
    _pause(home, study, paused=False)


def _pause(home: Home, study: StudyId, *, paused: bool) -> None:
    with session(home) as service:
        chosen = running.choose(service, study)
        running.pause(service, chosen, paused)
    out.print(f"{chosen} {'is paused: nothing goes out, answers are taken in' if paused else 'goes on'}.", markup=False)


@study_app.command()
def extend(
    deadline: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="The new last day, as in 2012-05-31.")],
    home: Home = HERE,
    study: StudyId = None,
) -> None:
    """Move the deadline; letters and digests speak of the new one from now on."""
    day: date = deadline.date()
    with session(home) as service:
        chosen = running.choose(service, study)
        running.extend(service, chosen, day)
    out.print(f"The deadline of {chosen} is {day} now.", markup=False)
