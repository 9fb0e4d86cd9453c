"""Who may do what at the desk: the people of the agency who use the console, and their roles in each study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

EVERY_STUDY = ""  # In place of a study's name: the role holds in all of them, also in those to come.


class DeskRole(StrEnum):
    """What a person may do in a study; each may do what those before it may."""

    LOOK = "look"  # See everything, and change nothing.
    DECIDE = "decide"  # Decide cases, mark organisations, undo.
    SEND = "send"  # Say what leaves: load contacts, approve mailings, pause and resume.
    ADMINISTER = "administer"  # Say who may do what.

    @property
    def rank(self) -> int:
        """Return how much the role may do, to compare it with another."""
        return tuple(DeskRole).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskIdentity:
    """Who somebody is at a provider of single sign-on (OpenID Connect): at this issuer, by a subject that it gives to nobody else, ever.

    `called` is what the provider called them when they were bound: it is shown to people, and nobody is believed for it.
    """

    issuer: str
    subject: str
    called: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskUser:
    """A person who may sign in; `roles` are by study.

    They come in by a password or by an `identity`, never by both; by neither until they have followed their link.
    """

    id: int
    name: str
    has_password: bool
    identity: DeskIdentity | None = None
    roles: Mapping[str, DeskRole] = field(default_factory=dict)

    @property
    def comes_in(self) -> bool:
        """Say whether there is a way in which the person signs in."""
        return self.has_password or self.identity is not None

    def may(self, needed: DeskRole, study: str) -> bool:
        """Say whether the person has this role, or one that may do more, in a study (`EVERY_STUDY`: in all of them)."""
        held = [role for place in {study, EVERY_STUDY} if (role := self.roles.get(place))]
        return any(role.rank >= needed.rank for role in held)

    def may_somewhere(self, needed: DeskRole) -> bool:
        """Say whether the person has this role in any study."""
        return any(role.rank >= needed.rank for role in self.roles.values())


def is_last_to_administer(one: DeskUser, everybody: Iterable[DeskUser]) -> bool:
    """Say whether nobody who can sign in could say who may do what, in all studies, if this person could not."""

    def could(user: DeskUser) -> bool:
        return user.comes_in and user.may(DeskRole.ADMINISTER, EVERY_STUDY)

    return could(one) and not any(could(other) for other in everybody if other.id != one.id)
