"""status and show: where the study stands, and everything about one organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from cli.session import HERE, All, Home, Json, StudyId, emit, err, now, out, say, session, table
from domain.rules import parts as of_parts
from domain.sentences import counted

if TYPE_CHECKING:
    from datetime import date

    from service.cases.entries import Told
    from service.studies.running import Running
    from service.views.status import Stands

_LEFT = frozenset({"sent", "uncertain"})  # The events that tell that a letter left, or may have.
_COLUMNS = "[dim]when (UTC)        entry  what[/dim]"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (status, show):
        app.command()(command)


def status(
    home: Home = HERE,
    study: StudyId = None,
    everyone: All = False,
    standing: Annotated[str | None, typer.Option("--standing", help="List the organisations that stand so, such as silent.")] = None,
    region: Annotated[str | None, typer.Option("--region", help="List the organisations of this region.")] = None,
    as_json: Json = False,
) -> None:
    """Show who was written to, who answered and what is next. Organisations are listed with --all, or as you filter them."""
    from service.authoring import drafts
    from service.authoring.folder_difference import edited
    from service.keeping import restored
    from service.sending.delays import delays
    from service.studies import running
    from service.views import status as stands

    with session(home) as service:
        chosen = drafts.choose(service, study)
        changed = edited(service, chosen)
        restored.look(service, now())
        with service.store.reading() as tx:
            found = running.running(service, tx, chosen) or drafts.draft(service, chosen)
            figures = stands.status(tx, found, now())
            figures["waits"] = delays(service, tx, now(), chosen)
            asked = everyone or standing or region
            listed, today = tuple(stands.listed(tx, found, now(), standing, region)) if asked else (), found.today(now())
    if as_json:
        emit(figures)
        for one in listed:
            emit(one)
        return
    if found.version and changed:
        err.print("The study's folder has been edited since it was applied. To see the changes: counterfoil study apply --dry-run")
    _tell_figures(found, figures)
    rows = ((one.region, one.name, one.reference, _stands(one, today)) for one in sorted(listed, key=lambda one: (one.region, one.name)))
    table("", ["region", "organisation", "reference", "standing"], rows)
    if not asked:
        out.print("\nThe organisations: counterfoil status --all, or --standing silent, --region NAME")
    elif not listed:
        out.print("\nNo organisation stands so.")
    _tell_work(figures)


def _tell_figures(found: Running, figures: dict[str, Any]) -> None:
    since = f" since {figures['paused_since'][:10]}" if figures["paused_since"] else ""
    because = f". {figures['paused_because']}" if figures["paused_because"] else ""
    paused = f", paused{since}: nothing is sent{because}" if found.paused else ""
    out.print(f"[bold]{escape(found.study.title)}[/bold] ({escape(found.study.id)}), deadline {found.study.deadline}{escape(paused)}")
    counted = [f"{number} {word}" for word, number in figures["organisations"].items()]
    counted += [_waiting(figures)] if figures["waiting"] else []
    counted += [f"{figures['ineligible']} not asked"] if figures["ineligible"] else []
    out.print("; ".join(counted))
    if figures["nothing_sent"]:
        out.print("Nothing has been sent yet: whoever is silent has not been asked.")


def _waiting(figures: dict[str, Any]) -> str:
    ways = {"waiting for our decision": figures["waiting_for_decision"], "given time or answering elsewhere": figures["waiting_by_mark"]}
    why = ", ".join(f"{number} {way}" for way, number in ways.items() if number)
    return f"{figures['waiting']} of the {figures['organisations']['total']} not reminded ({why})"


def _stands(one: Stands, today: date) -> str:
    over = one.until is not None and one.until < today  # What is over is no mark any more.
    until = f", until {one.until}" if one.until else ""
    marked = f"; marked as {one.mark} on {one.marked_on}{until}" if one.mark and not over else ""
    parts = of_parts.told(one.parts_came, one.parts_missing)
    return f"{one.standing or 'ineligible'}{f' ({parts})' if parts else ''}{_waits(one.on_us, one.until) if one.waits else ''}{marked}"


def _waits(on_us: bool, until: date | None) -> str:
    """Return how an organisation waits: for us, or, where no case of it is open, it is left alone, until a day where there is one."""
    return ", waiting for us" if on_us else f", not reminded until {until}" if until else ", not reminded"


def _tell_work(figures: dict[str, Any]) -> None:
    for title in ("deliveries", "messages", "submissions"):
        table(f"\n{title}", ["", ""], figures[title].items())
    table(
        "\nwhat happens next",
        ["mailing", "due", "letters if it left now"],
        ((x["mailing"], x["due_at"], x["letters"]) for x in figures["next"]),
    )
    for one in figures["cancelled"]:
        say(f"{one['mailing']} was cancelled ({one['told']}): nothing more of it leaves. To let it go on: counterfoil undo {one['entry']}")
    for line in filter(None, [figures["collecting_paused"], figures["restored"], *figures["halted"], *map(str, figures["waits"])]):
        say(line)
    if figures["held"]:
        out.print(f"\n{counted(figures['held'], 'case is waiting', 'cases are waiting')} for a decision: counterfoil held")
    if figures["questions"]:
        out.print(f"\n{counted(figures['questions'], 'question waits', 'questions wait')} for an answer: counterfoil questions")


def show(
    reference: Annotated[str, typer.Argument(metavar="ORG|STUDY", help="The printed reference, the organisation's code or the study.")],
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Show everything that happened with an organisation. You also get the path of each original. For a study, you see what was decided."""
    from service.authoring import drafts
    from service.cases.entries import of_study
    from service.contacts.census import census
    from service.studies import running
    from service.studies.find import find_invitation
    from service.views import show as shown

    with session(home) as service, service.store.reading() as tx:
        if running.is_applied(tx, reference):
            _tell_study(of_study(tx, reference), as_json)
            return
        found = drafts.of_organisation(service, tx, study, reference)
        code = find_invitation(tx, found.study.id, reference).organisation
        case = census(tx, found, now(), {code})[code]
        events = shown.timeline(service, tx, found, case)
    if as_json:
        for event in events:
            emit(event)
        return
    out.print(f"[bold]{escape(case.organisation.name)}[/bold] ({escape(case.organisation.code)})", end=", ")
    waits = _waits(case.on_us, case.invitation.until) if case.waits else ""
    parts = of_parts.told(case.parts_came, case.parts_missing)
    out.print(f"{case.invitation.reference}: {case.standing or 'ineligible'}{f' ({escape(parts)})' if parts else ''}{waits}")
    out.print(_COLUMNS)
    for event in events:
        say(f"{event.what}: {event.detail}", f"{event.at:%Y-%m-%d %H:%M}  {event.entry or '':>5}  ", " " * 25)
        if event.sha256 and event.what in _LEFT:
            told = f"{event.message_id or 'no Message-ID'}, {counted(event.bytes or 0, 'byte')}, SHA-256 {event.sha256}"
            out.print(f"{'':25}{told}: counterfoil letter {event.letter}", markup=False, style="dim")
        for one in event.findings:
            place = ", ".join(filter(None, (one.sheet, one.cell, one.label)))
            say(f"{one.severity}{f' ({place})' if place else ''}: {one.message} {one.remedy}", " " * 25, " " * 25)
        if event.path:
            out.print(f"{'':25}{event.path}", markup=False, style="dim")
    if any(event.entry for event in events):
        out.print("\nTo undo a decision: counterfoil undo ENTRY")


def _tell_study(entries: tuple[Told, ...], as_json: bool) -> None:
    """List what was decided about a study itself: what was applied, sent, paused and extended."""
    if entries and not as_json:
        out.print(_COLUMNS)
    for one in entries:
        if as_json:
            emit(one)
            continue
        note = f" ({one.note})" if one.note else ""
        undone = f"; undone by entry {one.undone_by}" if one.undone_by else ""
        out.print(f"{one.at:%Y-%m-%d %H:%M}  {one.number:>5}  {one.what}, by {one.by}{note}{undone}", markup=False)
