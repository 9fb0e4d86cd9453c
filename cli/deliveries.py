"""deliveries: the letters and what became of them."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.session import FIRST, HERE, LENGTHY, All, Home, Json, StudyId, day, emit, err, out, say, session
from domain.letter import DeliveryState


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(deliveries)


def deliveries(
    *,
    state: Annotated[str | None, typer.Option("--state", help=f"Only letters in this state: {', '.join(DeliveryState)}.")] = None,
    mailing: Annotated[str | None, typer.Option("--mailing", help="Only letters of this mailing.")] = None,
    on: Annotated[
        str | None, typer.Option("--day", metavar="YYYY-MM-DD", help="Only letters that were planned or tried on this day (UTC).")
    ] = None,
    domain: Annotated[str | None, typer.Option("--domain", help="Only letters to addresses of this domain.")] = None,
    everyone: All = False,
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """List the letters and what became of them. `counterfoil letter ID` shows one of them."""
    from service import running
    from service.letters import Narrowed, listed

    with session(home) as service:
        chosen = running.choose(service, study) if study else None
        narrowed = Narrowed(study=chosen, state=state, mailing=mailing, day=day(on) if on else None, domain=domain)
        with service.store.reading() as tx:
            found = listed(tx, narrowed)
    if as_json:
        for one in found:
            emit(one)
        return
    shown = found if everyone or len(found) <= LENGTHY else found[:FIRST]
    for one in shown:
        said = f": {one.why}" if one.why else ""
        first = f"{one.id:>6}  {one.at:%Y-%m-%d %H:%M}  {one.state:<9}  "
        say(f"{one.mailing or one.kind} to {one.address}{said}", first, " " * len(first))
    if len(shown) < len(found):
        out.print(f"and {len(found) - len(shown):,} more: use --all to list them")
    if found:
        out.print("\nOne of them, with a proof of its dispatch: counterfoil letter ID")
    else:
        err.print("There is no such letter.")
