"""replay, digest, export: what came in, read again, told and written out."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Annotated

import typer

from cli.session import FINDINGS, HERE, Home, Json, StudyId, emit, err, finish, now, number, out, session
from domain.errors import ConfigurationError
from domain.sentences import counted


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (replay, digest, export):
        app.command()(command)


def replay(
    message: Annotated[
        int | None, typer.Argument(parser=number, metavar="MESSAGE", help="The number of a message, as listed by `show`.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every message, in order.")] = False,
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Run archived messages through the current program. Nobody is written to twice."""
    from service.collecting.replay import replay as run_again

    if (message is None) != everything:
        raise ConfigurationError("Which message?", where="replay", remedy="Give the number of a message, or --all.")
    with session(home) as service:
        results = run_again(service, message, now())
    for one in results:
        if as_json:
            emit({"message": one.message_id, "changed": one.changed, "before": one.before, "now": one.now, "problem": one.problem or None})
        elif one.waits:
            err.print(f"Message {one.message_id} waits. {one.problem}", markup=False)
        elif one.problem:
            err.print(f"Message {one.message_id} failed and is held; `counterfoil held` shows where:  {one.problem}", markup=False)
        elif one.changed:
            out.print(f"Message {one.message_id} is now understood differently: {one.before[0]} before, {one.now[0]} now.", markup=False)
    if not as_json:
        out.print(f"{counted(len(results), 'message')} replayed, {sum(one.changed for one in results)} now understood differently.")
    finish(FINDINGS if any(one.problem for one in results) else 0)


def digest(
    name: Annotated[str, typer.Argument(help="The name of the digest in study.toml.", show_default="which there are")] = "",
    *,
    reader: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="ADDRESS",
            help="Write it as this coordinator gets it: of their regions, in their language.",
            show_default="the first coordinator",
        ),
    ] = None,
    live: Annotated[bool, typer.Option("--live", help="Send it to the coordinators now. Without this, it is written to files.")] = False,
    folder: Annotated[Path, typer.Option("--out", help="The folder to write the files to.")] = Path("preview"),
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Write a digest to files, or email it to the coordinators."""
    from service.authoring import drafts
    from service.digests.digest import find_reader, preview_digest, send_digest
    from service.studies import running

    if live and reader:
        remedy = "Leave one of them out: --live sends it to every coordinator who wants it."
        raise ConfigurationError("--for writes it to files, and does not go with --live.", where="digest", remedy=remedy)
    with session(home) as service:
        with service.store.reading() as tx:
            found = running.require_running(service, tx, drafts.choose(service, study))
        if live:
            sent, to = send_digest(service, found, name, now())
            if as_json:
                emit({**{one.name: getattr(sent, one.name) for one in fields(sent)}, "to": to})
            else:
                whom = f"It went to {', '.join(to)}." if to else "It went to nobody."
                out.print(" ".join([f"{sent.outcomes['sent']} sent.", whom, *sent.problems]), markup=False)
            return
        whose = find_reader(found.study, reader) if reader else None
        for path in preview_digest(service, found, name, now(), folder, whose):
            emit({"file": str(path)}) if as_json else out.print(str(path), markup=False)


def export(
    kind: Annotated[str, typer.Argument(metavar="FORMAT", help="csv, xlsx, sav, dta, parquet, ddi or values.")],
    *,
    folder: Annotated[Path, typer.Option("--out", help="The folder to write the files to.")] = Path("export"),
    labels: Annotated[bool, typer.Option("--labels", help="Write the labels that people saw, instead of the choices' codes.")] = False,
    language: Annotated[
        str | None,
        typer.Option("--language", help="The language of the labels and the codebook.", show_default="the study's first"),
    ] = None,
    version: Annotated[
        int | None, typer.Option("--version", metavar="N", help="Only the answers to this version of the questionnaire, as it was.")
    ] = None,
    anonymous: Annotated[bool, typer.Option("--anonymous", help="Leave out what names people or organisations; see docs/data.md.")] = False,
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Export what was collected, with a codebook.

    The answers that count have a row per organisation and a column per question; repeats, cases, attempts, edits, confirmations and
    the submissions that do not count have tables of their own. `values` has one line per value, with all that `trace` shows of it.
    """
    from service.authoring import drafts
    from service.exports import export as exporting
    from service.studies import running

    with session(home) as service:
        with service.store.reading() as tx:
            found = running.require_running(service, tx, drafts.choose(service, study))
        read = language or found.study.languages[0]
        made = exporting.export(service, found, kind, folder, now(), labels=labels, language=read, version=version, anonymous=anonymous)
        for path in made.files:
            emit({"file": str(path)}) if as_json else out.print(str(path), markup=False)
        called = f"{folder} is a folder: the files in it have names of their own." if folder.suffix.lower() == f".{kind}" else ""
        for warning in filter(None, (called, *made.warnings)):
            err.print(warning, markup=False)
