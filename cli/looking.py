"""status and show: where the study stands, and everything about one organisation."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from cli.session import HERE, Home, Json, StudyId, emit, err, now, out, session, table
from service import rehearse, running
from service import show as shown
from service import status as stands
from service.census import census
from service.plan import invite


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (status, show):
        app.command()(command)


def status(home: Home = HERE, study: StudyId = None, as_json: Json = False) -> None:
    """Show who was written to, who answered, and what is next."""
    with session(home) as service:
        chosen = running.choose(service, study)
        edited = bool(running.difference(service, chosen))
        with service.store.transaction() as tx:
            found = running.running(service, tx, chosen) or running.draft(service, chosen)
            figures = stands.status(tx, found, now())
            cases = census(tx, found)
    if as_json:
        emit(figures)
        return
    if found.version and edited:
        err.print("The study's folder was edited since it was applied; `counterfoil study apply --dry-run` shows how.")
    counted = figures["organisations"]
    out.print(f"[bold]{escape(found.study.title)}[/bold] ({escape(found.study.id)}), deadline {found.study.deadline}")
    out.print("; ".join(f"{number} {word}" for word, number in counted.items()))
    rows = sorted((case.organisation.region, case.organisation.name, case.invitation.reference, case.standing) for case in cases.values())
    table("", ["region", "organisation", "reference", "standing"], rows)
    for title in ("deliveries", "messages", "submissions"):
        table(f"\n{title}", ["", ""], figures[title].items())
    table("\nwhat comes next", ["mailing", "due", "letters today"], ((x["mailing"], x["due_at"], x["letters"]) for x in figures["next"]))
    if figures["held"]:
        out.print(f"\n{figures['held']} cases wait for a decision: counterfoil held")


def show(
    reference: Annotated[str, typer.Argument(help="The printed reference, or the organisation's code.")],
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Show everything that happened with one organisation, in order, with the path of each original."""
    with session(home) as service, service.store.transaction() as tx:
        found = running.require_running(service, tx, running.choose(service, study))
        invite(tx, found)
        case = rehearse.find_case(census(tx, found), reference)
        events = shown.timeline(service, tx, found, case)
    if as_json:
        for event in events:
            emit(event)
        return
    out.print(f"[bold]{escape(case.organisation.name)}[/bold] ({escape(case.organisation.code)})", end=", ")
    out.print(f"{case.invitation.reference}: {case.standing}")
    table("", ["when (UTC)", "what", "", "original"], ((f"{e.at:%Y-%m-%d %H:%M}", e.what, e.detail, e.path or "") for e in events))
