"""An OpenID provider over HTTP as an agency has one: discovery, sign-in, codes, ID tokens, keys; and all the ways in which it may lie."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import ssl
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

import jwt
import trustme
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

_DROPS = 40
CLIENT, SECRET = "counterfoil", "client secret: 100 %"
Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


@cache
def key(name: str) -> Key:
    """Return a key by its name, always the same one: a prime takes a while."""
    if name.startswith("ec"):
        return ec.generate_private_key(ec.SECP256R1())
    if name.startswith("ed"):
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, 1024 if name.startswith("short") else 2048)


def public(name: str, **more: object) -> dict[str, Any]:
    """Return the public half of a key as a JSON Web Key (RFC 7517)."""
    own = key(name).public_key()
    kinds: dict[type, Any] = {"ec": jwt.algorithms.ECAlgorithm, "ed": jwt.algorithms.OKPAlgorithm}  # type: ignore[dict-item]
    kind = kinds.get(name[:2], jwt.algorithms.RSAAlgorithm)  # type: ignore[call-overload]
    return {**kind.to_jwk(own, as_dict=True), "kid": name, "use": "sig", **more}


def pem(name: str) -> bytes:
    """Return the public half of a key as everybody can have it, which a program that believes HS256 would take for a shared secret."""
    return key(name).public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def forged(header: Mapping[str, object], claims: Mapping[str, object], signature: bytes = b"") -> str:
    """Return a token with any header at all."""
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts)


@dataclass
class OpenIdProvider:
    """What the provider knows, and what a test changes.

    `person` is who is signed in there, by the subject, with what else is said of them; "" lets a person choose on a page. `says` replaces
    claims of the ID token (None leaves one out), `metadata` what it says of itself, and `token` what it makes of the claims.
    """

    now: Callable[[], datetime]
    url: str = ""
    ca_file: str = ""
    person: str = "248289761001"
    about: dict[str, object] = field(default_factory=dict)
    says: dict[str, object] = field(default_factory=dict)
    metadata: dict[str, object] = field(default_factory=dict)
    adds: dict[str, str | None] = field(default_factory=dict)  # To its answer in the address; None leaves something out.
    token: Callable[[dict[str, object]], str] | None = None
    kid: str = "rsa-1"
    keys: list[dict[str, Any]] = field(default_factory=lambda: [public("rsa-1")])
    down: bool = False
    moves: str = ""  # Whoever asks at this path is sent elsewhere with all that they bring.
    answer: bytes = b""  # In place of whatever it would say.
    drips: str = ""  # "head" or "body": that comes byte by byte, each a tenth of a second after the other, and then all the rest.
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], str]] = field(default_factory=list)  # Path, form, and the header that signs in.

    def authorize(self, asked: dict[str, str], person: str) -> str:
        """Return where somebody is sent back to after they signed in (RFC 6749, section 4.1.2)."""
        wanted = {"response_type": "code", "client_id": CLIENT, "code_challenge_method": "S256"}
        assert wanted.items() <= asked.items()
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self.codes)}-{asked['state'][:6]}"
        self.codes[code] = asked | {"person": person}
        answer = {"code": code, "state": asked["state"], "iss": self.url} | self.adds
        return f"{asked['redirect_uri']}?{urlencode({name: value for name, value in answer.items() if value is not None})}"

    def grant(self, form: dict[str, str], header: str) -> tuple[int, dict[str, object]]:
        """Answer who brings a code (RFC 6749, section 4.1.3, and RFC 7636, section 4.6)."""
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET) and _basic(header) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        asked = self.codes.pop(form["code"], None)
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode().rstrip("=")
        if asked is None or asked["redirect_uri"] != form["redirect_uri"] or asked["code_challenge"] != proof:
            return 400, {"error": "invalid_grant"}
        return 200, {"token_type": "Bearer", "access_token": "access", "id_token": self.id_token(asked["nonce"], asked["person"])}

    def id_token(self, nonce: str, person: str) -> str:
        """Return an ID token (OpenID Connect Core, section 2)."""
        at = int(self.now().timestamp())
        claims = {"iss": self.url, "aud": CLIENT, "sub": person, "nonce": nonce, "iat": at, "exp": at + 300, **self.about, **self.says}
        claims = {name: value for name, value in claims.items() if value is not None}
        return self.token(claims) if self.token else signed(claims, self.kid)

    def reply(self, path: str, form: dict[str, str], header: str) -> tuple[int, object]:
        """Answer one request, by its path; a text is an address to go to."""
        self.asked.append((path, form, header))
        if self.down or path == self.moves:
            return (503, {}) if self.down else (307, f"{self.url}/elsewhere{path}")
        if path.endswith("/.well-known/openid-configuration"):
            ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
            return 200, {"issuer": self.url, **{name: f"{self.url}/{end}" for name, end in ends.items()}, **self.metadata}
        if path.endswith("/keys"):
            return 200, {"keys": self.keys}
        if path.endswith("/token"):
            return self.grant(form, header)
        if path.endswith("/authorize") and (person := form.pop("person", self.person)):
            return 302, self.authorize(form, person)
        return 200, f"<h1>The agency</h1><a href='authorize?{html.escape(urlencode(form | {'person': 'ben'}))}'>I am Ben</a>"


def signed(claims: dict[str, object], name: str, **header: object) -> str:
    """Return a token that a key of ours signed; the header says more, or something else."""
    kind = {"ec": "ES256", "ed": "EdDSA"}.get(name[:2], "RS256")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", jwt.InsecureKeyLengthWarning)  # That a key is short is what is tried.
        return jwt.encode(claims, key(name), algorithm=kind, headers={"kid": name, **header})


def _basic(header: str) -> tuple[str, ...]:
    plain = base64.b64decode(header.removeprefix("Basic ")).decode() if header.startswith("Basic ") else ""
    return tuple(unquote_plus(one) for one in plain.split(":", 1))


def _drip(handler: BaseHTTPRequestHandler, really: bool, start: bytes = b"", end: bytes = b"") -> None:
    for _ in range(_DROPS if really else 0):
        handler.wfile.write(start + b" ")
        start = b""
        time.sleep(0.1)
    handler.wfile.write(end if really else b"")


def _handler(provider: OpenIdProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _reply(self, form: dict[str, str]) -> None:
            status, said = provider.reply(urlsplit(self.path).path, form, self.headers.get("Authorization", ""))
            page = isinstance(said, str) and status == 200
            data = provider.answer or (str(said).encode() if page else json.dumps(said).encode())
            self.send_response(status)
            self.flush_headers()
            _drip(self, provider.drips == "head", b"X-Slow: ", b"x\r\n")
            if status in {302, 307}:
                self.send_header("Location", str(said))
            self.send_header("Content-Type", "text/html" if page else "application/json")
            self.send_header("Content-Length", str(len(data) + _DROPS * (provider.drips == "body")))
            self.end_headers()
            _drip(self, provider.drips == "body")
            self.wfile.write(data)

        def handle(self) -> None:
            with suppress(ConnectionError):  # Whoever asked waits no more.
                super().handle()

        def do_GET(self) -> None:
            self._reply(dict(parse_qsl(urlsplit(self.path).query)))

        def do_POST(self) -> None:
            self._reply(dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())))

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
            """Say nothing."""

    return Handler


@contextmanager
def openid_provider(now: Callable[[], datetime], folder: Path | None = None) -> Iterator[OpenIdProvider]:
    """Run a provider on this machine, whose clock is `now`; over TLS with an authority of its own where a `folder` is given for that."""
    provider = OpenIdProvider(now)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(provider))
    server.daemon_threads = True
    provider.url = f"http://127.0.0.1:{server.server_address[1]}"
    if folder:
        authority = trustme.CA()
        provider.ca_file, provider.url = str(folder / "openid-ca.pem"), f"https://localhost:{server.server_address[1]}"
        authority.cert_pem.write_to_path(provider.ca_file)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert("localhost").configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join(300)
