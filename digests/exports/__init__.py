"""The answers of a study as files: every file of this folder that defines an EXPORT is a format."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from digests.exports.table import Export
from domain.plugins import discover, keyed


@cache
def exports() -> Mapping[str, Export]:
    """Return the exports by name; two of one name are a ConfigurationError."""
    found: tuple[Export, ...] = discover(sys.modules[__name__], "EXPORT")
    return keyed(found, lambda export: [export.name], "export")
