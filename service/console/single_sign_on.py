"""Coming in at the console by single sign-on: away to the provider and back, as somebody who is bound to a user here, or becomes so.

Nobody is bound because of a name or an address. Whoever administers gives a person a link; who follows it, and signs in at the provider,
is that person from then on. There is one way in for each person: who is bound has no password any more.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from domain.desk import DeskIdentity
from domain.journal import What
from domain.process.events import Event, tell
from service.console.oidc import flow as flows
from service.console.oidc.faults import NotLetIn, SingleSignOnError
from service.console.oidc.provider import Provider
from service.console.one_time import hashed
from service.console.signing_in import UsedLinkError, followed, new_session, usable_link
from service.installation.public import ConsoleTable
from service.wiring import Service
from store import Transaction, console_users, decisions, journal
from store.cases.decisions import Ruling

BACK = "/sign-in/oidc/back"  # The only page of the console to which a provider sends people.


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody goes away to the provider: to this address, and their browser keeps a secret meanwhile."""

    address: str
    kept: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CameIn:
    """Somebody came in: the secret of their session, and the page that they wanted to see."""

    secret: str = field(repr=False)
    back: str


def provider_of(service: Service, settings: ConsoleTable) -> Provider | None:
    """Return the provider of single sign-on for a console with these settings; None where they name none."""
    return Provider(settings.oidc, service.installation.oidc_secret, f"{settings.address}{BACK}") if settings.oidc else None


def go(provider: Provider, back: str, now: datetime) -> Away:
    """Send somebody to the provider, who wants to come in. SingleSignOnError where it does not answer."""
    return _away(provider, flows.begun(now, back, ""), now)


def go_to_be_bound(service: Service, provider: Provider, link: str, now: datetime) -> Away:
    """Send somebody to the provider who followed a link, and wants to come in by the provider from then on.

    UsedLinkError where the link was followed before, or makes the first user, who chooses a password: somebody has to come in without the
    provider. SingleSignOnError where it does not answer.
    """
    if followed(service, link, now).name is None:
        raise UsedLinkError("The first user chooses a password.", where="", remedy="Others may come in by single sign-on.")
    return _away(provider, flows.begun(now, "/", link), now)


def _away(provider: Provider, flow: flows.Flow, now: datetime) -> Away:
    try:
        return Away(provider.address(flow, now), flow.kept())
    except SingleSignOnError as error:
        _log(error)
        raise


def come_back(service: Service, provider: Provider, kept: str, answer: Mapping[str, str], now: datetime) -> CameIn:
    """Let somebody in who came back from the provider; `kept` is what their browser kept, `answer` what stands in the address.

    SingleSignOnError where they are not let in; what happened is in the log, without a word of theirs.
    """
    try:
        flow = _begun_here(kept, answer, now)
        who = provider.identity(flow, answer, now)
        with service.store.transaction() as tx:
            journal.alone(tx)  # Nobody is unbound or removed, and no link is used, between looking and coming in.
            number = _bind(tx, flow.link, who, now) if flow.link else _bound(tx, who)
            secret = new_session(tx, number, now)
    except SingleSignOnError as error:
        _log(error)
        raise
    return CameIn(secret, flow.back)


def _begun_here(kept: str, answer: Mapping[str, str], now: datetime) -> flows.Flow:
    """Return the way on which this browser went away."""
    flow = flows.read(kept)
    if flow is None or not flow.is_of(answer.get("state", ""), now):
        raise SingleSignOnError(NotLetIn.STALE, "state")
    return flow


def _bound(tx: Transaction, who: DeskIdentity) -> int:
    number = console_users.bound(tx, who)
    if number is None:
        raise SingleSignOnError(NotLetIn.UNBOUND, "unbound")
    return number


def _bind(tx: Transaction, link: str, who: DeskIdentity, now: datetime) -> int:
    """Bind who followed a link to who they are at the provider, use the link up, and return their number."""
    try:
        number = usable_link(tx, link, now).user_id
    except UsedLinkError as error:
        raise SingleSignOnError(NotLetIn.LINK, "link") from error
    if number is None:
        raise SingleSignOnError(NotLetIn.LINK, "link")
    if console_users.bound(tx, who) not in {None, number}:
        raise SingleSignOnError(NotLetIn.TAKEN, "taken")
    if not console_users.use_link(tx, hashed(link)):
        raise SingleSignOnError(NotLetIn.LINK, "link")
    (user,) = console_users.users(tx, number=number)
    console_users.bind(tx, number, who, now)
    decisions.decide(tx, decisions.person(tx, user.name), now, [Ruling(what=What.BIND, about=decisions.user(tx, user.name))])
    return number


def _log(error: SingleSignOnError) -> None:
    tell(Event.NOT_LET_IN, logging.WARNING, outcome=error.fault.value, error=error.why)
