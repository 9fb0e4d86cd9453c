"""Who may use the console: put on record with a role, listed, and taken off.

A person chooses their own password, or to come in by single sign-on, by following a link that holds for two days and works once.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.desk import EVERY_STUDY, DeskRole, DeskUser, is_last_to_administer
from domain.errors import Asked, ConfigurationError
from domain.journal import Subject, What
from domain.rules.approved import is_same_person, mixed_word, wrong_with
from service.cases.entries import Told, told
from service.console.one_time import hashed
from service.wiring import Service
from store import Transaction, console_users, decisions, journal, studies
from store.cases.decisions import Ruling

LINK_HOLDS = timedelta(days=2)
_NEWEST = 20  # Entries of the journal that are shown.


@dataclass(frozen=True, slots=True, kw_only=True)
class AddingUser:
    """Who is put on record: a name as they sign with it, and what they may do; `study` is None for every study. `by` says who says so."""

    name: str
    role: str
    by: str
    study: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class AddedUser:
    """Who was put on record, and the secret of the link by which they choose how they sign in; None where they did."""

    user: DeskUser
    secret: str | None


def add_user(service: Service, said: AddingUser, now: datetime) -> AddedUser:
    """Put a person on record, or give one who is there another role.

    ConfigurationError where the name cannot be told from another's, there is no such role or study, or nobody else could then
    say who may do what.
    """
    role, name = _role(said.role), as_name(said.name)
    with service.store.transaction() as tx:
        journal.alone(tx)
        same = next((one.name for one in console_users.users(tx) if is_same_person(one.name, name) and one.name != name), None)
        if same:
            raise ConfigurationError(
                f"{name} would pass for {same}, who is there.",
                where="users",
                remedy="Choose a name of their own.",
                key="same_name",
                facts={"name": name, "same": same},
            )
        if said.study is not None and said.study not in studies.applied_ids(tx):
            remedy = "Apply the study first, or leave it out: then the role holds in every study."
            raise ConfigurationError(
                f"There is no study {said.study!r} that was applied.", where=Asked.STUDY, remedy=remedy, key="study_not_applied"
            )
        _refuse_lowered(console_users.users(tx), name, said.study, role)
        number = console_users.add(tx, name, EVERY_STUDY if said.study is None else said.study, role)
        (user,) = console_users.users(tx, number=number)
        _tell(tx, What.GRANT, name, now, by=said.by, note=said.note, value=role.value, study=said.study)
        return AddedUser(user, None if user.comes_in else _link(tx, number, now))


def _refuse_lowered(everybody: Sequence[DeskUser], name: str, study: str | None, role: DeskRole) -> None:
    """Raise ConfigurationError where a lesser role would be given to the last who may add users."""
    there = next((one for one in everybody if one.name == name), None)
    if there and study is None and role is not DeskRole.ADMINISTER and is_last_to_administer(there, everybody):
        remedy = f"Nothing was changed. First add another person as administer, and let them sign in once; then give {name} another role."
        raise _last_to_administer(name, remedy)


def _last_to_administer(name: str, remedy: str) -> ConfigurationError:
    return ConfigurationError(
        f"{name} is the last who may add users.", where="users", remedy=remedy, key="last_administrator", facts={"name": name}
    )


def remove_user(service: Service, name: str, now: datetime, *, by: str, note: str = "") -> None:
    """Take a person off the record; they are signed out at once. What they decided stays theirs in the journal.

    ConfigurationError where there is nobody of this name, or nobody else could say who may do what.
    """
    with service.store.transaction() as tx:
        journal.alone(tx)
        everybody = console_users.users(tx)
        found = _called(everybody, name)
        if is_last_to_administer(found, everybody):
            remedy = "First add another person as administer."
            raise _last_to_administer(found.name, remedy)
        console_users.remove(tx, found.id)
        _tell(tx, What.REVOKE, found.name, now, by=by, note=note)


def users(service: Service) -> tuple[DeskUser, ...]:
    """Return who may use the console, by name."""
    with service.store.reading() as tx:
        return console_users.users(tx)


def new_password_link(service: Service, name: str, now: datetime, *, by: str, note: str = "") -> str:
    """Return the secret of a link by which a person chooses another password, or single sign-on.

    ConfigurationError where there is nobody of this name.
    """
    with service.store.transaction() as tx:
        found = _called(console_users.users(tx), name)
        _tell(tx, What.LINK, found.name, now, by=by, note=note)
        return _link(tx, found.id, now)


def unbind(service: Service, name: str, now: datetime, *, by: str, note: str = "") -> None:
    """Let single sign-on let a person in no more; they are signed out at once, and come in again by a link.

    ConfigurationError where there is nobody of this name, they do not come in by it, or nobody else could say who may do what.
    """
    with service.store.transaction() as tx:
        journal.alone(tx)
        everybody = console_users.users(tx)
        found = _called(everybody, name)
        if found.identity is None:
            remedy = "Nothing was changed. `counterfoil users list` says who does."
            raise ConfigurationError(
                f"{found.name} does not sign in by single sign-on.",
                where="users",
                remedy=remedy,
                key="not_bound",
                facts={"name": found.name},
            )
        if is_last_to_administer(found, everybody):
            remedy = "First give them a link for a password (`counterfoil users link NAME`), or add another person as administer."
            raise _last_to_administer(found.name, remedy)
        console_users.unbind(tx, found.id)
        _tell(tx, What.UNBIND, found.name, now, by=by, note=note)


def first_link(service: Service, now: datetime) -> str | None:
    """Return the secret of the link by which the first user comes to be; None where somebody can sign in."""
    with service.store.transaction() as tx:
        return None if console_users.any_user(tx) else _link(tx, None, now)


def journal_of_users(service: Service) -> tuple[Told, ...]:
    """Return what was last decided about who may use the console, newest first."""
    with service.store.reading() as tx:
        return tuple(reversed(told(tx, journal.newest_about(tx, Subject.USER, _NEWEST))))


def _called(everybody: Sequence[DeskUser], name: str) -> DeskUser:
    """Return the user of this name. ConfigurationError where there is none."""
    found = next((one for one in everybody if one.name == " ".join(name.split())), None)
    if found is None:
        known = f"Known: {', '.join(one.name for one in everybody)}." if everybody else "There is none yet."
        raise ConfigurationError(f"There is no user {name!r}.", where="users", remedy=known, key="no_user", facts={"name": name})
    return found


def _tell(
    tx: Transaction, what: What, name: str, now: datetime, *, by: str, note: str = "", value: str = "", study: str | None = None
) -> None:
    ruling = Ruling(what=what, about=decisions.user(tx, name), value=value, study=study, note=note)
    decisions.decide(tx, decisions.person(tx, by), now, [ruling])


def _link(tx: Transaction, number: int | None, now: datetime) -> str:
    secret = secrets.token_urlsafe(24)
    console_users.keep_link(tx, hashed(secret), number, now + LINK_HOLDS)
    return secret


def _role(text: str) -> DeskRole:
    if text not in set(DeskRole):
        raise ConfigurationError(f"{text!r} is not a role.", where="users", remedy=f"Choose one of: {', '.join(DeskRole)}.", key="no_role")
    return DeskRole(text)


def as_name(text: str) -> str:
    """Return a name as a person signs with it. ConfigurationError where nobody can decide under it."""
    name = " ".join(text.split())
    wrong = "A user needs a name." if not name else wrong_with(name)
    if mixed := mixed_word(name):
        wrong = f'"{mixed}" mixes letters of scripts that look alike, so that it may pass for another name.'
    if wrong:
        raise ConfigurationError(wrong, where="users", remedy='Write the name as they sign with it, such as "Anna Berg".', key="no_name")
    return name
