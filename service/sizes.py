"""Whether the mail server takes letters of this size (RFC 1870), asked before the first of a mailing is planned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from domain.errors import CounterfoilError
from domain.letter import Letter
from domain.sentences import counted, sized
from domain.study import DEFAULT, transport_of
from service.census import InvitedOrganisation
from service.press import Press
from service.wiring import Service


def too_large(service: Service, press: Press, letters: Sequence[Letter], cases: Mapping[str, InvitedOrganisation], now: datetime) -> str:
    """Return a sentence about the letters that the mail server would not take, or "" where it takes them all, or does not say.

    LetterError where one cannot be made. Letters of a language differ little: only where one comes near the limit is each of them made.
    """
    limit = None
    # That a server is away is told when letters are sent. All letters of a mailing have one sender.
    with suppress(CounterfoilError):
        limit = limit_of(service, transport_of(press.study, letters[0].sender)) if letters else None
    if limit is None:
        return ""

    def sizes(some: Sequence[Letter]) -> list[tuple[int, str]]:
        return [(len(press.envelope(one, cases[str(one.organisation)], now).data), one.address) for one in some]

    if 2 * max(sizes(tuple({one.language: one for one in letters}.values())))[0] <= limit:
        return ""
    over = [one for one in sizes(letters) if one[0] > limit]
    if not over:
        return ""
    largest, address = max(over)
    are = "is" if len(over) == 1 else "are"
    return (
        f"{counted(len(over), 'letter')} of {len(letters):,} {are} larger than the mail server takes, which is {sized(limit)} (SIZE): "
        f"the one to {address} has {sized(largest)}. Make what the mailing attaches smaller, or let the server take more"
    )


def limit_of(service: Service, transport: str) -> int | None:
    """Return how many bytes a transport's mail server takes; None where it does not say, or there is no such transport.

    CounterfoilError says why a server did not answer.
    """
    if transport == DEFAULT and service.installation.transport is None:
        return None
    with service.transport(transport) as opened:
        return opened.limit()
