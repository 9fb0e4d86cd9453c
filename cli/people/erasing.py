"""erase, retain, subject: what is held about people is removed, removed when its time is over, or handed out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.session import FINDINGS, HERE, By, Home, Json, Note, emit, err, finish, now, out, say, session, table, who
from domain.sentences import counted

if TYPE_CHECKING:
    from service.personal.erasing import Gone
    from service.personal.retaining import Retained

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would go; nothing is changed.")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (erase, retain, subject):
        app.command()(command)


def erase(
    name: Annotated[str, typer.Argument(metavar="WHO", help="A person's address, or an organisation whose people are meant.")],
    *,
    dry_run: DryRun = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Erase a person, or all people of an organisation, for good. Answers, dispositions and hashes stay, and so do suppressions."""
    from service.personal.erasing import Erasing
    from service.personal.erasing import erase as forget

    with session(home) as service:
        gone = forget(service, Erasing(who=name, by=who(by), note=note), now(), dry_run=dry_run)
    emit(gone) if as_json else _tell(gone)
    left = gone.unread or gone.files or gone.answers or gone.users_kept
    finish(FINDINGS if left or gone.unknown or gone.compacted is False else 0)


def retain(dry_run: DryRun = False, home: Home = HERE, as_json: Json = False) -> None:
    """Remove what is older than `[retain]` in the settings allows. Answers, dispositions and hashes stay."""
    from service.personal.retaining import retain as remove

    with session(home) as service:
        done = remove(service, now(), dry_run=dry_run)
    for one in done:
        if as_json:
            emit(one)
        else:
            would = "would go" if dry_run else "went"
            say(f"{one.kept} from before {one.before:%Y-%m-%d}: {one.gone:,} {would}, {counted(one.originals, 'original')}.")
            _tell_users(one)
    finish(FINDINGS if any(one.users_kept for one in done) else 0)


def subject(
    address: Annotated[str, typer.Argument(help="The address of the person who asks.")],
    *,
    folder: Annotated[Path, typer.Option("--out", help="The folder to write the files to.")] = Path("subject"),
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Write down all that is held about a person: as JSON, as PDF, and the mail and letters themselves."""
    from service.personal.subject import export

    with session(home) as service:
        done = export(service, address, folder, now())
    if as_json:
        emit(done)
        return
    say(f"{counted(done.rows, 'record')}, {counted(done.originals, 'original')} and {counted(done.letters, 'letter')} in {done.folder}")
    say("Look through it before you hand it out: the originals may name others.")


def _tell(gone: Gone) -> None:
    if gone.unknown:
        say("Nothing is held about this person. Check how the address is written; of a backup that holds it, it goes.", screen=err)
    would = "would go" if gone.dry_run else "erased"
    people = f"{counted(gone.people, 'person', 'people')} {would}: "
    say(f"{people}{counted(gone.originals, 'original')} in the archive, the bytes of {counted(gone.letters, 'letter')}, and in the tables:")
    table("", ["table", "rows"], gone.rows.items())
    if gone.suppressions:
        kept = counted(gone.suppressions, "suppression stays", "suppressions stay")
        say(f"{kept} as a keyed hash: who is loaded again is still not written to.")
    _tell_users(gone)
    _tell_left(gone)
    for entry in gone.entries:
        say(f"Entry {entry} of the journal. It cannot be undone.")
    if gone.dry_run:
        out.print("Nothing was changed.", markup=False)


def _tell_users(gone: Gone | Retained) -> None:
    """Say which users of the console are concerned: a colleague may have the same name."""
    for name in gone.users:
        say(f"{name} uses the console under this name, and {'would sign' if gone.dry_run else 'signs'} in no more.", screen=err)
    for name in gone.unbound:
        say(f"{name} {'would be' if gone.dry_run else 'was'} unbound from single sign-on, where they are called so.", screen=err)
    for name in gone.users_kept:
        say(f"{name} uses the console and is called so, here or by single sign-on, and stays: nobody else may add users.", screen=err)
        say(f"Add another person as administer, then remove {name}.", screen=err)


def _tell_left(gone: Gone) -> None:
    """Say what a person has to look at."""
    if gone.answers:
        named = counted(gone.answers, "answer names them, and stays", "answers name them, and stay")
        say(f"{named}: what an organisation answered is its own to change.", screen=err)
    if gone.uploads:
        say(f"{counted(gone.uploads, 'file')} that waited in the console to be loaded named them, and went.", screen=err)
    for path in gone.files:
        say(f"This file of yours names them, and was left: {path}", screen=err)
    for sha256 in gone.unread:
        say(f"This original could not be looked through, and was left: {sha256}", screen=err)
    if gone.compacted is False:
        say("Somebody else reads the database now, so traces may be left in its files. Repeat this later.", screen=err)
