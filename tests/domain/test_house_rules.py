"""Errors, plug-ins and sentences."""

from __future__ import annotations

import pickle
from types import SimpleNamespace

import pytest

import mailer.transports
from domain.errors import ConfigurationError, CounterfoilError, LetterError
from domain.process.plugins import discover, keyed


def test_an_error_says_where_what_and_how_to_mend_it() -> None:
    """All three stand in one line."""
    assert str(LetterError("It is blank.", where="circular.en.md", remedy="Write it.")) == "circular.en.md: It is blank. Write it."


def test_an_error_crosses_a_process_border_whole() -> None:
    """Its place and remedy come along."""
    error = pickle.loads(pickle.dumps(CounterfoilError("What.", where="where", remedy="How.")))  # noqa: S301 - our own bytes
    assert (error.what, error.where, error.remedy) == ("What.", "where", "How.")


def test_two_plug_ins_that_claim_the_same_are_an_error() -> None:
    """Both are named."""
    one, other = SimpleNamespace(name="smtp", __module__="a"), SimpleNamespace(name="smtp", __module__="b")
    with pytest.raises(ConfigurationError, match="claim the transport 'smtp'"):
        keyed([one, other], lambda plugin: [plugin.name], "transport")


def test_every_module_that_defines_the_name_is_a_plug_in() -> None:
    """A new file is enough."""
    assert {plugin.name for plugin in discover(mailer.transports, "TRANSPORT")} == {"smtp", "maildir"}
