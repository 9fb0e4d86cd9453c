"""Signing in to the console: with a password or by a link that is followed once; and who it is that asks, from then on.

How people come in who have an account elsewhere is `service.console.single_sign_on`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from domain.desk import EVERY_STUDY, DeskRole, DeskUser
from domain.errors import ConfigurationError
from domain.journal import What
from service.console.one_time import hashed
from service.console.users import as_name
from service.wiring import Service
from store import Transaction, console_users, decisions, journal
from store.cases.decisions import Ruling
from store.people.console_users import DeskLink

IDLE = timedelta(hours=1)  # Whoever asks for nothing that long is signed out.
LONGEST = timedelta(hours=12)  # A working day; then everybody signs in again.
SHORTEST_PASSWORD = 12  # Signs (NIST SP 800-63B-4 asks for 15 where it is all there is, and for 8 beside something else).
LONGEST_PASSWORD = 200
_OFTEN = timedelta(minutes=1)  # That somebody is there is written down at most this often.


class WrongPasswordError(ConfigurationError):
    """Name and password do not belong together; which of them is wrong is not said."""


class UsedLinkError(ConfigurationError):
    """A link that is followed once was followed before, or is too old."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What a link is for: the name of whom it lets choose how they sign in, or None where it makes the first user."""

    name: str | None


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()  # RFC 9106's second recommendation: argon2id, 64 MiB, three passes.


@cache
def _nobodys() -> str:
    return _hasher().hash(secrets.token_urlsafe())


def sign_in(service: Service, name: str, password: str, now: datetime) -> str:
    """Return the secret of a new session. WrongPasswordError where name and password do not belong together.

    It takes the same time whether or not there is anybody of that name.
    """
    with service.store.reading() as tx:
        found = console_users.password(tx, " ".join(name.split()))
    fits = _fits(found[1] if found else _nobodys(), password)
    with service.store.transaction() as tx:
        journal.alone(tx)
        # It took a while to compare: meanwhile they may have been removed, or have another way in.
        if not (found and fits and console_users.password(tx, " ".join(name.split())) == found):
            raise WrongPasswordError("The name and the password do not belong together.", where="", remedy="Try again.")
        return new_session(tx, found[0], now)


def _fits(kept: str, password: str) -> bool:
    try:
        return _hasher().verify(kept, password[: LONGEST_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False


def new_session(tx: Transaction, number: int, now: datetime) -> str:
    """Return the secret of a new session, in the transaction in which the person was found: who is shut out meanwhile does not come in."""
    secret = secrets.token_urlsafe(32)
    console_users.begin(tx, hashed(secret), number, now, now - LONGEST)
    return secret


def signed_in(service: Service, secret: str, now: datetime, *, by_itself: bool = False) -> DeskUser | None:
    """Return who is signed in with this secret; None where nobody is, or not any more.

    What a page asks for `by_itself` is no sign that anybody is there.
    """
    with service.store.reading() as tx:
        found = console_users.session(tx, hashed(secret))
    if found is None or now - found.seen_at > IDLE or now - found.begun_at > LONGEST:
        return None
    if now - found.seen_at > _OFTEN and not by_itself:
        with service.store.transaction() as tx:
            console_users.seen(tx, hashed(secret), now)
    return found.user


def sign_out(service: Service, secret: str) -> None:
    """End a session: its secret lets nobody in any more."""
    with service.store.transaction() as tx:
        console_users.end(tx, hashed(secret))


def followed(service: Service, secret: str, now: datetime) -> Followed:
    """Return what a link is for. ConfigurationError where it was followed before, or is too old."""
    with service.store.reading() as tx:
        found = usable_link(tx, secret, now)
        user = console_users.users(tx, number=found.user_id) if found.user_id is not None else ()
    return Followed(user[0].name if user else None)


def choose_password(service: Service, secret: str, name: str, password: str, now: datetime) -> str:
    """Let who followed a link choose a password, and return the secret of their session; `name` is that of the first user.

    From then on they come in by it alone: single sign-on lets them in no more.
    ConfigurationError where the link was followed before, or the password is too short or too long.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        why = f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} signs; this one has {len(password)}."
        raise ConfigurationError(
            why, where="", remedy="Several words in a row are easy to remember and hard to guess.", key="weak_password"
        )
    kept = _hasher().hash(password)
    with service.store.transaction() as tx:
        journal.alone(tx)
        found = usable_link(tx, secret, now)
        if not console_users.use_link(tx, hashed(secret)):
            raise _used()
        number = _first(tx, as_name(name), now) if found.user_id is None else found.user_id
        console_users.set_password(tx, number, kept)
        return new_session(tx, number, now)


def usable_link(tx: Transaction, secret: str, now: datetime) -> DeskLink:
    """Return the link with this secret. UsedLinkError where it was followed before, or is too old."""
    found = console_users.link(tx, hashed(secret))
    if found is None or found.until < now or (found.user_id is None and console_users.any_user(tx)):
        raise _used()
    return found


def _used() -> UsedLinkError:
    remedy = "Ask whoever runs Counterfoil for another one: `counterfoil users link NAME`, or start `counterfoil serve` again."
    return UsedLinkError("This link was followed before, or is too old.", where="", remedy=remedy)


def _first(tx: Transaction, name: str, now: datetime) -> int:
    """Put the first user on record, and return their number; the journal says that they did so themselves."""
    ruling = Ruling(what=What.GRANT, about=decisions.user(tx, name), value=DeskRole.ADMINISTER.value)
    decisions.decide(tx, decisions.person(tx, name), now, [ruling])
    return console_users.add(tx, name, EVERY_STUDY, DeskRole.ADMINISTER)
