"""explain: what would be done with messages, looked at by themselves or as an installation knows them; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.session import Json, emit, out, quote, say, session


def explain(
    messages: Annotated[list[Path], typer.Argument(help="Messages, as .eml files.")],
    home: Annotated[Path | None, typer.Option("--home", help="An installation that knows its studies and its mail servers.")] = None,
    as_json: Json = False,
) -> None:
    """Show what would be done with incoming messages, and why. No study is needed and nothing is stored."""
    from service.collecting import explaining

    if home is None:
        _tell_all(explaining.explain_messages(messages), as_json)
        return
    with session(home) as service:
        _tell_all(explaining.explain_at(service, messages), as_json)


def _tell_all(results: Iterator[dict[str, Any]], as_json: bool) -> None:
    for result in results:
        if as_json:
            emit(result)
        else:
            _tell_explained(result)


def _tell_explained(result: dict[str, Any]) -> None:
    say(f"{result['file']}: {result['kind'].replace('_', ' ')} (rule {result['rule']}). {result['why']}")
    for report in result["reports"]:
        weight = {True: "for good", False: "for now", None: "unclear"}[report["permanent"]]
        say(f"{report['address']}: {weight}, {report['status'] or 'no status'}; {report['diagnostic'] or report['reason']}", "  ")
    for file in result["attachments"]:
        say(f"{file['name']} ({file['format']}, {file['bytes']} bytes): {file['why']}", "  ")
    if result["match"]:
        match = result["match"]
        say(" ".join([f"Matched to {match['reference']} by its {match['by'].replace('_', ' ')}.", *match["conflicts"]]), "  ")
    for evidence in result["evidence"]:
        say(f"{evidence['strength'].capitalize()}: {evidence['why']}", "  ")
    for said in result["intents"]:
        out.print(f"  Said ({said['intent'].replace('_', ' ')}):", markup=False)
        quote(" ".join(said["words"].split())[:200])
    for effect in result["effects"]:
        say(f"It would {effect}.", "  ")
