"""letter: what can be shown of one letter, the bytes that were handed over, and a proof of its dispatch."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.session import FINDINGS, HERE, Home, Json, emit, err, finish, now, out, say, session, table
from domain.errors import ConfigurationError
from domain.sentences import counted, quoted, with_status
from domain.texts.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from service.letters.ledger import Attempted, Dispatch
    from service.letters.when_left import LeftAs


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(letter)


def letter(
    name: Annotated[str, typer.Argument(metavar="ID", help="The number of the letter, or its Message-ID.")],
    *,
    eml: Annotated[bool, typer.Option("--eml", help="Write the bytes that were handed over, to stdout or to --out.")] = False,
    proof: Annotated[bool, typer.Option("--proof", help="Write a PDF that proves the dispatch, to stdout or to --out.")] = False,
    file: Annotated[str | None, typer.Option("--file", metavar="N", help="Write the Nth file that it carried, as its PDF.")] = None,
    target: Annotated[Path | None, typer.Option("--out", help="For --eml, --proof and --file: the file to write.")] = None,
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Show one letter. You see its envelope, every attempt with the server's words, its Message-ID and its SHA-256."""
    from service.letters import ledger
    from service.letters.proof import proof as proof_of

    if eml + proof + bool(file) > 1:
        raise ConfigurationError("You gave two of --eml, --proof and --file.", where="letter", remedy="Use only one of them.")
    if target and not (eml or proof or file):
        raise ConfigurationError("--out says where, but not what is written.", where="letter", remedy="Add --eml or --proof, or --file N.")
    with session(home) as service, service.store.reading() as tx:
        found = ledger.find(tx, name)
        if file:
            _write(ledger.attached(service, tx, found, file)[1], target, as_json, binary=True)
            return
        if eml or proof:
            data = ledger.message(service, tx, found) if eml else proof_of(service, tx, found, now())
            _write(data, target, as_json, binary=proof)
            return
        shown = ledger.dispatch(service, tx, found)
    if as_json:
        emit(shown)
    else:
        _tell(shown)
    finish(FINDINGS if shown.fault else 0)


def _write(data: bytes, target: Path | None, as_json: bool, *, binary: bool) -> None:
    """Write bytes as they are to a file, or to whatever standard output leads to; a terminal shows them and obeys nothing in them."""
    from service.installation.writing import write

    if target:
        path = write(target, data)
        emit({"file": str(path), "bytes": len(data)}) if as_json else out.print(str(path), markup=False)
    elif not sys.stdout.isatty():
        typer.echo(data, nl=False)
    elif binary:
        remedy = "Add --out FILE, or lead the output into a file with >."
        raise ConfigurationError("Such a file cannot be shown on a terminal.", where="letter", remedy=remedy)
    else:
        typer.echo(visible(data.decode(errors="replace")), nl=False)


def _tell(one: Dispatch) -> None:
    about = f", {one.reference}" if one.reference else ""
    say(f"Letter {one.id}: {one.mailing or one.kind} to {one.address}{about} ({one.study}): {one.state}")
    envelope = f"{'from a sender not known' if one.mail_from is None else one.mail_from or '<>'} to {one.address}"
    hashed = f"{one.sha256 or 'not known'} ({counted(one.bytes, 'byte')})" if one.bytes is not None else None
    facts = {"From": one.sender, "To": one.to, "Subject": one.subject, "Date": one.date, "Message-ID": one.message_id}
    for what, value in (facts | {"Envelope": envelope, "SHA-256": hashed}).items() if one.message_id or one.sha256 else ():
        if value is not None:
            say(f"{what}: {value}", "  ")
    table("\nFiles", ["name", "bytes", "SHA-256"], ((file.name, f"{file.bytes:,}", file.sha256) for file in one.files))
    _tell_history(one)
    if one.fault:
        say(one.fault, screen=err)
    if one.message_id and one.mail_from is None:
        out.print(f"\nWhat is known of it as PDF: counterfoil letter {one.id} --proof")
    elif one.message_id and not one.fault:
        out.print(f"\nThe message itself: counterfoil letter {one.id} --eml; a proof as PDF: counterfoil letter {one.id} --proof")


def _tell_history(one: Dispatch) -> None:
    """Print the attempts, when evidence says that it left, and apart from both what was noted later."""
    from domain.letter import EVIDENCE

    attempts = [(each.at, f"{each.outcome} at {each.stage}{way(each)}: {each.reply}") for each in one.attempts if each.stage != EVIDENCE]
    notes = [(each.at, f"{each.outcome}: {each.reply}") for each in one.attempts if each.stage == EVIDENCE]
    reports = [(each.at, f"report: {quoted(with_status(each.status, each.diagnostic))}".rstrip()) for each in one.reports]
    _lines("Attempts", attempts)
    if one.left:
        _tell_left(one.left)
    _lines("Noted later", sorted(notes + reports))


def _lines(title: str, lines: Sequence[tuple[datetime, str]]) -> None:
    if lines:
        out.print(f"\n[bold]{title}[/bold] [dim](UTC)[/dim]")
    for at, said in lines:
        say(said, f"{at:%Y-%m-%d %H:%M:%S}  ", " " * 21)


def _tell_left(left: LeftAs) -> None:
    from service.letters.when_left import how_known, witness

    out.print("\n[bold]It left, as evidence says[/bold] [dim](UTC)[/dim]")
    at = f"{left.at:%Y-%m-%d %H:%M:%S}" if left.at else "at a time not known"
    say(f"{at}, says {witness(left)}", "  ")
    for what, value in {
        "Time": how_known(left),
        "Queue number": left.queue,
        "Next server": left.relay,
        "SHA-256 of the log": left.sha256,
        "Settled": f"{left.settled_at:%Y-%m-%d %H:%M:%S} by {left.settled_by}, entry {left.entry}",
    }.items():
        if value:
            say(f"{what}: {value}", "  ")


def way(one: Attempted) -> str:
    """Return by which way an attempt went, as far as it is known."""
    if one.relay is None:
        return ""
    account = f" as {one.account}" if one.account else ""
    tls = "" if one.tls is None else f", {one.tls or 'without TLS'}"
    return f" by {one.relay}{account}{tls}"
