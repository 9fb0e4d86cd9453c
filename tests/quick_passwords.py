"""Passwords that are soon hashed: hundreds of tests let somebody sign in, and to hash one well is slow on purpose."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher

from service.console import signing_in

AS_THE_PROGRAM_DOES = signing_in._hasher
"""What hashes passwords where nothing stands in its place."""


@cache
def quick_hasher() -> PasswordHasher:
    """Return what hashes in the same form, with as little memory and as few passes as argon2 can do with.

    A hash says how it was made, so that the one checks what the other made.
    """
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
