"""Coming in by single sign-on: away to the provider, and back. Each answer leads on at once, so that no code stays in an address."""

from __future__ import annotations

from urllib.parse import urlencode

from service.console import single_sign_on
from service.console.oidc.faults import NotLetIn, SingleSignOnError
from service.console.oidc.provider import Provider
from service.console.signing_in import sign_out
from web.console.doors import Answer, Elsewhere, NotThereError, PageAnswer, Visit, place
from web.console.entrance import local


def go_away(visit: Visit) -> Answer:
    """Send somebody to the provider. Links of the agency's own pages may lead here, too: nobody becomes anybody else by that."""
    back = local(visit.given.get("next", "/"))
    provider = _provider(visit)
    if not visit.tries.away(visit.asked_by):
        return _too_often(back)
    try:
        went = single_sign_on.go(provider, back, visit.now)
    except SingleSignOnError as error:
        return _told(error.fault, back)
    return Elsewhere(went.address, away=went.kept)


def go_to_be_bound(visit: Visit) -> Answer:
    """Send somebody to the provider who followed a link, and saw whom it makes of them."""
    provider = _provider(visit)
    if not visit.tries.away(visit.asked_by):
        return _too_often("/")
    try:
        went = single_sign_on.go_to_be_bound(visit.service, provider, visit.path["secret"], visit.now)
    except SingleSignOnError as error:
        return _told(error.fault, "/")
    return Elsewhere(went.address, away=went.kept)


def back(visit: Visit) -> Answer:
    """Let somebody in who comes back from the provider: with a new session in any case, as with a password."""
    provider = _provider(visit)
    if not visit.tries.away(visit.asked_by):
        return _too_often("/")
    try:
        came = single_sign_on.come_back(visit.service, provider, visit.away, visit.given, visit.now)
    except SingleSignOnError as error:
        return _told(error.fault, "/")
    if visit.secret:
        sign_out(visit.service, visit.secret)
    return Elsewhere(local(came.back), session=came.secret, away="")


def _provider(visit: Visit) -> Provider:
    if visit.provider is None:
        raise NotThereError("There is no single sign-on here.")
    return visit.provider


def _too_often(back: str) -> Answer:
    return PageAnswer("sign_in", {"next": back, "wrong": "too_often", "name": "", "left": False}, 429)


def _told(fault: NotLetIn, back: str) -> Answer:
    return Elsewhere(f"{place('sign-in')}?{urlencode({'told': fault.value, 'next': back})}", away="")
