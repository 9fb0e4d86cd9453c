"""What the file system says of the places where something is kept: whether they can be written to, and how much is free there."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

_BLOCK = b"\0" * 4096


def folder_refused(folder: Path) -> OSError | None:
    """Return why nothing can be written into a folder; None where it can. It is tried, by a file without a name that is gone at once."""
    try:
        with TemporaryFile(dir=folder) as probe:
            probe.write(_BLOCK)
            probe.flush()
    except OSError as error:
        return error
    return None


def file_refused(file: Path) -> OSError | None:
    """Return why a file that is there cannot be read and written; None where it can.

    It is only asked for: whoever opens a database and closes it again lets go of all locks that this process has on it
    (https://www.sqlite.org/howtocorrupt.html, section 2.2).
    """
    if os.access(file, os.R_OK | os.W_OK, effective_ids=os.access in os.supports_effective_ids):
        return None
    shut = os.statvfs(file).f_flag & os.ST_RDONLY
    return OSError(number := errno.EROFS if shut else errno.EACCES, os.strerror(number))


def free(folder: Path) -> int | None:
    """Return how many bytes are free for this user on the disk of a folder; None where that cannot be known."""
    with suppress(OSError):
        return shutil.disk_usage(folder).free
    return None
