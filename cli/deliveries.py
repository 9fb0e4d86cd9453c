"""deliveries: the letters and what became of them; those in doubt are settled together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.session import FINDINGS, FIRST, HERE, LENGTHY, All, By, Home, Json, Note, StudyId, emit, finish, now, out, plain, say, session, who
from domain.case import Decision
from domain.errors import ConfigurationError
from domain.letter import DeliveryState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from service.in_doubt import Settled, Settling
    from service.letters import Delivery

_STATE = Annotated[str | None, typer.Option("--state", help=f"Only letters in this state: {', '.join(DeliveryState)}.")]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(deliveries)


def deliveries(
    *,
    state: _STATE = None,
    settle: Annotated[
        str | None,
        typer.Option("--settle", metavar="arrived|resend", help="Settle the letters in doubt: they arrived, or are sent again."),
    ] = None,
    from_log: Annotated[
        Path | None,
        typer.Option(
            "--from-log", help="Settle only what a mail server's log proves: Postfix, Exim, or a Microsoft 365 message trace (CSV)."
        ),
    ] = None,
    by: By = None,
    note: Note = "",
    everyone: All = False,
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """List the letters and what became of them. Use --settle to settle those in doubt."""
    from service import running
    from service.in_doubt import Settling, settle_all
    from service.letters import listed

    wanted = _state(state)
    with session(home) as service:
        chosen = running.choose(service, study) if study else None
        if settle or from_log:
            if wanted not in {None, DeliveryState.UNCERTAIN}:
                remedy = f"Leave it out, or choose {DeliveryState.UNCERTAIN}."
                raise ConfigurationError("Only letters in doubt can be settled.", where="--state", remedy=remedy)
            said = Settling(what=settle or Decision.ARRIVED, by=who(by), note=note, study=chosen, log=from_log)
            _tell_settled(settle_all(service, said, now()), said, as_json)
            return
        with service.store.reading() as tx:
            found = listed(tx, wanted, chosen)
    if as_json:
        for one in found:
            emit(one)
        return
    _tell(found[: None if everyone or len(found) <= LENGTHY else FIRST])
    if len(found) > LENGTHY and not everyone:
        out.print(f"and {len(found) - FIRST:,} more: use --all to list them", markup=False)
    if not found:
        out.print("There is no such letter.")


def _tell(letters: Sequence[Delivery]) -> None:
    """Print a line a letter, that no table breaks."""
    for one in letters:
        whom = f"{one.address} ({one.organisation})" if one.organisation else one.address
        last = f": {one.why}" if one.why else ""
        say(f"{one.mailing or one.kind} to {whom}{last}", f"{one.id:>6}  {one.at:%Y-%m-%d %H:%M}  {one.state:<9}  ", " " * 37)


def _state(name: str | None) -> DeliveryState | None:
    if name is not None and name not in set(DeliveryState):
        raise ConfigurationError(f"{name!r} is no state.", where="--state", remedy=f"Choose one of: {', '.join(DeliveryState)}.")
    return DeliveryState(name) if name else None


def _tell_settled(settled: Settled, said: Settling, as_json: bool) -> None:
    from service.in_doubt import told

    if as_json:
        emit({**plain(settled), "log": str(said.log) if said.log else None})
    else:
        out.print(told(settled), markup=False)
        for entry in settled.entries:
            out.print(f"Entry {entry} of the journal; to undo it: counterfoil undo {entry}", markup=False)
    finish(FINDINGS if settled.in_doubt else 0)
