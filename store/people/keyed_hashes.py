"""Addresses that were erased and must stay suppressed: kept as hashes with a key of the installation, which tell nobody who it was.

Where such an address comes in again, by a list or by a person, what was kept is under its own name again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, column, delete, select, table, update

_PREFIX = "hmac:"
_generation = table("generation", column("secret"))
_suppression = table("suppression", column("address"))
_name = table("journal_name", column("kind"), column("name"))
_TOGETHER = 500
_keys: WeakKeyDictionary[Engine, bytes] = WeakKeyDictionary()


def keyed(tx: Connection, address: str) -> str:
    """Return the keyed hash of an address (HMAC-SHA-256); the case of its letters does not matter."""
    return f"{_PREFIX}{hmac.new(_key(tx), address.lower().encode(), hashlib.sha256).hexdigest()}"


def pseudonym(tx: Connection, code: str) -> str:
    """Return what an organisation is called in an export that names nobody: the same in each, and of no use without the key."""
    key = hmac.new(_secret(tx), b"pseudonyms of organisations", hashlib.sha256).digest()
    return f"o{hmac.new(key, code.encode(), hashlib.sha256).hexdigest()[:16]}"


def is_keyed(text: str | None) -> bool:
    """Say whether a text is such a hash, and no address."""
    return text is not None and text.startswith(_PREFIX)


def with_keyed(tx: Connection, addresses: Iterable[str]) -> dict[str, str]:
    """Return under what each of these addresses may be kept: itself in lower case, and its keyed hash; each leads to the address."""
    asked = {one.lower() for one in addresses}
    # Of a whole list it is first asked whether anybody was erased at all: ten thousand hashes take longer than all else that is looked up.
    hashed = asked if len(asked) <= _TOGETHER or _keeps_any(tx) else ()
    return {one: one for one in asked} | {keyed(tx, one): one for one in hashed}


def _keeps_any(tx: Connection) -> bool:
    return tx.scalar(select(_suppression.c.address).where(_suppression.c.address.startswith(_PREFIX)).limit(1)) is not None


def under_own_name(tx: Connection, addresses: Iterable[str]) -> None:
    """Let what is kept of these addresses under their hashes be under their own names again."""
    found = {keyed(tx, one): one.lower() for one in addresses}
    for kept in _kept(tx, found):
        own = found[kept]
        _rename(tx, kept, own)


def _kept(tx: Connection, hashes: Mapping[str, str]) -> list[str]:
    names = list(hashes)
    some = (names[start : start + _TOGETHER] for start in range(0, len(names), _TOGETHER))
    return [one for part in some for one in tx.scalars(select(_suppression.c.address).where(_suppression.c.address.in_(part)))]


def _rename(tx: Connection, kept: str, own: str) -> None:
    if tx.scalar(select(_suppression.c.address).where(_suppression.c.address == own)) is None:
        tx.execute(update(_suppression).where(_suppression.c.address == kept).values(address=own))
    else:
        tx.execute(delete(_suppression).where(_suppression.c.address == kept))
    of_address = _name.c.kind == "address"
    if tx.scalar(select(_name.c.name).where(of_address, _name.c.name == own)) is None:
        tx.execute(update(_name).where(of_address, _name.c.name == kept).values(name=own))


def _key(tx: Connection) -> bytes:
    engine = tx.engine
    if engine not in _keys:
        _keys[engine] = hmac.new(_secret(tx), b"erased addresses", hashlib.sha256).digest()
    return _keys[engine]


def _secret(tx: Connection) -> bytes:
    return str(tx.scalar(select(_generation.c.secret))).encode()
