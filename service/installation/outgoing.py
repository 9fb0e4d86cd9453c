"""What the installation gives to every letter, whatever its study: how addresses are tagged, the keys that sign, our address in the web."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import AfterValidator, Field

from domain.errors import ConfigurationError, LetterError
from domain.study import Study
from languages.telling import phrased
from mailer.address import ascii_address
from mailer.dkim import LEAST_BITS, SigningKey, keys_for
from service.installation.passwords import refuse_open
from settings.reading import Text, TomlSection, told

# RFC 6376 section 3.1: a selector is one or more names as in a domain.
_SELECTOR = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")


def _domain(text: str) -> str:
    try:
        return ascii_address(f"a@{text}").partition("@")[2].lower()
    except LetterError as error:
        raise told(f"{text!r} is not a domain.") from error


def _selector(text: str) -> str:
    if not _SELECTOR.fullmatch(text):
        raise told(f"{text!r} cannot be a selector: only letters, digits and hyphens, divided by dots, can stand in the DNS.")
    return text


class DkimTable(TomlSection):
    """One key that signs letters from addresses of `domain`. Two tables of one domain sign one beside the other."""

    domain: Annotated[Text, AfterValidator(_domain)] = Field(examples=['domain = "agency.example"'])
    selector: Annotated[Text, AfterValidator(_selector)] = Field(examples=['selector = "study2026"'])
    key_file: Text = Field(examples=['key_file = "dkim-rsa.pem"'])


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What stands between an address and its tag, the keys that sign, for whichever domains, and our address in the web, if any."""

    separator: str = "+"
    keys: tuple[SigningKey, ...] = ()
    url: str = ""


def signing_keys(root: Path, tables: Sequence[DkimTable], file: str) -> tuple[SigningKey, ...]:
    """Return the keys that the settings name; ConfigurationError where one cannot be used, or others may read it."""
    keys: list[SigningKey] = []
    for number, table in enumerate(tables, 1):
        where = f"{file} [[dkim]] {number} ({table.domain})"
        if any((one.domain, one.selector) == (table.domain, table.selector) for one in keys):
            raise ConfigurationError(
                f"The selector {table.selector!r} is named twice: in the DNS there is room for one key.",
                where=f"{where} selector",
                remedy="Give each key a selector of its own.",
            )
        keys.append(SigningKey(table.domain, table.selector, _private(Path(root, table.key_file), f"{where} key_file")))
    return tuple(keys)


def _private(path: Path, where: str) -> RSAPrivateKey | Ed25519PrivateKey:
    remedy = "Make one with `openssl genrsa -out FILE 2048` or `openssl genpkey -algorithm ed25519 -out FILE`, then chmod 600 FILE."
    try:
        refuse_open(path, where, "DKIM key")
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise ConfigurationError(f"The key {path} cannot be read: {error.strerror}.", where=where, remedy=remedy) from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigurationError(f"{path} is not a private key in PEM form without a passphrase.", where=where, remedy=remedy) from error
    if isinstance(key, RSAPrivateKey) and key.key_size < LEAST_BITS:
        said = f"The RSA key {path} has {key.key_size} bits: no verifier accepts fewer than {LEAST_BITS}, and 2048 are usual."
        raise ConfigurationError(said, where=where, remedy=remedy)
    if not isinstance(key, RSAPrivateKey | Ed25519PrivateKey):
        raise ConfigurationError(f"{path} is neither an RSA nor an Ed25519 key, and DKIM knows no others.", where=where, remedy=remedy)
    return key


def unsigned(study: Study, keys: Sequence[SigningKey]) -> Iterator[str]:
    """Yield a sentence for each sender of a study whose letters none of the keys signs, where there are keys at all."""
    domains = tuple(dict.fromkeys(key.domain for key in keys))
    for sender in study.senders if keys else ():
        if not keys_for(sender.address, keys):
            yield phrased("check.unsigned", address=sender.address, domains=domains)
