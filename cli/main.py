"""The program `counterfoil`: puts the commands together, and tells errors as sentences."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import Annotated

import typer
from rich.markup import escape
from typer.main import get_command

from cli.advised import completed, named
from cli.authoring import approve, check, files, study
from cli.commands import PROGRAM, CommandLine
from cli.deciding import decisions, filing, held, questions, values
from cli.mailing import cancel, deliveries, letters, mail
from cli.operation import demo, desk, journal, keeping, login, setup
from cli.people import contacts, erasing
from cli.results import answers, looking, quality, tracing
from cli.session import FINDINGS, WRONG_USE, emit, err, log_to_stderr, out
from cli.start import STOPPED
from domain.errors import Asked, ConfigurationError, ContactFileError, CounterfoilError, UnreadFileError, disk_fault
from domain.process.garbage import collect_seldom

OPTIONS: dict[str, str] = {
    Asked.STUDY: "--study",
    Asked.ORGANISATION: "--to",
    Asked.WHOSE: "--organisation",
    Asked.ITS_NAME: "--organisation-name",
    Asked.LIST: "--list",
    Asked.LANGUAGE: "--language",
    Asked.LAST_DAY: "--until",
    Asked.LIVE: "--live",
    Asked.OTHERWISE: "--but",
    Asked.REASON: "--note",
    Asked.ANONYMOUS: "--anonymous",
    Asked.BY: "--by",
    Asked.FIRST_DAY: "--first-day",
    Asked.KIND: "--all-of",
    Asked.COORDINATOR: "--for",
    Asked.DATABASE: "--to",
    Asked.MODE: "--mode",
    Asked.LANGUAGES: "--languages",
    Asked.HEALTH: "--health",
}

OTHERS_AND_GROUP = 0o077  # Whatever the program writes is about people who wrote to it: for its owner alone.

app = CommandLine(
    name=PROGRAM,
    help="Send a circular and a questionnaire by email, chase the answers, and collect, check, count and export the workbooks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for module in (
    setup,
    check,
    approve,
    cancel,
    login,
    contacts,
    mail,
    looking,
    tracing,
    letters,
    deliveries,
    study,
    held,
    questions,
    decisions,
    filing,
    answers,
    quality,
    journal,
    erasing,
    values,
    files,
    keeping,
    desk,
    demo,
):
    module.register(app)


def _tell_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"counterfoil {version('counterfoil')}")
        raise typer.Exit


@app.callback()
def _whole_program(
    _version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_tell_version, help="Show the version and exit.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", help="Log what the program does to stderr, one line per event.")] = False,
) -> None:
    """Take the options that belong to no command."""
    log_to_stderr(logging.INFO if verbose else logging.WARNING)


@cache
def _commands() -> Callable[[], object]:
    """Return what reads the command line, made once for all commands that one process runs."""
    return get_command(app)


def run() -> None:
    """Run the command line; what a person caused is told in a sentence, and never as a traceback."""
    os.umask(OTHERS_AND_GROUP)
    collect_seldom()
    out.completes = err.completes = partial(completed, commands=_commands(), options=named(sys.argv[1:]))
    try:
        _commands()()
    except CounterfoilError as error:
        refused = error.__cause__ if isinstance(error, UnreadFileError) else None
        _tell(disk_fault(refused, refused.filename or "") if isinstance(refused, OSError) else error)
        sys.exit(WRONG_USE if isinstance(error, ConfigurationError | ContactFileError) else FINDINGS)
    except OSError as error:
        _tell(disk_fault(error, error.filename or ""))
        sys.exit(WRONG_USE)
    except KeyboardInterrupt:
        err.print("Stopped. Nothing is lost: you can run any command again.")
        sys.exit(STOPPED)


def _tell(error: CounterfoilError) -> None:
    where = OPTIONS.get(error.where, error.where)
    place = f"[bold]{escape(where)}[/bold]: " if where else ""
    err.print(f"[red]error[/red] {place}", end="")
    err.print(error.what, error.remedy, markup=False)
    if "--json" in sys.argv[1:] and not error.told_to_programs:  # A program reads on stdout what kept it from its result, where it can.
        with suppress(OSError):
            emit({"error": {"where": where, "what": error.what, "remedy": error.remedy}})
