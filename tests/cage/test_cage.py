"""Code that runs in the cage: what it can reach, what it leaves behind, and what becomes of us when it lies."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path

import pytest

from cage import frames, seccomp
from cage.cage import Cage, ClosedCageError, EndedError, InsideError, NotStartedError
from cage.walls import around_zygote, hide

pytestmark = [
    pytest.mark.outside,
    pytest.mark.skipif(sys.platform != "linux", reason="Other systems have no seccomp and no Landlock."),
]
MIB = 1024 * 1024
_GET_DUMPABLE = 3  # PR_GET_DUMPABLE, prctl(2).


@pytest.fixture(scope="module")
def cage() -> Iterator[Cage]:
    """Open a cage whose work is to break out."""
    with Cage(["tests.cage.intruders"], memory=512 * MIB, seconds=1) as one:
        yield one


def tried(cage: Cage, what: str, on: bytes | str | int = b"") -> str:
    """Return what came of it when a child tried something."""
    asked = on if isinstance(on, bytes) else str(on).encode()
    (answer,) = cage.run(what, [asked])
    return answer.decode()


def refused(cage: Cage, what: str, on: bytes | str | int = b"") -> str:
    """Return the error of what a child tried in vain."""
    with pytest.raises(InsideError) as error:
        tried(cage, what, on)
    return str(error.value)


def ended(cage: Cage, what: str, on: bytes = b"") -> EndedError:
    """Return how a child ended."""
    with pytest.raises(EndedError) as error:
        tried(cage, what, on)
    return error.value


def test_all_walls_stand_here(cage: Cage) -> None:
    """On this machine; only root can give the child another user."""
    missing = {wall.name: wall.missing for wall in cage.walls() if wall.missing}
    assert set(missing) <= (set() if os.geteuid() == 0 else {"another user than the service"})


def test_it_reads_neither_the_store_nor_a_secret(cage: Cage, tmp_path: Path) -> None:
    """Not even what everybody may read, and not the names in a folder."""
    for name in ("counterfoil.db", "smtp-password"):
        file = tmp_path / name
        file.write_text("secret")
        file.chmod(0o644)
        assert "PermissionError" in refused(cage, "read", os.fsencode(file))
        assert "PermissionError" in refused(cage, "delete", os.fsencode(file))
        assert file.read_text() == "secret"
    assert "PermissionError" in refused(cage, "list", os.fsencode(tmp_path))


@pytest.mark.parametrize("name", ["environ", "mem", "maps", "cmdline", "root/etc/passwd"])
def test_it_reads_nothing_of_the_service_in_proc(cage: Cage, name: str) -> None:
    """Neither its environment nor its memory."""
    assert "PermissionError" in refused(cage, "read", f"/proc/{os.getpid()}/{name}")


def test_it_writes_nothing(cage: Cage, tmp_path: Path) -> None:
    """Where everybody may."""
    tmp_path.chmod(0o777)
    assert "PermissionError" in refused(cage, "write", os.fsencode(tmp_path / "new"))
    assert "PermissionError" in refused(cage, "write", "/dev/null")
    assert list(tmp_path.iterdir()) == []


def test_it_connects_to_nobody(cage: Cage, tmp_path: Path) -> None:
    """Over TCP, UDP, or the socket of a database beside it."""
    with closing(socket.create_server(("127.0.0.1", 0))) as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        assert "PermissionError" in refused(cage, "tcp", f"127.0.0.1:{tcp.getsockname()[1]}")
        assert "PermissionError" in refused(cage, "udp", f"127.0.0.1:{udp.getsockname()[1]}")
    with socket.socket(socket.AF_UNIX) as postgres:
        path = tmp_path / ".s.PGSQL.5432"
        postgres.bind(str(path))
        postgres.listen()
        path.chmod(0o777)
        assert "PermissionError" in refused(cage, "unix", os.fsencode(path))
    assert "PermissionError" in refused(cage, "pair")


@pytest.mark.parametrize("what", ["fork", "thread", "spawn", "exec", "subprocess"])
def test_it_starts_no_process(cage: Cage, what: str) -> None:
    """Neither a child of its own nor another program in its place."""
    assert "Operation not permitted" in refused(cage, what) or "can't start new thread" in refused(cage, what)


@pytest.mark.parametrize("what", ["kill", "trace", "peek"])
def test_it_touches_no_other_process(cage: Cage, what: str) -> None:
    """Neither us nor the zygote that it comes from."""
    cage.start()
    assert cage.process is not None
    for process in (os.getpid(), cage.process):
        assert "PermissionError" in refused(cage, what, process)


@pytest.mark.parametrize("what", ["executable", "io_uring", "other_abi"])
def test_there_is_no_way_around_the_walls(cage: Cage, what: str) -> None:
    """Neither code of its own, nor calls that are made by the kernel, nor the numbers of another ABI."""
    assert "PermissionError" in refused(cage, what)


def test_it_lifts_no_limit(cage: Cage) -> None:
    """Of its time."""
    assert "not allowed" in refused(cage, "limits")


def test_it_knows_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets may stand in it."""
    monkeypatch.setenv("COUNTERFOIL_SMTP_PASSWORD", "secret")
    with Cage(["tests.cage.intruders"]) as cage:
        assert tried(cage, "environment") == "{}"


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root can change its user.")
def test_it_is_another_user(cage: Cage) -> None:
    """Nobody."""
    assert tried(cage, "who") == "65534"


