"""Signing in to an SMTP server with a password: the strongest way that is offered, and never to one that does not know it itself."""

from __future__ import annotations

import base64
from functools import partial

import pytest
from scramp import ScramMechanism

from domain.errors import CounterfoilError
from domain.mail.endpoint import Endpoint, Security
from mailer.transports.connection import Connection
from mailer.transports.smtp import SmtpSettings, SmtpTransport, open_smtp
from tests.mailer.smtp_stage import Talk, obliging, stage

PASSWORD = "pencil"


class Scram:
    """A server that knows a password only as SCRAM does; it ends with its proof in a challenge, in its reply, or nowhere."""

    def __init__(self, offers: str, knows: str = PASSWORD, proof: str = "challenge") -> None:
        self.offers = offers
        self.proof = proof
        self.said: list[str] = []
        self._knows = knows
        self._conversation: object = None

    def answer(self, talk: Talk, line: str) -> bytes | None:
        """Answer one line."""
        if line.startswith("EHLO"):
            return f"250-stage\r\n250 AUTH {self.offers}\r\n".encode()
        if line.startswith("AUTH "):
            self.said.append(line.split()[1])
        if line.startswith("AUTH SCRAM"):
            mechanism = ScramMechanism(line.split()[1])
            known = mechanism.make_auth_info(self._knows)
            self._conversation = mechanism.make_server(lambda _: known)
            return self._first(line.split()[2])
        if self._conversation is not None and line not in {"QUIT", "GREETING"}:
            return self._final(line)
        return b"535 5.7.8 no\r\n" if line.startswith("AUTH") else obliging(talk, line)

    def _first(self, coded: str) -> bytes:
        server: object = self._conversation
        server.set_client_first(_decoded(coded))  # type: ignore[attr-defined]  # The library declares no types.
        return b"334 " + _coded(server.get_server_first()) + b"\r\n"  # type: ignore[attr-defined]  # As above.

    def _final(self, coded: str) -> bytes:
        server: object = self._conversation
        if coded == "":
            self._conversation = None
            return b"235 2.7.0 welcome\r\n"
        try:
            server.set_client_final(_decoded(coded))  # type: ignore[attr-defined]  # As above.
        except Exception:  # noqa: BLE001 - whatever is wrong with the proof
            self._conversation = None
            return b"535 5.7.8 Authentication credentials invalid\r\n"
        final = _coded(server.get_server_final())  # type: ignore[attr-defined]  # As above.
        if self.proof == "challenge":
            return b"334 " + final + b"\r\n"
        self._conversation = None
        return b"235 " + (final if self.proof == "reply" else b"welcome") + b"\r\n"


def _coded(text: str) -> bytes:
    return base64.b64encode(text.encode())


def _decoded(text: str) -> str:
    return base64.b64decode(text).decode()


def probe(port: int, password: str = PASSWORD) -> str:
    """Connect, sign in and leave."""
    at = Endpoint(host="127.0.0.1", port=port, security=Security.NONE, user="study", password=password, timeout=30)
    return SmtpTransport(at, 1, partial(Connection, local_hostname=None)).probe()


@pytest.mark.parametrize(
    ("offers", "chosen"),
    [
        ("PLAIN LOGIN SCRAM-SHA-1 SCRAM-SHA-256", "SCRAM-SHA-256"),
        ("PLAIN SCRAM-SHA-1", "SCRAM-SHA-1"),
    ],
)
@pytest.mark.parametrize("proof", ["challenge", "reply"])
def test_the_strongest_way_is_taken_and_the_password_does_not_leave(offers: str, chosen: str, proof: str) -> None:
    """Whether the server's proof comes before its reply or in it."""
    server = Scram(offers, proof=proof)
    with stage(server.answer) as shown:
        assert "answers" in probe(shown.port)
    assert server.said == [chosen]


def test_a_wrong_password_is_told_and_no_weaker_way_is_tried() -> None:
    """Otherwise whoever answers in the server's place would get the password by refusing its proof."""
    server = Scram("PLAIN SCRAM-SHA-256", knows="another")
    with stage(server.answer) as shown, pytest.raises(CounterfoilError, match=r"Authentication credentials invalid"):
        probe(shown.port)
    assert server.said == ["SCRAM-SHA-256"]


def test_a_server_that_does_not_prove_that_it_knows_the_password_is_refused() -> None:
    """It says only that all is well."""
    server = Scram("SCRAM-SHA-256", proof="none")
    with stage(server.answer) as shown, pytest.raises(CounterfoilError, match="does not prove that it knows the password"):
        probe(shown.port)


@pytest.mark.parametrize("way", ["PLAIN", "LOGIN"])
def test_where_nothing_stronger_is_offered_the_password_is_given(way: str) -> None:
    """As with any server until now."""

    def answer(talk: Talk, line: str) -> bytes | None:
        if line.startswith("EHLO"):
            return f"250-stage\r\n250 AUTH {way}\r\n".encode()
        given = base64.b64decode(line.rsplit(maxsplit=1)[-1] + "==", validate=False) if line else b""
        if PASSWORD.encode() in given:
            return b"235 welcome\r\n"
        return b"334 UGFzc3dvcmQ6\r\n" if line.startswith("AUTH") else obliging(talk, line)

    with stage(answer) as shown:
        assert "answers" in probe(shown.port)


def test_a_password_that_scram_cannot_say_is_said_in_another_way_that_is_offered() -> None:
    """It forbids some signs (RFC 4013); where nothing else is offered, that is a sentence and no failure of the program."""
    password, said = "pen\u0007cil", list[str]()

    def answer(talk: Talk, line: str) -> bytes | None:
        if line.startswith("EHLO"):
            return f"250-stage\r\n250 AUTH {offers}\r\n".encode()
        if line.startswith("AUTH "):
            said.append(line)
            return b"235 2.7.0 welcome\r\n"
        return obliging(talk, line)

    offers = "SCRAM-SHA-256 PLAIN"
    with stage(answer) as shown:
        assert "answers" in probe(shown.port, password)
    (line,) = said
    assert _decoded(line.split()[2]).split("\0") == ["", "study", password]
    offers = "SCRAM-SHA-256"
    with stage(answer) as shown, pytest.raises(CounterfoilError, match="No suitable authentication method"):
        probe(shown.port, password)
    assert len(said) == 1


def test_a_machine_of_another_alphabet_is_greeted_with_in_ascii() -> None:
    """EHLO knows no other letters (RFC 5321, 4.1.2)."""
    settings = SmtpSettings(host="127.0.0.1", security=Security.NONE, local_hostname="büro.agency.example")
    with stage(obliging) as shown:
        open_smtp(settings.model_copy(update={"port": shown.port})).probe()
        assert (1, "EHLO xn--bro-hoa.agency.example") in shown.said
