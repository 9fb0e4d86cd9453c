"""held: what waits for a person, with its evidence, and how it is decided."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.session import HERE, Home, Json, StudyId, emit, err, now, out, session, table
from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from service import held as cases
from service import running
from store import holds, messages, outbox

held_app = typer.Typer(help="List what waits for a decision; show one case; decide it.", invoke_without_command=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(held_app, name="held")


@held_app.callback()
def list_(context: typer.Context, home: Home = HERE, as_json: Json = False) -> None:
    """List what waits for a decision."""
    if context.invoked_subcommand:
        return
    with session(home) as service, service.store.reading() as tx:
        waiting = holds.waiting(tx)
        doubtful = outbox.find(tx, "state", [DeliveryState.UNCERTAIN])
    if as_json:
        for one in waiting:
            emit(one)
        for letter in doubtful:
            emit({"letter": letter.id, "address": letter.address, "state": letter.state})
        return
    rows = ((x.id, f"{x.at:%Y-%m-%d}", " ".join(x.reasons), f"counterfoil held decide {x.id} {'|'.join(x.options)}") for x in waiting)
    table("Cases that wait", ["case", "since", "why", "how to decide"], rows)
    lines = ((x.id, x.address, f"counterfoil held decide letter-{x.id} arrived|resend") for x in doubtful)
    table("\nLetters in doubt (they may have arrived)", ["letter", "address", "how to decide"], lines)
    if not waiting and not doubtful:
        err.print("Nothing waits for a decision.")


@held_app.command()
def show(case: Annotated[int, typer.Argument(help="The number of the case.")], home: Home = HERE, as_json: Json = False) -> None:
    """Show one case: the reasons, the message, and where its original is."""
    with session(home) as service, service.store.reading() as tx:
        one = cases.find(tx, case)
        found = messages.find(tx, "id", [one.message_id]) if one.message_id else ()
        original = str(service.store.archive.path(found[0].sha256)) if found else None
    if as_json:
        emit({"case": one, "message": found[0] if found else None, "original": original})
        return
    out.print(f"Case {one.id}, since {one.at:%Y-%m-%d %H:%M} UTC: {one.decision or 'waits'}", markup=False)
    for reason in one.reasons:
        out.print(f"  - {reason}", markup=False)
    if found:
        out.print(f"From {found[0].sender}: {found[0].subject}\nFile: {one.file_name or 'none'}\nOriginal: {original}", markup=False)
    out.print(f"Decide it: counterfoil held decide {one.id} {'|'.join(one.options)}", markup=False)


@held_app.command()
def decide(
    case: Annotated[str, typer.Argument(help="The number of the case, or letter-N for a letter in doubt.")],
    what: Annotated[str, typer.Argument(help="accept, assign, reject, declined; or arrived, resend.")],
    to: Annotated[str | None, typer.Option("--to", help="With assign: the reference or code of the organisation.")] = None,
    home: Home = HERE,
    study: StudyId = None,
) -> None:
    """Decide one case."""
    with session(home) as service:
        if case.startswith("letter-") and what in {"arrived", "resend"}:
            out.print(cases.settle_letter(service, _number(case.removeprefix("letter-")), what == "arrived", now()), markup=False)
            return
        with service.store.reading() as tx:
            found = running.require_running(service, tx, running.choose(service, study))
        out.print(cases.decide(service, found, _number(case), what, to, now()), markup=False)


def _number(text: str) -> int:
    if not text.isdigit():
        raise ConfigurationError(f"{text!r} is no case.", where="held decide", remedy="`counterfoil held` lists the numbers.")
    return int(text)
