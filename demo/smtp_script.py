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


@dataclass(slots=True, kw_only=True)
class ScriptLine:
    """One line of the script; `times` counts down, and None is for ever."""

    stage: Stage = Stage.RCPT
    action: Action = Action.REFUSE
    code: int = 550
    text: str = "5.1.1 No such mailbox"
    times: int | None = None


class Script:
    """Lines by address: the exact one, else the one without its +tag, else "*" for everybody."""

    def __init__(self, lines: Mapping[str, Mapping[str, Any]]) -> None:
        self._lines = {address.lower(): _line(fields) for address, fields in lines.items()}

    def at(self, stage: Stage, address: str) -> ScriptLine | None:
        """Return the line that acts at this step for this address, and count it."""
        for name in (address.lower(), without_tag(address), "*"):
            line = self._lines.get(name)
            if line is not None and line.stage is stage and line.times != 0:
                if line.times is not None:
                    line.times -= 1
                return line
        return None


def without_tag(address: str) -> str:
    """Return the mailbox of an address, in lower case and without the +tag of its local part (RFC 5233)."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _line(fields: Mapping[str, Any]) -> ScriptLine:
    known = dict(fields)
    return ScriptLine(stage=Stage(known.pop("stage", Stage.RCPT)), action=Action(known.pop("action", Action.REFUSE)), **known)
