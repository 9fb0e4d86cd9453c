"""Another person or address is responsible."""

from __future__ import annotations

import re
from collections.abc import Sequence

from domain.intent import Intent, IntentKind
from domain.mail.reference import holds_tag
from intake.parsing.addresses import in_ascii
from intake.understanding.intents.said import HeardSentence, IntentRule, Said, words_of
from languages.listening import ADDRESS

# "Email: office@ministry.example   NAIROBI", as in the head of a letter: one word, an address, a word or two of the column beside it.
_LABELLED = re.compile(r"\W*[\w-]{1,20}\W{0,2}[:.]\s*([\w.+'-]{1,64}@[\w.-]{1,253}\w)(?:\s+[^\s,;:]+){0,2}\W*")


def _find(said: Said, _found: Sequence[Intent]) -> Intent | None:
    heard = tuple(one for one in said.where("successor") if not _heads_letter(one, said))
    sentences = heard or tuple(one for one in said.spoken if _leads_elsewhere(one, said))
    return _named(sentences, said) if sentences else None


def _named(sentences: Sequence[HeardSentence], said: Said) -> Intent:
    # The address may stand in a line of its own below the sentence that speaks of it.
    named = [*addresses(words_of(sentences), said), *addresses(words_of(said.sentences), said)]
    return Intent(intent=IntentKind.SUCCESSOR, words=words_of(sentences), address=next(iter(named), None))


def _leads_elsewhere(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence names another address, and rather speaks of whom to write to, or wants the workbook there."""
    return not {"successor", "resend"}.isdisjoint(sentence.heard.said | sentence.heard.rather) and bool(addresses(sentence.text, said))


def _heads_letter(sentence: HeardSentence, said: Said) -> bool:
    """Say whether a sentence is no more than a line of a letter's head, with the address of whoever writes."""
    found = _LABELLED.fullmatch(sentence.text)
    return found is not None and in_ascii(found[1].lower()) in said.own


def addresses(text: str, said: Said) -> list[str]:
    """Return the addresses in a text that are not the sender's, nor ours, which leads to a single letter where it has a tag."""
    found = (in_ascii(one.lower()) for one in ADDRESS.findall(text))
    return [address for address in found if address not in said.own and not holds_tag(address)]


RULE = IntentRule(
    intent=IntentKind.SUCCESSOR,
    order=30,
    says="A statement that somebody left or another person or address is to be written to, or a wish for the workbook at another address.",
    find=_find,
    tell=_named,
)
