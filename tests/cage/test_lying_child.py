"""A child that a message has taken over answers well-formed lies: about what the message was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from cage.cage import Cage
from cage.frames import LongBlob
from intake.understanding.caged import GivenUpError, examine_caged, examined
from intake.understanding.modules import MODULES
from intake.understanding.receiving import Receiving
from tests.intake.scene import message


class Liar(Cage):
    """A cage whose child tells the hash of another message, whose letters and cases it would use up."""

    def run(self, job: str, request: Sequence[bytes | LongBlob], *, seconds: int | None = None) -> list[bytes]:
        """Return a true answer with another hash."""
        answer = examined().decode(super().run(job, request, seconds=seconds))
        return list(examined().encode(replace(answer, sha256="0" * 64)))


def test_a_hash_that_is_not_that_of_the_bytes_is_nonsense() -> None:
    """The child is not believed, and the message is given up like one that kills its child."""
    with Liar(MODULES) as cage, pytest.raises(GivenUpError):
        examine_caged(cage, message(), Receiving())
