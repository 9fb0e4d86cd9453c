"""backup, restore, move: an installation is kept in a file, put back, and moved into another database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.session import DONE, FINDINGS, HERE, Home, Json, emit, err, finish, now, out, say, session
from domain.errors import ConfigurationError
from domain.sentences import counted, sized
from domain.texts.secrets import has_secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from service.keeping.backups.lost import LostOriginal
    from service.keeping.backups.making import BackedUp
    from service.keeping.backups.verifying import Verified
    from service.keeping.carrying import CarriedArchive

_ON_THE_COMMAND_LINE = (
    "Warning: a password stands in --to, where whoever works on this machine sees it among the processes, and your shell keeps it. "
    "Give the whole URL in the environment, as COUNTERFOIL_MOVE_TO, and no --to. Change the password if others may have seen it."
)


_PUT_BACK = "and put them where they belong in the archive. Until then counterfoil doctor names them, too."
_EARLIER = f"Take them out of an earlier backup (archive/HASH in the ZIP file), {_PUT_BACK}"


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (backup, restore, move):
        app.command()(command)


def backup(
    file: Annotated[Path, typer.Argument(help="The new file; with --verify, one that is there.")],
    *,
    since: Annotated[Path | None, typer.Option("--since", help="Leave out the originals that are in this earlier backup.")] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Check a backup without restoring it.")] = False,
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Write the whole installation into one file, while it works; or check such a file."""
    if verify:
        if since:
            raise ConfigurationError("A backup that is checked names its own base.", where="--since", remedy="Leave --since out.")
        _verify(file, as_json=as_json)
        return
    from service.keeping.backups.making import back_up

    with session(home) as service:
        made = back_up(service, file, since, now())
    code = FINDINGS if made.lost or made.only_earlier else DONE
    if as_json:
        emit(made)
        finish(code)
        return
    out.print(f"Wrote {made.file}: {sized(made.bytes)}, {counted(made.originals, 'original')}.", markup=False)
    if made.inherited:
        out.print(f"{counted(made.inherited, 'more original')} stay in {since}: keep both files in one folder.", markup=False)
    out.print("It is not encrypted, and holds personal data. Not in it are", markup=False)
    for one in made.left_out:
        say(f"- {one}", "  ")
    out.print(f"Check it: counterfoil backup --verify {made.file}", markup=False)
    _tell_unkept(made, since)
    finish(code)


def _verify(file: Path, *, as_json: bool) -> None:
    from service.keeping.backups.verifying import verify

    found = verify(file)
    if as_json:
        emit(found)
    else:
        _tell_verified(found)
    finish(DONE if found.whole else FINDINGS)


def _tell_verified(found: Verified) -> None:
    what = f"{counted(found.originals, 'original')} of {found.at}"
    what = what if found.rows is None else f"{counted(found.rows, 'row')} and {what}"
    if found.whole:
        out.print(f"{found.file} is whole: {what}.", markup=False)
        return
    for fault in found.faults:
        say(fault, screen=err)
    if found.lost:
        _tell_lost(f"{counted(len(found.lost), 'original')} had been damaged or lost before it was made:", found.lost, found.first_lost)
    if found.faults:
        say(f"{found.file} is not whole, and nothing of it is restored. Take another backup, and make a new one.", screen=err)
    else:
        say(f"{found.file} is not whole. All else in it is, and can be restored: {what}. {_EARLIER}", screen=err)


def _tell_unkept(made: BackedUp, since: Path | None) -> None:
    """Say which originals the archive has lost, whether this backup misses them or an earlier one has them, and how that is mended."""
    if made.lost:
        what = f"{counted(len(made.lost), 'original')} could not be kept, damaged or gone already:"
        _tell_lost(what, made.lost, made.first_lost)
        say(f"All else is in this backup. Keep the earlier ones. {_EARLIER}", screen=err)
    if made.only_earlier:
        what = f"{counted(len(made.only_earlier), 'original')} in the archive damaged or gone, which the earlier backup has still:"
        _tell_lost(what, made.only_earlier, made.first_lost)
        say(f"Take them out of {since}, or of the one that it continues (archive/HASH in the ZIP file), {_PUT_BACK}", screen=err)


