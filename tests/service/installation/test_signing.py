"""The keys of `[[dkim]]` sign what leaves, through a real relay; whoever is not covered is told, and so is a key that others may read."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

import dkim
import pytest

from demo.servers import Servers
from domain.errors import ConfigurationError
from domain.letter import Piece
from mailer.dkim import SigningKey, signed
from service.authoring.drafts import draft
from service.installation import config
from service.installation.install import SAMPLE
from service.letters import press
from service.mailings.check import check
from service.operation import doctor
from service.operation.tick import tick
from service.wiring import Service, open_service
from tests.exim import RELAYS
from tests.mailer import signing
from tests.programs import need
from tests.service.installed import at, connect, make
from tests.service.sending.test_silent_relay import until

CIRCULAR, QUESTIONNAIRE = at("02-10"), at("02-20")
MANY = 60  # Enough for a second process.
ITU = signing.both("itu.example")
UNODC = (SigningKey("unodc.example", "s1", signing.rsa()),)


def sign(home: Path, *keys: tuple[str, str, str]) -> None:
    """Add the keys to the settings: domain, selector, file."""
    signing.write(home / "rsa.pem", signing.rsa())
    signing.write(home / "ed25519.pem", signing.ed25519())
    with (home / config.FILE).open("a") as file:
        for domain, selector, name in keys:
            file.write(f'[[dkim]]\ndomain = "{domain}"\nselector = "{selector}"\nkey_file = "{name}"\n')


ALL = (("ITU.example", "rsa2026", "rsa.pem"), ("itu.example", "ed2026", "ed25519.pem"), ("unodc.example", "s1", "rsa.pem"))


@contextmanager
def installed(home: Path, *keys: tuple[str, str, str]) -> Iterator[Service]:
    """Open an installation of two organisations with these keys."""
    make(home, 2)
    sign(home, *keys)
    with open_service(config.load(home, {})) as service:
        yield service


@pytest.mark.parametrize("server", RELAYS)
def test_what_arrives_through_a_relay_is_signed_and_verifies_by_two_verifiers(server: str, tmp_path: Path) -> None:
    """Each letter bears a signature of each key of its author's domain, and dkimpy and OpenDKIM verify what the server handed on."""
    make(tmp_path / "home", 2)
    with Servers(tmp_path / "servers") as servers, RELAYS[server](servers.smtp_port) as relay:
        connect(tmp_path / "home", servers)
        settings = tmp_path / "home" / config.FILE
        settings.write_text(settings.read_text().replace(f"port = {servers.smtp_port}", f"port = {relay.port}"))
        sign(tmp_path / "home", *ALL)
        with open_service(config.load(tmp_path / "home", {})) as service:
            tick(service, CIRCULAR)
            tick(service, QUESTIONNAIRE)
        arrived = _arrived(servers, 4)
    for data in arrived:
        keys = ITU if "itu.example" in message_from_bytes(data)["From"] else UNODC
        signatures = len(message_from_bytes(data).get_all("DKIM-Signature", []))
        assert signatures == len(keys)
        assert all(dkim.DKIM(data).verify(idx=number, dnsfunc=signing.dns(keys)) for number in range(signatures))
        assert signing.opendkim(data, keys, tmp_path) == ["pass"] * len(keys)


def _arrived(servers: Servers, number: int) -> list[bytes]:
    """Wait until so many messages have arrived, and return them."""
    until(lambda: len(servers.accepted()) >= number)
    return [one.file.read_bytes() for one in servers.accepted()]


def test_a_letter_that_is_tried_again_keeps_the_signature_that_was_recorded(tmp_path: Path) -> None:
    """What is sent again are the bytes of the first attempt, though the key was changed meanwhile."""
    home, refused = tmp_path / "home", {"stage": "data", "code": 451, "text": "4.3.0 later", "times": 1}
    make(home, 1)
    with Servers(tmp_path / "servers", script={"person0@member0.example": refused}) as servers:
        connect(home, servers)
        sign(home, ("itu.example", "before", "rsa.pem"))
        with open_service(config.load(home, {})) as service:
            tick(service, CIRCULAR)
        settings = home / config.FILE
        settings.write_text(settings.read_text().replace('"before"', '"after"'))
        with open_service(config.load(home, {})) as service:
            tick(service, at("02-10", 11))
        (data,) = [one.file.read_bytes() for one in servers.accepted()]
    assert b"s=before;" in data
    assert dkim.DKIM(data).verify(dnsfunc=signing.dns([SigningKey("itu.example", "before", signing.rsa())]))


