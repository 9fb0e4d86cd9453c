"""What is ours about the mailbox that a message came to: addresses and their tags, whose word is believed, what is asked of workbooks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiving:
    """`own` are the addresses that letters are sent from and come back to, in lower case; `separator` is that of their tags.

    `authserv_ids` are the names of the mail servers whose Authentication-Results are believed (RFC 8601 section 2.5), in lower case;
    `"topmost"` among them stands for the first such header, whoever wrote it, for servers that write no name. Where there is none, no
    server is believed. `with_looks` says that the looks of cells are asked of workbooks: of those that are built here nobody asks them.
    """

    own: frozenset[str] = frozenset()
    separator: str = "+"
    authserv_ids: tuple[str, ...] = ()
    with_looks: bool = True
