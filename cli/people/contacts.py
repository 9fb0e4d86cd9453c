"""contacts load, list, export; those that decide about one contact stand in `one_contact.py`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from cli.commands import CommandLine
from cli.people import one_contact
from cli.session import FINDINGS, HERE, All, By, Home, Json, Note, emit, err, finish, now, out, part, plain, pour, session, table, who
from domain.contact import ContactState
from domain.errors import ConfigurationError, ContactFileError
from domain.sentences import counted

if TYPE_CHECKING:
    from contacts.compare import Preview
    from contacts.loaded import Note as RowNote
    from contacts.rows import FileRow
    from service.contacts.lists import KeptList

_FIRST_REJECTED = 20  # lines
_LONG = 2_000  # rows, which take a noticeable time to read

contacts_app = CommandLine(help="Load, list and export contact lists, and decide about single contacts.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands, and those that decide about one contact."""
    one_contact.register(contacts_app)
    app.add_typer(contacts_app, name="contacts")


@contacts_app.command()
def load(
    file: Annotated[Path, typer.Argument(help="Your CSV or spreadsheet file, as it is.")],
    name: Annotated[str, typer.Option("--list", help="The list to load it into. If there is no such list, it is created.")],
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    column: Annotated[list[str] | None, typer.Option("--column", help="THEIRS=OURS, for a column that is not recognised.")] = None,
    sheet: Annotated[str | None, typer.Option("--sheet", help="The sheet to read, if the file has several.")] = None,
    whole: All = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Load or update a contact list. You see row by row what was added, changed, absent or rejected."""
    from cli.mailing.addressed import tell_late
    from contacts.compare import to_json
    from service.authoring.unspoken import unspoken
    from service.contacts.lists import Signed, load_file
    from service.mailings.late import late

    with session(home) as service:
        signed, columns = Signed(by=who(by), at=now(), note=note), _columns(column or [])
        with _columns_named():
            preview = load_file(service, file, name, columns, store=not dry_run, sheet=sheet, watch=_watched, signed=signed)
        missed, lacking = late(service, name, now()), unspoken(service, name, preview.loaded.contacts)
    if as_json:
        emit({**to_json(preview), "late": missed, "unspoken": lacking})
    else:
        _tell(preview, name, dry_run=dry_run, whole=whole)
        for one in lacking:
            err.print(f"Warning: {one}", markup=False)
        tell_late(missed)
    finish(FINDINGS if preview.rejected else 0)


def _columns(given: list[str]) -> dict[str, str]:
    for one in given:
        if "=" not in one:
            raise ConfigurationError(
                f"{one!r} assigns no column.", where="--column", remedy="Write THEIRS=OURS, such as --column 'Their heading=address'."
            )
    return dict(one.split("=", 1) for one in given)


@contextmanager
def _columns_named() -> Iterator[None]:
    """Say how a column is assigned here, with a heading of the person's own, where one that no list can do without is missing."""
    from contacts.columns import UnknownColumnsError

    try:
        yield
    except UnknownColumnsError as error:
        remedy = f"Rename the column in the file, or say which it is: {_assigning(*error.examples)}"
        raise ContactFileError(error.what, where=error.where, remedy=remedy) from error


def _assigning(*examples: str) -> str:
    return " ".join(f"--column {quote(one)}" for one in examples)


def _with_mending(note: RowNote) -> str:
    """Return what a note says, with how the column would be assigned here that mends it."""
    return f"{note.message} For example: {_assigning(note.mended_by)}" if note.mended_by else note.message


def _watched(rows: Collection[FileRow]) -> Iterable[FileRow]:
    """Show on a terminal how far the reading is."""
    from rich.progress import track

    return track(rows, "Reading the contacts", console=err, transient=True, disable=not err.is_terminal or len(rows) < _LONG)


def _tell(preview: Preview, name: str, *, dry_run: bool, whole: bool) -> None:
    loaded = preview.loaded
    for warning in loaded.warnings:
        err.print(f"Warning: {_with_mending(warning)}", markup=False)
    of_sheet = f'the sheet "{loaded.sheet}", ' if loaded.sheet else ""
    out.print(f"{loaded.file}: {of_sheet}{counted(loaded.rows, 'row')}, {loaded.encoding}, with these columns.", markup=False)
    if loaded.others:
        others = ", ".join(f'"{one}"' for one in loaded.others)
        err.print(f"Not read: the {'sheet' if len(loaded.others) == 1 else 'sheets'} {others}. Choose with --sheet NAME.", markup=False)
    table("", ["in the file", "read as"], loaded.columns.items())
    for title, lines in (("Added", preview.added), ("Changed", preview.changed), ("Not in the file, but kept", preview.absent)):
        cells = ((x.row or "", x.organisation, x.address, x.message) for x in lines)
        part(f"\n{title}: {len(lines)}", ["row", "organisation", "address", ""], cells, len(lines), whole=whole)
    number = len(preview.rejected)
    rejected = ((x.row, x.column, x.value, f"{x.message} {x.remedy}") for x in preview.rejected)
    columns = ["row", "column", "value", "what is wrong and what to do"]
    part(f"\nRejected: {number}", columns, rejected, number, whole=whole, first=_FIRST_REJECTED)
    twice = ((x.row, x.address, x.message) for x in preview.duplicates)
    part("\nDuplicates", ["row", "address", ""], twice, len(preview.duplicates), whole=whole)
    notes = ((x.row or "", x.column, x.value, _with_mending(x)) for x in preview.notes)
    part("\nPlease note", ["row", "column", "value", ""], notes, len(preview.notes), whole=whole)
    numbers = (
        f"{len(preview.added)} added, {len(preview.changed)} changed, {len(preview.unchanged)} unchanged, {len(preview.rejected)} rejected"
    )
    out.print(f"\n{numbers}; {'nothing was stored (--dry-run)' if dry_run else f'the list {name} is up to date'}.", markup=False)
    if preview.entry:
        out.print(
            f"`counterfoil undo {preview.entry}` puts the list back as it was. With --dry-run it is shown first.",
            markup=False,
        )


@contacts_app.command(name="list")
def list_(
    name: Annotated[str | None, typer.Option("--list", help="Show only this list.")] = None,
    whole: All = False,
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Show the contacts of a list, and the state of each. On a terminal, a long list is cut short."""
    from service.contacts.lists import lists_kept

    with session(home) as service, service.store.reading() as tx:
        kept = lists_kept(tx, name, now())
        for one in kept:
            if as_json:
                _emit(one)
            else:
                _print(one, whole=whole or not out.is_terminal)
    if not kept and not as_json:
        err.print("No list has been loaded yet: counterfoil contacts load FILE --list NAME.")


def _emit(kept: KeptList) -> None:
    for one in kept.lines:
        # The key `suppressed` is older than the states.
        suppressed = one.why if one.state is ContactState.SUPPRESSED else None
        emit({"list": kept.name, **plain(one), "suppressed": suppressed})


def _print(kept: KeptList, *, whole: bool) -> None:
    rows = (
        (x.contact.organisation, x.organisation.name, x.contact.role, x.contact.address, x.contact.language, x.state, x.why or "")
        for x in kept.lines
    )
    columns = ["code", "organisation", "role", "address", "language", "state", "why"]
    part(f"{kept.name}: {counted(kept.organisations, 'organisation')}", columns, rows, kept.number, whole=whole)


@contacts_app.command()
def export(name: Annotated[str, typer.Option("--list", help="The list.")], home: Home = HERE) -> None:
    """Write a list to stdout as CSV. You can edit it and load it again."""
    from service.contacts.lists import as_csv

    with session(home) as service:
        pour(as_csv(service, name))
