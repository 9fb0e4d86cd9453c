"""The samples of flufl.bounce, which Mailman has collected since 1998: each address that it finds is found.

They and the table are those of flufl.bounce 6.0.0, copyright by Barry Warsaw, under the Apache License 2.0, which stands beside them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.message import Kind
from intake.parsing.parse import parse
from intake.understanding.classify import classify
from intake.understanding.evidence.reports import delivered
from intake.understanding.rule import OpenedMessage

DATA = Path(__file__).parents[1] / "data" / "flufl"
# What detects it there, the sample, the addresses that it reports, and whether they failed for good.
SAMPLES = [
    ("postfix", "postfix_01", "xxxxx@local.ie", True),
    ("postfix", "postfix_02", "yyyyy@digicool.com", True),
    ("postfix", "postfix_03", "ttttt@ggggg.com", True),
    ("postfix", "postfix_04", "userx@mail1.example.com", True),
    ("postfix", "postfix_05", "userx@example.net", True),
    ("exim", "exim_01", "userx@its.example.nl", True),
    ("simplematch", "sendmail_01", "zzzzz@nfg.nl zzzzz@shaft.coal.nl", True),
    ("simplematch", "simple_01", "bbbsss@example.com", True),
    ("simplematch", "simple_02", "userx@example.net", True),
    ("simplematch", "simple_04", "userx@example.com", True),
    ("simplematch", "newmailru_01", "zzzzz@newmail.ru", True),
    ("simplematch", "hotpop_01", "userx@example.com", True),
    ("simplematch", "microsoft_03", "userx@example.com", True),
    ("simplematch", "simple_05", "userx@example.net", True),
    ("simplematch", "simple_06", "userx@example.com", True),
    ("simplematch", "simple_07", "userx@example.net", True),
    ("simplematch", "simple_08", "userx@example.de", True),
    ("simplematch", "simple_09", "userx@example.de", True),
    ("simplematch", "simple_10", "userx@example.com", True),
    ("simplematch", "simple_11", "userx@example.com", True),
    ("simplematch", "simple_12", "userx@example.ac.jp", True),
    ("simplematch", "simple_13", "userx@example.fr", True),
    ("simplematch", "simple_14", "userx@example.com usery@example.com", True),
    ("simplematch", "simple_15", "userx@example.be", True),
    ("simplematch", "simple_16", "userx@example.com", True),
    ("simplematch", "simple_17", "userx@example.com", True),
    ("simplematch", "simple_18", "userx@example.com", True),
    ("simplematch", "simple_19", "userx@example.com.ar", True),
    ("simplematch", "simple_20", "userx@example.com", True),
    ("simplematch", "simple_23", "userx@example.it", True),
    ("simplematch", "simple_24", "userx@example.com", True),
    ("simplematch", "simple_25", "userx@example.com", True),
    ("simplematch", "simple_26", "userx@example.it", True),
    ("simplematch", "simple_27", "userx@example.net.py", True),
    ("simplematch", "simple_29", "userx@example.com", True),
    ("simplematch", "simple_30", "userx@example.com", True),
    ("simplematch", "simple_31", "userx@example.fr", True),
    ("simplematch", "simple_32", "userx@example.com", True),
    ("simplematch", "simple_33", "userx@example.com", True),
    ("simplematch", "simple_34", "roland@example.com", True),
    ("simplematch", "simple_36", "userx@example.com", True),
    ("simplematch", "simple_37", "user@example.edu", True),
    ("simplematch", "simple_38", "userx@example.com", True),
    ("simplematch", "simple_39", "userx@example.ru", True),
    ("simplematch", "simple_41", "userx@example.com", True),
    ("simplematch", "simple_42", "", True),
    ("simplematch", "simple_43", "", True),
    ("simplematch", "simple_44", "user@example.com", True),
    ("simplematch", "simple_45", "subscriber@earthlink.net", True),
    ("simplematch", "bounce_02", "userx@example.com", True),
    ("simplematch", "bounce_03", "userx@example.uk", True),
    ("simplematch", "yahoo_12", "user@yahoo.com", True),
    ("simplewarning", "simple_03", "userx@example.za", False),
    ("simplewarning", "simple_21", "userx@example.com", False),
    ("simplewarning", "simple_22", "user@example.org", False),
    ("simplewarning", "simple_28", "userx@example.com", False),
    ("simplewarning", "simple_35", "calvin@example.com", False),
    ("simplewarning", "simple_40", "user@example.com", False),
    ("groupwise", "groupwise_01", "userx@example.edu", True),
    ("exchange", "groupwise_02", "userx@example.com", True),
    ("groupwise", "groupwise_03", "", True),
    ("yale", "yale_01", "userx@cs.yale.edu userx@yale.edu", True),
    ("dsn", "dsn_01", "userx@example.com", True),
    ("dsn", "dsn_02", "zzzzz@example.uk", True),
    ("dsn", "dsn_03", "userx@example.be", True),
    ("dsn", "dsn_04", "userx@example.ch", True),
    ("dsn", "dsn_05", "userx@example.cz", False),
    ("dsn", "dsn_06", "userx@example.com", False),
    ("dsn", "dsn_07", "userx@example.nz", False),
    ("dsn", "dsn_08", "userx@example.de", False),
    ("dsn", "dsn_09", "userx@example.com", True),
    ("dsn", "dsn_10", "anne.person@dom.ain", True),
    ("dsn", "dsn_11", "joem@example.com", True),
    ("dsn", "dsn_12", "userx@example.jp", True),
    ("dsn", "dsn_13", "userx@example.com", True),
    ("dsn", "dsn_14", "userx@example.com.dk", True),
    ("dsn", "dsn_15", "userx@example.com", True),
    ("dsn", "dsn_16", "userx@example.com", True),
    ("dsn", "dsn_17", "userx@example.fi", False),
    ("dsn", "dsn_18", "email@replaced.net", True),
    ("exchange", "microsoft_01", "userx@example.com", True),
    ("exchange", "microsoft_02", "userx@example.com", True),
    ("microsoft", "microsoft_04", "userx@example.com", True),
    ("smtp32", "smtp32_01", "userx@example.ph", True),
    ("smtp32", "smtp32_02", "userx@example.com", True),
    ("smtp32", "smtp32_03", "userx@example.com", True),
    ("smtp32", "smtp32_04", "after_another@example.net one_bad_address@example.net", True),
    ("smtp32", "smtp32_05", "userx@example.com", True),
    ("smtp32", "smtp32_06", "absolute_garbage_addr@example.net", True),
    ("smtp32", "smtp32_07", "userx@example.com", True),
    ("qmail", "qmail_01", "userx@example.de", True),
    ("qmail", "qmail_02", "userx@example.com", True),
    ("qmail", "qmail_03", "userx@example.jp", True),
    ("qmail", "qmail_04", "userx@example.au", True),
    ("qmail", "qmail_05", "userx@example.com", True),
    ("qmail", "qmail_06", "ntl@xxx.com", True),
    ("qmail", "qmail_07", "user@example.net", True),
    ("qmail", "qmail_08", "", True),
    ("llnl", "llnl_01", "user1@example.gov", True),
    ("netscape", "netscape_01", "aaaaa@corel.com bbbbb@corel.com", True),
    ("yahoo", "yahoo_01", "userx@example.com", True),
    ("yahoo", "yahoo_02", "userx@example.es", True),
    ("yahoo", "yahoo_03", "userx@example.com", True),
    ("yahoo", "yahoo_04", "userx@example.es usery@example.uk", True),
    ("yahoo", "yahoo_05", "userx@example.com usery@example.com", True),
    ("yahoo", "yahoo_06", "usera@example.com userx@example.com usery@example.com userz@example.com", True),
    ("yahoo", "yahoo_07", "userw@example.com userx@example.com usery@example.com userz@example.com", True),
    (
        "yahoo",
        "yahoo_08",
        "usera@example.com userb@example.com userc@example.com userd@example.com usere@example.com userf@example.com",
        True,
    ),
    ("yahoo", "yahoo_09", "userx@example.com usery@example.com", True),
    ("yahoo", "yahoo_10", "userx@example.com usery@example.com userz@example.com", True),
    ("yahoo", "yahoo_11", "bad_user@aol.com", True),
    ("yahoo", "yahoo_13", "bogus-address@example.net", True),
    ("sina", "sina_01", "userx@sina.com usery@sina.com", True),
    ("aol", "aol_01", "screenname@aol.com", True),
    ("caiwireless", "caiwireless_01", "userx@example.com", True),
]


@pytest.mark.parametrize(("detector", "sample", "addresses", "permanent"), SAMPLES, ids=[row[1] for row in SAMPLES])
def test_each_sample_reports_the_addresses_that_failed(detector: str, sample: str, addresses: str, permanent: bool) -> None:
    """Each sample reports the addresses that failed, and whether for good."""
    found = classify(OpenedMessage(parse((DATA / f"{sample}.txt").read_bytes())))
    reported = {(one.address, one.permanent) for one in found.reports if not delivered(one)}
    assert reported == {(address, permanent) for address in addresses.split()}, detector
    assert found.kind is Kind.BOUNCE or not addresses


def test_what_is_no_bounce_there_is_none_here() -> None:
    """An automatic reply and a person's mail, which once confused a detector, are what they are."""
    kinds = {name: classify(OpenedMessage(parse((DATA / f"{name}.txt").read_bytes()))).kind for name in ("qmail_08", "groupwise_03")}
    assert kinds == {"qmail_08": Kind.AUTO_REPLY, "groupwise_03": Kind.QUESTION}
