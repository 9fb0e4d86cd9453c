"""Whoever decides is told what each decision does."""

from __future__ import annotations

from domain.case import OPTIONS
from service.cases.options import meaning


def test_every_decision_that_a_case_offers_is_explained_and_no_two_alike() -> None:
    """Each is a sentence."""
    for kind, options in OPTIONS.items():
        said = [meaning(kind, option) for option in options]
        assert all(one.endswith(".") for one in said)
        assert len(set(said)) == len(options)
