"""Whether the mail server takes letters of this size (RFC 1870), asked before the first of a mailing is planned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from domain.errors import CounterfoilError
from domain.letter import Letter
from domain.sentences import counted, sized
from domain.study import DEFAULT, transport_of
from service.contacts.census import InvitedOrganisation
from service.letters.press import Press
from service.wiring import Service

LetterTo = tuple[Letter, InvitedOrganisation]  # A letter, and the organisation that it goes to.


def too_large(service: Service, press: Press, some: Sequence[LetterTo], each: Callable[[], Iterable[LetterTo]], now: datetime) -> str:
    """Return a sentence about the letters that the mail server would not take, or "" where it takes them all, or does not say.

    LetterError where one cannot be made. Letters of a language differ little: only where one of `some`, which has one of each, comes near
    the limit, is `each` of them made.
    """
    limit = None
    # That a server is away is told when letters are sent. All letters of a mailing have one sender.
    with suppress(CounterfoilError):
        limit = limit_of(service, transport_of(press.study, some[0][0].sender)) if some else None
    if limit is None:
        return ""

    def sizes(letters: Iterable[LetterTo]) -> Iterator[tuple[int, str]]:
        return ((len(press.envelope(one, case, now).data), one.address) for one, case in letters)

    if 2 * max(sizes(some))[0] <= limit:
        return ""
    letters, over = 0, []
    for one in sizes(each()):
        letters += 1
        over += [one] if one[0] > limit else []
    if not over:
        return ""
    largest, address = max(over)
    are = "is" if len(over) == 1 else "are"
    return (
        f"{counted(len(over), 'letter')} of {letters:,} {are} larger than the mail server takes, which is {sized(limit)} (SIZE): "
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
