"""What a message would do that has taken the child over: each job tries something, and says what came of it."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cage.zygote import Job, jobs_of

_left_behind: list[bytes] = []


def _read(path: bytes) -> bytes:
    return Path(os.fsdecode(path)).read_bytes()


def _list(path: bytes) -> bytes:
    return " ".join(one.name for one in Path(path.decode()).iterdir()).encode()


def _write(path: bytes) -> bytes:
    return str(Path(os.fsdecode(path)).write_bytes(b"was here")).encode()


def _delete(path: bytes) -> bytes:
    Path(os.fsdecode(path)).unlink()
    return b"deleted"


def _tcp(address: bytes) -> bytes:
    host, _, port = address.decode().rpartition(":")
    with socket.create_connection((host, int(port)), 5):
        return b"connected"


def _udp(address: bytes) -> bytes:
    host, _, port = address.decode().rpartition(":")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        return str(line.sendto(b"secret", (host, int(port)))).encode()


def _unix(path: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(path)
        return b"connected"


def _pair(_: bytes) -> bytes:
    one, other = socket.socketpair()
    one.close()
    other.close()
    return b"made"


def _fork(_: bytes) -> bytes:
    process = os.fork()
    if process == 0:
        os._exit(0)
    return str(process).encode()


def _thread(_: bytes) -> bytes:
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    return b"ran"


def _spawn(_: bytes) -> bytes:
    return str(os.posix_spawn("/bin/true", ["true"], {})).encode()


def _exec(_: bytes) -> bytes:
    os.execv("/bin/true", ["true"])  # noqa: S606 - That is what it tries.


def _subprocess(_: bytes) -> bytes:
    return subprocess.run(["/bin/true"], check=True, capture_output=True).stdout


def _kill(process: bytes) -> bytes:
    os.kill(int(process), signal.SIGCONT)
    return b"signalled"


def _trace(process: bytes) -> bytes:
    return _called(lambda libc: libc.ptrace(16, int(process), 0, 0))  # PTRACE_ATTACH


def _peek(process: bytes) -> bytes:
    buffer = ctypes.create_string_buffer(8)
    piece = (ctypes.c_void_p * 2)(ctypes.addressof(buffer), 8)
    return _called(lambda libc: libc.process_vm_readv(int(process), piece, 1, piece, 1, 0))


def _executable(_: bytes) -> bytes:
    return _called(lambda libc: -1 if libc.mmap(None, 4096, 7, 0x22, -1, 0) in {-1, 2**64 - 1} else 0)


def _io_uring(_: bytes) -> bytes:
    return _called(lambda libc: libc.syscall(425, 8, ctypes.create_string_buffer(120)))


def _other_abi(_: bytes) -> bytes:
    # The number of socket(2) in the x32 ABI.
    return _called(lambda libc: libc.syscall(0x40000000 + 41, 1, 1, 0))


def _limits(_: bytes) -> bytes:
    resource.setrlimit(resource.RLIMIT_CPU, (1000, 1000))
    return b"lifted"


def _called(call: Callable[[ctypes.CDLL], int]) -> bytes:
    if call(ctypes.CDLL(None, use_errno=True)) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return b"done"


def _environment(_: bytes) -> bytes:
    return repr(dict(os.environ)).encode()


def _who(_: bytes) -> bytes:
    return str(os.getuid()).encode()


def _pid(_: bytes) -> bytes:
    return str(os.getpid()).encode()


def _leave(what: bytes) -> bytes:
    before = b" ".join(_left_behind)
    _left_behind.append(what)
    return before


def _spin(_: bytes) -> bytes:
    while True:
        pass


def _sleep(_: bytes) -> bytes:
    threading.Event().wait()
    return b""


def _eat(_: bytes) -> bytes:
    return bytes(4 * 1024**3)


def _abort(_: bytes) -> bytes:
    os.abort()


def _die(_: bytes) -> bytes:
    os._exit(3)


def _crash(_: bytes) -> bytes:
    ctypes.string_at(0)
    return b""


def _fail(_: bytes) -> bytes:
    raise RecursionError("too deep")


def _echo(what: bytes) -> bytes:
    return what


def _raw(what: bytes) -> bytes:
    """Write bytes that are no frame on the line, which is the only descriptor."""
    for line in range(3, 64):
        try:
            os.write(line, what)
        except OSError:
            continue
    threading.Event().wait()
    return b""


def _at(do: Callable[[bytes], bytes]) -> Job:
    def job(request: Sequence[bytes], tell: Callable[[int], None]) -> Sequence[bytes]:
        tell(7)
        return [do(request[0])]

    return job


_TRIED: Mapping[str, Callable[[bytes], bytes]] = {
    name.removeprefix("_"): do for name, do in list(globals().items()) if name.startswith("_") and getattr(do, "__module__", "") == __name__
}
JOBS = jobs_of({name: _at(do) for name, do in _TRIED.items() if name not in {"at", "called"}})


def warm() -> None:
    """Do what a child should not do first: nothing."""
