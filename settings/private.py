"""Files that nobody but their owner may read, whatever the umask says: what people wrote to us, and what we know of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

OWNER_ONLY, OWNER_ONLY_FOLDER = 0o600, 0o700
CREDENTIALS = "CREDENTIALS_DIRECTORY"  # systemd.exec(5)
_OTHERS = stat.S_IRWXO
_READ_OR_CHANGED = stat.S_IRGRP | stat.S_IWGRP | stat.S_IROTH | stat.S_IWOTH


def opener(path: str, flags: int) -> int:
    """Open a file for `open`; where that makes it, only its owner may read it."""
    return os.open(path, flags, OWNER_ONLY)


def write(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read; one that was there before keeps its mode."""
    with open(path, "wb", opener=opener) as file:
        file.write(data)


def make_folder(path: Path) -> None:
    """Make a folder, and those above it, into which only their owner may look; what is there already stays as it is."""
    missing = [one for one in (path, *path.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=OWNER_ONLY_FOLDER, exist_ok=True)


def flush(path: Path) -> None:
    """Let a file, or what stands in a folder, be on disk when this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def holds_something(path: Path) -> bool:
    """Say whether a file is there and not empty; one that may not be looked at holds something."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False
    except OSError:
        return True


def close(paths: Iterable[Path]) -> None:
    """Take away what everybody, or the group, may do with these, where everybody may do anything: that was the umask, and nobody's wish.

    What only the group may do was somebody's wish, and stays. Nothing is changed of what belongs to somebody else (see `open_to_others`).
    """
    for path in paths:
        with suppress(OSError):
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & _OTHERS:
                path.chmod(mode & stat.S_IRWXU)


def open_to_others(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return those of these files and folders with which everybody on this machine may do anything."""
    return tuple(path for path in paths if path.exists() and stat.S_IMODE(path.stat().st_mode) & _OTHERS)


def changed_by_others(path: Path) -> bool:
    """Say whether somebody but its owner may change a file, or what stands in a folder; never where it is not there, or has no mode.

    A group may where it is the owner's own: many systems give each user one of that name, in which nobody else is, and let it write.
    """
    try:
        status = path.stat()
    except OSError:
        return False
    others, group = status.st_mode & stat.S_IWOTH, status.st_mode & stat.S_IWGRP
    return os.name == "posix" and bool(others or (group and not _is_of_owner(status.st_gid, status.st_uid)))


def _is_of_owner(group: int, owner: int) -> bool:
    import grp  # noqa: PLC0415 - only POSIX has it
    import pwd  # noqa: PLC0415 - as above

    try:
        its, user = grp.getgrgid(group), pwd.getpwuid(owner)
    except KeyError:  # Of a user or a group without a name nobody knows who belongs to it.
        return False
    return (its.gr_name, group) == (user.pw_name, user.pw_gid) and {*its.gr_mem} <= {user.pw_name}


def is_ours_alone(path: Path) -> bool:
    """Say whether a file or folder, which is no link, is that of this user or of root, and nobody else may change it (OSError: not there).

    Where the platform has no such thing as a mode, everything is.
    """
    status = path.lstat()
    if os.name != "posix":
        return not stat.S_ISLNK(status.st_mode)
    whole = stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)
    return whole and status.st_uid in {os.geteuid(), 0} and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def readable_by_group_or_others(path: Path) -> bool:
    """Say whether somebody but its owner may read or change a file; never where the platform has no such thing as a mode.

    A secret that systemd lays out is root's, and an access list lets the service read it: what looks like the right of a group is that
    list's mask (acl(5)), so only others and a right to change it tell.
    """
    if os.name != "posix":
        return False
    status = path.stat()
    forbidden = _OTHERS | stat.S_IWGRP if _laid_out(path) else _READ_OR_CHANGED
    return stat.S_ISREG(status.st_mode) and bool(status.st_mode & forbidden)


def _laid_out(path: Path) -> bool:
    """Say whether a file is a secret that whoever started the program laid out for it (systemd.exec(5), LoadCredential=)."""
    folder = os.environ.get(CREDENTIALS, "")
    return folder != "" and path.resolve().parent == Path(folder).resolve()
