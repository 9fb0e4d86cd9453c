"""What is ours about the mailbox that a message came to: our addresses, how they are tagged, and whose word on authors is believed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """`own` are the addresses that letters are sent from and come back to, in lower case; `separator` is that of their tags.

    `authserv_ids` are the names of the mail servers whose Authentication-Results are believed (RFC 8601 section 2.5), in lower case;
    `"topmost"` among them stands for the first such header, whoever wrote it, for servers that write no name. Where there is none, no
    server is believed.
    """

    own: frozenset[str] = frozenset()
    separator: str = "+"
    authserv_ids: tuple[str, ...] = ()
