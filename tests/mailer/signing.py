"""Keys for the tests of signatures, and a DNS that knows them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from mailer.dkim import SigningKey
from tests.programs import need

DOMAIN = "agency.example"


@cache
def rsa(bits: int = 2048) -> RSAPrivateKey:
    """Return a key of RSA, made once: that takes a while."""
    return generate_private_key(65537, bits)


@cache
def ed25519() -> Ed25519PrivateKey:
    """Return a key of Ed25519."""
    return Ed25519PrivateKey.generate()


def both(domain: str = DOMAIN) -> tuple[SigningKey, SigningKey]:
    """Return a key of each kind for one domain."""
    return SigningKey(domain, "rsa2026", rsa()), SigningKey(domain, "ed2026", ed25519())


def write(path: Path, key: RSAPrivateKey | Ed25519PrivateKey, mode: int = 0o600) -> None:
    """Write a private key as openssl does."""
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(mode)


def published(keys: Sequence[SigningKey]) -> dict[str, str]:
    """Return the TXT records of the keys by their names, read from what `doctor` tells to publish."""
    records = (key.record.partition(" TXT ") for key in keys)
    return {name: text.strip('"') for name, _, text in records}


def dns(keys: Sequence[SigningKey]) -> Callable[..., bytes]:
    """Return a function that answers as the DNS would, in the form that dkimpy asks it."""
    records = published(keys)
    return lambda name, timeout=5: records.get(name.decode().rstrip("."), "").encode()  # noqa: ARG005 - dkimpy names it


def opendkim(data: bytes, keys: Sequence[SigningKey], folder: Path) -> list[str]:
    """Return what OpenDKIM says of each signature of a message, as in ["pass", "pass"]; the test is skipped where it is missing."""
    program = need("opendkim")
    names = {"message": folder / "message.eml", "keys": folder / "keys", "settings": folder / "opendkim.conf"}
    names["message"].write_bytes(data)
    names["keys"].write_text("".join(f"{name} {text}\n" for name, text in published(keys).items()))
    names["settings"].write_text(f"Mode v\nTestPublicKeys {names['keys']}\nSyslog no\n")
    command = [program, "-x", str(names["settings"]), "-vv", "-t", str(names["message"])]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    return re.findall(r"\bdkim=(\w+)", said.stdout)