def test_it_leaves_nothing_behind(cage: Cage) -> None:
    """What one message leaves in the memory, the next does not find: it is another process."""
    assert tried(cage, "leave", "of the first") == ""
    assert tried(cage, "leave", "of the second") == ""
    assert tried(cage, "pid") != tried(cage, "pid")


def test_its_time_is_bounded(cage: Cage) -> None:
    """Of the processor, and where it only sleeps, of the clock; it told where it was."""
    for what in ("spin", "sleep"):
        error = ended(cage, what)
        assert (error.late, error.starved, error.at) == (True, False, 7)


def test_its_memory_is_bounded(cage: Cage) -> None:
    """It cannot take the machine's."""
    assert "MemoryError" in refused(cage, "eat")


@pytest.mark.parametrize("what", ["die", "crash", "abort"])
def test_its_death_is_told_and_the_next_is_read(cage: Cage, what: str) -> None:
    """However it dies."""
    assert ended(cage, what).starved == (what == "abort")
    assert tried(cage, "echo", "well") == "well"


def test_a_fault_of_the_program_is_told_with_its_traceback(cage: Cage) -> None:
    """So that whoever mends it need not guess."""
    with pytest.raises(InsideError, match="RecursionError: too deep") as error:
        tried(cage, "fail")
    assert "intruders.py" in error.value.__notes__[0]


def test_what_a_child_says_of_its_fault_is_short_and_commands_no_terminal(cage: Cage) -> None:
    """Whoever took it over may write megabytes, with escape sequences."""
    said = b"\x1b]0;mine\x07" + b"x" * 5_000_000
    lie = struct.pack("<BL", frames.FAILURE, 2) + 2 * (struct.pack("<L", len(said)) + said)
    with pytest.raises(InsideError) as error:
        tried(cage, "raw", lie)
    told = f"{error.value}{error.value.__notes__[0]}"
    assert "\x1b" not in told
    assert len(told) < 200_000


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param(struct.pack("<BLL", frames.ANSWER, 1, 0xFFFFFFF0), id="gigabytes"),
        pytest.param(struct.pack("<BL", frames.ANSWER, 0xFFFFFFF0), id="many-blobs"),
        pytest.param(struct.pack("<BL", 77, 0), id="no-such-kind"),
        pytest.param(struct.pack("<BL", frames.PROGRESS, 0) * 2, id="progress-without-a-number"),
        pytest.param(struct.pack("<BLLL", frames.PROGRESS, 1, 4, 1) * 6_000, id="endless-progress"),
    ],
)
def test_a_child_that_lies_is_not_believed_and_not_waited_for(cage: Cage, lie: bytes) -> None:
    """What it says is no frame: it is killed, and the next is read."""
    began = time.monotonic()
    assert not ended(cage, "raw", lie).late
    assert time.monotonic() - began < 30
    assert tried(cage, "echo", "well") == "well"


def test_several_threads_may_use_one_cage(cage: Cage) -> None:
    """Each has a child of its own."""
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda number: tried(cage, "echo", number), range(40))) == [str(number) for number in range(40)]


