"""init, doctor, plugins: an installation comes to be, and is looked after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from cli.session import FINDINGS, HERE, Home, Json, emit, finish, now, out, session, table
from domain.errors import CounterfoilError, StoreError
from domain.sentences import counted

# Where plug-ins live: the package, the name that each module defines, and what people call it.
PLUGINS = (
    ("intake.understanding.classifiers", "RULE", "mail classifier"),
    ("intake.parsing.unpack", "UNPACK", "wrapping"),
    ("workbooks.formats", "FORMAT", "attachment format"),
    ("questionnaire.checks", "CHECK", "edit check"),
    ("digests", "DIGEST", "digest"),
    ("exports", "EXPORT", "export"),
    ("mailer.transports", "TRANSPORT", "transport"),
    ("intake.mailboxes", "MAILBOX", "mailbox"),
    ("service.installation.logins", "LOGIN", "login"),
)

_SAMPLE = (
    "counterfoil contacts load studies/cybercrime-2012/contacts.csv --list itu-d-sector-members",
    "counterfoil check",
    "counterfoil preview circular --to ATLSTEL",
)
_OWN = ('counterfoil study new water-2027 --title "Water supply" --prefix WAT27 --languages en,fr', "counterfoil check")


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (init, doctor, plugins):
        app.command()(command)


def init(
    directory: Annotated[Path, typer.Argument(help="The folder to create.")],
    empty: Annotated[bool, typer.Option("--empty", help="Without the sample study: `study new` makes one of your own.")] = False,
    as_json: Json = False,
) -> None:
    """Create a new installation with the sample study, or an empty one."""
    from service.installation.install import install

    made = install(directory, empty=empty)
    if as_json:
        emit({"directory": str(directory), "files": [str(path) for path in made]})
        return
    out.print(f"Created {directory} with {counted(len(made), 'file')}. What to do next:", markup=False)
    for step in (f"cd {directory}", *(_OWN if empty else _SAMPLE), "(set your mail servers in counterfoil.toml, then) counterfoil doctor"):
        out.print(f"  {step}", markup=False)
    if not empty:
        out.print(f"A study of your own: {_OWN[0]}. An installation without the sample: counterfoil init DIR --empty.", markup=False)


def doctor(home: Home = HERE, as_json: Json = False) -> None:
    """Check the store, mail servers, fonts and studies."""
    from service.operation.doctor import CheckResult, examine

    well = True
    with _told(as_json, lambda what, why: CheckResult(what, well=False, found=why)), session(home) as service:
        for one in examine(service, now()):
            well = well and one.well
            if as_json:
                emit(one)
            else:
                out.print(f"{'[green]ok[/green]     ' if one.well else '[red]problem[/red]'} {escape(one.what)}:", end=" ")
                out.print(one.found, markup=False)
    finish(0 if well else FINDINGS)


@contextmanager
def _told(as_json: bool, result: Callable[[str, str], object]) -> Iterator[None]:
    """Let whoever watches read on stdout, too, why nothing can be looked at; it ends as any command does then."""
    try:
        yield
    except CounterfoilError as error:
        if as_json:
            emit(result("store" if isinstance(error, StoreError) else "settings", str(error)))
            error.told_to_programs = True
        raise


def plugins(as_json: Json = False) -> None:
    """List the extensions that were found. They are rules, formats, checks, digests and others, in the order they are used."""
    import importlib

    from domain.process.plugins import discover

    for package, attribute, noun in PLUGINS:
        found = sorted(discover(importlib.import_module(package), attribute), key=lambda one: getattr(one, "order", 0))
        rows = [(one.name, getattr(one, "says", "") or f"Files called {', '.join(one.extensions)}.") for one in found]
        if as_json:
            for order, (name, says) in enumerate(rows, 1):
                emit({"kind": noun, "order": order, "name": name, "says": says, "package": package})
        else:
            table(f"{noun.replace('mailbox', 'mailboxe')}s ({package.replace('.', '/')}/)", ["name", "what it does"], rows)
            out.print()
