"""A sender's domain is looked up in DNS, as far as a server answers."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from domain.mail.endpoint import NameServers
from service.installation.domains import look_up
from tests.name_server import name_server
from tests.servers import HOST

pytestmark = pytest.mark.outside

WELL = {
    "agency.internal": ['"v=spf1 include:_spf." "relay.internal -all"', '"some other text"'],
    "_dmarc.agency.internal": ['"v=DMARC1; p=quarantine; rua=mailto:d@agency.internal"'],
    "selector1._domainkey.agency.internal": ['"v=DKIM1; k=rsa; p=MIIB"'],
    "default._domainkey.agency.internal": ['"v=DKIM1; p="'],
}


def test_a_domain_with_all_records_is_well() -> None:
    """SPF, the policy of DMARC, and the keys that have one of the usual names; a key that was revoked is none."""
    with name_server(WELL) as by:
        (found,) = look_up(["Agency.Internal", "agency.internal"], by)
    assert (found.domain, found.asked, found.well) == ("agency.internal", True, True)
    assert found.found == ("SPF is there", "DMARC asks receivers for p=quarantine", "DKIM key found: selector1")


def test_a_domain_without_records_is_not_well() -> None:
    """What is missing is said; keys may have any name, so that none found is no fault of it."""
    with name_server({"agency.internal": []}) as by:
        (found,) = look_up(["agency.internal"], by)
    assert (found.asked, found.well) == (True, False)
    assert [one.split(",")[0].split(":")[0] for one in found.found[:2]] == ["it has no SPF record", "it has no DMARC record"]
    assert found.found[2].startswith("no DKIM key under the 9 usual names")


def test_a_domain_takes_the_policy_of_the_one_above_it() -> None:
    """As receivers do: news.agency.internal has none of its own."""
    with name_server(WELL | {"news.agency.internal": ['"v=spf1 ~all"']}) as by:
        (found,) = look_up(["news.agency.internal"], by)
    assert found.well
    assert "DMARC asks receivers for p=quarantine" in found.found


def test_a_domain_that_does_not_exist_is_told() -> None:
    """It was misspelt; no record of it is missed beside that."""
    with name_server({}) as by:
        (found,) = look_up(["agncy.internal"], by)
    assert (found.asked, found.well) == (True, False)
    assert found.found == ("there is no such name in DNS, so that receivers refuse mail from it",)


def test_a_server_that_fails_for_the_name_of_a_key_says_the_rest() -> None:
    """One that fails for the policy leaves the domain unknown."""
    with name_server(WELL, fails=["google._domainkey.agency.internal"]) as by:
        (found,) = look_up(["agency.internal"], replace(by, timeout=1))
    assert (found.asked, found.well) == (True, True)
    assert "DKIM key found: selector1" in found.found
    with name_server(WELL, fails=["_dmarc.agency.internal"]) as by:
        (found,) = look_up(["agency.internal"], replace(by, timeout=1))
    assert (found.asked, found.well) == (False, True)


def test_where_no_server_answers_that_is_said_once_and_nobody_is_blamed() -> None:
    """A port at which nobody answers: the domain is not taken to be at fault."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind((HOST, 0))
        found = look_up(["agency.internal", "relay.internal"], NameServers(servers=(HOST,), port=silent.getsockname()[1], timeout=0.2))
    assert [(one.domain, one.asked, one.well, len(one.found)) for one in found] == [
        ("agency.internal", False, True, 1),
        ("relay.internal", False, True, 1),
    ]
    assert all(one.found[0].startswith("DNS could not be asked") for one in found)


def test_names_for_examples_are_not_looked_up() -> None:
    """They are in no DNS (RFC 2606); the server would have said so, and is not asked."""
    with name_server({}) as by:
        found = look_up(["unodc.example", "mail.example.com"], by)
    assert [(one.asked, one.well) for one in found] == [(False, True), (False, True)]
    assert all("reserved for examples" in one.found[0] for one in found)
