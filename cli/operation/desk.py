"""serve and users: the console for browsers, and who may use it."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands import CommandLine
from cli.session import HERE, By, Home, Json, Note, emit, err, log_to_stderr, now, out, session, table, who
from cli.watching import HealthHost, HealthPort, health_table
from domain.desk import EVERY_STUDY, DeskRole

if TYPE_CHECKING:
    from domain.desk import DeskUser
    from service.installation.public import ConsoleTable

users_app = CommandLine(help="Say who may use the console, and what they may do.", no_args_is_help=True)
UserName = Annotated[str, typer.Argument(metavar="NAME", help="The person's name, as they sign with it.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(serve)
    app.add_typer(users_app, name="users")


def serve(
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="The port to listen at.", show_default="8059")] = None,
    health: HealthPort = None,
    health_host: HealthHost = "127.0.0.1",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Serve the console to browsers. It sends nothing: `counterfoil run` does. Stop it with Ctrl-C or SIGTERM.

    At its first start it prints a link that makes the first user; the link works once.
    """
    from service.console.users import first_link
    from service.operation.health import Health
    from service.process.notify import notify
    from service.process.stopping import stoppable
    from web.console.app import console
    from web.console.warm import warm
    from web.health import health_served
    from web.serving import served

    with session(home, waits=False) as service:
        warm(service, now())
        settings = service.installation.console
        settings = settings.model_copy(update={"port": port}) if port else settings
        log_to_stderr(logging.INFO)
        watched = health_served(Health(service, now), health_table(health, health_host), now)
        with stoppable(service.stopping), watched, served(console(service, settings, now), settings, "console"):
            secret = first_link(service, now())
            first = settings.welcome(secret) if secret else None
            if as_json:
                emit({"address": settings.address, "first_user": first})
            else:
                out.print(f"The console is at {settings.address}", markup=False)
                if first:
                    out.print(f"Nobody can sign in yet. Make the first user, once and within two days, at {first}", markup=False)
            notify("READY=1")
            service.stopping.wait()
            notify("STOPPING=1")


def _what(settings: ConsoleTable) -> str:
    return "a password or single sign-on" if settings.oidc else "a password"


@users_app.command()
def add(
    name: UserName,
    role: Annotated[str, typer.Option("--role", help="look, decide, send or administer: each may do what those before it may.")] = "look",
    study: Annotated[str | None, typer.Option("--study", help="The role holds in this study alone.", show_default="every study")] = None,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Put a person on record, or give one who is there another role. A new one gets a link to choose how they sign in."""
    from service.console.users import AddingUser, add_user

    with session(home) as service:
        added = add_user(service, AddingUser(name=name, role=role, study=study, by=who(by), note=note), now())
        at = service.installation.console.welcome(added.secret) if added.secret else None
    if as_json:
        emit({**_line(added.user), "link": at})
        return
    _tell([added.user])
    if at:
        out.print(f"To choose {_what(service.installation.console)}, once and within two days: {at}", markup=False)


@users_app.command(name="list")
def list_(home: Home = HERE, as_json: Json = False) -> None:
    """List who may use the console, and what they may do."""
    from service.console.users import users

    with session(home) as service:
        everybody = users(service)
    if as_json:
        for one in everybody:
            emit(_line(one))
        return
    _tell(everybody)
    if not everybody:
        err.print("Nobody may use the console yet: `counterfoil serve` prints a link for the first user.", markup=False)


@users_app.command(name="link")
def link_(name: UserName, by: By = None, note: Note = "", home: Home = HERE, as_json: Json = False) -> None:
    """Print a link by which a person chooses another password, or single sign-on. It works once, within two days."""
    from service.console.users import new_password_link

    with session(home) as service:
        at = service.installation.console.welcome(new_password_link(service, name, now(), by=who(by), note=note))
    emit({"name": name, "link": at}) if as_json else out.print(at, markup=False)


@users_app.command()
def unbind(name: UserName, by: By = None, note: Note = "", home: Home = HERE, as_json: Json = False) -> None:
    """Let a person not come in by single sign-on any more. They are signed out at once, and need a link to sign in again."""
    from service.console.users import unbind as undo_binding

    with session(home) as service:
        undo_binding(service, name, now(), by=who(by), note=note)
    told = f"{name} does not sign in by single sign-on any more. For a new link: counterfoil users link NAME"
    emit({"name": name, "unbound": True}) if as_json else out.print(told, markup=False)


@users_app.command()
def remove(name: UserName, by: By = None, note: Note = "", home: Home = HERE, as_json: Json = False) -> None:
    """Take a person off the record. They are signed out at once; what they decided stays theirs."""
    from service.console.users import remove_user

    with session(home) as service:
        remove_user(service, name, now(), by=who(by), note=note)
    emit({"name": name, "removed": True}) if as_json else out.print(f"{name} may not use the console any more.", markup=False)


def _line(one: DeskUser) -> dict[str, object]:
    roles = {study or "*": role.value for study, role in sorted(one.roles.items())}
    bound = {"issuer": one.identity.issuer, "subject": one.identity.subject, "called": one.identity.called} if one.identity else None
    return {"name": one.name, "roles": roles, "has_password": one.has_password, "single_sign_on": bound}


def _tell(everybody: list[DeskUser] | tuple[DeskUser, ...]) -> None:
    rows = (
        (one.name, study if study != EVERY_STUDY else "every study", DeskRole(role), _comes_in(one))
        for one in everybody
        for study, role in sorted(one.roles.items())
    )
    table("", ["name", "study", "role", ""], rows)


def _comes_in(one: DeskUser) -> str:
    if one.identity:
        return f"signs in by single sign-on{f', as {one.identity.called}' if one.identity.called else ''}"
    return "" if one.has_password else "has no password yet"
