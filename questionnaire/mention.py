"""Answers within the text of a note."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MentionedAnswer:
    """An answer that a text mentions: what stands `before` it, the `name` of its question, and what is printed where it has no answer.

    The last one of a text has no name: it is what stands behind all others.
    """

    before: str
    name: str = ""
    otherwise: str = ""
