"""How much may leave by one transport: what its provider allows, and presets of those that many use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingLimits:
    """What one transport may do; None where nothing limits it.

    `connections` are those at once; `per_connection`, `per_minute`, `per_day` and `per_minute_to_domain` (to one domain of recipients)
    count letters, each of which has one recipient. A minute and a day are any sixty seconds and any 24 hours.
    """

    connections: int | None = None
    per_connection: int | None = None
    per_minute: int | None = None
    per_day: int | None = None
    per_minute_to_domain: int | None = None


UNLIMITED = SendingLimits()

# What the providers say for one mailbox that sends by SMTP. Both count a day as the 24 hours before ("rolling").
PRESETS: Mapping[str, SendingLimits] = {
    # learn.microsoft.com, Exchange Online limits: 30 messages a minute, 10,000 recipients a day, 3 connections of a mailbox at once.
    "microsoft-365": SendingLimits(connections=3, per_minute=30, per_day=10_000),
    # support.google.com/a/answer/166852: 2,000 messages a day.
    "google-workspace": SendingLimits(per_day=2_000),
    # support.google.com/a/answer/2956491: the relay service takes 10,000 messages of a user a day.
    "google-relay": SendingLimits(per_day=10_000),
}
