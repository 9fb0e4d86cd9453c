"""Several readers share the messages that wait: each has some in hand, and what came first takes effect first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from time import sleep

from service.wiring import Service
from store import Transaction, leases, message_hands, messages

_LOOK = 0.02  # Seconds between two looks whether others have done with what came before.


class Comes(Enum):
    """Whether it is a reader's turn to let messages take effect."""

    NOW = auto()
    AFTER_ANOTHER = auto()  # Who had earlier ones in hand has died: these are read first.
    NEVER = auto()  # The lease has ended, or the program stops.


@dataclass(frozen=True, slots=True)
class Turn:
    """What a reader may take in hand, by the number of its lease; 0 is a reader that is alone, and need not ask."""

    fence: int = 0

    def take(self, service: Service, limit: int, after: int) -> tuple[messages.Message, ...]:
        """Return the next messages that wait and are in nobody's hands, oldest first."""
        with service.store.transaction() if self.fence else service.store.reading() as tx:
            return message_hands.claim(tx, self.fence, limit, after) if self.fence else messages.pending(tx, limit, after)

    def comes(self, service: Service, first: int) -> Comes:
        """Wait until no message that came before `first` is in the hands of another reader."""
        while self.fence:
            with service.store.reading() as tx:
                if service.stopping.is_set() or not leases.holds(tx, self.fence):
                    return Comes.NEVER
                others = message_hands.in_other_hands(tx, self.fence, first)
            if others is None:
                return Comes.AFTER_ANOTHER
            if not others:
                break
            sleep(_LOOK)
        return Comes.NOW

    def mine(self, tx: Transaction, ids: Collection[int]) -> frozenset[int]:
        """Return which of these messages still are this reader's to conclude."""
        return message_hands.claimed(tx, self.fence, ids) if self.fence else frozenset(ids)

    def let_go(self, tx: Transaction, ids: Collection[int]) -> None:
        """Take what waits of these out of hand: it waits for something else, and nobody for it."""
        if self.fence:
            message_hands.let_go(tx, ids)

    def is_all_read(self, tx: Transaction, upto: int) -> bool:
        """Say whether nothing that came up to the message `upto` is still being read."""
        return not self.fence or message_hands.in_other_hands(tx, self.fence, upto + 1) is False


ALONE = Turn()
