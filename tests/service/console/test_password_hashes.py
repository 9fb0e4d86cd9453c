"""How passwords are hashed by the program, whatever most tests do (tests/quick_passwords.py)."""

from __future__ import annotations

import pytest
from argon2 import Type, extract_parameters
from argon2.exceptions import VerifyMismatchError

from service.console import signing_in
from tests.quick_passwords import AS_THE_PROGRAM_DOES, quick_hasher

PASSWORD = "correct horse battery staple"


def test_a_password_is_hashed_as_rfc_9106_recommends() -> None:
    """Argon2id with 64 MiB in three passes, and a salt of its own each time."""
    one, other = (AS_THE_PROGRAM_DOES().hash(PASSWORD) for _ in range(2))
    made = extract_parameters(one)
    assert (made.type, made.memory_cost, made.time_cost, made.parallelism) == (Type.ID, 64 * 1024, 3, 4)
    assert (made.salt_len, made.hash_len) == (16, 32)
    assert one != other


def test_what_most_tests_hash_with_differs_in_strength_alone() -> None:
    """It is the same kind of hash; what either made, the other checks, and takes no other password."""
    made = extract_parameters(quick_hasher().hash(PASSWORD))
    assert (made.type, made.version, made.salt_len, made.hash_len) == (Type.ID, 19, 16, 32)
    for hashes, checks in ((quick_hasher, AS_THE_PROGRAM_DOES), (AS_THE_PROGRAM_DOES, quick_hasher)):
        kept = hashes().hash(PASSWORD)
        assert checks().verify(kept, PASSWORD)
        with pytest.raises(VerifyMismatchError):
            checks().verify(kept, f"{PASSWORD}.")


@pytest.mark.outside
def test_most_tests_hash_quickly() -> None:
    """Whoever signs in in a test waited otherwise for two of the slow ones; where unit tests run alone, nobody signs in."""
    assert signing_in._hasher is quick_hasher
