"""login: a person signs in to an account whose server takes no password."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.session import HERE, Home, Json, emit, out, session
from domain.errors import ConfigurationError, CounterfoilError

if TYPE_CHECKING:
    from service.installation.logins import Step


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(login)


def login(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The login: what stands in [logins.NAME] of counterfoil.toml.")],
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Sign in to a mail account of Microsoft 365 or Google. What is needed to stay signed in is kept for its owner only."""
    from settings.reading import unknown_key

    with session(home) as service:
        logins = service.installation.logins
        if not logins:
            remedy = 'Write a table: [logins.office] with provider = "microsoft"; docs/operations/accounts.md shows one.'
            raise ConfigurationError("There is no login in the settings.", where="counterfoil.toml [logins]", remedy=remedy)
        if name not in logins:
            raise unknown_key(name, tuple(logins), "login")
        logins[name].sign_in(lambda step: _ask(name, step, as_json=as_json))
        logins[name].token("")
    if as_json:
        emit({"login": name, "state": "done"})
    else:
        out.print("Signed in. `counterfoil doctor` says whether the mail servers take it.", markup=False)


def _ask(name: str, step: Step, *, as_json: bool) -> str:
    """Show what to do, and return the line that a person, or a program, answers with, where one is wanted."""
    if as_json:
        emit({"login": name, "state": "waiting", "url": step.url, "code": step.code or None, "answer": step.answer or None,
              "seconds": step.seconds or None})  # fmt: skip
    else:
        out.print(f"Open {step.url}", markup=False)
        if step.code:
            minutes = f" (within {step.seconds // 60} minutes)" if step.seconds >= 60 else ""
            out.print(f"and enter the code {step.code}{minutes}. Sign in with the account that sends or takes the mail.", markup=False)
        if step.answer:
            out.print(f"Then paste here {step.answer}:", markup=False)
    sys.stdout.flush()
    if not step.answer:
        return ""
    line = sys.stdin.readline()
    if not line:
        raise CounterfoilError("Nothing was pasted.", where=f"login {name}", remedy="Run the command again.")
    return line
