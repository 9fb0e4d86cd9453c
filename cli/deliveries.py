"""deliveries: what became of letters, and sending again what was rejected or failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.session import FINDINGS, HERE, All, By, Home, Json, Note, StudyId, emit, err, finish, now, out, part, session, who
from domain.sentences import counted

if TYPE_CHECKING:
    from service.retrying import Retried


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(deliveries)


def deliveries(
    state: Annotated[str | None, typer.Option("--state", help="Only letters in this state, such as rejected.")] = None,
    mailing: Annotated[str | None, typer.Option("--mailing", help="Only letters of this mailing.")] = None,
    to: Annotated[str | None, typer.Option("--to", help="Only letters to this organisation: its reference or code.")] = None,
    *,
    again: Annotated[bool, typer.Option("--retry", help="Send those again that were rejected or failed.")] = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    everyone: All = False,
    as_json: Json = False,
) -> None:
    """List letters and what became of them. With --retry, those that were rejected or failed are sent again, each once."""
    from service import retrying, running

    with session(home) as service:
        chosen = retrying.Chosen(study=running.choose(service, study), state=state, mailing=mailing, organisation=to)
        if again:
            _tell_retried(retrying.retry(service, chosen, now(), by=who(by), note=note), as_json)
            return
        letters = retrying.listed(service, chosen)
    if as_json:
        for one in letters:
            emit(one)
        return
    rows = ((x.id, x.state, x.mailing or x.kind.replace("_", " "), x.organisation or "", x.address, x.reply) for x in letters)
    part("Letters", ["letter", "state", "of", "organisation", "to", "the server's words"], rows, len(letters), whole=everyone)
    if not letters:
        err.print("There is no such letter.")


def _tell_retried(done: Retried, as_json: bool) -> None:
    if as_json:
        emit(done)
    else:
        outcomes = ", ".join(f"{number} {outcome}" for outcome, number in done.sent.items() if number) or "none sent"
        retried = counted(done.retried, "letter is", "letters are") + " sent again"
        out.print(f"{retried}: {outcomes}." if done.retried else "No such letter was rejected or failed.", markup=False)
        rows = ((one.id, one.address, one.why) for one in done.left)
        part("Not sent again", ["letter", "to", "why"], rows, len(done.left), whole=True)
        for line in done.problems:
            err.print(line, markup=False)
    finish(FINDINGS if done.problems else 0)
