"""Whether the mail server takes letters of this size (RFC 1870), asked before the first of a mailing is planned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from domain.errors import CounterfoilError
from domain.letter import Letter
from domain.sentences import counted, sized
from domain.study import DEFAULT, Study, transport_of
from service.census import InvitedOrganisation
from service.press import Press
from service.wiring import Service


def too_large(service: Service, press: Press, letters: Sequence[Letter], cases: Mapping[str, InvitedOrganisation], now: datetime) -> str:
    """Return a sentence about the letters that the mail server would not take, or "" where it takes them all, or does not say.

    LetterError where one cannot be made. Letters of a language differ little: only where one comes near the limit is each of them made.
    """
    limit = None
    # That a server is away is told when letters are sent.
    with suppress(CounterfoilError):
        limit = limit_of(service, press.study, {one.sender for one in letters})
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


def limit_of(service: Service, study: Study, senders: Iterable[str]) -> int | None:
    """Return how many bytes the mail servers of these senders take, the least of them; None where none says, or none is set.

    CounterfoilError says why a server did not answer.
    """
    installation = service.installation
    there = {name for name in {transport_of(study, one) for one in senders} if name != DEFAULT or installation.transport is not None}
    limits = []
    for name in sorted(there):
        with service.transport(name) as transport:
            limits.append(transport.limit())
    return min((one for one in limits if one is not None), default=None)
