"""Who is believed about a message's author, in the words of the mail servers that are in use."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.evidence import Authentication, Author
from intake.parsing.parse import parse
from intake.understanding.evidence.authentication import author, for_us, parse_results

IDS = ("mx.agency.example",)
PASSED, FAILED, UNKNOWN = Authentication.PASSED, Authentication.FAILED, Authentication.UNKNOWN


def judged(*fields: str, ids: tuple[str, ...] = IDS, sender: str = "From: Carla Rossi <rossi@atlstel.example>") -> Author:
    """Return what is known of the author of a message with these header fields on top."""
    header = "\r\n".join((*fields, sender, "To: study@agency.example", "Subject: Our answers"))
    return author(parse(f"{header}\r\n\r\nAttached.\r\n".encode()), ids)


def said(text: str, server: str = "mx.agency.example") -> str:
    """Return a field of this server."""
    return f"Authentication-Results: {server}; {text}"


MICROSOFT = (
    "Authentication-Results: spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=atlstel.example; dkim=pass (signature was verified)\r\n"
    " header.d=atlstel.example;dmarc=pass action=none\r\n header.from=atlstel.example;compauth=pass reason=100"
)
MICROSOFT_GUESS = (
    "Authentication-Results: spf=pass (sender IP is 192.0.2.1)\r\n smtp.mailfrom=atlstel.example; dkim=none (message not signed)\r\n"
    " header.d=none;dmarc=bestguesspass action=none\r\n header.from=atlstel.example;compauth=pass reason=109"
)
GOOGLE = (
    "Authentication-Results: mx.google.com;\r\n       dkim=pass header.i=@atlstel.example header.s=s1 header.b=abcd;\r\n"
    "       spf=pass (google.com: domain of rossi@atlstel.example designates 192.0.2.1 as permitted sender)"
    " smtp.mailfrom=rossi@atlstel.example;\r\n       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=atlstel.example"
)
RSPAMD = (
    "Authentication-Results: mx.agency.example;\r\n\tdkim=pass header.d=atlstel.example header.s=s header.b=abc;\r\n"
    "\tdmarc=pass (policy=reject) header.from=atlstel.example;\r\n\tspf=pass (mx.agency.example: domain of rossi@atlstel.example"
    " designates 192.0.2.1 as permitted sender) smtp.mailfrom=rossi@atlstel.example"
)
EXIM = (
    "Authentication-Results: mx.agency.example;\r\n\tiprev=pass (mail.atlstel.example) smtp.remote-ip=192.0.2.1;\r\n"
    "\tspf=pass smtp.mailfrom=atlstel.example;\r\n\tdkim=pass header.d=atlstel.example header.s=s header.a=rsa-sha256;\r\n"
    "\tdmarc=pass header.from=atlstel.example;\r\n\tarc=none"
)
CISCO = (
    "Authentication-Results: esa1.agency.example;\r\n spf=Pass smtp.mailfrom=rossi@bounce.example;\r\n"
    " spf=None smtp.helo=postmaster@mail.atlstel.example;\r\n dkim=pass (signature verified) header.i=@list.example;\r\n"
    " dmarc=pass (p=none dis=none) d=atlstel.example"
)
OPENDMARC = (
    "Authentication-Results: mx.agency.example; dmarc=pass (p=reject dis=none) header.from=atlstel.example",
    'Authentication-Results: mx.agency.example; dkim=pass (2048-bit key; unprotected) header.d=atlstel.example header.b="ab;c"',
    "Authentication-Results: mx.agency.example; spf=pass smtp.mailfrom=rossi@atlstel.example",
)


@pytest.mark.parametrize(
    ("fields", "ids"),
    [
        pytest.param((MICROSOFT,), ("topmost",), id="Microsoft 365"),
        pytest.param((MICROSOFT_GUESS,), ("topmost",), id="Microsoft 365, of a domain without DMARC"),
        pytest.param((GOOGLE,), ("mx.google.com",), id="Google"),
        pytest.param((RSPAMD,), IDS, id="Rspamd"),
        pytest.param((EXIM,), IDS, id="Exim"),
        pytest.param((CISCO,), ("esa1.agency.example",), id="a gateway of Cisco"),
        pytest.param(OPENDMARC, IDS, id="Postfix with OpenDKIM and OpenDMARC"),
        pytest.param((said("dmarc=pass header.from=atlstel.example", "mx.agency.example 1"),), IDS, id="a field with a version"),
        pytest.param((said("dmarc=pass header.from=atlstel.example", "MX.Agency.Example"),), IDS, id="a name in capitals"),
        pytest.param((said("dmarc = pass (a (nested) one) header.from = atlstel.example"),), IDS, id="blanks around the signs"),
        pytest.param((said("dmarc=pass; dkim=pass header.d=atlstel.example"),), IDS, id="DKIM beside a pass of nobody"),
        pytest.param(
            (said("dmarc=pass header.from=atlstel.example", "mx.agency.example."),), ("mx.agency.example.",), id="a dot of its own"
        ),
        pytest.param((said("dkim=pass header.d=atlstel.example"),), IDS, id="DKIM alone, of the author's domain"),
        pytest.param((said("dmarc=none header.from=atlstel.example; spf=pass smtp.mailfrom=bounce.atlstel.example"),), IDS, id="SPF alone"),
    ],
)
def test_the_servers_in_use_authenticate_an_author_each_in_its_own_way(fields: tuple[str, ...], ids: tuple[str, ...]) -> None:
    """A pass of DMARC, or of DKIM or SPF where the domain has no DMARC, says that the author is who they say they are."""
    assert judged(*fields, ids=ids).authentication is PASSED


@pytest.mark.parametrize(
    "field",
    [
        pytest.param(said("dmarc=fail (p=none dis=none) header.from=atlstel.example"), id="alone"),
        pytest.param(said("spf=pass smtp.mailfrom=atlstel.example; dmarc=fail header.from=atlstel.example"), id="beside a pass of SPF"),
    ],
)
def test_a_forged_author_is_told(field: str) -> None:
    """dmarc=fail says that the author's address is forged, whatever else passed."""
    assert judged(field).authentication is FAILED


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param((), id="nothing"),
        pytest.param((said("dmarc=pass header.from=atlstel.example", "mx.evil.example"),), id="another server"),
        pytest.param(
            (said("dmarc=pass header.from=atlstel.example", "mx.agency.example."),), id="another server, whose name ends with a dot"
        ),
        pytest.param(
            (said("dmarc=none"), said("dkim=pass header.d=atlstel.example", "mx.agency.example...")), id="that below the server's own"
        ),
        pytest.param((said("dmarc=pass header.from=evil.example"),), id="a pass for another author"),
        pytest.param((said("dmarc=pass"),), id="a pass for no author"),
        pytest.param((said("dmarc=bestguesspass action=none"),), id="a guess for no author"),
        pytest.param((said("dmarc=pass (p=none dis=none) d=evil.example"),), id="a pass for another author, in the words of Cisco"),
        pytest.param((said("dmarc=pass; dkim=pass header.d=evil.example"),), id="a pass for no author beside another's signature"),
        pytest.param((said("dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=evil.example"),), id="passes of other domains"),
        pytest.param((said("dkim=pass header.d=xatlstel.example"),), id="a domain that ends alike"),
        pytest.param((said("spf=pass smtp.helo=atlstel.example"),), id="a greeting"),
        pytest.param((said("dmarc=temperror header.from=atlstel.example; dkim=pass header.d=atlstel.example"),), id="a failed look-up"),
        pytest.param((said('"dmarc=pass header.from=atlstel.example"'),), id="a quoted text"),
        pytest.param((said("none (dmarc=pass header.from=atlstel.example)"),), id="a comment"),
        pytest.param((said("none"), said("dmarc=pass header.from=atlstel.example", "mx.evil.example")), id="nothing found"),
        pytest.param(
            (said("dmarc=none"), "Received: from x by mx.agency.example", said("dmarc=pass header.from=atlstel.example")), id="an older hop"
        ),
        pytest.param((f"ARC-{said('i=1; dmarc=pass header.from=atlstel.example')}",), id="another field"),
        pytest.param(("=?us-ascii?q?Authentication-Results?=: mx.agency.example; dmarc=pass",), id="an encoded name"),
    ],
)
def test_what_no_believed_server_says_counts_for_nothing(fields: tuple[str, ...]) -> None:
    """Headers of other servers, about other authors, or of methods that do not speak of the author leave it unknown."""
    assert judged(*fields).authentication is UNKNOWN


