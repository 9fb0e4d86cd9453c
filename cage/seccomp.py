"""The system calls that a caged process may make: what it needs to think and to speak on its one line, and nothing else.

It is a list of what is allowed. Not on it are, among all else: to open, make, rename or delete a file; sockets of any kind (also those of
a UNIX domain, such as PostgreSQL's, which no rule for files stops); fork, threads and exec; to trace or read another process, or to signal
one; io_uring, bpf, keys, namespaces, mounts. No memory becomes executable either.
Sources: seccomp(2), linux/filter.h, and the tables of system calls of the kernel (arch/x86/entry/syscalls/syscall_64.tbl,
include/uapi/asm-generic/unistd.h).
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from functools import cache
from typing import Final

# Name, number on x86_64, number on aarch64 (None where it has none).
_ALLOWED: Final[tuple[tuple[str, int, int | None], ...]] = (
    ("read", 0, 63), ("write", 1, 64), ("readv", 19, 65), ("writev", 20, 66), ("close", 3, 57), ("fstat", 5, 80), ("lseek", 8, 62),
    ("munmap", 11, 215), ("brk", 12, 214), ("mremap", 25, 216), ("madvise", 28, 233),
    ("rt_sigaction", 13, 134), ("rt_sigprocmask", 14, 135), ("rt_sigreturn", 15, 139), ("sigaltstack", 131, 132),
    ("futex", 202, 98), ("sched_yield", 24, 124), ("sched_getaffinity", 204, 123), ("membarrier", 324, 283), ("restart_syscall", 219, 128),
    ("nanosleep", 35, 101), ("clock_nanosleep", 230, 115), ("clock_gettime", 228, 113), ("clock_getres", 229, 114),
    ("gettimeofday", 96, 169), ("time", 201, None), ("times", 100, 153), ("getrusage", 98, 165), ("sysinfo", 99, 179),
    ("getpid", 39, 172), ("gettid", 186, 178), ("getuid", 102, 174), ("geteuid", 107, 175), ("getgid", 104, 176), ("getegid", 108, 177),
    ("getcwd", 79, 17), ("getrandom", 318, 278), ("exit", 60, 93), ("exit_group", 231, 94),
)  # fmt: skip
# These bring memory, but none from which code could be run: their third argument holds PROT_EXEC.
_MEMORY: Final[tuple[tuple[str, int, int], ...]] = (("mmap", 9, 222), ("mprotect", 10, 226))
_ABORT: Final[tuple[str, int, int]] = ("tgkill", 234, 131)  # abort(3) of the process itself.
_PROT_EXEC: Final = 4
_ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32: Final = 0x40000000  # From this number on they are those of another ABI, with other numbers for the same.

_LOAD, _EQUAL, _AT_LEAST, _HAS_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # Where these stand in struct seccomp_data.
_KILL, _ALLOW, _REFUSE = 0x80000000, 0x7FFF0000, 0x00050000 | errno.EPERM
_PR_SET_SECCOMP, _MODE_FILTER = 22, 2
_INSTRUCTION = struct.Struct("=HBBI")
_Line = tuple[int, int, int, int]  # Code, lines to pass over where it is so and where it is not, and a value.
_NOBODY: Final = 0xFFFFFFFF  # No process has this number: it stands for that of the process itself.
_ITSELF: Final = _INSTRUCTION.pack(_EQUAL, 0, 1, _NOBODY)


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def program(machine: str, process: int) -> bytes | None:
    """Return the filter for the process with this number, as instructions of BPF; None for a machine whose calls are not known here."""
    ready = _ready(machine)
    return ready and ready.replace(_ITSELF, _INSTRUCTION.pack(_EQUAL, 0, 1, process))


@cache
def _ready(machine: str) -> bytes | None:
    """Return the filter but for the number of the process, which is not known before it is forked."""
    if machine not in _ARCHITECTURES:
        return None
    architecture, on_x86 = _ARCHITECTURES[machine], machine == "x86_64"
    lines: list[_Line] = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, _NUMBER)]
    if on_x86:
        lines += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _REFUSE)]
    for _, on_one, on_other in _ALLOWED:
        number = on_one if on_x86 else on_other
        if number is not None:
            lines += [(_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    for _, on_one, on_other in _MEMORY:
        lines += _with_argument(on_one if on_x86 else on_other, 2, (_HAS_BIT, 0, 1, _PROT_EXEC), hit=_REFUSE, missed=_ALLOW)
    lines += _with_argument(_ABORT[1] if on_x86 else _ABORT[2], 0, (_EQUAL, 0, 1, _NOBODY), hit=_ALLOW, missed=_REFUSE)
    lines.append((_RETURN, 0, 0, _REFUSE))
    return b"".join(_INSTRUCTION.pack(*line) for line in lines)


def _with_argument(number: int, argument: int, test: _Line, *, hit: int, missed: int) -> list[_Line]:
    """Return what judges one call by the lower half of an argument, which is where all that is asked for stands."""
    return [
        (_EQUAL, 0, 4, number),
        (_LOAD, 0, 0, _ARGUMENTS + 8 * argument),
        test,
        (_RETURN, 0, 0, hit),
        (_RETURN, 0, 0, missed),
    ]


def install(libc: ctypes.CDLL, process: int) -> str:
    """Let this process make no other calls from now on; return "" or why that could not be done. It needs no_new_privs."""
    instructions = program(platform.machine(), process)
    if instructions is None:
        return f"the system calls of {platform.machine()} are not known"
    filled = _Program(len(instructions) // _INSTRUCTION.size, instructions)
    if libc.prctl(_PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(filled), 0, 0) != 0:
        return f"the kernel refuses a filter ({errno.errorcode.get(ctypes.get_errno(), 'unknown')})"
    return ""
