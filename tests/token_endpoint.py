"""A token endpoint over HTTPS as Entra ID and Google have one: device codes, refresh tokens that rotate, tokens that are taken back."""

from __future__ import annotations

import base64
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import trustme

USER = "returns"
_NEVER = 100_000  # Bytes that are promised and do not come in any time.


@dataclass
class Endpoint:
    """What the endpoint knows, and what a test changes: `refuses` is the error that it gives for every token that is asked for."""

    url: str = ""
    ca_file: str = ""
    lifetime: int = 3600  # Seconds for which it says that an access token is valid.
    refuses: str = ""
    down: bool = False
    raw: bytes = b""  # What it says instead of every answer to who asks for a token.
    drips: bool = False  # It says that byte by byte, and never the last one.
    pending: int = 0  # So many times a device code is said to wait for its person.
    access: set[str] = field(default_factory=set)  # What a mail server takes.
    refresh: set[str] = field(default_factory=set)
    granted: int = 0
    scope: str = "https://mail.google.com/"  # What the last device code was asked for.
    asked: list[dict[str, str]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def revoke_access(self) -> None:
        """Take every access token back before its time."""
        self.access.clear()

    def revoke_all(self) -> None:
        """Take everything back, as an administrator or a new password does."""
        self.access.clear()
        self.refresh.clear()

    def bytes_of(self, text: str) -> str:
        """Return base64 without padding."""
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def grant(self, *, with_refresh: bool) -> dict[str, Any]:
        """Return new tokens; the refresh tokens of before are worth nothing any more."""
        self.granted += 1
        access = f"access-{self.granted}"
        self.access.add(access)
        answer: dict[str, Any] = {"token_type": "Bearer", "access_token": access, "expires_in": self.lifetime}
        if with_refresh:
            self.refresh = {f"refresh-{self.granted}"}
            uid = self.bytes_of(json.dumps({"uid": USER, "utid": "agency"}))
            answer |= {"refresh_token": f"refresh-{self.granted}", "client_info": uid}
        return answer

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer who asks for a token (RFC 6749 section 5)."""
        self.asked.append(form)
        kind = form["grant_type"].rpartition(":")[2]
        if self.refuses:
            return 400, {"error": self.refuses, "error_description": f"AADSTS: {self.refuses} for a reason"}
        if kind == "device_code" and self.pending:
            self.pending -= 1
            return 400, {"error": "authorization_pending"}
        if kind == "refresh_token" and form["refresh_token"] not in self.refresh:
            return 400, {"error": "invalid_grant", "error_description": "AADSTS700082: The refresh token has expired."}
        if kind == "authorization_code" and form["code"] != "the-code":
            return 400, {"error": "invalid_grant", "error_description": "Bad code."}
        if kind == "client_credentials" and form.get("client_secret") != "application-secret":
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}
        granted = self.grant(with_refresh=kind in {"device_code", "refresh_token", "authorization_code"})
        return 200, granted | {"scope": form.get("scope", self.scope)}

    def answer(self, path: str, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Answer one request, by its path."""
        if self.down:
            return 503, {"error": "temporarily_unavailable"}
        if self.raw and path.endswith("/token"):
            return 200, {}
        if path.endswith("openid-configuration"):
            base = f"{self.url}/agency"
            ends = {"authorization_endpoint": f"{base}/authorize", "token_endpoint": f"{base}/token", "issuer": f"{base}/v2.0"}
            return 200, ends | {"device_authorization_endpoint": f"{base}/devicecode"}
        if path.endswith("devicecode"):
            self.scope = form["scope"]
            device = {"device_code": "device", "user_code": "ABCD-EFGH", "verification_uri": f"{self.url}/device"}
            return 200, device | {"expires_in": 900, "interval": 0}
        if path.endswith("introspect"):
            taken = form.get("token", "") in self.access
            return 200, {"active": taken, "username": USER, "email": USER} if taken else {"active": False}
        return self.token(form)


def _handler(endpoint: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _reply(self, form: dict[str, str]) -> None:
            with endpoint.lock:
                status, answer = endpoint.answer(urlsplit(self.path).path, form)
            of_tokens = urlsplit(self.path).path.endswith("/token")
            data = endpoint.raw if endpoint.raw and of_tokens else json.dumps(answer).encode()
            drips = endpoint.drips and of_tokens
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data) + (_NEVER if drips else 0)))
            self.end_headers()
            self.wfile.write(data)
            with suppress(OSError):
                while drips and endpoint.drips:
                    self.wfile.write(b" ")
                    self.wfile.flush()
                    time.sleep(0.2)

        def do_GET(self) -> None:
            self._reply(dict(parse_qsl(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"] or 0))
            self._reply(dict(parse_qsl(body.decode())))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            """Say nothing."""

    return Handler


@contextmanager
def _serving(endpoint: Endpoint, context: ssl.SSLContext | None) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(endpoint))
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join(300)


@contextmanager
def token_endpoint(folder: Path) -> Iterator[Endpoint]:
    """Run the endpoint; the authority of its certificate stands in `folder`."""
    authority, ca_file = trustme.CA(), folder / "token-ca.pem"
    authority.cert_pem.write_to_path(str(ca_file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(context)
    endpoint = Endpoint(ca_file=str(ca_file))
    with _serving(endpoint, context) as port:
        endpoint.url = f"https://localhost:{port}"
        yield endpoint


@contextmanager
def introspection(endpoint: Endpoint) -> Iterator[str]:
    """Let a mail server on this machine ask about tokens, in the clear; yield the address to whose end it writes the token."""
    with _serving(endpoint, None) as port:
        yield f"http://127.0.0.1:{port}/introspect?token="
