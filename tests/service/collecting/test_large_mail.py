"""A message that is larger than memory should hold is taken in, kept and read all the same."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from service.installation.plugins import FOLDER
from store import messages
from tests.servers import ImapServer
from tests.service.installed import open_store
from tests.service.mailbox_scene import home, imap, logged_in, lying, put, question, server

__all__ = ["server"]
_MIB = 1024 * 1024
_RISES = 40  # MiB by which the memory of the service may rise.


def large(made: Path, size: int, *, named: bool = True) -> bytes:
    """Return a question with a film of noise beside it, of so many bytes; `named` says that it has a Message-ID."""
    lines = [
        line for line in question(made, 2).partition(b"\r\n\r\n")[0].split(b"\r\n") if not line.lower().startswith((b"content-", b"mime-"))
    ]
    fields = [line for line in lines if named or not line.lower().startswith(b"message-id:")]
    noise = base64.encodebytes(random.Random(2012).randbytes(size * 54 // 76)).replace(b"\n", b"\r\n")  # noqa: S311 - noise, and no secret
    return b"\r\n".join(
        (
            *fields,
            b"MIME-Version: 1.0",
            b"Content-Type: multipart/mixed; boundary=part",
            b"",
            b"--part",
            b"Content-Type: text/plain",
            b"",
            b"May we answer later?",
            b"--part",
            b"Content-Type: video/mp4; name=film.mp4",
            b"Content-Disposition: attachment; filename=film.mp4",
            b"Content-Transfer-Encoding: base64",
            b"",
            noise + b"--part--",
            b"",
        )
    )


@pytest.mark.parametrize("named", [True, False])
def test_memory_hardly_rises_by_a_message_of_100_mib(tmp_path: Path, server: ImapServer, named: bool) -> None:
    """It is in the archive byte for byte, its first 64 MiB were read, and it lies in the folder of those that were taken in.

    Without a Message-ID it is compared before it is moved by all its bytes.
    """
    made = home(tmp_path, server, {"mailbox": imap(server)})
    raw = large(made, 100 * _MIB, named=named)
    with logged_in(server) as client:
        put(client, question(made))
        service = subprocess.Popen(
            [sys.executable, "-m", "tests.service.large_mail", str(made)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert service.stdout is not None
        assert service.stdout.readline() == "ready\n"
        put(client, raw)
        told = json.loads(service.communicate("\n", timeout=300)[0])
        assert (lying(client), lying(client, FOLDER)) == (0, 2)
    assert (told["kinds"], told["problems"]) == ({"question": 1}, [])
    assert told["peak"] - told["before"] < _RISES
    store = open_store(made)
    with store.reading() as tx:
        (kept,) = [one for one in messages.in_states(tx, ["done"]) if one.sha256 == hashlib.sha256(raw).hexdigest()]
    content = store.archive.content(kept.sha256)
    assert not isinstance(content, bytes)
    assert b"".join(content.pieces()) == raw
    store.close()
