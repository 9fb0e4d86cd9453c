"""Settings of the console: who may do what, and what the doctor says of the installation."""

from __future__ import annotations

from collections.abc import Mapping

from service.console.users import AddingUser, add_user, journal_of_users, new_password_link, remove_user, users
from service.console.users import unbind as unbind_user
from service.operation.doctor import examine
from service.views.overview import zones_of
from web.console.doors import Answer, Elsewhere, PageAnswer, Visit, place


def settings(visit: Visit) -> Answer:
    """Show who may use the console."""
    return _shown(visit)


def _shown(visit: Visit, link: str = "", name: str = "") -> Answer:
    known = zones_of(visit.service)
    facts = {"users": users(visit.service), "studies": list(known), "link": link, "name": name}
    return PageAnswer("settings", facts | {"entries": journal_of_users(visit.service), "zone": _zone(known)})


def _zone(known: Mapping[str, str]) -> str:
    """Return the zone in which times are told of what is about no study: that of the studies, where all have the same; else UTC."""
    zones = {*filter(None, known.values())}
    return zones.pop() if len(zones) == 1 else "UTC"


def add(visit: Visit) -> Answer:
    """Put a person on record, or give them another role; the page shows the link once."""
    said = AddingUser(
        name=visit.given.get("name", ""), role=visit.given.get("role", ""), study=visit.given.get("study") or None, by=visit.by
    )
    made = add_user(visit.service, said, visit.now)
    return _shown(visit, visit.welcome(made.secret) if made.secret else "", made.user.name)


def link(visit: Visit) -> Answer:
    """Show a link by which a person chooses another password."""
    name = visit.given.get("name", "")
    return _shown(visit, visit.welcome(new_password_link(visit.service, name, visit.now, by=visit.by)), name)


def unbind(visit: Visit) -> Answer:
    """Let a person not come in by single sign-on any more."""
    unbind_user(visit.service, visit.given.get("name", ""), visit.now, by=visit.by)
    return Elsewhere(place("settings"))


def remove(visit: Visit) -> Answer:
    """Take a person off the record."""
    remove_user(visit.service, visit.given.get("name", ""), visit.now, by=visit.by)
    return Elsewhere(place("settings"))


def doctor(visit: Visit) -> Answer:
    """Show what the doctor says. Mail servers are asked who they are, so this takes some seconds."""
    return PageAnswer("doctor", {"checks": tuple(examine(visit.service, visit.now))})
