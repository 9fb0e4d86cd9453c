"""Two who come at the same moment, on both databases: a link is used once, and who is shut out does not come in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from domain.desk import EVERY_STUDY, DeskRole
from domain.errors import ConfigurationError
from service.console.oidc.faults import NotLetIn, SingleSignOnError
from service.console.oidc.provider import Provider
from service.console.one_time import hashed
from service.console.signing_in import UsedLinkError, WrongPasswordError, choose_password, sign_in
from service.console.single_sign_on import CameIn, come_back, go, go_to_be_bound
from service.console.users import AddingUser, add_user, first_link, remove_user, unbind, users
from service.installation import config
from service.installation.public import OidcTable
from service.wiring import Service, open_service
from store import Transaction, console_users, journal
from tests.openid_provider import CLIENT, SECRET, OpenIdProvider, openid_provider
from tests.service.installed import at, make

NOW = at("02-02")
PASSWORD = "correct horse battery staple"
BACK = "http://127.0.0.1:8765/sign-in/oidc/back"


@pytest.fixture
def service(tmp_path: Path, url: str) -> Iterator[Service]:
    """Return an installation on each database."""
    make(tmp_path / "installation", 1, url)
    with open_service(config.load(tmp_path / "installation", {"COUNTERFOIL_DATABASE_URL": url})) as found:
        yield found


@pytest.fixture
def known() -> Iterator[OpenIdProvider]:
    """Return the provider of an agency."""
    with openid_provider(lambda: NOW) as found:
        yield found


def added(service: Service, name: str = "Ben Carter", role: str = "administer") -> str:
    """Return the secret of a new person's link."""
    return str(add_user(service, AddingUser(name=name, role=role, by="Anna Berg"), NOW).secret)


def signed_in_there(service: Service, known: OpenIdProvider, person: str, link: str = "") -> Callable[[], CameIn]:
    """Let somebody sign in at the provider, and return how they come back."""
    asked = Provider(OidcTable(issuer=known.url, client_id=CLIENT), SECRET, BACK)
    went = go_to_be_bound(service, asked, link, NOW) if link else go(asked, "/", NOW)
    back = known.authorize(dict(parse_qsl(urlsplit(went.address).query)), person)
    return lambda: come_back(service, asked, went.kept, dict(parse_qsl(urlsplit(back).query)), NOW)


def at_once(service: Service, decides: Callable[[Transaction], object], does: Callable[[], object]) -> BaseException | None:
    """Do something while something else is decided and not yet written for good; return what it raises."""
    with ThreadPoolExecutor(1) as other, service.store.transaction() as tx:
        journal.alone(tx)
        decides(tx)
        doing = other.submit(does)
        # On SQLite whoever writes waits from its beginning. On PostgreSQL they are let run until they wait for us, or are done.
        while tx.dialect.name == "postgresql" and not doing.done() and not _somebody_waits(tx):
            pass
    return doing.exception()


def _somebody_waits(tx: Transaction) -> bool:
    return bool(tx.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted").scalar_one())


def test_a_link_that_is_used_up_at_the_same_moment_binds_nobody_else(service: Service, known: OpenIdProvider) -> None:
    """Who comes second is told, and does not take the place of the first."""
    link = added(service)
    eve = signed_in_there(service, known, "eve", link)
    error = at_once(service, lambda tx: console_users.use_link(tx, hashed(link)), eve)
    assert isinstance(error, SingleSignOnError)
    assert error.fault is NotLetIn.LINK
    assert users(service)[0].identity is None


def test_of_two_who_come_back_with_one_link_one_is_bound(service: Service, known: OpenIdProvider) -> None:
    """Whoever is first, with a session; the other is told."""
    link = added(service)
    come = [signed_in_there(service, known, person, link) for person in ("ben", "eve")]
    with ThreadPoolExecutor(2) as both:
        doing = [both.submit(one) for one in come]
    errors = [one.exception() for one in doing]
    (refused,) = [one for one in errors if one]
    assert isinstance(refused, SingleSignOnError)
    assert refused.fault is NotLetIn.LINK
    (ben,) = users(service)
    assert ben.identity
    assert ben.identity.subject == ("eve" if errors[0] else "ben")


def test_a_link_that_is_used_up_at_the_same_moment_sets_no_password(service: Service) -> None:
    """Also that of the first user."""
    link = added(service)
    error = at_once(service, lambda tx: console_users.use_link(tx, hashed(link)), lambda: choose_password(service, link, "", PASSWORD, NOW))
    assert isinstance(error, UsedLinkError)
    first = str(first_link(service, NOW))
    error = at_once(
        service, lambda tx: console_users.use_link(tx, hashed(first)), lambda: choose_password(service, first, "Eve Evil", PASSWORD, NOW)
    )
    assert isinstance(error, UsedLinkError)
    assert [(one.name, one.comes_in) for one in users(service)] == [("Ben Carter", False)]


def test_who_is_unbound_at_the_same_moment_does_not_come_in(service: Service, known: OpenIdProvider) -> None:
    """No session is left to them."""
    signed_in_there(service, known, "ben", added(service, role="decide"))()
    (ben,) = users(service)
    error = at_once(service, lambda tx: console_users.unbind(tx, ben.id), signed_in_there(service, known, "ben"))
    assert isinstance(error, SingleSignOnError)
    assert error.fault is NotLetIn.UNBOUND
    assert sessions(service) == 0


def test_whose_password_goes_at_the_same_moment_does_not_come_in(service: Service) -> None:
    """They were removed while it was compared."""
    choose_password(service, added(service), "", PASSWORD, NOW)
    (ben,) = users(service)
    error = at_once(service, lambda tx: console_users.remove(tx, ben.id), lambda: sign_in(service, "Ben Carter", PASSWORD, NOW))
    assert isinstance(error, WrongPasswordError)
    assert sessions(service) == 0


@pytest.mark.parametrize("verb", [remove_user, unbind])
def test_of_the_last_two_who_may_add_users_one_stays(service: Service, known: OpenIdProvider, verb: Callable[..., None]) -> None:
    """Also where each is shut out at the same moment."""
    for name in ("Anna Berg", "Ben Carter"):
        signed_in_there(service, known, name, added(service, name))()
    anna, _ = users(service)
    error = at_once(service, lambda tx: console_users.remove(tx, anna.id), lambda: verb(service, "Ben Carter", NOW, by="Eve"))
    assert isinstance(error, ConfigurationError)
    assert [(one.name, one.comes_in) for one in users(service)] == [("Ben Carter", True)]


def test_of_two_names_that_pass_for_each_other_one_is_added(service: Service) -> None:
    """Also where both are at the same moment."""
    error = at_once(service, lambda tx: console_users.add(tx, "BEN CARTER", EVERY_STUDY, DeskRole.LOOK), lambda: added(service))
    assert isinstance(error, ConfigurationError)


def sessions(service: Service) -> int:
    """Return how many sessions there are."""
    with service.store.reading() as tx:
        return int(tx.exec_driver_sql("SELECT count(*) FROM desk_session").scalar_one())
