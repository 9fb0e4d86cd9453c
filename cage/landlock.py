"""No file system at all, by Landlock: a ruleset that governs everything the kernel knows, and has no rule that allows anything.

Source: landlock(7), linux/landlock.h.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from typing import Final

_CREATE, _RESTRICT = 444, 446  # The same numbers on all architectures.
_VERSION: Final = 1
# How many kinds of access to files each version knows; the later ones add TCP (version 4), signals and abstract sockets (version 6).
_FILES: Final = {1: 13, 2: 14, 3: 15, 4: 15}
_FILES_NOW: Final = 16
_TCP_FROM, _TCP = 4, 0b11
_SCOPES_FROM, _SCOPES = 6, 0b11


def restrict(libc: ctypes.CDLL) -> str:
    """Take the file system away from this process and all that it forks; return "" or why that cannot be. It needs no_new_privs."""
    version = libc.syscall(_CREATE, None, 0, _VERSION)
    if version < 1:
        return f"the kernel has no Landlock ({errno.errorcode.get(ctypes.get_errno(), 'unknown')})"
    asked = struct.pack(
        "=QQQ",
        (1 << _FILES.get(version, _FILES_NOW)) - 1,
        _TCP if version >= _TCP_FROM else 0,
        _SCOPES if version >= _SCOPES_FROM else 0,
    )
    size = 24 if version >= _SCOPES_FROM else 16 if version >= _TCP_FROM else 8
    ruleset = libc.syscall(_CREATE, asked, size, 0)
    if ruleset < 0:
        return f"the kernel refuses a ruleset ({errno.errorcode.get(ctypes.get_errno(), 'unknown')})"
    try:
        if libc.syscall(_RESTRICT, ruleset, 0) != 0:
            return f"the kernel refuses the ruleset ({errno.errorcode.get(ctypes.get_errno(), 'unknown')})"
    finally:
        libc.close(ruleset)
    return ""