def test_the_topmost_word_of_the_server_counts() -> None:
    """What stands further down may have been written by whoever sent the message."""
    assert judged(said("dmarc=fail header.from=atlstel.example"), said("dmarc=pass header.from=atlstel.example")).authentication is FAILED
    assert (
        judged(MICROSOFT_GUESS.replace("bestguesspass", "none").replace("spf=pass", "spf=none"), MICROSOFT, ids=("topmost",)).authentication
        is UNKNOWN
    )


@pytest.mark.parametrize(
    "sender",
    [
        "From: rossi@atlstel.example\r\nFrom: x@evil.example",
        "From: rossi@atlstel.example, x@evil.example",
        "Sender: rossi@atlstel.example",
    ],
)
def test_a_message_of_several_authors_or_none_is_of_nobody(sender: str) -> None:
    """Servers differ in which of several authors they look at, so that nothing they say counts."""
    assert judged(said("dmarc=pass header.from=atlstel.example"), sender=sender).authentication is UNKNOWN


def test_without_a_named_server_nothing_is_said() -> None:
    """Nothing configured is not the same as nothing proven: it is told apart."""
    assert judged(said("dmarc=pass header.from=atlstel.example"), ids=()).authentication is Authentication.UNCONFIGURED


def test_results_are_read_with_their_properties() -> None:
    """A field is a server, and results with properties (RFC 8601)."""
    found = parse_results('mx.agency.example 1; dkim/1=pass reason="good (really)" header.d=a.example; spf=fail smtp.mailfrom=x@b.example;')
    assert found.server == "mx.agency.example"
    assert [(one.method, one.result) for one in found.results] == [("dkim", "pass"), ("spf", "fail")]
    assert found.results[0].properties == {"reason": "good (really)", "header.d": "a.example"}


