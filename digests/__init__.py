"""What coordinators read: every file of this folder that defines a DIGEST is one."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from digests.facts import Digest
from domain.process.plugins import discover, keyed


@cache
def digests() -> Mapping[str, Digest]:
    """Return the digests by name; two of one name are a ConfigurationError."""
    found: tuple[Digest, ...] = discover(sys.modules[__name__], "DIGEST")
    return keyed(found, lambda digest: [digest.name], "digest")
