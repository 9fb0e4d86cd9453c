"""An S3-compatible store from npm (s3rver), and what stands between it and us in a bad network or a busy store."""

from __future__ import annotations

import http.client
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import urlsplit
from uuid import uuid4

from store.archive.objects import S3Bucket
from tests.programs import need, need_unpacked
from tests.servers import HOST

BUCKET, KEY = "study", "S3RVER"  # The one key that s3rver knows, whose secret is the same.
_ERROR = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{}</Code></Error>'
_OWN = {"connection", "transfer-encoding", "content-length", "date"}


@dataclass(frozen=True, slots=True)
class S3Server:
    """Where a store listens."""

    endpoint: str

    def bucket(self, prefix: str = "", **other: object) -> S3Bucket:
        """Return a bucket of it that nobody else uses, unless a `prefix` is given."""
        given = {"name": BUCKET, "prefix": prefix or uuid4().hex, "endpoint": self.endpoint, "region": "us-east-1", "timeout": 30.0}
        return S3Bucket(**(given | {"key_id": KEY, "secret": KEY} | other))  # type: ignore[arg-type]


@contextmanager
def s3_server() -> Iterator[S3Server]:
    """Run s3rver with an empty bucket. It heeds no conditions of puts."""
    program = [need("node"), need_unpacked("node_modules/s3rver/bin/s3rver.js")]
    with tempfile.TemporaryDirectory(prefix="s3rver-") as folder:
        asked = ["-d", folder, "-a", HOST, "-p", "0", "--no-vhost-buckets", "--silent", "--configure-bucket", BUCKET]
        server = subprocess.Popen([*program, *asked], stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            told = next((line for line in iter(server.stdout.readline, "") if "listening" in line), "")
            assert told, "s3rver did not start"
            yield S3Server(f"http://{HOST}:{told.strip().rpartition(':')[2]}")
        finally:
            server.kill()
            server.wait(30)
            if server.stdout is not None:
                server.stdout.close()


class Fault(Protocol):
    """Says what befalls a request: "" for nothing, a status such as "503", "hang", "cut", "unheard" or "half"."""

    def __call__(self, method: str, path: str) -> str:
        """Say it."""


def _well(method: str, path: str) -> str:  # noqa: ARG001 - as `Fault` has it
    return ""


@dataclass
class Between:
    """What stands between: it heeds conditions of puts as AWS does, and lets a `fault` befall requests. `asked` are those that came."""

    server: S3Server
    fault: Fault = _well
    asked: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    one_put: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def between(behind: S3Server) -> Iterator[Between]:
    """Stand before a store."""
    found = Between(behind)

    class Handler(_Handler):
        way = found

    listening = ThreadingHTTPServer((HOST, 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    found.server = S3Server(f"http://{HOST}:{listening.server_address[1]}")
    Handler.behind = urlsplit(behind.endpoint).port or 0
    try:
        yield found
    finally:
        found.over.set()
        listening.shutdown()
        thread.join(30)
        listening.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    way: Between
    behind: int

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as its base has it
        """Say nothing."""

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.way.asked.append(f"{self.command} {self.path}")
        what = self.way.fault(self.command, self.path)
        if what == "hang":
            self.way.over.wait(60)
        if what in {"hang", "cut"}:
            self.close_connection = True
            return
        if what.isdecimal():
            self._say(int(what), {}, _ERROR.format("SlowDown" if what == "503" else "Refused").encode())
            return
        status, headers, answer = self._ask(body)
        if what == "unheard":
            self.close_connection = True
            return
        self._say(status, headers, answer, half=what == "half")

    do_GET = do_PUT = do_HEAD = do_POST = do_DELETE = _pass  # noqa: N815 - the names of http.server

    def _ask(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        if self.command == "PUT" and self.headers.get("If-None-Match") == "*":
            with self.way.one_put:
                # Whoever signs nothing may read there.
                if self._forward("HEAD", b"", {})[0] == 200:
                    return 412, {}, _ERROR.format("PreconditionFailed").encode()
                return self._forward("PUT", body, dict(self.headers))
        return self._forward(self.command, body, dict(self.headers))

    def _forward(self, method: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(HOST, self.behind, timeout=60)
        try:
            connection.request(method, self.path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def _say(self, status: int, headers: dict[str, str], answer: bytes, *, half: bool = False) -> None:
        length = next((value for name, value in headers.items() if name.lower() == "content-length"), str(len(answer)))
        with suppress(ConnectionError):
            self.send_response(status)
            for name, value in headers.items():
                if name.lower() not in _OWN:
                    self.send_header(name, value)
            self.send_header("Content-Length", length if self.command == "HEAD" else str(len(answer)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer[: len(answer) // 2] if half else answer)
        self.close_connection = self.close_connection or half
