"""Another person or address is responsible."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from intake.parsing.headers import in_ascii
from intake.understanding.said import IntentRule, Said, words_of

_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")


def _find(said: Said, _found: Sequence[Intent]) -> Intent | None:
    sentences = said.where("successor")
    if not sentences:
        return None
    # The address may stand in a line of its own below the sentence that speaks of it.
    named = [*_addresses(words_of(sentences), said), *_addresses(words_of(said.sentences), said)]
    return Intent(intent=IntentKind.SUCCESSOR, words=words_of(sentences), address=next(iter(named), None))


def _addresses(text: str, said: Said) -> list[str]:
    """Return the addresses in a text that are not the sender's, nor ours."""
    return [address for found in _ADDRESS.findall(text) if (address := in_ascii(found.lower())) not in said.own]


RULE = IntentRule(
    intent=IntentKind.SUCCESSOR,
    order=30,
    says="A statement that somebody left, or that another person or address is to be written to.",
    find=_find,
)
