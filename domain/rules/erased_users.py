"""Which users of the console an erasure takes off the record: those who are the person by their whole name, and no others."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from domain.desk import DeskUser, is_last_to_administer


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedUsers:
    """What becomes of users: `gone` are taken off the record, `unbound` lose their way in by single sign-on.

    `kept` would be one or the other, and is the last who may say who may do what: they are left as they are.
    """

    gone: tuple[DeskUser, ...] = ()
    unbound: tuple[DeskUser, ...] = ()
    kept: tuple[DeskUser, ...] = ()


def erased_users(everybody: Iterable[DeskUser], names: Collection[str], addresses: Collection[str]) -> ErasedUsers:
    """Return what becomes of users where the people with these names and addresses are erased; case and spaces tell nobody apart.

    A name within a longer one is somebody else's: "Anna Berg Hansen" is not Anna Berg.
    """
    left = list(everybody)
    called, known = set(map(_folded, names)), {_folded(one) for one in (*names, *addresses)}
    gone: list[DeskUser] = []
    unbound: list[DeskUser] = []
    kept: list[DeskUser] = []
    for one in tuple(left):
        theirs = _folded(one.name) in called
        if not theirs and not (one.identity and {_folded(one.identity.subject), _folded(one.identity.called)} & known):
            continue
        if is_last_to_administer(one, left):
            kept.append(one)
        else:
            (gone if theirs else unbound).append(one)
            # Who is unbound comes in by a password no more either: there is one way in for each person.
            left.remove(one)
    return ErasedUsers(gone=tuple(gone), unbound=tuple(unbound), kept=tuple(kept))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()).casefold())
