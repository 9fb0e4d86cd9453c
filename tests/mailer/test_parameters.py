"""What is said beside MAIL and RCPT: what the server offers, and not a word that it does not know."""

from __future__ import annotations

import ssl
from dataclasses import replace
from pathlib import Path

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import ConfigurationError, CounterfoilError
from domain.letter import Envelope, Outcome
from domain.rules.refusal import blames_sender
from mailer.transports import parameters
from tests.mailer.smtp_stage import Answer, Talk, obliging, stage
from tests.mailer.test_transports import letter, opened, sent, smtp

TAG = "abcdefghij234567"


def offering(*words: str) -> Answer:
    """Return a server that offers these extensions and takes everything."""

    def answer(talk: Talk, line: str) -> bytes | None:
        if line.startswith("EHLO"):
            return "".join(f"250-{word}\r\n" for word in ("stage", *words)).encode() + b"250 HELP\r\n"
        return obliging(talk, line)

    return answer


def tagged(number: int, rcpt_to: str = "anna+x=y@member.test") -> Envelope:
    """Return a letter with a tag."""
    return replace(letter(number), rcpt_to=rcpt_to, tag=TAG)


def said(lines: list[tuple[int, str]], verb: str) -> list[str]:
    """Return the commands with this verb."""
    return [line for _, line in lines if line.startswith(verb)]


def test_a_server_that_offers_nothing_hears_the_addresses_alone() -> None:
    """A parameter that a server does not know would be refused (RFC 5321 section 4.1.1.11)."""
    with stage(obliging) as shown:
        assert sent(smtp(shown.port), tagged(1))[1].outcome is Outcome.SENT
    assert said(shown.said, "MAIL") == ["MAIL FROM:<study+btag@agency.test>"]
    assert said(shown.said, "RCPT") == ["RCPT TO:<anna+x=y@member.test>"]


def test_size_and_reports_are_asked_for_where_they_are_offered() -> None:
    """The size is that of the message; of a report the header is enough, it names the letter, and no success is reported."""
    with stage(offering("SIZE 1000000", "DSN", "8BITMIME")) as shown:
        assert sent(smtp(shown.port), tagged(1))[1].outcome is Outcome.SENT
    size = len(tagged(1).data)
    assert said(shown.said, "MAIL") == [f"MAIL FROM:<study+btag@agency.test> SIZE={size} RET=HDRS ENVID={TAG}"]
    assert said(shown.said, "RCPT") == ["RCPT TO:<anna+x=y@member.test> NOTIFY=FAILURE,DELAY ORCPT=rfc822;anna+2Bx+3Dy@member.test"]


def test_an_address_beyond_ascii_is_not_repeated_in_a_report() -> None:
    """It would need a type of its own (RFC 6533); the domain of any other stands there in ASCII."""
    with stage(offering("DSN", "SMTPUTF8")) as shown:
        sent(smtp(shown.port, connections=1), tagged(1, "rené@member.test"), tagged(2, "info@bücher.test"))
    assert said(shown.said, "MAIL")[0].endswith(f" SMTPUTF8 RET=HDRS ENVID={TAG}")
    assert "SMTPUTF8" not in said(shown.said, "MAIL")[1]
    assert [line.partition("NOTIFY")[2] for line in said(shown.said, "RCPT")] == [
        "=FAILURE,DELAY",
        "=FAILURE,DELAY ORCPT=rfc822;info@xn--bcher-kva.test",
    ]


def test_a_letter_larger_than_the_server_takes_is_rejected_alone_and_without_a_word_to_it() -> None:
    """The others go out over the same connection, and it is not taken for a refusal of the sender."""
    with stage(offering("SIZE 5000")) as shown:
        large = letter(1, body=b"x" * 70 + b"\r\n" + b"more\r\n" * 1000)
        verdicts = sent(smtp(shown.port, connections=1), large, letter(2))
    assert [verdicts[number].outcome for number in (1, 2)] == [Outcome.REJECTED, Outcome.SENT]
    assert "takes 5 KB at most (SIZE)" in verdicts[1].text
    assert not blames_sender(verdicts[1])
    assert len(said(shown.said, "MAIL")) == 1


