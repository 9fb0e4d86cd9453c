"""Real mail servers for tests, each a context manager: Dovecot and Postfix's smtp-sink, on loopback."""

from __future__ import annotations

import getpass
import itertools
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.programs import need

HOST = "127.0.0.1"
BY_TOKEN = """\
auth_mechanisms = xoauth2
oauth2 {{
  introspection_mode = get
  introspection_url = {url}
  username_attribute = username
}}
passdb oauth2 {{
}}
"""
BY_PASSWORD = "auth_mechanisms = plain login\npassdb static {\n  password = secret\n}\n"


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where a test's IMAP server is, and the one mailbox in it; `maildir` is its folder, of Dovecot."""

    host: str
    port: int
    user: str
    password: str
    maildir: Path | None = None


# Below those that a system gives to connections that go out, since one of these could take a port before its server listens.
_PORTS = range(12_000, 32_000)
_BEGIN = secrets.randbelow(len(_PORTS))
_next_port: Iterator[int] = itertools.cycle((*_PORTS[_BEGIN:], *_PORTS[:_BEGIN]))


def free_port() -> int:
    """Return a port of loopback on which nobody listens at this moment, and which this process has not been given lately."""
    for port in _next_port:
        with socket.socket() as probe, suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise AssertionError("a cycle has no end")


def wait_for(port: int, seconds: float = 30) -> None:
    """Return as soon as somebody listens on `port`; TimeoutError if nobody does in time."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            if time.monotonic() > end:
                raise TimeoutError(f"nobody listens on port {port}") from None
            time.sleep(0.02)
        else:
            return


@contextmanager
def dovecot(folder: Path, certificate: Path | None = None, signing_in: str = BY_PASSWORD, more: str = "") -> Iterator[ImapServer]:
    """Run Dovecot 2.4 with one user and an empty Maildir; its log stands in `folder`. With a PEM of key and chain it asks for STARTTLS.

    `signing_in` are its settings for that, and `more` are others.
    """
    program = need("dovecot")
    port = free_port()
    # Run by root, Dovecot reads mail only as another user, to whom the folders above must be open; and its sockets need a short path.
    by_root = os.getuid() == 0
    mail, login, internal = ("nobody", "dovenull", "dovecot") if by_root else (getpass.getuser(),) * 3
    with tempfile.TemporaryDirectory(prefix="dovecot-") as name:
        base = Path(name)
        base.chmod(0o755)
        (base / "home").mkdir()
        if by_root:
            shutil.chown(base / "home", mail)
        settings = _DOVECOT.format(
            base=base, log=folder / "dovecot.log", port=port, owner=pwd.getpwnam(mail), login=login, internal=internal
        )
        settings += signing_in + more
        if certificate is None:
            settings += "auth_allow_cleartext = yes\n"
        else:
            settings += f"ssl = required\nssl_server_cert_file = {certificate}\nssl_server_key_file = {certificate}\n"
        (base / "dovecot.conf").write_text(settings)
        server = subprocess.Popen([program, "-F", "-c", str(base / "dovecot.conf")], stdin=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield ImapServer(HOST, port, "returns", "secret", base / "home" / "Maildir")
        finally:
            server.terminate()
            server.wait(300)


@contextmanager
def smtp_sink(*options: str) -> Iterator[int]:
    """Run Postfix's smtp-sink with `options` (as in `-r data`) and yield its port; it forgets what it accepts."""
    program = need("smtp-sink")
    port = free_port()
    as_nobody = ["-u", "nobody"] if os.getuid() == 0 else []
    server = subprocess.Popen([program, *as_nobody, *options, f"{HOST}:{port}", "200"], stdin=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield port
    finally:
        server.terminate()
        server.wait(300)


@dataclass(frozen=True, slots=True)
class Relay:
    """Where a test's mail server listens, what it writes down, and whether it has yet to hand on what it took."""

    port: int
    log: Path
    waiting: Callable[[], bool]


@contextmanager
def postfix(next_port: int, *settings: str) -> Iterator[Relay]:
    """Run a Postfix of its own, with more `settings`, that hands everything on to `next_port`.

    Only root may, so that the test is skipped for others.
    """
    program = need("postfix")
    if os.getuid() != 0:
        pytest.skip("Postfix is started by root alone.")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="postfix-") as name:
        base = Path(name)
        base.chmod(0o755)
        for folder in ("conf", "queue", "data"):
            (base / folder).mkdir(mode=0o755)
        shutil.chown(base / "data", "postfix")
        (base / "conf" / "main.cf").write_text(_POSTFIX.format(base=base, next=next_port) + "\n".join(settings) + "\n")
        (base / "conf" / "master.cf").write_text(_POSTFIX_SERVICES.format(port=port))
        control = [program, "-c", str(base / "conf")]
        server = subprocess.Popen([*control, "start-fg"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            wait_for(port)
            yield Relay(port, base / "mail.log", lambda: _in_queue(base / "queue"))
        finally:
            subprocess.run([*control, "stop"], check=False, stderr=subprocess.DEVNULL)
            server.wait(300)


def _in_queue(queue: Path) -> bool:
    """Say whether a message lies in a queue of Postfix; one that is not whole yet is not executable."""
    return any(
        os.access(path, os.X_OK) for part in ("incoming", "active", "deferred") for path in (queue / part).rglob("*") if path.is_file()
    )


_POSTFIX = """\
compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
maillog_file = {base}/mail.log
maillog_file_prefixes = {base}
myhostname = relay.unodc.example
mydestination =
alias_maps =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
local_header_rewrite_clients =
relayhost = [127.0.0.1]:{next}
"""
_POSTFIX_SERVICES = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""
_DOVECOT = """\
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
base_dir = {base}/run
state_dir = {base}/state
log_path = {log}
protocols = imap
listen = 127.0.0.1
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {internal}
default_login_user = {login}
mail_driver = maildir
mail_path = {base}/home/Maildir
mail_uid = {owner.pw_uid}
mail_gid = {owner.pw_gid}
userdb static {{
  fields {{
    home = {base}/home
  }}
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
auth_failure_delay = 0
"""
