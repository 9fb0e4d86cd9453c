"""Putting letters into the outbox, each with the tag that its cause has: a store that was put back gives it the same one again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from domain.letter import Letter
from domain.mail.reference import derived_tag
from store import Transaction, generation, outbox


def plan(tx: Transaction, letters: Iterable[Letter]) -> int:
    """Put letters into the outbox (see `store.outbox.plan`), and return how many wait for it that did not before."""
    key = generation.secret(tx)
    return outbox.plan(tx, (replace(one, tag=derived_tag(key, one.cause)) for one in letters))
