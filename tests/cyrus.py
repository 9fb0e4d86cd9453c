"""Cyrus as a test's IMAP server: an own process with an own configuration and one mailbox, which needs no root."""

from __future__ import annotations

import imaplib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.programs import need_unpacked, with_its_libraries
from tests.servers import HOST, ImapServer, free_port, wait_for

_PEOPLE = {"returns": "secret", "admin": "only in here"}


@contextmanager
def cyrus() -> Iterator[ImapServer]:
    """Run Cyrus with one user and an empty mailbox."""
    master, by_master = need_unpacked("usr/lib/cyrus/bin/master"), Path(need_unpacked("usr/lib/cyrus/bin/imapd")).parent
    port, by_root = free_port(), os.getuid() == 0
    owner = pwd.getpwnam("nobody") if by_root else pwd.getpwuid(os.getuid())
    environment = with_its_libraries(CYRUS_USER=owner.pw_name)
    with tempfile.TemporaryDirectory(prefix="cyrus-") as name:
        base = Path(name)
        (base / "imapd.conf").write_text(_SETTINGS.format(base=base, user=owner.pw_name))
        (base / "cyrus.conf").write_text(_SERVICES.format(base=base, programs=by_master, host=HOST, port=port))
        _write_passwords(base / "sasldb2", environment)
        for folder in ("conf", "spool"):
            (base / folder).mkdir()
        if by_root:
            for path in (base, *base.iterdir()):
                shutil.chown(path, owner.pw_uid)
        files = {"-C": "imapd.conf", "-M": "cyrus.conf", "-p": "pid", "-L": "log"}
        # At its end it signals its whole group, in which nobody else is to be.
        server = subprocess.Popen(
            [master, "-D", *(word for option, file in files.items() for word in (option, str(base / file)))],
            env=environment, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
            user=owner.pw_uid, group=owner.pw_gid, extra_groups=[] if by_root else None,
        )  # fmt: skip
        try:
            wait_for(port)
            _make_mailbox(port)
            yield ImapServer(HOST, port, "returns", _PEOPLE["returns"])
        finally:
            server.terminate()
            server.wait(300)


def _write_passwords(file: Path, environment: Mapping[str, str]) -> None:
    for person, password in _PEOPLE.items():
        command = [need_unpacked("usr/sbin/saslpasswd2"), "-p", "-c", "-f", str(file), "-u", "imap.agency.example", person]
        subprocess.run(command, input=password, text=True, check=True, env=environment)


def _make_mailbox(port: int) -> None:
    with imaplib.IMAP4(HOST, port, timeout=30) as admin:
        admin.login("admin", _PEOPLE["admin"])
        assert admin.create("user/returns")[0] == "OK"


# A folder that is only set aside when it is deleted cannot be deleted again in the same second.
_SETTINGS = """\
configdirectory: {base}/conf
defaultpartition: default
partition-default: {base}/spool
cyrus_user: {user}
servername: imap.agency.example
admins: admin
unixhierarchysep: yes
altnamespace: yes
virtdomains: off
allowplaintext: yes
failedloginpause: 0s
imapidlepoll: 1
delete_mode: immediate
sasl_mech_list: PLAIN LOGIN
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {base}/sasldb2
"""
_SERVICES = """\
START {{
  recover cmd="{programs}/ctl_cyrusdb -C {base}/imapd.conf -r"
}}
SERVICES {{
  imap cmd="{programs}/imapd -C {base}/imapd.conf" listen="{host}:{port}" prefork=0
}}
EVENTS {{
}}
"""
