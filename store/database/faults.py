"""What a database does not do, told to a person: where, why, and what to do."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, ExceptionContext
from sqlalchemy.exc import DatabaseError, InternalError, OperationalError, ProgrammingError

from domain.errors import StoreError, disk_fault
from settings import disk
from store.database.addresses import shown

_NOT_ALLOWED = "42501"  # PostgreSQL's insufficient_privilege, which its driver takes for a fault of the program.
MOVED = "This store was moved into another database"  # What a database says that takes nothing any more, in its own words.
MOVED_DO = "Write the URL of that database as {called}, give its password where you gave that of this one, and start again."
DAMAGED = "database disk image is malformed"
_BACKUP = "Restore the database from a backup, and check the disk."
OWN = "[store] url in counterfoil.toml"  # Where the URL of a database is given, unless it is that of another one.
_SIGN_IN = (
    "Correct the user in {called} or the password: COUNTERFOIL_DATABASE_PASSWORD, password_file or keyring in [store], or what PostgreSQL "
    "itself looks for (PGPASSWORD, ~/.pgpass). Restart a service that runs: it looks for them once."
)
# Whoever follows the remedy of a server that is away looks for a fault where none is.
_CROWDED = (
    "Let the server take more connections (its max_connections, or the CONNECTION LIMIT of the user or the database), or run fewer "
    "processes. The service goes on by itself."
)
# What the databases say, and what to do about it; the first that fits counts.
_REMEDIES = (
    (MOVED, MOVED_DO),
    (r"is full|disk full|no space left", "Free some space on the disk, then try again."),
    (r"is locked", "Another process has locked the database. Wait until it has finished, or stop it, then try again."),
    (r"readonly|read-only|permission denied", "Give the user that runs Counterfoil write access to the database and its folder."),
    (r"not a database", f"Check that {{called}} names the right file. If it does: {_BACKUP}"),
    (r"authentication failed|no password supplied|role \"[^\"]*\" (?:does not exist|is not permitted)", _SIGN_IN),
    (r"too many (?:clients|connections)|connection slots are reserved", _CROWDED),
    (r"database \"[^\"]*\" does not exist", "Create that database, or correct its name in {called}."),
    # A table or column that is not there was there when the database was opened: its own description of itself is damaged.
    (r"malformed|corrupt|could not decode|invalid page|checksum|no such (?:table|column)", _BACKUP),
    (r"disk i/o error", "Check that the disk has space and no faults, then try again."),
)
_ELSE = "Check {called} and that the server is running, then try again."
_ELSE_A_FILE = "Check that {called} names a file that the user that runs Counterfoil can open, then try again."
# What SQLite says where it is the file system that refuses, which knows why.
_NOT_OPENED, _OTHERWISE_REFUSED = "unable to open database file", re.compile("readonly database|disk I/O error")


def told(context: ExceptionContext) -> StoreError | None:
    """Return what a person is told in place of an error of the database; None for one that only the program can have caused."""
    error, original = context.sqlalchemy_exception, context.original_exception
    # SQLite's driver tells a damaged database by the base class of all its errors.
    of_the_database = isinstance(error, OperationalError | InternalError) or type(error) is DatabaseError
    damaged = isinstance(original, UnicodeDecodeError)
    moved = MOVED in str(original)
    # An option in the URL that the driver does not know is a fault of the URL, and has no words of the server.
    misspelt = isinstance(error, ProgrammingError) and context.connection is None
    if not (of_the_database or damaged or moved or misspelt or context.is_disconnect or getattr(original, "sqlstate", "") == _NOT_ALLOWED):
        return None
    file = file_of(context.engine.url) if context.engine else None
    refused = _refused(str(original), file) if file else None
    called = context.engine.get_execution_options().get("counterfoil_called", OWN) if context.engine else OWN
    return refused or _fault(DAMAGED if damaged else original, _place(context), _ELSE_A_FILE if file else _ELSE, called)


def of_a_file(error: Exception, place: str) -> StoreError:
    """Return what a person is told of an error of a database that is the process's own, in a file at `place`."""
    return _fault(error, place, "Check the folder for temporary files and its disk, then try again.")


def file_of(url: URL) -> Path | None:
    """Return the file in which a database of SQLite is kept; None for one in memory, or of a server."""
    name = url.database or ""
    is_file = url.get_backend_name() == "sqlite" and name not in {"", ":memory:"} and not name.startswith("file:")
    return Path(name) if is_file else None


def _refused(said: str, file: Path) -> StoreError | None:
    """Return what the file system refuses of a database about which SQLite says only that; None where it refuses nothing.

    A file that may not be written, in a folder that may, is told by what SQLite says of it.
    """
    opens = _NOT_OPENED in said
    if not opens and not _OTHERWISE_REFUSED.search(said):
        return None
    error = disk.folder_refused(path := file.parent)
    if error is None and opens and file.exists():
        error = disk.file_refused(path := file)
    if isinstance(error, FileNotFoundError):
        remedy = "Create it, or correct [store] url in counterfoil.toml (or COUNTERFOIL_DATABASE_URL), then try again."
        facts = {"where": str(path), "said": error.strerror}
        return StoreError("The folder of the database is not there.", where=str(path), remedy=remedy, key="disk", facts=facts)
    return disk_fault(error, path) if error else None


def _fault(original: object, place: str, otherwise: str = _ELSE, called: str = OWN) -> StoreError:
    said = (str(original).strip().splitlines() or [type(original).__name__])[0]
    remedy = next((remedy for pattern, remedy in _REMEDIES if re.search(pattern, said, re.IGNORECASE)), otherwise)
    facts = {"said": said.rstrip(".")}
    told_so = f"The database reports a fault: {facts['said']}."
    return StoreError(told_so, where=place, remedy=remedy.format(called=called), key="database", facts=facts)


def of_a_record(error: ValueError) -> StoreError:
    """Return what a person is told of a record that no version of the program can have written."""
    said = str(error).splitlines()[0]
    facts = {"said": said}
    return StoreError(f"A record is damaged: {said}.", where="the database", remedy=_BACKUP, key="record_damaged", facts=facts)


def from_json(text: str | bytes) -> Any:
    """Return the value of a column that holds JSON."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise of_a_record(error) from error


def _place(context: ExceptionContext) -> str:
    url: URL | None = context.engine.url if context.engine else None
    if url is None:
        return "[store] url"
    return str(url.database) if url.get_backend_name() == "sqlite" else shown(url)
