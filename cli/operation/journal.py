"""journal: what was decided, exported for an audit, and its chain of hashes checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.session import HERE, All, Home, Json, emit, out, plain, pour, say, session
from domain.errors import ConfigurationError
from domain.sentences import counted

if TYPE_CHECKING:
    from service.cases.entries import Told
    from service.views.audit import Chain

_NEWEST = 20  # Entries that are shown unless all are asked for.
_ALL = 1_000_000_000


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(journal)


def journal(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="For --check: an exported journal.")] = None,
    *,
    target: Annotated[Path | None, typer.Option("--out", help="Write every entry to this file, one JSON object per line.")] = None,
    check: Annotated[bool, typer.Option("--check", help="Check that every entry follows from the one before it.")] = False,
    everything: All = False,
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Show the newest decisions, export all of them, or check that none was changed. An exported journal names nobody."""
    from service.views import audit

    if file and not check:
        raise ConfigurationError("A file is only checked.", where="journal", remedy="Add --check, or --out FILE to write one.")
    if check and target:
        raise ConfigurationError("You gave both --check and --out.", where="journal", remedy="Use only one of them.")
    if file:
        _tell_checked(audit.check_file(file), as_json)
        return
    with session(home) as service:
        if target:
            found = audit.export(service, target)
            emit({"file": str(target), **plain(found)}) if as_json else say(f"{target}: {counted(found.entries, 'entry', 'entries')}.")
            return
        with service.store.reading() as tx:
            if check:
                _tell_checked(audit.require_whole(tx), as_json)
            elif as_json:
                for one in audit.lines(tx):
                    pour(f"{one}\n")
            else:
                _tell(audit.newest(tx, _ALL if everything else _NEWEST))


def _tell_checked(found: Chain, as_json: bool) -> None:
    told = f"The chain of {counted(found.entries, 'entry', 'entries')} is intact. The last has the hash {found.last}."
    emit(found) if as_json else say(told)


def _tell(entries: Sequence[Told]) -> None:
    for one in entries:
        first = f"{one.number:>6}  {one.at:%Y-%m-%d %H:%M}  "
        undone = f"; undone by entry {one.undone_by}" if one.undone_by else ""
        say(f"{one.what}, by {one.by}{f' ({one.note})' if one.note else ''}{undone}", first, " " * len(first))
    out.print("\nThe whole journal, for an audit: counterfoil journal --out FILE; its chain: counterfoil journal --check", markup=False)
