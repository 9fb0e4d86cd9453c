"""status and show: where the study stands, and everything about one organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from cli.session import HERE, All, Home, Json, StudyId, emit, err, now, out, session, table

if TYPE_CHECKING:
    from service.running import Running

_LISTED = 200  # More organisations are listed only where all are asked for.


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (status, show):
        app.command()(command)


def status(home: Home = HERE, study: StudyId = None, everyone: All = False, as_json: Json = False) -> None:
    """Show who was written to, who answered, and what is next; with --all every organisation."""
    from service import running
    from service import status as stands

    with session(home) as service:
        chosen = running.choose(service, study)
        edited = running.edited(service, chosen)
        with service.store.reading() as tx:
            found = running.running(service, tx, chosen) or running.draft(service, chosen)
            figures = stands.status(tx, found, now())
            lengthy = figures["organisations"]["total"] > _LISTED and not everyone
            listed = () if lengthy or (as_json and not everyone) else tuple(stands.organisations(tx, found, now()))
    if as_json:
        emit(figures)
        for one in listed:
            emit(one)
        return
    if found.version and edited:
        err.print("The study's folder was edited since it was applied; `counterfoil study apply --dry-run` shows how.")
    _tell_figures(found, figures)
    rows = (
        (one.region, one.name, one.reference, _stands(one.standing, waits=one.waits))
        for one in sorted(listed, key=lambda one: (one.region, one.name))
    )
    table("", ["region", "organisation", "reference", "standing"], rows)
    if lengthy:
        out.print("\nEvery organisation: counterfoil status --all")
    _tell_work(figures)


def _tell_figures(found: Running, figures: dict[str, Any]) -> None:
    paused = ", paused: nothing goes out" if found.paused else ""
    out.print(f"[bold]{escape(found.study.title)}[/bold] ({escape(found.study.id)}), deadline {found.study.deadline}{paused}")
    counted = [f"{number} {word}" for word, number in figures["organisations"].items()]
    counted += [f"{figures['waiting']} of them wait for us"] if figures["waiting"] else []
    counted += [f"{figures['ineligible']} more are not asked"] if figures["ineligible"] else []
    out.print("; ".join(counted))


def _stands(standing: str | None, *, waits: bool) -> str:
    return f"{standing or 'ineligible'}{', waits for us' if waits else ''}"


def _tell_work(figures: dict[str, Any]) -> None:
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
    from service import running
    from service import show as shown
    from service.census import census
    from service.find import find_invitation

    with session(home) as service, service.store.reading() as tx:
        found = running.require_running(service, tx, running.choose(service, study))
        code = find_invitation(tx, found.study.id, reference).organisation
        case = census(tx, found, now(), {code})[code]
        events = shown.timeline(service, tx, found, case)
    if as_json:
        for event in events:
            emit(event)
        return
    out.print(f"[bold]{escape(case.organisation.name)}[/bold] ({escape(case.organisation.code)})", end=", ")
    out.print(f"{case.invitation.reference}: {_stands(case.standing, waits=case.waits)}")
    out.print("[dim]when (UTC)        entry  what[/dim]")
    for event in events:
        out.print(f"{event.at:%Y-%m-%d %H:%M}  {event.entry or '':>5}  {event.what}: {event.detail}", markup=False)
        if event.path:
            out.print(f"{'':25}{event.path}", markup=False, style="dim")
    if any(event.entry for event in events):
        out.print("\nTo take a decision back: counterfoil undo ENTRY")
