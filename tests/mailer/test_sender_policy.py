"""TXT records say who may write in a domain's name."""

from __future__ import annotations

import pytest

from mailer.sender_policy import aligned, dmarc_fault, dmarc_of, is_key, parents, spf_fault


@pytest.mark.parametrize(
    ("records", "says"),
    [
        (["v=spf1 mx -all"], ""),
        (["v=spf1 include:spf.provider.example ~all", "v=spf10 is another thing"], ""),
        (["v=spf1 redirect=_spf.provider.example"], ""),
        (["V=SPF1 MX -ALL"], ""),
        ([], "no SPF record"),
        (["google-site-verification=x"], "no SPF record"),
        (["v=spf1 mx -all", "v=spf1 a -all"], "2 SPF records"),
        (["v=spf1 mx +all"], "allows everybody"),
        (["v=spf1 mx all"], "allows everybody"),
        (["v=spf1 mx ?all"], "who may not"),
        (["v=spf1 mx"], "who may not"),
    ],
)
def test_faults_of_spf_are_said(records: list[str], says: str) -> None:
    """One record that ends with who may not send is well."""
    assert says in spf_fault(records)
    assert bool(spf_fault(records)) == bool(says)


@pytest.mark.parametrize(
    ("records", "says"),
    [
        (["v=DMARC1; p=none"], ""),
        (["v=DMARC1;p=reject; sp=none"], ""),
        ([], "no DMARC record"),
        (["v=DMARC1; p=none", "v=DMARC1; p=reject"], "no DMARC record"),
        (["v=DMARC1; p=perhaps"], "no policy"),
        (["v=DMARC1"], "no policy"),
    ],
)
def test_faults_of_dmarc_are_said(records: list[str], says: str) -> None:
    """Two records are as none (RFC 7489 section 6.6.3)."""
    fault = dmarc_fault(dmarc_of(records))
    assert says in fault
    assert bool(fault) == bool(says)


def test_a_key_has_content() -> None:
    """An empty one was revoked, and other texts are none."""
    assert is_key(["v=DKIM1; k=rsa; p=MIIBIjAN"])
    assert is_key(["p=MIIBIjAN"])
    assert not is_key(["v=DKIM1; p="])
    assert not is_key(["v=spf1 -all"])
    assert not is_key([])


def test_a_top_level_domain_speaks_for_nobody() -> None:
    """The nearest comes first."""
    assert parents("a.b.agency.org") == ("a.b.agency.org", "b.agency.org", "agency.org")
    assert parents("agency.org") == ("agency.org",)


def test_an_envelope_speaks_for_a_domain_of_the_same_organisation() -> None:
    """A host of its own for bounces is usual; another organisation's is not."""
    assert aligned("agency.org", "agency.org")
    assert aligned("agency.org", "bounces.agency.org")
    assert aligned("news.agency.org", "mail.agency.org")
    assert not aligned("agency.org", "agency.net")
    assert not aligned("agency.org", "other.org")