@pytest.mark.parametrize(
    ("word", "most"), [("SIZE 5000", 5000), ("SIZE 0", None), ("SIZE", None), ("SIZE many", None), ("SIZE ٣", None), ("HELP", None)]
)
def test_how_much_a_server_takes_is_known_where_it_says_so(word: str, most: int | None) -> None:
    """Zero is no limit (RFC 1870 section 4), and what is no number says nothing."""
    with stage(offering(word)) as shown:
        assert smtp(shown.port).limit() == most


def test_a_server_that_cannot_be_reached_says_so_and_nothing_of_sizes() -> None:
    """Who asks knows whether that matters."""
    with stage(lambda _talk, _line: None) as shown, pytest.raises(CounterfoilError, match="Could not connect"):
        smtp(shown.port).limit()


@given(st.text(max_size=30))
def test_what_stands_in_a_parameter_can_be_read_back(text: str) -> None:
    """No value ends its parameter or begins another (RFC 3461 section 4)."""
    (value,) = [one.partition("=")[2] for one in parameters.of_mail({"dsn": ""}, 1, f"x{text}", utf8=False, require_tls=False)[1:]]
    assert all(33 <= ord(sign) <= 126 and sign != "=" for sign in value)
    first, *others = value.split("+")
    read = first.encode() + b"".join(bytes([int(one[:2], 16)]) + one[2:].encode() for one in others)
    assert read.decode() == f"x{text}"


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, Path]:
    """Return what a server speaks TLS with, and the file of its authority."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    file = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(str(file))
    return context, file


@pytest.mark.parametrize("asked", [True, False])
def test_tls_all_the_way_is_asked_for_on_request_alone(asked: bool, secure: tuple[ssl.SSLContext, Path]) -> None:
    """REQUIRETLS stands beside MAIL where the settings ask for it, and nowhere else (RFC 8689)."""
    context, ca = secure
    with stage(offering("REQUIRETLS"), context) as shown:
        settings = {"security": "tls", "ca_file": str(ca), "requiretls": asked}
        assert sent(smtp(shown.port, **settings), tagged(1))[1].outcome is Outcome.SENT
    assert said(shown.said, "MAIL")[0].endswith(" REQUIRETLS") is asked


def test_where_tls_all_the_way_is_not_offered_no_letter_leaves_and_doctor_says_why(secure: tuple[ssl.SSLContext, Path]) -> None:
    """The letters wait: a relay that knows no REQUIRETLS would hand them on as it likes."""
    context, ca = secure
    with stage(offering("STARTTLS"), context) as shown:
        transport = smtp(shown.port, security="tls", ca_file=str(ca), requiretls=True)
        verdict = sent(transport, tagged(1))[1]
        with pytest.raises(CounterfoilError, match="does not offer REQUIRETLS"):
            transport.probe()
    assert (verdict.outcome, verdict.stage, verdict.code) == (Outcome.DEFERRED, "connect", None)
    assert "does not offer REQUIRETLS" in verdict.text
    assert not said(shown.said, "MAIL")


def test_tls_all_the_way_cannot_begin_without_tls() -> None:
    """The settings say so, before anything is sent."""
    with pytest.raises(ConfigurationError, match="requiretls asks for TLS"):
        opened("smtp", {"host": "127.0.0.1", "security": "none", "requiretls": True})


def test_a_copy_goes_to_the_ascii_form_of_its_box_and_one_that_has_none_is_told_with_the_settings() -> None:
    """Not every server takes other letters (RFC 6531); found only at RCPT, no letter at all would leave."""
    with stage(offering("HELP")) as shown:
        assert sent(smtp(shown.port, bcc="sent@büro.example"), tagged(1))[1].outcome is Outcome.SENT
    assert said(shown.said, "RCPT")[1] == "RCPT TO:<sent@xn--bro-hoa.example>"
    for wrong in ("søren@agency.example", "nobody"):
        with pytest.raises(ConfigurationError) as error:
            opened("smtp", {"host": "127.0.0.1", "security": "none", "bcc": wrong})
        assert (error.value.where, wrong in error.value.what, bool(error.value.remedy)) == ("[transport] bcc", True, True)
