"""The formats that are read: one file each, that defines a FORMAT."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from domain.process.plugins import discover, keyed
from workbooks.cells import Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format: `claims` are the kinds that it reads (see `workbooks.recognition`), `extensions` how its files are called, with the dot.

    `read` takes the bytes of a file and returns its workbook, or raises `workbooks.refusal.Refused`. It runs in the child process only.
    `read_without_looks` does the same but for the looks of cells, where `read` reads these: they take a third of its time.
    """

    name: str
    claims: tuple[str, ...]
    extensions: tuple[str, ...]
    read: Callable[[bytes], Workbook]
    read_without_looks: Callable[[bytes], Workbook] | None = None


@cache
def formats() -> Mapping[str, Format]:
    """Return the formats by the kind that they claim; two that claim the same are a ConfigurationError."""
    found: tuple[Format, ...] = discover(sys.modules[__name__], "FORMAT")
    return keyed(found, lambda one: one.claims, "kind of workbook")
