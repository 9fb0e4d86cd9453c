"""Copies of our letters in a folder of sent mail, or in the box of `bcc`: each proves that a server took the letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from domain.ports import Head
from mailer.logs import Fate, Trace


def copies(heads: Iterable[Head]) -> Iterator[Trace]:
    """Yield what the headers of copies prove: a letter, by its Message-ID, to each address in To and Cc.

    The words are left to who knows where the copies lie. A header that cannot be read proves nothing.
    """
    for head in heads:
        fields = BytesHeaderParser().parsebytes(head.raw)
        message_id = str(fields.get("Message-ID", ""))
        named = getaddresses([str(one) for name in ("To", "Cc") for one in fields.get_all(name, [])])
        yield from (
            Trace(message_id=message_id, recipient=address, fate=Fate.ARRIVED, words="", kept_at=head.kept_at)
            for _, address in named
            if address
        )
