"""What the demo's SMTP server refuses, drops or leaves hanging, as a script says: the faults of real servers, on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Stage(StrEnum):
    """The step at which the script acts."""

    MAIL = "mail"  # MAIL FROM, by the sender's address.
    RCPT = "rcpt"  # RCPT TO; it and the following go by the recipient's address.
    DATA = "data"  # The DATA command, before any content.
    CONTENT = "content"  # The whole content is there, and the message is not accepted.
    REPLY = "reply"  # The message is accepted and recorded, but its sender does not learn of it (drop, hang).


class Action(StrEnum):
    """What the server does there."""

    REFUSE = "refuse"  # It answers with `code` and `text`.
    DROP = "drop"  # It ends the connection without a word.
    HANG = "hang"  # It says nothing any more.


@dataclass(slots=True)
class Rule:
    """One line of the script; `times` counts down, and None is for ever."""

    stage: Stage = Stage.RCPT
    action: Action = Action.REFUSE
    code: int = 550
    text: str = "5.1.1 No such mailbox"
    times: int | None = None


class Script:
    """Rules by address: the exact one, else the one without its +tag, else "*" for everybody."""

    def __init__(self, rules: Mapping[str, Mapping[str, Any]]) -> None:
        self._rules = {address.lower(): _rule(fields) for address, fields in rules.items()}

    def at(self, stage: Stage, address: str) -> Rule | None:
        """Return the rule that acts at this step for this address, and count it."""
        for name in (address.lower(), without_tag(address), "*"):
            rule = self._rules.get(name)
            if rule is not None and rule.stage is stage and rule.times != 0:
                if rule.times is not None:
                    rule.times -= 1
                return rule
        return None


def without_tag(address: str) -> str:
    """Return the mailbox of an address, in lower case and without the +tag of its local part (RFC 5233)."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _rule(fields: Mapping[str, Any]) -> Rule:
    known = dict(fields)
    return Rule(stage=Stage(known.pop("stage", Stage.RCPT)), action=Action(known.pop("action", Action.REFUSE)), **known)