@pytest.mark.parametrize(
    "text",
    [
        'spf=pass smtp.mailfrom="x@atlstel.example"@evil.example; dmarc=none',
        'spf=pass smtp.mailfrom="x@atlstel.example" @evil.example',
        'dkim=pass header.i="x@atlstel.example"@evil.example',
        "dkim=pass header.i=@atlstel.example@evil.example",
        "dkim=pass header.i=a@evil.example@atlstel.example",
        "dkim=pass header.d=evil.example header.i=@atlstel.example",
        "dkim=pass header.d=evil.example header.d=atlstel.example",
        'dkim=pass header.d=atlstel.example header.s="x; dmarc=fail header.from=atlstel.example',
        "dmarc=pass header.from=example",
        'dmarc=none reason="x; dmarc=pass header.from=atlstel.example"',
        "spf=pass smtp.mailfrom=a;dkim=pass/header.d=atlstel.example@evil.example",
    ],
)
def test_what_a_sender_may_choose_says_nothing_of_another_domain(text: str) -> None:
    """The local part of an envelope, or of a signature's identity, may be a quotation; a server writes it down as it came."""
    assert judged(said(text)).authentication is not PASSED


@pytest.mark.parametrize(
    ("sender", "results"),
    [
        ("anna@gov.mt", "dkim=pass header.d=rival.gov.mt"),
        ("anna@gov.mt", "dmarc=none header.from=gov.mt; spf=pass smtp.mailfrom=x@rival.gov.mt"),
        ("anna@agency.gov.mt", "dkim=pass header.d=rival.gov.mt"),
        ("anna@agency.gov.mt", "dmarc=none header.from=agency.gov.mt; spf=pass smtp.mailfrom=rival@gov.mt"),
        ("anna@agency.example", "dkim=pass header.d=rival.example"),
        ("anna@stat.ministry.example", "dkim=pass header.d=rival.ministry.example"),
    ],
)
def test_organisations_below_one_domain_do_not_speak_for_each_other(sender: str, results: str) -> None:
    """Nor for who writes from the domain that they share; who has an address there writes in the name of none of them."""
    assert judged(said(results), sender=f"From: {sender}").authentication is UNKNOWN