def test_a_zygote_that_died_is_replaced(cage: Cage) -> None:
    """The next message is read."""
    tried(cage, "echo", "well")
    assert cage.process is not None
    os.kill(cage.process, signal.SIGKILL)
    with suppress(EndedError):  # It may have died under this one.
        tried(cage, "echo", "well")
    assert tried(cage, "echo", "well") == "well"


def test_a_signal_to_the_whole_group_does_not_end_it(cage: Cage) -> None:
    """SIGTERM and SIGINT are for the service."""
    tried(cage, "echo", "well")
    before = cage.process
    assert before is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        os.kill(before, number)
    assert tried(cage, "echo", "well") == "well"
    assert cage.process == before


def test_closing_ends_a_child_at_work_at_once() -> None:
    """Who waits for it is told that the cage was closed, and not that the message was at fault."""
    with Cage(["tests.cage.intruders"], seconds=60) as cage, ThreadPoolExecutor(1) as pool:
        tried(cage, "echo", "well")
        waiting = pool.submit(tried, cage, "sleep")
        threading.Event().wait(0.2)
        cage.close()
        with pytest.raises(ClosedCageError):
            waiting.result(timeout=30)
        with pytest.raises(ClosedCageError):
            tried(cage, "echo", "well")


def test_nothing_is_left_open(cage: Cage) -> None:
    """After any end of a child, as many descriptors are open here as before."""
    tried(cage, "echo", "well")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for what in ("echo", "die", "fail", "spin"):
        try:
            tried(cage, what)
        except (EndedError, InsideError):
            continue
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_the_filter_is_known_for_both_machines() -> None:
    """x86_64 and aarch64; another machine has none, and `doctor` says so."""
    for machine in ("x86_64", "aarch64"):
        instructions = seccomp.program(machine, 4711) or b""
        assert len(instructions) % 8 == 0
        assert struct.pack("=HBBI", 0x15, 0, 1, 4711) in instructions
    assert seccomp.program("riscv64", 4711) is None


def test_a_service_hides_its_own_memory() -> None:
    """Others of the same user can neither trace it nor read its environment."""
    read, write = os.pipe()
    process = os.fork()
    if process == 0:
        os.write(write, hide().encode() + b".")
        # As root all of it belongs to root anyway, so that the system is asked.
        os.write(write, str(ctypes.CDLL(None).prctl(_GET_DUMPABLE, 0, 0, 0, 0)).encode())
        os._exit(0)
    os.waitpid(process, 0)
    assert os.read(read, 100) == b".0"
    os.close(read)
    os.close(write)


def test_no_file_is_opened_inside_of_the_walls_that_a_child_inherits(tmp_path: Path) -> None:
    """They stand by themselves: a child that nothing kept from the calls of opening would read and write no file."""
    read, write = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            around_zygote()
            for name, mode in (
                ("/etc/passwd", os.O_RDONLY),
                ("/proc/self/environ", os.O_RDONLY),
                (tmp_path / "new", os.O_CREAT | os.O_WRONLY),
            ):
                os.write(write, _opening(name, mode))
        finally:
            os._exit(0)
    os.close(write)
    os.waitpid(process, 0)
    assert os.read(read, 100) == b"refused refused refused "
    os.close(read)


def _opening(name: str | Path, mode: int) -> bytes:
    try:
        os.close(os.open(name, mode))
    except PermissionError:
        return b"refused "
    return b"opened "


def test_a_zygote_that_warms_up_long_is_waited_for_and_no_message_is_to_blame(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine that has compiled nothing yet takes longer than a message may; even that has an end."""
    monkeypatch.setattr("cage.cage._GRACE", -5.5)  # Half a second is left of what a message of one second may take.
    with Cage(["tests.cage.slow"], seconds=1) as cage:
        assert cage.run("slow.say", [b"x"]) == [b"x"]
    monkeypatch.setattr("cage.cage._START", 0.0)
    with Cage(["tests.cage.slow"], seconds=1) as cage, pytest.raises(NotStartedError):
        cage.run("slow.say", [b"x"])


def test_where_the_zygote_cannot_start_no_message_is_to_blame() -> None:
    """It is no end of a child, of which a message is charged."""
    with Cage(["tests.cage.is_not_there"]) as cage, pytest.raises(NotStartedError):
        cage.run("tests.any", [])