def _tell_lost(what: str, lost: Sequence[str], first: Iterable[LostOriginal]) -> None:
    """Print the first few of some originals that are lost, and how many more there are."""
    say(what, screen=err)
    shown = [one for one in first if one.sha256 in lost]
    for one in shown:
        where = f"; it belongs at {one.where}" if one.where else ""
        say(f"- {one.sha256}: {one.whose or 'named by no message, study or letter'}{where}", "  ", screen=err)
    if len(lost) > len(shown):
        say(f"- and {len(lost) - len(shown):,} more", "  ", screen=err)


def restore(
    file: Annotated[Path, typer.Argument(help="The backup; the ones that it continues lie beside it.")],
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Put a backup back into a folder where nothing is written over."""
    from service.installation.credentials import with_credentials
    from service.keeping.backups.restoring import restore as put_back

    restored = put_back(file, home, with_credentials(os.environ))
    code = FINDINGS if restored.lost else DONE
    if as_json:
        emit(restored)
        finish(code)
        return
    what = f"the state of {restored.at}, {counted(restored.originals, 'original')}, database {restored.database}"
    out.print(f"Restored {restored.home}: {what}.", markup=False)
    out.print("Passwords and keys are not in a backup: put them back, then run counterfoil doctor.", markup=False)
    say(
        "For a drill, put none back, and take the mail servers out of counterfoil.toml: a copy that collects takes mail from the "
        "installation that lives."
    )
    if restored.sends_nothing:
        say(
            "If the dispatch book of the lost machine (archive.dispatched) is left, put it there before you start. "
            "Nothing is sent until you have decided what may have left since: counterfoil held"
        )
    if restored.lost:
        what = f"{counted(len(restored.lost), 'original')} had been damaged or lost before the backup was made, and could not be restored:"
        _tell_lost(what, restored.lost, restored.first_lost)
        say(f"All else is there. {_EARLIER}", screen=err)
    finish(code)


def move(
    to: Annotated[
        str, typer.Option("--to", help="The URL of an empty database. With a password in it, give it as COUNTERFOIL_MOVE_TO instead.")
    ] = "",
    archive: Annotated[bool, typer.Option("--archive", help="Carry the archive from its folder into the bucket of [archive].")] = False,
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Move the store into another database, of SQLite or PostgreSQL; or the archive into a bucket. The other one stays where it is."""
    from service.installation.credentials import with_credentials
    from service.keeping.carrying import carry
    from service.keeping.moving import move as move_store

    environment = with_credentials(os.environ)
    url = to or ("" if archive else environment.get("COUNTERFOIL_MOVE_TO", ""))
    if bool(url) == archive:
        raise ConfigurationError("It is not said what is to be moved.", where="move", remedy="Give --to URL, or --archive.")
    if has_secret(to):
        say(_ON_THE_COMMAND_LINE, screen=err)
    with session(home, carries=archive) as service:
        if archive:
            _carried(carry(service), as_json)
            return
        moved = move_store(service, url, now(), environment)
    if as_json:
        emit({"url": moved.url, "rows": moved.rows, "tables": moved.tables, "setting": moved.setting})
        return
    out.print(f"Moved {counted(moved.rows, 'row')}, and compared each: {moved.url} holds the same.", markup=False)
    _what_to_write(moved.setting, secret=has_secret(url), elsewhere="COUNTERFOIL_DATABASE_URL" in environment)


def _what_to_write(setting: str, *, secret: bool, elsewhere: bool) -> None:
    """Say how the new database is named from now on; its password has never a place in the settings."""
    say(f'Write url = "{setting}" into [store] of counterfoil.toml before you start anything again.')
    if elsewhere:
        say("Or change COUNTERFOIL_DATABASE_URL, which is set and wins over it.")
    if secret:
        say(
            "The password of that URL does not go there: give it as COUNTERFOIL_DATABASE_PASSWORD, or by password_file or keyring in "
            "[store], or give the whole URL as COUNTERFOIL_DATABASE_URL."
        )
    say("The database that you leave sends nothing any more. Keep it until you have a backup of the new one.")


def _carried(done: CarriedArchive, as_json: bool) -> None:
    code = FINDINGS if done.lost else DONE
    if as_json:
        emit(done)
        finish(code)
        return
    out.print(f"Carried {counted(done.originals, 'original')} to {done.archive}.", markup=False)
    for sha256 in done.lost:
        say(f"{sha256} was damaged, and stayed behind.", screen=err)
    say("The folder holds the same still. Keep it until you have a backup of the installation as it is now.")
    finish(code)