@pytest.mark.parametrize(
    ("sender", "results"),
    [
        ("anna@gov.mt", "dkim=pass header.d=gov.mt"),
        ("anna@agency.gov.mt", "dkim=pass header.d=mail.agency.gov.mt"),
        ("anna@stat.agency.gov.mt", "spf=pass smtp.mailfrom=anna@agency.gov.mt"),
        ("anna@agency.gov.mt", "dmarc=pass header.from=agency.gov.mt; dkim=pass header.d=rival.gov.mt"),
    ],
)
def test_a_domain_and_what_is_below_it_speak_for_each_other_where_one_organisation_has_it(sender: str, results: str) -> None:
    """Of a pass of DMARC the mail server has compared the domains, with a list of which of them are shared."""
    assert judged(said(results), sender=f"From: {sender}").authentication is PASSED


@pytest.mark.parametrize("server", ["(x) mx.agency.example", '"mx.agency.example"', "\0mx.agency.example", "mx.agency.example/1"])
def test_the_name_of_a_server_counts_only_where_it_stands_first_and_bare(server: str) -> None:
    """The filter of the server that deletes what pretends to be its own looks for nothing else."""
    assert judged(said("dmarc=pass header.from=atlstel.example", server)).authentication is UNKNOWN
    spaced = "Authentication-Results : mx.agency.example; dmarc=pass header.from=atlstel.example"
    assert judged(spaced).authentication is UNKNOWN


@pytest.mark.parametrize("between", ["Subject: x", "Received: from a by b", "DKIM-Signature: v=1"])
def test_a_field_below_those_of_the_author_is_theirs(between: str) -> None:
    """The server's own stand together."""
    own, forged = said("spf=pass smtp.mailfrom=a@evil.example"), said("dmarc=pass header.from=atlstel.example")
    assert judged(own, between, forged).authentication is UNKNOWN
    assert judged(own, "X-Spam: no", forged).authentication is PASSED


@pytest.mark.parametrize("name", ["MX.AGENCY.EXAMPLE", "Mx.agency.example 1"])
def test_a_field_below_the_servers_own_is_its_own_only_if_its_name_is_spelt_alike(name: str) -> None:
    """A server deletes what bears its own name, some letter for letter: what is spelt otherwise came in with the message."""
    own = said("dmarc=none header.from=atlstel.example")
    assert judged(own, said("dkim=pass header.d=atlstel.example", name)).authentication is UNKNOWN
    assert judged(own, said("dkim=pass header.d=atlstel.example")).authentication is PASSED


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        (("To: study@agency.example",), PASSED),
        (("To: x@evil.example", "Cc: Study <Anna@Agency.example>"), PASSED),
        (("To: study@agency.example", "To: x@evil.example"), UNKNOWN),
        (("To: x@evil.example", "To: study@agency.example"), PASSED),
        (("To: undisclosed-recipients:;",), UNKNOWN),
        (("To: study@sub.agency.example",), UNKNOWN),
        (('To: "study@agency.example" <x@evil.example>',), UNKNOWN),
        (("Delivered-To: study@agency.example", "Resent-To: study@agency.example"), UNKNOWN),
        ((), UNKNOWN),
    ],
)
def test_an_author_is_believed_where_their_message_names_somebody_at_our_domains(fields: tuple[str, ...], found: Authentication) -> None:
    """Of a field that is there twice the last one counts; what servers on the way add says nothing of whom the author meant."""
    mail = parse("\r\n".join(("From: rossi@atlstel.example", *fields, "Subject: unsubscribe", "", "unsubscribe")).encode())
    passed = Author(address="rossi@atlstel.example", authentication=PASSED, why="mx says dmarc=pass.")
    assert for_us(passed, mail, {"study@agency.example"}).authentication is found
    failed = replace(passed, authentication=FAILED)
    assert for_us(failed, mail, {"study@agency.example"}) == failed
    assert for_us(passed, mail, ()) == passed
