"""Why a file was not read: a code and facts, said to a person through the catalogue of sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not read: `code` is a sentence of the catalogue (`file_encrypted`, ...) and `facts` fill its fields.

    The reader puts the file's `name` among the facts.
    """

    code: str
    facts: Mapping[str, str]


class Refused(Exception):  # noqa: N818 - It is a decision that is passed up, and not a fault of the program.
    """Raised while a file is looked at, where it is found that it cannot or must not be read."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
