"""Exim as a test's mail server, with the same signature as Postfix: an own process with an own configuration, which needs no root."""

from __future__ import annotations

import getpass
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.programs import need_unpacked, preloaded, with_its_libraries
from tests.servers import Relay, free_port, postfix, wait_for


@contextmanager
def exim(next_port: int, *settings: str) -> Iterator[Relay]:
    """Run an Exim of its own, with more main `settings`, that hands everything on to `next_port`."""
    program = need_unpacked("usr/sbin/exim4")
    port = free_port()
    user = pwd.getpwnam("nobody" if os.getuid() == 0 else getpass.getuser())
    with tempfile.TemporaryDirectory(prefix="exim-") as name:
        base = Path(name)
        base.chmod(0o755)
        for folder in ("spool", "log"):
            (base / folder).mkdir()
            if os.getuid() == 0:
                shutil.chown(base / folder, user.pw_uid)
        text = _SETTINGS.format(base=base, program=program, port=port, next=next_port, settings="\n".join(settings))
        (base / "exim.conf").write_text(text)
        command = [program, "-C", str(base / "exim.conf"), "-bdf", "-q1m"]
        server = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_as_its_user(base, user), user=user.pw_uid, group=user.pw_gid
        )
        try:
            wait_for(port)
            # The header of a message is written when it is whole.
            yield Relay(port, base / "log" / "mainlog", lambda: any((base / "spool" / "input").glob("*-H")))
        finally:
            server.terminate()
            server.wait(300)


def _as_its_user(base: Path, user: pwd.struct_passwd) -> dict[str, str]:
    """Return an environment in which the user that Debian's Exim insists on is the one that runs it."""
    name = pwd.getpwuid(user.pw_uid).pw_name
    line = f"x:{user.pw_uid}:{user.pw_gid}::/:/bin/sh"
    (base / "passwd").write_text(f"{name}:{line}\nDebian-exim:{line}\n")
    (base / "group").write_text(f"{name}:x:{user.pw_gid}:\nDebian-exim:x:{user.pw_gid}:\nmail:x:8:\n")
    return with_its_libraries(
        LD_PRELOAD=preloaded("libnss_wrapper.so"), NSS_WRAPPER_PASSWD=str(base / "passwd"), NSS_WRAPPER_GROUP=str(base / "group")
    )


# A connection may bring any number of letters without the later ones being left to a queue run, which would be a minute away.
_SETTINGS = """\
primary_hostname = relay.unodc.example
exim_path = {program}
spool_directory = {base}/spool
log_file_path = {base}/log/%slog
pid_file_path = {base}/log/exim.pid
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
keep_environment = LD_LIBRARY_PATH : LD_PRELOAD : NSS_WRAPPER_PASSWD : NSS_WRAPPER_GROUP
host_lookup =
tls_advertise_hosts =
dsn_advertise_hosts = *
smtp_accept_max = 100
smtp_accept_queue_per_connection = 0
acl_smtp_rcpt = accept
acl_smtp_data = accept
{settings}
begin routers
next:
  driver = manualroute
  transport = smtp
  route_list = * 127.0.0.1::{next}
  self = send
begin transports
smtp:
  driver = smtp
  hosts_try_fastopen =
begin retry
* * F,1h,1m
"""

RELAYS = {"Postfix": postfix, "Exim": exim}
