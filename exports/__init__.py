"""Tables as files that others open. Every file of this folder that defines an EXPORT is a format for what a study collected."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache

from domain.process.plugins import discover, keyed
from exports.export import Export


@cache
def exports() -> Mapping[str, Export]:
    """Return the exports by name; two of one name are a ConfigurationError."""
    found: tuple[Export, ...] = discover(sys.modules[__name__], "EXPORT")
    return keyed(found, lambda export: [export.name], "export")