@pytest.mark.skipif(len(os.sched_getaffinity(0)) < 2, reason="with one processor each letter is made where it is sent")
def test_letters_that_a_second_process_makes_bear_the_signatures_of_their_own_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The keys stay in memory; few letters of a mailing are signed where they are sent."""
    signed_here = list[int]()

    def noted(*given: Any) -> tuple[Piece, ...]:
        signed_here.append(os.getpid())
        return signed(*given)

    monkeypatch.setattr(press, "signed", noted)
    home = tmp_path / "home"
    make(home, MANY)
    with Servers(tmp_path / "servers") as servers:
        connect(home, servers)
        sign(home, *ALL)
        with open_service(config.load(home, {})) as service:
            tick(service, CIRCULAR)
        arrived = [one.file.read_bytes() for one in servers.accepted()]
    assert len(signed_here) < MANY
    assert len(arrived) == MANY
    assert all(dkim.DKIM(data).verify(idx=number, dnsfunc=signing.dns(ITU)) for data in arrived for number in (0, 1))


def test_a_sender_without_a_key_is_told_by_check_and_by_doctor(tmp_path: Path) -> None:
    """A sender whose domain no key is for is told before anything is sent; its letters leave without a signature."""
    with installed(tmp_path / "home", ("itu.example", "rsa2026", "rsa.pem")) as service:
        notes = check(service, draft(service, SAMPLE), CIRCULAR).notes
        assert [one for one in notes if "DKIM" in one] == [
            "Letters from cybercrime.study@unodc.example are not signed (DKIM): the keys in [[dkim]] are for itu.example, "
            "and a signature of another domain would vouch for nobody."
        ]
        looked = {one.what: one for one in doctor.examine(service, CIRCULAR)}
        assert not looked["signing"].well
        assert "cybercrime.study@unodc.example" in looked["signing"].found


def test_doctor_says_what_must_stand_in_the_dns(tmp_path: Path) -> None:
    """The records are told with their names, as a verifier looks for them."""
    with installed(tmp_path / "home", *ALL) as service:
        looked = {one.what: one for one in doctor.examine(service, CIRCULAR)}
    assert looked["signing"].well
    assert all(f'{name} TXT "{text}"' in looked["signing"].found for name, text in signing.published((*ITU, *UNODC)).items())


@pytest.mark.parametrize(
    ("key", "says"),
    [
        (("itu.example", "s", "missing.pem"), "cannot be read"),
        (("itu.example", "s", "open.pem"), "can be read or changed by others than its owner (its mode is 644)"),
        (("itu.example", "s", "counterfoil.toml"), "is not a private key in PEM form"),
        (("itu.example", "s", "weak.pem"), "has 512 bits"),
        (("itu.example", "a b", "rsa.pem"), "cannot be a selector"),
        (("not a domain", "s", "rsa.pem"), "is not a domain"),
        (("itu.example", "rsa2026", "ed25519.pem"), "is named twice"),
    ],
)
def test_a_key_that_cannot_be_used_is_told_with_its_place(tmp_path: Path, key: tuple[str, str, str], says: str) -> None:
    """A key that cannot be used, or that others may read, is told with its place and a remedy."""
    make(tmp_path, 1)
    (tmp_path / config.FILE).chmod(0o600)
    signing.write(tmp_path / "open.pem", signing.rsa(), 0o644)
    subprocess.run([need("openssl"), "genrsa", "-out", str(tmp_path / "weak.pem"), "512"], check=True, capture_output=True)
    sign(tmp_path, ("itu.example", "rsa2026", "rsa.pem"), key)
    with pytest.raises(ConfigurationError) as told:
        config.load(tmp_path, {})
    assert says in told.value.what
    assert "[[dkim]] 2" in told.value.where
    assert told.value.remedy


def test_doctor_says_that_one_click_needs_a_signature(tmp_path: Path) -> None:
    """Where `[web]` is set and no key signs the headers of List-Unsubscribe (RFC 8058); with keys, and without `[web]`, all is well."""
    found = {}
    for web, keys in ((True, ()), (True, ALL), (False, ())):
        home = tmp_path / f"{web}{len(keys)}"
        make(home, 2)
        sign(home, *keys)
        if web:
            with (home / config.FILE).open("a") as file:
                file.write('[web]\nurl = "https://study.itu.example"\n')
        with open_service(config.load(home, {})) as service:
            found[web, bool(keys)] = next(one for one in doctor.examine(service, CIRCULAR) if one.what == "signing")
    assert [one.well for one in found.values()] == [False, True, True]
    assert "(RFC 8058)" in found[True, False].found
