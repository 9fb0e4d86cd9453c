"""The URL of a database: who signs in by it, and how it is shown to people, which is never with a password."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from domain.texts.secrets import has_secret, is_secret


def shown(url: URL) -> str:
    """Return a URL as people and the journal may see it: without its password, and without stars in its place, so that it can be copied."""
    return _without_parameters(url)._replace(password=None).render_as_string()


def require_host(address: URL) -> URL:
    """Return a URL whose host may be told in an error. ArgumentError where a part of a password would be taken for the host's name."""
    if address.get_backend_name() != "sqlite" and "@" in f"{address.host or ''}{address.database or ''}":
        raise ArgumentError("an @ stands in its user or password (write %40 for it, %2F for / and %3A for :)")
    return address


def without_secret(url: str) -> str:
    """Return a URL that a person wrote as they may write it into the settings."""
    return shown(make_url(url)) if has_secret(url) else url


def signed_in(url: str, password: Callable[[str], str]) -> str:
    """Return a URL with the `password` of its user, where it has none and its database is no file; "" is for the driver to look for one."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        return url  # Whoever opens it is told.
    if address.get_backend_name() == "sqlite" or has_secret(url) or not (given := password(address.username or "")):
        return url
    # Without a user before the host, SQLAlchemy writes no password there: the driver finds it among the parameters.
    with_it = address.set(password=given) if address.username is not None else address.update_query_dict({"password": given})
    return with_it.render_as_string(hide_password=False)


def may_share(url: str, other: str) -> bool:
    """Say whether the password of `other` may be told to the server of `url`: its user is the same, or `other` is a file."""
    try:
        one, two = make_url(url), make_url(other)
    except (ArgumentError, ValueError):
        return False
    return two.get_backend_name() == "sqlite" or _account(one) == _account(two)


def _account(url: URL) -> tuple[object, ...]:
    return url.get_backend_name(), url.username, url.host, url.port, url.query.get("host"), url.query.get("user")


def _without_parameters(url: URL) -> URL:
    return url.difference_update_query([one for one in url.query if is_secret(one)])
