"""What a message is: the first rule that hits gives the leading kind; a few kinds may come along with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache

import intake.understanding.classifiers
from domain.message import Kind, Report
from domain.process.plugins import discover, keyed
from intake.understanding.rule import OpenedMessage, Rule

# Which kinds may come along with a leading one; a bounce returns our own workbook, so that nothing comes along with it.
_ALONG: Mapping[Kind, AbstractSet[Kind]] = {
    Kind.RETURN: {Kind.QUESTION, Kind.UNSUBSCRIBE},
    Kind.AUTO_REPLY: {Kind.RETURN},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """The leading kind, the rule that said so and why, what a bounce reports, and further kinds that the message brings.

    `otherwise` is what a message would be if it were none of that, where whoever knows which letters were sent and who is on record has the
    last word; it may have another one in its turn.
    """

    kind: Kind
    rule: str
    why: str
    reports: tuple[Report, ...] = ()
    also: tuple[Kind, ...] = ()
    otherwise: Classification | None = None


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules in the order in which they are asked; two of one name or order are an error at start-up."""
    found: tuple[Rule, ...] = discover(intake.understanding.classifiers, "RULE")
    keyed(found, lambda rule: (f"name {rule.name}", f"order {rule.order}"), "rule's")
    return tuple(sorted(found, key=lambda rule: rule.order))


def classify(message: OpenedMessage) -> Classification:
    """Return what a message is, by the rules in their order."""
    if not message.mail.readable:
        return Classification(kind=Kind.UNREADABLE, rule="unreadable", why=" ".join(message.mail.defects))
    if message.mail.encrypted and not message.files and not message.mail.text.strip():
        return Classification(kind=Kind.UNREADABLE, rule="encrypted", why="It is encrypted, and we do not have the key.")
    return _by_rules(message, rules())


def _by_rules(message: OpenedMessage, asked: Sequence[Rule]) -> Classification:
    lead, hit = next((rule, hit) for rule in asked if (hit := rule.examine(message)) is not None)
    allowed = _ALONG.get(lead.kind, frozenset[Kind]())
    also = dict.fromkeys(rule.kind for rule in rules() if rule.kind in allowed and rule is not lead and rule.examine(message))
    otherwise = _by_rules(message, [rule for rule in asked if rule is not lead]) if hit.store_decides else None
    return Classification(kind=lead.kind, rule=lead.name, why=hit.why, reports=hit.reports, also=tuple(also), otherwise=otherwise)
