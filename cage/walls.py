"""The walls of the cage. Each stands by itself: where a kernel lacks one, the others still hold, and `doctor` names it.

The zygote raises those that its children inherit, once it has imported everything; each child raises the rest before it reads a byte.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from cage import landlock, seccomp

USER: Final = "another user than the service"  # Only root can do that, and a service need not be root.
_NOBODY: Final = 65_534
_NO_NEW_PRIVS, _DUMPABLE, _DEATH_SIGNAL = 38, 4, 1  # PR_SET_..., prctl(2).
_KILL: Final = 9
_LINUX: Final = sys.platform == "linux"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a caged process may use: `memory` bytes of address space, and `seconds` of the processor.

    Of the clock it may use four times as many: the machine may have other work.
    """

    memory: int
    seconds: int

    @property
    def clock(self) -> float:
        """Return the seconds after which it is killed, whatever it does."""
        return 4.0 * self.seconds + 2


@dataclass(frozen=True, slots=True)
class Wall:
    """One wall: what it keeps from what; `missing` says why it does not stand, or is ""."""

    name: str
    missing: str


def hide() -> str:
    """Keep the memory and the environment of this process from others of the same user; return "" or why that cannot be."""
    return "" if _prctl(_DUMPABLE, 0) else "the system cannot"


def around_zygote() -> tuple[Wall, ...]:
    """Raise what is inherited: nothing can be gained by exec, another user where we are root, no file system, no files written."""
    privileges = "" if _prctl(_NO_NEW_PRIVS, 1) else "the system cannot"
    user = _become_nobody()
    files = landlock.restrict(_libc()) if _LINUX else "the system has no Landlock"
    _limit({"RLIMIT_CORE": 0, "RLIMIT_FSIZE": 0})
    seccomp.program(platform.machine(), os.getpid())  # Each child would make the filter anew, and finds it made.
    return (
        Wall("no privileges can be gained", privileges),
        Wall(USER, user),
        Wall("no file system (Landlock)", files),
        Wall("memory hidden from other processes", hide()),
    )


def around_child(line: int, limits: Limits) -> tuple[Wall, ...]:
    """Raise the rest: no descriptor but `line`, limits, death with the zygote, and no system calls but those of thinking."""
    os.closerange(0, line)
    os.closerange(line + 1, _descriptors())
    hide()
    _prctl(_DEATH_SIGNAL, _KILL)
    asked = {"RLIMIT_AS": limits.memory, "RLIMIT_CPU": limits.seconds, "RLIMIT_NOFILE": 0, "RLIMIT_NPROC": 0}
    missing = _limit(asked)
    calls = seccomp.install(_libc(), os.getpid()) if _LINUX else "the system has no seccomp"
    said = f"the system has no {', '.join(missing)}" if missing else ""
    return Wall("limits of memory, time and files", said), Wall("no sockets, fork, exec or open (seccomp)", calls)


def _become_nobody() -> str:
    if os.geteuid() != 0:
        return "only root can change its user"
    os.setgroups([])
    os.setresgid(_NOBODY, _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    return ""


def _limit(asked: Mapping[str, int]) -> Sequence[str]:
    """Set limits, soft and hard, and return those that this system does not have. Past its time a process has one second more to end."""
    missing = []
    for name, value in asked.items():
        try:
            resource.setrlimit(getattr(resource, name), (value, value + 1 if name == "RLIMIT_CPU" else value))
        except (AttributeError, OSError, ValueError):
            missing.append(name)
    return missing


def _descriptors() -> int:
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 65_536 if soft == resource.RLIM_INFINITY else soft


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, value: int) -> bool:
    return _LINUX and _libc().prctl(option, value, 0, 0, 0) == 0
